"""Europe: a figure of every region at a field or an interface, and with whom one region works there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crossfield.charts.europe_frame import EuropeFrame
from crossfield.charts.europe_map import MAP_WIDTH, europe_map, spot_state
from crossfield.charts.palette import theme
from crossfield.charts.words import ABOUT_OTHER_LOOKS, note_parts, number, projects, span
from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators import lookup
from crossfield.indicators.partnership import AT_REGIONS, shared_projects
from crossfield.indicators.question import Question
from crossfield.sources.nuts import outlines, read_gisco
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.interfaces import (
    field_titles,
    interface_address,
    named_row,
    pair_title,
    scheme_fields,
)
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.look import look_bar
from crossfield.web.evidence.queries.region import KINDS, find_region, region_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt

    Row = dict[str, Any]

NORTHERNMOST = 72.0
"""Beyond it lies Spitsbergen: the middle of Norway with it is no place to draw Norway at."""


@dataclass(frozen=True, slots=True)
class EuropeView:
    """What the page of Europe shows."""

    place: Row
    fields: tuple[str, ...]
    title: str
    question: str
    sentences: list[str]
    listing: Listing
    citation: str
    choices: list[tuple[str, list[tuple[str, str]]]]

    @property
    def answer(self) -> str:
        """All sentences: where it is at home, how it is in the region, with whom the region works."""
        return " ".join(self.sentences)


def chosen_fields(version: str, code: str, given: Sequence[str]) -> tuple[str, ...]:
    """Codes of one field, or of the two of an interface, in code order; without any those of the region's map's answer.

    Raises
    ------
    UnknownNameError
        There is no such field or region.
    """
    known = [str(row["field"]) for row in scheme_fields(version)]
    wanted = tuple(sorted({one for one in given if one}))[:2]
    for one in wanted:
        if one not in known:
            raise UnknownNameError("field", one, known)
    if wanted:
        return wanted
    named = named_row(version, str(find_region(version, code)["region"]), "en")
    return (str(named["field_a"]), str(named["field_b"])) if named else (known[0],)


def europe_rows(version: str, code: str, fields: tuple[str, ...]) -> tuple[Row, ...]:
    """Every region of the level of a region with its figure at the fields, its place, and what it shares with it.

    Raises
    ------
    NotComputableError
        The two fields are no interface: their definitions overlap too much, or no project joins them.
    """
    return _europe_rows(version, code, fields, get_language() or "en")


@kept_in_language(maxsize=64)
def _europe_rows(version: str, code: str, fields: tuple[str, ...], language: str) -> tuple[Row, ...]:  # noqa: ARG001 -- names of countries are in it
    place, labels = find_region(version, code), region_labels(version)
    points, scheme = region_points(version), own_settings().scheme
    question = Question(str(place["region"]), scheme)
    with open_data(version) as frames:
        first, last = lookup.default_years(frames)
        asked: dict[str, str | int] = {"level": int(place["level"]), "scheme": scheme, "counting": question.counting}
        asked |= {"year_from": first, "year_to": last}
        if len(fields) == 1:
            found = frames.read("field_figure", **asked, field=fields[0])
        else:
            found = frames.read("interface_figure", AT_REGIONS, **asked, field_a=fields[0], field_b=fields[1])
        shared = shared_projects(frames, scheme, str(place["region"]), fields)
    if not found:
        raise NotComputableError(f"There is no interface of {' and '.join(fields)}.")
    key = "value" if len(fields) == 1 else "strength"
    rows = [
        {
            "region": row["region"],
            "label": labels.get(row["region"], row["region"]),
            "value": row[key],
            "low": row["low" if len(fields) == 1 else "strength_low"],
            "high": row["high" if len(fields) == 1 else "strength_high"],
            "support": row["support"],
            "shared": None if row["region"] == place["region"] else shared.get(row["region"], 0),
            "note": "; ".join(part for part in note_parts(row["note"]) if part not in ABOUT_OTHER_LOOKS) or None,
        }
        | dict(zip(("longitude", "latitude"), points.get(row["region"], (None, None)), strict=True))
        for row in found
        if row["region"] != "unknown"
    ]
    rows.sort(key=lambda row: (not row["support"], row["value"] is None, -(row["value"] or 0), row["region"]))
    return tuple(rows)


@lru_cache(maxsize=4)
def region_points(version: str) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of each region; without a point of its own on the map the middle of its parts'."""
    with open_data(version) as frames:
        rows = frames.read("region")
    parts: dict[str, list[tuple[float, float]]] = {}
    points = {}
    for row in sorted((row for row in rows if row["level"] is not None), key=lambda row: -row["level"]):
        code, at = str(row["region"]), (row["longitude"], row["latitude"])
        if None in at or at[1] > NORTHERNMOST:
            below = parts.get(code)
            if not below:
                continue
            at = (fmean(one[0] for one in below), fmean(one[1] for one in below))
        points[code] = at
        parts.setdefault(str(row["parent"]), []).append(at)
    parents = {str(row["region"]): str(row["parent"]) for row in rows}
    without = [code for code in parents if code not in points and parents[code] in points]
    return points | {code: points[parents[code]] for code in without}


def europe_view(version: str, code: str, fields: tuple[str, ...], language: str) -> EuropeView:
    """Where in Europe a field or an interface is at home, and with whom a region works there.

    Raises
    ------
    UnknownNameError
        There is no such region or field.
    NotComputableError
        The two fields are no interface.
    """
    return _view(version, code, chosen_fields(version, code, fields), language)


@kept_in_language(maxsize=64)
def _view(version: str, code: str, fields: tuple[str, ...], language: str) -> EuropeView:
    place, rows = find_region(version, code), europe_rows(version, code, fields)
    title = (
        pair_title(version, (fields[0], fields[-1]), language)
        if len(fields) > 1
        else field_titles(version, language)[fields[0]]
    )
    question = _("Where in Europe is %(fields)s at home, and with whom does %(region)s work there?")
    with open_data(version) as frames:
        asked = Question(str(place["region"]), own_settings().scheme)
        citation = lookup.citation(frames, asked, language)
    return EuropeView(
        place=place,
        fields=fields,
        title=title,
        question=question % {"fields": title, "region": place["label"]},
        sentences=europe_sentences(rows, place, language),
        listing=_listing(rows, fields, str(place["label"]), citation),
        citation=citation,
        choices=_choices(version, language),
    )


def europe_sentences(rows: Sequence[Row], place: Row, language: str) -> list[str]:
    """How many regions are certainly above 1 and the highest of them, the own figure, and the closest partners."""
    return [_highest(rows, language), _own(rows, place, language), _partners(rows, str(place["label"]), language)]


def _highest(rows: Sequence[Row], language: str) -> str:
    counted = [row for row in rows if row["support"] and row["value"] is not None]
    sure = [row for row in counted if spot_state(row) == "certain" and row["value"] > 1]
    if not counted:
        return _("In no region: there is no project of the window.")
    best = (sure or counted)[0]
    said = {
        "n": number(len(sure), language, 0),
        "of": number(len(rows), language, 0),
        "region": best["label"],
        "value": number(best["value"], language),
        "range": span(best["low"], best["high"], language),
        "projects": projects(best["support"], language),
    }
    if len(sure) == 1:
        text = _(
            "For certain in one of %(of)s regions: %(region)s with %(value)s (90%% range %(range)s; %(projects)s)."
        )
    elif sure:
        text = _(
            "For certain in %(n)s of %(of)s regions; the highest figure is that of %(region)s with %(value)s (90%% "
            "range %(range)s; %(projects)s)."
        )
    else:
        text = _(
            "Nowhere for certain: the highest of %(of)s figures is that of %(region)s with %(value)s, but nothing "
            "tells it apart from 1 (90%% range %(range)s; %(projects)s)."
        )
    return text % said


def _own(rows: Sequence[Row], place: Row, language: str) -> str:
    row = next((row for row in rows if row["region"] == place["region"]), None)
    if row is None or not row["support"] or row["value"] is None:
        return _("%(region)s itself has no project of the window here.") % {"region": place["label"]}
    said = {
        "region": place["label"],
        "value": number(row["value"], language),
        "range": span(row["low"], row["high"], language),
        "projects": projects(row["support"], language),
    }
    state = "uncertain" if spot_state(row) != "certain" else "more" if row["value"] > 1 else "less"
    text = {
        "more": _("%(region)s itself has %(value)s: certainly more (90%% range %(range)s; %(projects)s)."),
        "less": _("%(region)s itself has %(value)s: certainly less (90%% range %(range)s; %(projects)s)."),
        "uncertain": _("%(region)s itself has %(value)s, which is uncertain (90%% range %(range)s; %(projects)s)."),
    }[state]
    return text % said


def _partners(rows: Sequence[Row], label: str, language: str) -> str:
    tied = sorted((row for row in rows if row["shared"]), key=lambda row: (-row["shared"], row["region"]))[:3]
    if not tied:
        return _("%(region)s shares no project with another region here.") % {"region": label}
    names = ", ".join(f"{row['label']} ({number(row['shared'], language, 0)})" for row in tied)
    return _("%(region)s shares most projects here with: %(regions)s.") % {"region": label, "regions": names}


def _choices(version: str, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Fields by kind, for the two lists of the form."""
    titles, groups = field_titles(version, language), dict[str, list[tuple[str, str]]]()
    for row in scheme_fields(version):
        kind = str(KINDS.get(row["kind"], row["kind"] or ""))
        groups.setdefault(kind, []).append((str(row["field"]), titles[row["field"]]))
    return list(groups.items())


def _listing(rows: tuple[Row, ...], fields: tuple[str, ...], label: str, citation: str) -> Listing:
    is_pair = len(fields) > 1
    value = _("Strength (1 = as its size predicts)") if is_pair else _("Location quotient (1 = as in Europe)")
    shared = _("Projects shared with %(region)s in these fields, all years")
    columns = (
        Column("label", _("Region")),
        Column("value", value, "ranged"),
        Column("support", _("Joint projects") if is_pair else _("Projects"), "count"),
        Column("shared", shared % {"region": label}, "count"),
        Column("region", _("Code")),
        Column("note", _("Note"), "note"),
    )

    return Listing(
        "europe",
        _("Every region of this level, the highest figure first"),
        columns,
        list(rows),
        citation,
        address=lambda row: _address(fields, row),
        bar=lambda row: look_bar({"value": row["value"], "value_low": row["low"], "value_high": row["high"]}, "value"),
    )


def _address(fields: tuple[str, ...], row: Row) -> tuple[str, str]:
    """The page of the interface in the region, or of the region."""
    if len(fields) > 1:
        return "label", interface_address(row["region"], *fields)
    return "label", reverse("region", args=[row["region"]])


@kept_in_language(maxsize=64)
def europe_picture(version: str, code: str, fields: tuple[str, ...], language: str, form: str) -> alt.LayerChart:
    """The map as a chart: page (with legend), small (without), or framed (16 : 9 with title, answer and citation)."""
    view = _view(version, code, fields, language)
    framed = {"title": view.question, "sentence": view.answer, "citation": view.citation} if form == "framed" else {}
    return europe_map(
        europe_rows(version, code, fields),
        home=str(view.place["region"]),
        outlines=country_outlines(),
        polygons=_polygons(int(view.place["level"])),
        shows="strength" if len(fields) > 1 else "quotient",
        language=language,
        small=form == "small",
        **framed,
    )


def europe_drawing(version: str, code: str, fields: tuple[str, ...], language: str) -> Row:
    """What the page's script draws: the map and its colours on light and dark ground."""
    chart = europe_picture(version, code, fields, language, "page")
    spec = {name: value for name, value in chart.to_dict(validate=False).items() if name not in {"$schema", "config"}}
    spots = [spot | {"address": _address(fields, {"region": spot["region"]})[1]} for spot in spec["datasets"]["spots"]]
    spec["datasets"] = spec["datasets"] | {"spots": spots}
    return {"spec": spec, "light": theme(ground=False), "dark": theme(dark=True, ground=False)}


@lru_cache(maxsize=1)
def country_outlines() -> list[Row]:
    """Outlines of the countries that lie inside the map."""
    found = outlines()["features"]
    inside = {one["properties"]["code"] for one in EuropeFrame(MAP_WIDTH).shapes(found)}
    return [one for one in found if one["properties"]["code"] in inside]


@lru_cache(maxsize=4)
def _polygons(level: int) -> list[Row]:
    """The regions' own outlines, where the reader has loaded them (setting gisco)."""
    path = own_settings().gisco
    if not path:
        return []
    return [one for one in read_gisco(Path(path))["features"] if one["properties"]["level"] == level]
