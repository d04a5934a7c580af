"""The tables of an interface: organisations here, organisations and regions elsewhere, projects behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.errors import NotComputableError
from crossfield.indicators import lookup
from crossfield.indicators.complementary import complementary_regions
from crossfield.indicators.partnership import organisations_elsewhere, regions_at
from crossfield.web.evidence.queries.interfaces import interface_address
from crossfield.web.evidence.queries.listing import NAME, Column, Listing, organisation_address
from crossfield.web.evidence.queries.look import look_bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.indicators.question import Question
    from crossfield.lake.store import Frames

Row = dict[str, Any]
AT_FIRST = 10
NAMES = ("organisations", "partners", "regions", "projects", "complements")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the tables are asked for: an open data version, the question, and how things are called."""

    frames: Frames
    question: Question
    pair: tuple[str, str]
    titles: tuple[str, str]
    years: tuple[int, int]
    labels: dict[str, str]
    citation: str

    def place(self, code: str) -> str:
        """Name and code of a region; a code without figures alone."""
        return f"{self.labels[code]} ({code})" if code in self.labels else code


def interface_tables(asked: Asked, row: Row) -> dict[str, Listing]:
    """All tables by name."""
    found = {name: interface_table(asked, row, name) for name in NAMES}
    return {name: listing for name, listing in found.items() if listing is not None}


def interface_table(asked: Asked, row: Row, name: str) -> Listing | None:
    """One of the tables; None where there is none of this name, or no data for it."""
    if name == "organisations":
        return _organisations(asked, row)
    if name == "complements" and "complementarity" not in asked.frames:
        return None
    made = {"partners": _partners, "regions": _regions, "projects": _projects, "complements": _complements}
    return made[name](asked) if name in made else None


def _organisations(asked: Asked, figures: Row) -> Listing:
    rows, hidden = lookup.organisations_at(
        asked.frames, asked.question.region, asked.question.scheme, asked.pair, asked.years
    )
    if asked.frames.manifest.kind == "starter":
        hidden = max((figures["bridging_organisations"] or 0) - len(rows), 0)
    caption = _("Organisations of the region in both fields")
    if hidden:
        more = ngettext("(%(n)s more without a name to show)", "(%(n)s more without a name to show)", hidden)
        caption = " ".join((caption, more % {"n": hidden}))
    columns = (Column("name", _("Organisation"), NAME), Column("place", _("Region")), *_counts(asked))
    empty = _("No organisation with a name is listed in both fields. Load the full data to see smaller ones.")
    shown = [row | {"place": asked.place(row["region"])} for row in rows]
    return Listing(
        "organisations",
        caption,
        columns,
        shown,
        asked.citation,
        address=organisation_address,
        empty=empty,
        at_first=AT_FIRST,
        stacks=True,
    )


def _partners(asked: Asked) -> Listing:
    rows = organisations_elsewhere(asked.frames, asked.question.region, asked.question.scheme, asked.pair)
    shown = [row | {"place": asked.place(row["region"]), "status": _status(row["known"])} for row in rows]
    columns = (
        Column("name", _("Organisation"), NAME),
        Column("place", _("Region")),
        Column("status", _("Known or new")),
        Column("through", _("Through whom"), NAME),
        *_counts(asked),
    )
    return Listing(
        "partners",
        _("Organisations elsewhere in Europe that are active in both fields, new ones first"),
        columns,
        shown,
        asked.citation,
        address=organisation_address,
        empty=_("No organisation elsewhere is listed in both fields."),
        at_first=AT_FIRST,
        stacks=True,
    )


def _status(known: int) -> str:
    return ngettext("known: %(n)s project", "known: %(n)s projects", known) % {"n": known} if known else _("new")


def _counts(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("projects_a", _("Projects: %(field)s") % {"field": asked.titles[0]}, "count", is_minor=True),
        Column("projects_b", _("Projects: %(field)s") % {"field": asked.titles[1]}, "count", is_minor=True),
        Column("joint", _("Projects with both"), "count"),
    )


def _regions(asked: Asked) -> Listing:
    found = regions_at(asked.frames, asked.question, asked.pair)
    rows = [row | {"label": asked.labels.get(row["region"], row["name"])} for row in found]
    columns = (
        Column("label", _("Region")),
        Column("strength", _("Strength (1 = as its size predicts)"), "ranged"),
        Column("support", _("Joint projects there"), "count"),
        Column("bridging_organisations", _("Organisations in both fields"), "count"),
        Column("shared_here", _("Shared projects in these fields"), "count"),
        Column("shared", _("Shared projects in all"), "count"),
    )
    return Listing(
        "regions",
        _("Where else in Europe this interface is at home, and what is shared with it already"),
        columns,
        rows,
        asked.citation,
        address=lambda row: ("label", interface_address(row["region"], *asked.pair)),
        bar=lambda row: look_bar(row, "strength"),
        empty=_("No other region of this level has a joint project at this interface."),
        at_first=AT_FIRST,
    )


def _complements(asked: Asked) -> Listing:
    """Regions that have what this one lacks at the interface; those without a joint project there come first."""
    try:
        table = complementary_regions(
            asked.frames, asked.question.region, asked.pair, scheme=asked.question.scheme
        ).to_pylist()
    except NotComputableError:  # fewer than five tagged projects: the empty table says so
        table = []
    rows = [row | {"label": asked.labels.get(row["partner"], row["partner"]), "status": _tie(row)} for row in table]
    rows.sort(key=lambda row: (row["tie"] == "here", row["place"]))
    columns = (
        Column("label", _("Region")),
        Column("status", _("Known or new")),
        Column("score", _("Fit"), "number"),
        Column("has", _("has it itself"), "number", is_minor=True),
        Column("leads", _("has what leads there"), "number", is_minor=True),
        Column("projects_a", _("Projects: %(field)s") % {"field": asked.titles[0]}, "count", is_minor=True),
        Column("projects_b", _("Projects: %(field)s") % {"field": asked.titles[1]}, "count", is_minor=True),
    )
    return Listing(
        "complements",
        _("Regions that have what the region lacks here, those without a joint project first"),
        columns,
        rows,
        asked.citation,
        address=lambda row: ("label", interface_address(row["partner"], *asked.pair)),
        empty=_("It takes five projects with fields in the region and activity in both fields in Europe."),
        at_first=AT_FIRST,
        stacks=True,
    )


def _tie(row: Row) -> str:
    if row["tie"] == "here":
        return ngettext("known here: %(n)s project", "known here: %(n)s projects", row["links_here"]) % {
            "n": row["links_here"]
        }
    if row["tie"] == "elsewhere":
        return ngettext("new here, %(n)s project elsewhere", "new here, %(n)s projects elsewhere", row["links"]) % {
            "n": row["links"]
        }
    return _("new")


def _projects(asked: Asked) -> Listing:
    found = lookup.projects_at(asked.frames, asked.question.region, asked.question.scheme, asked.pair, asked.years)
    empty = _("No project of this region joins the two fields.")
    return joint_projects(found, _("Projects that join the two fields"), asked.citation, empty)


def joint_projects(found: Sequence[Row], caption: str, citation: str, empty: str) -> Listing:
    """Projects of a region at an interface, of two fields or a named one, as a table with their public records."""
    rows = [row | {"label": row["acronym"] or row["title"] or row["project"]} for row in found]
    columns = (
        Column("label", _("Project")),
        Column("year", _("Start year"), "year"),
        Column("topic", _("Call topic")),
        Column("programme", _("Programme part")),
        Column("address", _("Public record")),
    )
    return Listing(
        "projects",
        caption,
        columns,
        rows,
        citation,
        address=lambda row: ("address", row["address"] or ""),
        empty=empty,
        at_first=AT_FIRST,
    )
