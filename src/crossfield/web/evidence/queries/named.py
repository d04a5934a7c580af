"""A named interface in a region: figures on the union of records, its pairs, who works on both sides, the records."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.charts.words import number
from crossfield.indicators import lookup
from crossfield.indicators.named import NamedInterface as Union
from crossfield.indicators.question import Question
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.interface_tables import joint_projects
from crossfield.web.evidence.queries.interfaces import field_titles, interface_address, interface_rows, pair_title
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import NAME, Column, Listing
from crossfield.web.evidence.queries.look import Look, interface_looks, look_bar, strength_answer
from crossfield.web.evidence.queries.region import find_region, region_labels
from crossfield.web.registry.queries.interface import interfaces_for

if TYPE_CHECKING:
    from crossfield.lake.store import Frames
    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import NamedInterface

    Row = dict[str, Any]

FIGURES = ("strength", "bridges", "synergy", "potential", "gap")
MOST_REGIONS = 30


@dataclass(frozen=True, slots=True)
class Named:
    """A named interface as its figures need it: codes of the fields on each side."""

    public_id: str
    title: str
    side_a: tuple[str, ...]
    side_b: tuple[str, ...]
    aims: tuple[str, ...]

    @classmethod
    def of(cls, interface: NamedInterface, language: str) -> Named:
        """From its row in the workspace, with what it is called in a language."""
        sides = (interface.side_a, interface.side_b, interface.aims)
        codes = (tuple(sorted(one.code for one in side.all())) for side in sides)
        return cls(interface.public_id, interface.title(language), *codes)

    @property
    def sides(self) -> str:
        """What its figures are kept under: both sides, whichever comes first."""
        return " × ".join(sorted(";".join(side) for side in (self.side_a, self.side_b)))

    def union(self, scheme: str) -> Union:
        """As the engine counts it."""
        return Union(scheme, self.public_id, self.side_a, self.side_b)


@dataclass(frozen=True, slots=True)
class NamedView:
    """What the page of a named interface shows; ``figures`` is None where they have not been computed."""

    named: Named
    place: Row
    figures: Row | None
    answer: str
    looks: list[Look]
    listings: dict[str, Listing]
    years: str
    citation: str
    can_compute: bool


def named_view(interface: NamedInterface, version: str, code: str, language: str) -> NamedView:
    """Everything known about a named interface in a region.

    Raises
    ------
    UnknownNameError
        There is no such region.
    """
    named, place = Named.of(interface, language), find_region(version, code)
    rows = figures_of(interface, named, version, int(place["level"]))
    listings, years, citation, can_compute = _tables(version, str(place["region"]), named, language)
    own = next((row for row in rows or () if row["region"] == place["region"]), None)
    projects = len(listings["projects"].rows)
    if own is not None:
        answer = strength_answer(own, str(place["label"]), named.title, language)
    else:
        answer = _counted(str(place["label"]), projects, language)
    shown = dict(listings)
    if rows is not None:
        shown = {"regions": _regions(rows, str(place["region"]), region_labels(version), citation)} | shown
    if own is not None:
        shown = {"figures": figures_listing(own, citation)} | shown
    return NamedView(
        named=named,
        place=place,
        figures=own,
        answer=answer,
        looks=interface_looks(own, language) if own else [],
        listings=shown,
        years=years,
        citation=citation,
        can_compute=can_compute and rows is None,
    )


def figures_of(interface: NamedInterface, named: Named, version: str, level: int) -> list[Row] | None:
    """Rows of all regions of a level: those the data version was built with, else those counted here, else None."""
    stored = _stored(version, named.sides, level)
    if stored:
        return list(stored)
    kept = interface.figures.filter(data_version=version, sides=named.sides, level=level).first()
    return list(kept.rows) if kept else None


@lru_cache(maxsize=32)
def _stored(version: str, sides: str, level: int) -> tuple[Row, ...]:
    """Figures of a named interface of the vocabulary that has the same fields on both sides."""
    scheme = own_settings().scheme
    with open_data(version) as frames:
        rows = frames.read("named_interface", scheme=scheme) if "named_interface" in frames else []
        for row in rows:
            one = Union.of(row)
            both = sorted(";".join(sorted(side)) for side in (one.side_a, one.side_b))
            if " × ".join(both) == sides:
                asked: dict[str, str | int] = {"scheme": one.code, "level": level, "counting": "fractional"}
                return tuple(frames.read("interface_figure", **asked))
    return ()


@kept_in_language(maxsize=64)
def _tables(version: str, region: str, named: Named, language: str) -> tuple[dict[str, Listing], str, str, bool]:
    """The tables that need no figures, the window, the citation, and whether figures could be computed."""
    titles = field_titles(version, language)
    with open_data(version) as frames:
        years = lookup.default_years(frames)
        question = Question(region, own_settings().scheme)
        citation = lookup.citation(frames, question, language, shows="records")
        found = [
            _pairs(version, region, named, language, citation),
            _organisations(frames, question, named, (years, titles), citation),
            _projects(frames, question, named, years, citation),
        ]
        can_compute = "participation" in frames
    return {one.name: one for one in found}, f"{years[0]}–{years[1]}", citation, can_compute


def named_entries(user: User | None, version: str, place: Row, language: str) -> list[Row]:
    """Named interfaces that a reader may see, as the page of a region's interfaces lists them beside the pairs.

    Returns
    -------
    list[dict]
        title, language of the title, address, said: its strength in the region where the data version was built with
        it, else its sides.
    """
    found, titles = [], field_titles(version, language)
    for interface in interfaces_for(user):
        named = Named.of(interface, language)
        stored = _stored(version, named.sides, int(place["level"]))
        row = next((row for row in stored if row["region"] == place["region"]), None)
        sides = " × ".join(", ".join(titles.get(code, code) for code in side) for side in (named.side_a, named.side_b))
        said = strength_answer(row, str(place["label"]), named.title, language) if row else sides
        address = f"{reverse('named', args=[named.public_id])}?region={place['region']}"
        spoken = interface.title_language(language)
        found.append({"title": named.title, "language": spoken, "address": address, "said": said})
    return found


def figures_listing(row: Row, citation: str) -> Listing:
    """The figures of an interface as a table: to pin, and to take along."""
    names = {
        "strength": _("Strength"), "bridges": _("Bridges"), "synergy": _("Synergy"), "potential": _("Potential"),
        "gap": _("Unused potential"),
    }  # fmt: skip
    rows = [
        {"figure": names[key], "value": row[key], "low": row[f"{key}_low"], "high": row[f"{key}_high"]}
        | {"support": row["bridging_organisations"] if key == "bridges" else row["support"], "note": row["note"]}
        for key in FIGURES
    ]
    columns = (
        Column("figure", _("Figure")),
        Column("value", _("Value"), "ranged"),
        Column("support", _("Records behind it"), "count"),
        Column("note", _("Note"), "note"),
    )
    return Listing("figures", _("The figures in one table"), columns, rows, citation)


def _counted(region: str, projects: int, language: str) -> str:
    if not projects:
        return _("In %(region)s no project joins both sides yet.") % {"region": region}
    text = ngettext(
        "In %(region)s %(n)s project joins both sides.", "In %(region)s %(n)s projects join both sides.", projects
    )
    return text % {"region": region, "n": number(projects, language, 0)}


def _pairs(version: str, region: str, named: Named, language: str, citation: str) -> Listing:
    """The pairs it consists of, each with its own figure; they are never added up."""
    known = {(row["field_a"], row["field_b"]): row for row in interface_rows(version, region)}
    wanted = sorted({(min(a, b), max(a, b)) for a, b in product(named.side_a, named.side_b) if a != b})
    rows = [known[pair] | {"pair": pair_title(version, pair, language)} for pair in wanted if pair in known]
    rows.sort(key=lambda row: (row["strength"] is None, -(row["strength"] or 0), row["field_a"], row["field_b"]))
    columns = (
        Column("pair", _("Interface")),
        Column("strength", _("Strength (1 = as its size predicts)"), "ranged"),
        Column("support", _("Joint projects"), "count"),
        Column("bridging_organisations", _("Organisations in both fields"), "count"),
        Column("note", _("Note"), "note"),
    )
    return Listing(
        "pairs",
        _("The interfaces of two fields it consists of"),
        columns,
        rows,
        citation,
        address=lambda row: ("pair", interface_address(region, row["field_a"], row["field_b"])),
        bar=lambda row: look_bar(row, "strength"),
        empty=_("Its fields are none of those that figures are shown for."),
    )


def _organisations(
    frames: Frames, question: Question, named: Named, shown: tuple[tuple[int, int], dict[str, str]], citation: str
) -> Listing:
    """Organisations of the region with projects on both sides; natural persons are left out."""
    (first, last), titles = shown
    counts = _fields_of_organisations(frames, question, (*named.side_a, *named.side_b), (first, last))
    rows = []
    for one, fields in counts:
        sides = [_said(fields, side, titles) for side in (named.side_a, named.side_b)]
        if all(sides):
            least = min(sum(fields.get(code, 0) for code in side) for side in (named.side_a, named.side_b))
            rows.append({"name": one["name"], "place": one["region"], "a": sides[0], "b": sides[1], "least": least})
    rows.sort(key=lambda row: (-row["least"], row["name"]))
    columns = (
        Column("name", _("Organisation"), NAME),
        Column("place", _("Region")),
        Column("a", _("One side: fields (projects)")),
        Column("b", _("Other side: fields (projects)")),
    )
    empty = _("No organisation with a name is listed on both sides. Load the full data to see smaller ones.")
    caption = _("Organisations of the region on both sides")
    return Listing("organisations", caption, columns, rows, citation, empty=empty, at_first=10)


def _fields_of_organisations(
    frames: Frames, question: Question, codes: tuple[str, ...], years: tuple[int, int]
) -> list[tuple[Row, dict[str, int]]]:
    if "organisation" not in frames or "organisation_field" not in frames:
        return []
    table = frames.arrow("organisation")
    table = table.filter(pc.starts_with(table.column("region"), question.region))
    here = {row["organisation"]: row for row in table.to_pylist() if row["name"] and not row["person"]}
    rows = frames.arrow("organisation_field", scheme=question.scheme, organisation=list(here), field=codes)
    counts: dict[str, dict[str, int]] = {}
    for row in rows.to_pylist():
        if years[0] <= row["year"] <= years[1]:
            fields = counts.setdefault(row["organisation"], {})
            fields[row["field"]] = fields.get(row["field"], 0) + row["projects"]
    return [(here[code], fields) for code, fields in counts.items()]


def _said(fields: dict[str, int], side: tuple[str, ...], titles: dict[str, str]) -> str:
    return ", ".join(f"{titles.get(code, code)} ({fields[code]})" for code in side if fields.get(code))


def _projects(frames: Frames, question: Question, named: Named, years: tuple[int, int], citation: str) -> Listing:
    sides = (list(named.side_a), list(named.side_b))
    found = lookup.projects_at(frames, question.region, question.scheme, sides, years)
    empty = _("No project of this region joins both sides.")
    return joint_projects(found, _("Projects that join both sides, each once"), citation, empty)


def _regions(rows: list[Row], region: str, labels: dict[str, str], citation: str) -> Listing:
    others = [row for row in rows if row["support"] and row["region"] in labels and row["region"] != region]
    others.sort(key=lambda row: (row["strength"] is None, -(row["strength"] or 0), row["region"]))
    shown = [row | {"label": labels[row["region"]]} for row in others[:MOST_REGIONS]]
    columns = (
        Column("label", _("Region")),
        Column("strength", _("Strength (1 = as its size predicts)"), "ranged"),
        Column("support", _("Joint projects there"), "count"),
        Column("bridging_organisations", _("Organisations in both fields"), "count"),
    )
    return Listing(
        "regions",
        _("Where else in Europe it is at home"),
        columns,
        shown,
        citation,
        bar=lambda row: look_bar(row, "strength"),
        empty=_("No other region of this level has a joint project at this interface."),
        at_first=10,
    )
