"""``crossfield link`` and ``crossfield organisations``: who is who, and what people decide about it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crossfield.cli.options import (
    HELP_OPTIONS,
    FormatOption,
    LakeOption,
    OutputOption,
    basis,
    give_plain,
    mapping_of,
    open_frames,
    open_lake,
    own_lake,
    say,
)
from crossfield.config import load_settings

if TYPE_CHECKING:
    from crossfield.config import Settings
    from crossfield.lake.linkage import Link, Register
    from crossfield.lake.manifest import Manifest
    from crossfield.lake.store import Lake

organisations_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, context_settings=HELP_OPTIONS)
OneArgument = Annotated[str, typer.Argument(metavar="ONE", help="Id of an organisation, or the key of a list's row.")]
OtherArgument = Annotated[str, typer.Argument(metavar="OTHER", help="Id of an organisation.")]
SHOWN = ("row", "name", "answer", "organisation_name", "organisation_city", "score", "reason")


def link(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE.csv", help="Your list: name, city, country; postcode, vat, pic … if it has them."),
    ],
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column", metavar="NAME=HEADING", help="What a heading means, if it is not guessed; repeatable."
        ),
    ] = None,
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Find which organisation each row of your list is.

    The answer is linked, review (look at it), institute of (it belongs to the organisation) or none.
    """
    from crossfield.cli.show import form_of, give_out  # noqa: PLC0415 -- slow import
    from crossfield.lake.decisions import read_decisions  # noqa: PLC0415 -- slow import
    from crossfield.lake.linkage import INSTITUTE, LINKED, NONE, REVIEW, Register, link_rows, row_key  # noqa: PLC0415 -- slow import
    from crossfield.sources.namelist import read_names  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    given = read_names(Path(file), mapping_of(column or []))
    decisions = read_decisions(open_lake(settings, lake).path)
    with open_frames(settings, lake) as frames:
        register = Register.of(frames, decisions)
        line = _basis(frames.manifest, settings)
    links = link_rows(register, given)
    rows = [
        _answer(register, asked, found) | {"key": row_key(asked)} for asked, found in zip(given, links, strict=True)
    ]
    if form != "table":
        give_out(rows, form, output, line)
        return
    from crossfield.cli.terminal import print_links  # noqa: PLC0415 -- slow import

    print_links([{name: row[name] for name in SHOWN} for row in rows], settings.language, line)
    counts = Counter(found.answer for found in links)
    told = [f"{counts[name]:,}" for name in (LINKED, REVIEW, INSTITUTE, NONE)]
    say(settings, "links", linked=told[0], review=told[1], institutes=told[2], none=told[3])


@organisations_app.command("review")
def review(
    kind: Annotated[
        str, typer.Option("--kind", metavar="NAME", help="review, same, institute of or merged.")
    ] = "review",
    country: Annotated[str, typer.Option("--country", metavar="CODE", help="Of one country only.")] = "",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """List pairs of organisations that may be one, that are one, or that belong together."""
    from crossfield.cli.show import form_of, give_out  # noqa: PLC0415 -- slow import
    from crossfield.lake.decisions import read_decisions  # noqa: PLC0415 -- slow import
    from crossfield.lake.doubles import open_pairs  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    decisions = read_decisions(open_lake(settings, lake).path)
    with open_frames(settings, lake) as frames:
        rows = open_pairs(frames, decisions, kind=kind, country=country.upper())
        line = basis(frames.manifest, settings)
    if form != "table":
        give_out(rows, form, output, line)
        return
    from crossfield.cli.terminal import print_links  # noqa: PLC0415 -- slow import

    print_links(rows, settings.language, line)


@organisations_app.command("merge", no_args_is_help=True)
def merge(one: OneArgument, other: OtherArgument, lake: LakeOption = "") -> None:
    """Decide that two are one organisation; the next build counts them as one."""
    _decide(one, other, "merge", lake)


@organisations_app.command("split", no_args_is_help=True)
def split(one: OneArgument, other: OtherArgument, lake: LakeOption = "") -> None:
    """Decide that two are not one organisation; they are not proposed again."""
    _decide(one, other, "apart", lake)


@organisations_app.command("undo", no_args_is_help=True)
def undo_decision(one: OneArgument, other: OtherArgument, lake: LakeOption = "") -> None:
    """Take a decision back; the next build shows the pair as it was."""
    from crossfield.lake.decisions import undo  # noqa: PLC0415 -- slow import

    settings = load_settings()
    target = own_lake(settings, lake)
    made = undo(target, one, other)
    say(settings, "undone", left=made.left, right=made.right, date=made.date, path=target.path)


@organisations_app.command("decisions")
def list_decisions(lake: LakeOption = "", form: FormatOption = "table", output: OutputOption = "") -> None:
    """List what was decided."""
    from dataclasses import asdict  # noqa: PLC0415 -- only here

    from crossfield.lake.decisions import read_decisions  # noqa: PLC0415 -- slow import

    settings = load_settings()
    rows = [asdict(made) for made in read_decisions(open_lake(settings, lake).path)]
    give_plain(settings, rows, form, output, "")


def _basis(manifest: Manifest, settings: Settings) -> str:
    from crossfield.cli.words import WORDS  # noqa: PLC0415 -- slow import

    words = WORDS[settings.language]
    reduced = words["reduced_links"] if manifest.kind == "starter" else ""
    return f"{words['basis'].format(version=manifest.version)} {reduced}".rstrip()


def _decide(one: str, other: str, decision: str, lake: str) -> None:
    from crossfield.lake.decisions import decide  # noqa: PLC0415 -- slow import

    settings = load_settings()
    target = own_lake(settings, lake)
    _refuse_unknown(target, one, other)
    decide(target, one, other, decision=decision, date=datetime.now(UTC).date().isoformat())
    say(settings, decision, left=one, right=other, path=target.path)


def _refuse_unknown(lake: Lake, *names: str) -> None:
    from crossfield.errors import UnknownNameError  # noqa: PLC0415 -- only here
    from crossfield.lake.decisions import ROW  # noqa: PLC0415 -- slow import

    with lake.open() as frames:
        known = {row["organisation"] for row in frames.read("organisation")}
        merged = {row["organisation"] for row in frames.read("organisation_link") if row["kind"] == "merged"}
    for name in names:
        if name not in known | merged and not name.startswith(ROW):
            raise UnknownNameError("organisation", name, known, "crossfield organisations review shows ids.")


def _answer(register: Register, asked: dict[str, str], found: Link) -> dict[str, Any]:
    """A row of the list with its organisation; the name of a natural person is not told."""
    known = register.rows.get(found.organisation or "", {})
    shown = {} if known.get("person") else known
    return {
        "row": int(asked["row"]),
        **{name: asked[name] or None for name in ("name", "city", "country")},
        "answer": found.answer,
        "organisation": found.organisation,
        "organisation_name": shown.get("name"),
        "organisation_city": shown.get("city"),
        "organisation_country": known.get("country"),
        "score": None if found.score is None else round(found.score, 4),
        "reason": "; ".join(found.reasons) or None,
        "others": "; ".join(found.others) or None,
        "note": _note(asked, found, is_person=bool(known.get("person"))),
    }


def _note(asked: dict[str, str], found: Link, *, is_person: bool) -> str | None:
    notes = {
        f"country not known: {asked['country_given']}": asked["country_given"] and not asked["country"],
        "looks like a natural person: name not shown": is_person,
        "no organisation has a name like it there": found.answer == "none",
    }
    return "; ".join(note for note, holds in notes.items() if holds) or None
