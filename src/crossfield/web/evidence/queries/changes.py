"""What another data version changes for a region: its counts, its interfaces, its fields, old beside new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crossfield.charts.words import number, span
from crossfield.indicators import lookup
from crossfield.indicators.question import Question
from crossfield.web.evidence.queries.data import lake_of, open_data, own_settings
from crossfield.web.evidence.queries.interfaces import (
    field_titles,
    interface_address,
    interface_rows,
    named_row,
    pair_title,
)
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.region import find_region, region_labels

if TYPE_CHECKING:
    from collections.abc import Iterable

    Row = dict[str, Any]

DIGITS = 9
SAME = 5e-4
"""The starter lake keeps four digits: what differs by less is the same."""


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What the page on a change shows."""

    place: Row
    question: str
    answer: str
    before: str
    after: str
    listings: dict[str, Listing]
    citation: str


@kept_in_language(maxsize=16)
def changes_view(before: str, after: str, code: str, language: str) -> ChangesView:
    """Counts, interfaces and fields of a region in two data versions.

    Raises
    ------
    UnknownNameError
        One of the versions is not there (any more), or the region has no figures in the newer one.
    """
    for version in (before, after):
        lake_of(version)
    place = find_region(after, code)
    region = str(place["region"])
    counts = [_counts(version, place) for version in (before, after)]
    figures, fields, cited = [], [], []
    for version in (before, after):
        is_known = region in region_labels(version)
        figures.append(_figures(version, region) if is_known else {})
        fields.append(_fields(version, region) if is_known else {})
        cited.append(_citation(version, region, language) if is_known else version)
    citation = " ".join([_("Before:"), cited[0], _("Now:"), cited[1]])
    listings = {
        "counts": _counts_listing(counts, citation, language),
        "interfaces": _interfaces_listing(after, region, figures, citation, language),
        "fields": _fields_listing(after, fields, citation, language),
    }
    question = _("What has changed for %(region)s?") % {"region": place["label"]}
    answer = " ".join([_counts_said(counts, language), _first_said(before, after, region, language)])
    return ChangesView(place, question, answer, before, after, listings, citation)


def _counts(version: str, place: Row) -> Row:
    """What can be counted in a version; None where the version cannot tell."""
    scheme, region = own_settings().scheme, str(place["region"])
    asked: dict[str, str | int] = {"level": int(place["level"]), "scheme": scheme, "region": region}
    with open_data(version) as frames:
        first, last = lookup.default_years(frames)
        rows = [row for row in frames.read("exposure", **asked) if first <= row["year"] <= last]
        is_whole = frames.manifest.kind == "full"
        named = [row for row in frames.read("organisation") if str(row["region"]).startswith(region)]
    figures = _figures(version, region).values() if region in region_labels(version) else ()
    return {
        "years": f"{first}–{last}",
        "projects": sum(row["projects"] for row in rows),
        "organisations": len(named) if is_whole else None,
        "interfaces": sum(bool(row["support"]) for row in figures),
        "certain": sum((row["strength_low"] or 0) > 1 for row in figures),
    }


def _figures(version: str, region: str) -> dict[tuple[str, str], Row]:
    return {(row["field_a"], row["field_b"]): row for row in interface_rows(version, region)}


def _fields(version: str, region: str) -> dict[str, Row]:
    with open_data(version) as frames:
        rows = lookup.fields_of_region(frames, Question(region, own_settings().scheme)).to_pylist()
    return {row["field"]: row for row in rows}


def _citation(version: str, region: str, language: str) -> str:
    with open_data(version) as frames:
        return lookup.citation(frames, Question(region, own_settings().scheme), language)


def _counts_said(counts: list[Row], language: str) -> str:
    old, new = counts
    said = {
        "new": number(new["projects"], language, 0),
        "old": number(old["projects"], language, 0),
        "years": new["years"],
        "before": old["years"],
    }
    if old["projects"] == new["projects"] and old["years"] == new["years"]:
        return _("As before, %(new)s projects with a field start in %(years)s.") % said
    if old["years"] == new["years"]:
        return _("%(new)s projects with a field start in %(years)s; before, it was %(old)s.") % said
    return _("%(new)s projects with a field start in %(years)s; before, it was %(old)s in %(before)s.") % said


def _first_said(before: str, after: str, region: str, language: str) -> str:
    """The interface that stands first, before and now; no word for more or less where the ranges overlap."""
    old, new = (
        named_row(version, region, language) if region in region_labels(version) else None
        for version in (before, after)
    )
    if new is None:
        return _("No interface has a figure now.")
    now = _first(after, new, language)
    if old is None:
        return _("No interface had a figure before; now %(now)s stands first.") % {"now": now}
    if _key(old) != _key(new):
        was = _first(before, old, language)
        return _("First stood %(was)s; now it is %(now)s.") % {"was": was, "now": now}
    was = _ranged(old, language)
    if _is_same(old["strength"], new["strength"]):
        return _("First stands, unchanged, %(now)s.") % {"now": now}
    said = _("First stands, as before, %(now)s; before, it was %(was)s.") % {"now": now, "was": was}
    return " ".join([said, _("The ranges overlap: this is no certain change.")]) if _overlap(old, new) else said


def _key(row: Row) -> tuple[str, str]:
    return row["field_a"], row["field_b"]


def _first(version: str, row: Row, language: str) -> str:
    return f"{pair_title(version, _key(row), language)} {_ranged(row, language)}"


def _ranged(row: Row, language: str) -> str:
    reach = span(row["strength_low"], row["strength_high"], language)
    return f"{number(row['strength'], language)} ({reach})"


def _overlap(old: Row, new: Row) -> bool:
    bounds = [old["strength_low"], old["strength_high"], new["strength_low"], new["strength_high"]]
    return None not in bounds and bounds[0] <= bounds[3] and bounds[2] <= bounds[1]


def _counts_listing(counts: list[Row], citation: str, language: str) -> Listing:
    titles = {
        "projects": _("Projects with a field"),
        "interfaces": _("Interfaces with a joint project"),
        "certain": _("Interfaces that are stronger than expected for certain"),
        "organisations": _("Organisations in the data"),
    }
    rows = [_pair_row({"what": said}, *(one[key] for one in counts)) for key, said in titles.items()]
    columns = (
        Column("what", _("What is counted")),
        Column("old", _("Before"), "count"),
        Column("new", _("Now"), "count"),
        Column("difference", _("Difference"), "count"),
        Column("note", _("Note"), "note"),
    )
    short = {"de": "im mitgelieferten Datenstand nicht vollständig", "en": "not complete in the data that ship"}
    for row in rows:
        row["note"] = short[language] if row["difference"] is None else None
    return Listing("counts", _("What is counted, before and now"), columns, rows, citation)


def _interfaces_listing(
    version: str, region: str, figures: list[dict[tuple[str, str], Row]], citation: str, language: str
) -> Listing:
    old, new = figures
    titles = field_titles(version, language)
    rows = []
    for pair in _order(new, old, "strength"):
        if any(code not in titles for code in pair):
            continue  # of a vocabulary that is not there any more
        head = {"pair": pair_title(version, pair, language), "field_a": pair[0], "field_b": pair[1]}
        rows.append(_old_and_new(head, old.get(pair), new.get(pair), "strength"))

    def address(row: Row) -> tuple[str, str]:
        return "pair", interface_address(region, row["field_a"], row["field_b"])

    columns = (Column("pair", _("Interface")), *_ranged_columns(_("Strength before"), _("Strength now"), rows))
    caption = _("Interfaces, before and now")
    return Listing("interfaces", caption, columns, rows, citation, address=address, at_first=12)


def _fields_listing(version: str, fields: list[dict[str, Row]], citation: str, language: str) -> Listing:
    old, new = fields
    titles = field_titles(version, language)
    rows = [
        _old_and_new({"field": titles[code]}, old.get(code), new.get(code), "value")
        for code in _order(new, old, "value")
        if code in titles
    ]
    columns = (
        Column("field", _("Field")),
        *_ranged_columns(_("Location quotient before"), _("Location quotient now"), rows),
    )
    return Listing("fields", _("Fields, before and now"), columns, rows, citation, at_first=12)


def _ranged_columns(before: str, now: str, rows: list[Row]) -> tuple[Column, ...]:
    noted = [Column("note", _("Note"), "note")] if any(row["note"] for row in rows) else []
    return (
        Column("old", before, "ranged"),
        Column("new", now, "ranged"),
        Column("difference", _("Difference"), "number"),
        Column("projects_old", _("Projects before"), "count"),
        Column("projects_new", _("Projects now"), "count"),
        *noted,
    )


def _order(new: dict[Any, Row], old: dict[Any, Row], key: str) -> Iterable[Any]:
    """Keys of both, those with a figure now first and highest first, rounded so that no last digit decides."""

    def place(code: Any) -> tuple[float, Any]:  # noqa: ANN401 -- a field or a pair of fields
        value = new[code][key] if code in new else None
        return (float("inf") if value is None else -float(f"{value:.{DIGITS}g}"), code)

    return sorted({*new, *old}, key=place)


def _old_and_new(head: Row, old: Row | None, new: Row | None, key: str) -> Row:
    """Figure with its range, before and now."""
    low, high = ("low", "high") if key == "value" else (f"{key}_low", f"{key}_high")
    row = _pair_row(head, old[key] if old else None, new[key] if new else None)
    for name, side in (("old", old), ("new", new)):
        row |= {f"{name}_low": side[low] if side else None, f"{name}_high": side[high] if side else None}
        row[f"projects_{name}"] = side["support"] if side else None
    return row | {"note": new["note"] if new and new[key] is None and "note" in new else None}


def _is_same(old: float, new: float) -> bool:
    return abs(new - old) <= SAME * max(abs(old), abs(new))


def _pair_row(head: Row, old: float | None, new: float | None) -> Row:
    difference = None if old is None or new is None else 0 if _is_same(old, new) else new - old
    return head | {"old": old, "new": new, "difference": difference}
