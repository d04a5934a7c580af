"""The interfaces of a region: map, ranking and table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crossfield.charts.ahead import beside_potential
from crossfield.charts.interface_cells import (
    Cell,
    answer,
    check_shown,
    interface_cells,
    named_cell,
    ranked,
    read_fields,
)
from crossfield.charts.interface_list import ranking_bar
from crossfield.charts.interface_map import interface_map
from crossfield.charts.palette import theme
from crossfield.charts.words import number, projects, span, words_in
from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators import lookup
from crossfield.indicators.prospects import prospect
from crossfield.indicators.question import Question
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import Column, Listing, localised
from crossfield.web.evidence.queries.region import find_region

if TYPE_CHECKING:
    import altair as alt

    Row = dict[str, Any]

MAPPED = ("technology", "sector", "future")
KIND_ORDER = {kind: place for place, kind in enumerate(MAPPED)}
MOST_CELLS = 40
"""Rows or columns of a map; beyond them nobody reads it."""
RANKED = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """An interface of the ranked list that stands for the map on narrow screens."""

    pair: str
    address: str
    bar: str
    said: str


@dataclass(frozen=True, slots=True)
class Depth:
    """A field that lies above others: opened, the map has those below it in its place."""

    field: str
    title: str


@dataclass(frozen=True, slots=True)
class InterfacesView:
    """What the page of a region's interfaces shows.

    ``opened`` are the fields that are opened, the outermost first, and ``openable`` those that can be.
    """

    place: Row
    shows: str
    choices: tuple[str, ...]
    question: str
    answer: str
    beside: str
    named: str
    ranking: list[Entry]
    listing: Listing
    citation: str
    opened: tuple[Depth, ...] = ()
    openable: tuple[Depth, ...] = ()


@lru_cache(maxsize=64)
def interface_rows(version: str, code: str) -> tuple[Row, ...]:
    """Rows of interface_figure of a region in the default scheme, window and counting, best first."""
    with open_data(version) as frames:
        return tuple(lookup.interfaces(frames, Question(code, own_settings().scheme)).to_pylist())


@lru_cache(maxsize=8)
def scheme_fields(version: str) -> tuple[Row, ...]:
    """Fields of the default scheme in its own order."""
    with open_data(version) as frames:
        return tuple(lookup.fields_of_scheme(frames, own_settings().scheme))


def field_titles(version: str, language: str) -> dict[str, str]:
    """Titles of the fields by code."""
    return {row["field"]: localised(row, "title", language) for row in scheme_fields(version)}


def pair_title(version: str, pair: tuple[str, ...], language: str) -> str:
    """Titles of fields in the order of the map: technology before sector before future field."""
    places = {row["field"]: (KIND_ORDER.get(row["kind"], 9), row["position"] or 0) for row in scheme_fields(version)}
    titles = field_titles(version, language)
    return " × ".join(titles[code] for code in sorted(pair, key=lambda code: (places[code], code)))


def mapped_fields(version: str, opened: str = "") -> list[Row]:
    """Fields that a map has rows and columns for: the uppermost, or those below an opened one in its place.

    Raises
    ------
    UnknownNameError
        The opened field is none that has others below it.
    NotComputableError
        The scheme has none, or more than a map can show.
    """
    every, above = _mapped(version)
    path = set(_path(above, opened))
    fields = [row for row in every if row["field"] not in path and above[row["field"]] in {"", *path}]
    if not fields or len(fields) > 2 * MOST_CELLS:
        message = f"The scheme has {len(fields)} fields of the kinds technology, sector and future."
        raise NotComputableError(message, f"A map needs at least two of them and shows at most {MOST_CELLS} a side.")
    return fields


def _mapped(version: str) -> tuple[list[Row], dict[str, str]]:
    """Fields of the kinds that a map has, of all depths, and for each the one above it; empty where there is none."""
    every = [row for row in scheme_fields(version) if row["kind"] in MAPPED]
    known = {row["field"] for row in every}
    return every, {row["field"]: row["parent"] if row["parent"] in known else "" for row in every}


def _path(above: dict[str, str], opened: str) -> list[str]:
    """The opened field and those above it, the outermost first.

    Raises
    ------
    UnknownNameError
        It is none that has others below it.
    """
    below = set(above.values()) - {""}
    if opened and opened not in below:
        raise UnknownNameError("field with others below it", opened, sorted(below))
    found = []
    while opened:
        found.append(opened)
        opened = above[opened]
    return found[::-1]


def _depths(version: str, opened: str, language: str) -> tuple[tuple[Depth, ...], tuple[Depth, ...]]:
    """What is opened, and what of the map can be."""
    _every, above = _mapped(version)
    titles = field_titles(version, language)
    able = [row["field"] for row in mapped_fields(version, opened) if row["field"] in above.values()]
    path, openable = (tuple(Depth(field, titles[field]) for field in side) for side in (_path(above, opened), able))
    return path, openable


def computed(version: str, code: str) -> tuple[str, ...]:
    """Which figures the data version has for the map of a region."""
    rows = interface_rows(version, code)
    return tuple(name for name in ("strength", "potential", "gap") if any(row[name] is not None for row in rows))


def interfaces_view(version: str, code: str, shows: str, language: str, opened: str = "") -> InterfacesView:
    """The map's question, answer, ranking and table, with the fields below one of them where that is opened.

    Raises
    ------
    UnknownNameError
        There is no such region, no such figure to show, or no such field to open.
    NotComputableError
        The region has no figures, or the figure has not been computed.
    """
    return _view_in(timezone.localdate().year, version, code, (shows, opened), language)


@kept_in_language(maxsize=64)
def _view_in(this_year: int, version: str, code: str, looks: tuple[str, str], language: str) -> InterfacesView:
    """The page as it reads in a year; the looks are what is shown, and which field is opened."""
    shows, opened = looks
    check_shown(shows)
    place = find_region(version, code)
    rows, choices = interface_rows(version, place["region"]), computed(version, place["region"])
    if shows not in choices:
        message = f"No {shows} has been computed for {place['region']} in the data version {version}."
        raise NotComputableError(message)
    fields = read_fields(mapped_fields(version, opened), language)
    cells = interface_cells(rows, fields, shows=shows, language=language)
    path, openable = _depths(version, opened, language)
    order, named = ranked(cells), named_cell(cells, shows)
    with open_data(version) as frames:
        citation = lookup.citation(frames, Question(place["region"], own_settings().scheme), language)
    return InterfacesView(
        place=place,
        shows=shows,
        choices=choices,
        question=words_in(language)[f"title_{shows}"].format(region=place["label"]),
        answer=answer(cells, shows=shows, language=language),
        beside=_beside(version, place, named, language, this_year) if named and shows != "strength" else "",
        named=interface_address(place["region"], *named.codes) if named else "",
        ranking=[_entry(cell, cells, order, shows, (place["region"], language)) for cell in order[:RANKED]],
        listing=_listing(_titled(version, rows, language), shows, choices, place["region"], citation),
        citation=citation,
        opened=path,
        openable=openable,
    )


def _beside(version: str, place: Row, named: Cell, language: str, this_year: int) -> str:
    """Window and basis of the forecasts, what came, and the proof of the interface that the answer names."""
    with open_data(version) as frames:
        found = prospect(frames, own_settings().scheme, str(place["region"]), int(place["level"]), this_year=this_year)
    return beside_potential(found.of_pair(dict(named.figures)), language) if found else ""


def named_row(version: str, region: str, language: str) -> Row | None:
    """Row of the interface that the map's answer names; None where there is no figure."""
    fields = read_fields(mapped_fields(version), language)
    cells = interface_cells(interface_rows(version, region), fields, shows="strength", language=language)
    named = named_cell(cells, "strength")
    return dict(named.figures) if named else None


def interface_picture(
    version: str, code: str, shows: str, language: str, opened: str = "", *, framed: bool
) -> alt.LayerChart:
    """The map as a chart; framed with title, answer and citation where it stands alone."""
    view = interfaces_view(version, code, shows, language, opened)
    rows, fields = interface_rows(version, view.place["region"]), mapped_fields(version, opened)
    said = {"region_name": view.place["label"], "language": language, "citation": view.citation, "beside": view.beside}
    return interface_map(rows, fields, **said, shows=shows, framed=framed)


@kept_in_language(maxsize=32)
def interface_drawing(version: str, code: str, shows: str, language: str, opened: str = "") -> Row:
    """What the page's script draws: the chart and its colours on light and dark ground."""
    chart = interface_picture(version, code, shows, language, opened, framed=False)
    spec = {name: value for name, value in chart.to_dict(validate=False).items() if name not in {"$schema", "config"}}
    return {"spec": spec, "light": theme(ground=False), "dark": theme(dark=True, ground=False)}


def of_field(version: str, listing: Listing, field: str) -> Listing:
    """The table of a region's interfaces with those of one field only.

    Raises
    ------
    UnknownNameError
        There is no such field.
    """
    titles = field_titles(version, get_language() or "en")
    if field not in titles:
        raise UnknownNameError("field", field, titles)
    rows = [row for row in listing.rows if field in {row["field_a"], row["field_b"]}]
    caption = _("Interfaces of the region with %(field)s") % {"field": titles[field]}
    return replace(listing, caption=caption, rows=rows, files=())


def interface_address(region: str, field_a: str, field_b: str) -> str:
    """Address of the page of an interface."""
    return reverse("interface", args=[region, *sorted((field_a, field_b))])


def _entry(cell: Cell, cells: list[Cell], order: list[Cell], shows: str, asked: tuple[str, str]) -> Entry:
    region, language = asked
    reach = span(cell.low, cell.high, language)
    parts = [f"{number(cell.value, language)} ({reach})" if reach else number(cell.value, language)]
    parts += [projects(cell.support, language), cell.note]
    said = " · ".join(part for part in parts if part)
    return Entry(cell.pair, interface_address(region, *cell.codes), ranking_bar(cell, cells, order, shows), said)


def _titled(version: str, rows: tuple[Row, ...], language: str) -> list[Row]:
    return [row | {"pair": pair_title(version, (row["field_a"], row["field_b"]), language)} for row in rows]


def _listing(pairs: list[Row], shows: str, choices: tuple[str, ...], region: str, citation: str) -> Listing:
    pairs.sort(key=lambda row: (row[shows] is None, -(row[shows] or 0), row["field_a"], row["field_b"]))
    names = {"strength": _("Strength"), "potential": _("Potential"), "gap": _("Unused potential")}
    ranged = sorted(choices, key=lambda name: name != shows)
    columns = (
        Column("pair", _("Interface")),
        *(Column(name, names[name], "ranged") for name in ranged),
        Column("support", _("Joint projects"), "count"),
        Column("bridging_organisations", _("Organisations in both fields"), "count"),
        Column("note", _("Note"), "note"),
    )
    return Listing(
        "interfaces",
        _("All interfaces of the region"),
        columns,
        pairs,
        citation,
        address=lambda row: ("pair", interface_address(region, row["field_a"], row["field_b"])),
    )
