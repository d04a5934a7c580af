"""``crossfield consortium``: partners that cover the needs of an interface under the rules of a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crossfield.cli.options import FormatOption, LakeOption, OutputOption, SchemeOption, basis, open_frames
from crossfield.config import load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Answer = Mapping[str, Any]


NeedOption = Annotated[
    list[str],
    typer.Option(
        "--need",
        metavar="FIELD[:ROLE]",
        help="What a partner shall bring; roles: university, research, company, sme, public, other. A+B: either field. "
        "Repeatable.",
    ),
]
InterfaceOption = Annotated[
    tuple[str, str] | None,
    typer.Option("--interface", metavar="A B", help="A partner on each side, and one active on both."),
]
RulesOption = Annotated[
    str, typer.Option("--rules", metavar="NAME|FILE.toml", help="horizon, interreg-ce, c3, or a file of yours.")
]
PartnersOption = Annotated[
    int, typer.Option("--partners", metavar="NUMBER", min=0, help="How many; 0: one for each need.")
]
HomeOption = Annotated[
    str, typer.Option("--region", metavar="REGION", help="Home: one partner comes from there, ties count to it.")
]
WithinOption = Annotated[
    str, typer.Option("--within", metavar="CODES", help="Only candidates from there: AT,DED …, or interreg-ce.")
]
FixedOption = Annotated[
    list[str], typer.Option("--with", metavar="NAME", help="A partner that is set, by name or id. Repeatable.")
]
PreferOption = Annotated[str, typer.Option("--prefer", metavar="NAME", help="fit alone, known partners, or new ones.")]
CountryOption = Annotated[
    int, typer.Option("--per-country", metavar="NUMBER", min=0, help="At most from one country; 0: half of all.")
]
EachOption = Annotated[
    int, typer.Option("--needs-each", metavar="NUMBER", min=0, help="Needs one partner may cover; 0: as necessary.")
]


def consortium(
    need: NeedOption = [],  # noqa: B006 -- Typer's way to say that there may be none; it is not changed
    interface: InterfaceOption = None,
    rules: RulesOption = "",
    partners: PartnersOption = 0,
    region: HomeOption = "",
    within: WithinOption = "",
    fixed: FixedOption = [],  # noqa: B006 -- as above
    prefer: PreferOption = "fit",
    per_country: CountryOption = 0,
    needs_each: EachOption = 0,
    scheme: SchemeOption = "",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Choose partners that cover fields, roles and rules."""
    from crossfield.cli.show import field_titles, form_of, give_document, give_out  # noqa: PLC0415 -- slow import
    from crossfield.indicators.question import Question  # noqa: PLC0415 -- slow import
    from crossfield.matching.consortium import Request  # noqa: PLC0415 -- slow import
    from crossfield.matching.consortium import consortium as choose  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    home = region or (settings.region if rules == "c3" else "")
    request = Request(
        scheme=scheme or settings.scheme,
        needs=tuple(need),
        interface=interface or (),
        rules=rules,
        partners=partners,
        region=home,
        fixed=tuple(fixed),
        prefer=prefer,
        most_needs=needs_each,
        per_country=per_country,
        within=within,
    )
    with open_frames(settings, lake) as frames:
        answer = choose(frames, request)
        line = basis(frames.manifest, settings, request.scheme, lacking="records")
        titles = field_titles(frames, Question("", request.scheme), settings.language)
    if form == "json" and not output:
        give_document(answer, form)
    elif form != "table":
        give_out(_flat(answer), form, output, line)
    else:
        _print(answer, titles, settings.language, line)


def _flat(answer: Answer) -> list[dict[str, Any]]:
    """One row a partner, for formats that hold a table."""
    return [
        {key: row[key] for key in ("who", "name", "country", "place", "type", "known", "ties", "score")}
        | {"covers": "; ".join(row["covers"]), "loss": (row["without"] or {}).get("loss")}
        | {"instead": "; ".join((row["without"] or {}).get("instead", ())) or None}
        for row in answer["partners"]
    ]


def _print(answer: Answer, titles: Mapping[str, str], language: str, line: str) -> None:
    from crossfield.charts.words import note_in, number  # noqa: PLC0415 -- slow import
    from crossfield.cli.terminal import print_rows  # noqa: PLC0415 -- slow import
    from crossfield.cli.words import WORDS  # noqa: PLC0415 -- slow import

    words = WORDS[language]
    shown = [
        {
            "member": row["name"],
            "region": row["place"],
            "type": words[f"type_{row['type']}"] if row["type"] else "",
            "covers": "; ".join(_said(label, titles, words) for label in row["covers"]),
            "fit": row["score"],
            "ties": row["ties"],
            "instead": _instead(row["without"], words, language),
        }
        for row in answer["partners"]
    ]
    print_rows(shown, language)
    proven = "proven" if answer["gap"] < 1e-6 else "unproven"  # noqa: PLR2004 -- rounding of the solver
    score, gap = number(answer["score"], language), number(100 * answer["gap"], language)
    typer.echo(words[proven].format(score=score, gap=gap))
    if answer["ties"]:
        typer.echo(words["together"].format(pairs=_together(answer)))
    for note in answer["notes"]:
        typer.echo(f"{words['note']}: {note_in(note, language)}")
    for text in _rules(answer["rules"], words, language):
        typer.echo(text)
    typer.echo(line)


def _together(answer: Answer) -> str:
    """Who of the partners worked together, and how often."""
    names = {row["who"]: row["name"] for row in answer["partners"]}
    ends = [(names[tie["organisation_a"]], names[tie["organisation_b"]], tie["projects"]) for tie in answer["ties"]]
    return "; ".join(f"{one} – {other} ({projects})" for one, other, projects in ends)


def _said(label: str, titles: Mapping[str, str], words: Mapping[str, str]) -> str:
    """A need with the titles of its fields.

    Examples
    --------
    >>> _said("ict+optics × health:sme", {"ict": "ICT", "health": "Health"}, {"role_sme": "SME"})
    'ICT / optics × Health (SME)'
    """
    fields, _, role = label.partition(":")
    sides = (" / ".join(titles.get(code, code) for code in side.split("+")) for side in fields.split(" × "))
    return f"{' × '.join(sides)} ({words[f'role_{role}']})" if role else " × ".join(sides)


def _instead(without: Mapping[str, Any] | None, words: Mapping[str, str], language: str) -> str:
    from crossfield.charts.words import number  # noqa: PLC0415 -- slow import

    if without is None:
        return words["irreplaceable"]
    return f"−{number(without['loss'], language)}: {'; '.join(without['instead'])}"


def _rules(rules: Mapping[str, Any] | None, words: Mapping[str, str], language: str) -> Sequence[str]:
    if rules is None:
        return [words["no_rules"]]
    found = "; ".join(f"{one['title'][language]}: {one['found']}" for one in rules["requirements"])
    said = words["ruled"].format(title=rules["title"][language], found=found)
    read = words["rules_read"].format(source=rules["source"], date=rules["source_date"])
    return [said, f"{rules['check'][language]} {words['no_advice']}".strip(), read]
