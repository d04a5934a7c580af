"""``crossfield partners``: with whom in Europe, whether known already, and through whom."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crossfield.cli.options import FormatOption, LakeOption, OutputOption, SchemeOption, open_frames
from crossfield.config import load_settings
from crossfield.errors import ConfigError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crossfield.config import Settings
    from crossfield.indicators.areas import Area
    from crossfield.lake.store import Frames
    from crossfield.matching.model import Proof
    from crossfield.matching.partners import Answer, Asker, Filters, Idea

WHO = ("organisations", "regions", "clusters")
WhereOption = Annotated[
    str, typer.Option("--region", metavar="REGION|CITY", help="Only there: NUTS code, name or a city such as Brno.")
]


def partners(
    asker: Annotated[
        str, typer.Argument(metavar="REGION|ORGANISATION", help="NUTS code or name, or an organisation's name or PIC.")
    ] = "",
    interface: Annotated[
        tuple[str, str] | None,
        typer.Option("--interface", metavar="A B", help="Two fields: codes or titles. Default: for anything."),
    ] = None,
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="organisations, regions or clusters.")] = WHO[0],
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="An idea in German or English; - reads standard input.")
    ] = None,
    members: Annotated[
        str, typer.Option("--members", metavar="FILE.csv", help="A cluster's members: a column organisation or name.")
    ] = "",
    new_only: Annotated[bool, typer.Option("--new-only", help="Only those without a joint project yet.")] = False,
    country: Annotated[
        list[str] | None, typer.Option("--country", metavar="CODE", help="Only there, such as CZ; repeatable.")
    ] = None,
    region: WhereOption = "",
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="NAME", help="SME, HES, REC, PRC, PUB or OTH; repeatable.")
    ] = None,
    widening: Annotated[bool, typer.Option("--widening", help="Only Horizon Europe's widening countries.")] = False,
    programme: Annotated[
        str,
        typer.Option("--programme", metavar="NAME", help="Only who is eligible: horizon, interreg-central-europe, eu."),
    ] = "",
    since: Annotated[
        int, typer.Option("--since", metavar="YEAR", help="Only with a project that starts then or later.")
    ] = 0,
    newcomers: Annotated[
        bool, typer.Option("--newcomers", help="Only those with at most two projects: past size and funding left out.")
    ] = False,
    per_country: Annotated[
        int, typer.Option("--per-country", metavar="NUMBER", min=0, help="At most from one country; 0: any number.")
    ] = 0,
    top: Annotated[int, typer.Option("--top", metavar="NUMBER", min=1, help="How many.")] = 20,
    scheme: SchemeOption = "",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Find partners, known and new, with reasons."""
    from crossfield.cli.show import form_of, give_out, read_input  # noqa: PLC0415 -- slow import
    from crossfield.matching.embedder import checked_idea  # noqa: PLC0415 -- slow import
    from crossfield.matching.partners import Filters, idea_of  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    if who not in WHO:
        raise UnknownNameError("kind of partner", who, WHO, f"Known: {', '.join(WHO)}.")
    countries = tuple(code.strip().upper() for code in country or ())
    kinds = tuple(one.upper() for one in kind or ())
    filters = Filters(new_only, countries, kinds, widening, programme, since or None, newcomers, per_country)
    with open_frames(settings, lake) as frames:
        area, filters = _within(frames, region, filters)
        given = "" if text is None else checked_idea(read_input() if text == "-" else text)
        idea, notes = idea_of(frames, scheme or settings.scheme, interface or (), given)
        answer = _answer(frames, settings, _asker(frames, asker, members, given), idea, filters, who, top)
        names = {row["organisation"]: row["name"] for row in frames.read("organisation")} if form == "table" else {}
        line = _basis(frames, answer, (*notes, *answer.notes), filters, settings.language)
        line = f"{line} {_where(frames, area, answer, settings.language)}".rstrip()
    rows = [one.to_dict() for one in answer.suggestions]
    if form != "table":
        give_out(rows if form == "json" else [_flat(row) for row in rows], form, output, line)
    else:
        from crossfield.cli.terminal import print_partners  # noqa: PLC0415 -- slow import

        print_partners(rows, names, settings.language, line)


def _answer(
    frames: Frames, settings: Settings, asker: Asker, idea: Idea, filters: Filters, who: str, top: int
) -> Answer:
    if who == "organisations" and "participation" in frames:
        from crossfield.matching.partners import PartnerSearch  # noqa: PLC0415 -- slow import

        return PartnerSearch(frames, settings).suggest(asker, idea, filters, top=top)
    from crossfield.matching import reduced  # noqa: PLC0415 -- slow import

    if who == "organisations":
        return reduced.reduced_partners(frames, asker, idea, filters, top=top)
    return reduced.partner_regions(frames, asker, idea, filters, top=top, clusters=who == "clusters")


def _asker(frames: Frames, given: str, members: str, text: str) -> Asker:
    from crossfield.matching.partners import Asker, asker_of, find_organisation  # noqa: PLC0415 -- slow import

    if members:
        rows = frames.read("organisation")
        names = _members(Path(members))
        return Asker("members", tuple(sorted({str(find_organisation(rows, name)["organisation"]) for name in names})))
    if given:
        return asker_of(frames, given)
    if text:
        return Asker("idea")
    message = "Nobody and nothing is given to find partners for."
    raise ConfigError(message, "Name a region or an organisation, or give --members FILE.csv or --text.")


def _members(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            column = next((name for name in ("organisation", "name") if name in (reader.fieldnames or ())), "")
            names = [row[column].strip() for row in reader if column and (row[column] or "").strip()]
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read: {error}."
        raise ConfigError(message, "Give a CSV file in UTF-8.") from error
    if not names:
        message = f"{path} names no member; expected a column organisation or name."
        raise ConfigError(message, "Write one organisation a line, by name or PIC.")
    return names


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A suggestion in one row, for formats that hold no lists."""
    told = "; ".join(f"{one['name']} {one['weight']}: {' '.join(one['records'])}".strip() for one in row["reasons"])
    return row | {"reasons": told, "through": " > ".join(row["through"])}


def _basis(frames: Frames, answer: Answer, notes: tuple[str, ...], filters: Filters, language: str) -> str:
    from crossfield.charts.words import note_in  # noqa: PLC0415 -- slow import
    from crossfield.cli.words import WORDS  # noqa: PLC0415 -- slow import
    from crossfield.indicators.lookup import reach  # noqa: PLC0415 -- slow import

    words = WORDS[language]
    hidden = words["hidden"].format(hidden=answer.without_name) if answer.without_name else ""
    proven = proof_sentence(answer.proof, words, language) if answer.proof else ""
    scope = reach(frames.manifest, "records", language)
    said = note_in("; ".join(dict.fromkeys(notes)), language)
    noted = f"{said[:1].upper()}{said[1:]}." if said else ""
    parts = [words["basis"].format(version=frames.manifest.version), proven, hidden, noted]
    for area in filters.areas:
        read = words["rules_read"].format(source=area.source, date=area.source_date)
        parts += [f"{area.title[language]}: {read}", area.check[language], words["no_advice"]]
    parts.append(scope)
    return " ".join(part for part in parts if part)


def _within(frames: Frames, region: str, filters: Filters) -> tuple[Area | None, Filters]:
    """The area that is asked for, and the filters with it."""
    if not region:
        return None, filters
    from crossfield.indicators.areas import find_area  # noqa: PLC0415 -- slow import

    area = find_area(frames, region)
    return area, replace(filters, region=area.code)


def _where(frames: Frames, area: Area | None, answer: Answer, language: str) -> str:
    """How a city led to a region, and where there are some when nobody is in it."""
    if area is None:
        return ""
    from crossfield.cli.words import WORDS  # noqa: PLC0415 -- slow import
    from crossfield.indicators.areas import nearby, points_of  # noqa: PLC0415 -- slow import

    words, rows = WORDS[language], frames.read("region")
    names = {str(row["region"]): str(row["name"]) for row in rows}
    place = area.place
    said = {"code": area.code, "name": names.get(area.code, area.code)}
    told = words["lies_in"].format(city=place.city, here=place.here, every=place.organisations, **said) if place else ""
    if area.part:
        told = words["part_of"].format(part=area.part, part_name=names.get(area.part, area.part), **said)
    others = nearby(points_of(rows), area.code, answer.elsewhere)
    near = ", ".join(f"{code} ({names.get(code, code)}): {count}" for code, count in others)
    return " ".join(part for part in (told, words["elsewhere"].format(near=near, **said) if near else "") if part)


def proof_sentence(proof: Proof, words: Mapping[str, str], language: str) -> str:
    """What the back-test says of the ranker behind a list.

    Examples
    --------
    >>> from crossfield.matching.model import Proof
    >>> words = {"proof_topic": "{queries}: {found} % of {first}-{last} from up to {until}, plain {simple} %"}
    >>> proof_sentence(Proof("topic", 2017, 2020, 3720, 0.267, 0.239), words, "en")
    '3,720: 27 % of 2018-2020 from up to 2017, plain 24 %'
    """
    from crossfield.charts.words import number  # noqa: PLC0415 -- slow import

    shares = {"found": proof.found, "simple": proof.simple}
    told = {name: number(100 * value, language, 0) for name, value in shares.items()}
    queries = number(proof.queries, language, 0)
    years = {"until": proof.until, "first": proof.until + 1, "last": proof.test_until}
    return words[f"proof_{proof.given}"].format(queries=queries, **years, **told)
