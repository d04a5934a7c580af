"""How a region's fields changed from the first to the second half of the window, and what that is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crossfield.charts.words import note_in, number, span
from crossfield.web.evidence.queries.listing import Column, Listing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crossfield.lake.store import Frames

    Row = dict[str, Any]

PERCENT = 100.0
PARTS = ("all", "mix", "region", "sum")


def change_rows(frames: Frames, region: str, level: int, scheme: str) -> list[Row]:
    """Growth of each field of a region in percent, with range, and what its change in projects is made of.

    Returns
    -------
    list of dict
        field, value, low, high (percent per exposure), the parts all, mix, region and sum (projects), support and note;
        the highest growth first. Empty where the data version holds no growth of the region.
    """
    if "region_figure" not in frames:
        return []
    rows = frames.read("region_figure", level=level, scheme=scheme, region=region)
    parts = {(row["about"], row["part"]): row["value"] for row in rows if row["indicator"] == "shift-share"}
    found = [
        {"field": row["about"], "support": row["support"], "note": row["note"]}
        | {key: None if row[key] is None else row[key] * PERCENT for key in ("value", "low", "high")}
        | {part: parts.get((row["about"], part)) for part in PARTS}
        for row in rows
        if row["indicator"] == "growth"
    ]
    return sorted(found, key=lambda row: (row["value"] is None, -(row["value"] or 0.0), row["field"]))


def change_listing(rows: Sequence[Row], titles: Mapping[str, str], citation: str) -> Listing:
    """The table of change."""
    columns = (
        Column("title", _("Field")),
        Column("value", _("Growth, %"), "ranged"),
        Column("sum", _("Change in projects"), "number"),
        Column("all", _("of it: all of Europe's"), "number"),
        Column("mix", _("of it: the field's"), "number"),
        Column("region", _("of it: the region's own"), "number"),
        Column("support", _("Projects"), "count"),
        Column("note", _("Note"), "note"),
    )
    shown = [row | {"title": titles.get(row["field"], row["field"])} for row in rows]
    return Listing("change", _("Change from the first to the second half of the window"), columns, shown, citation)


def change_answer(rows: Sequence[Row], titles: Mapping[str, str], years: tuple[int, int], language: str) -> str:
    """What may be said of change: fields that surely grew or shrank, or why nothing can be said."""
    middle = (years[0] + years[1] + 1) // 2
    said = {"before": f"{years[0]}–{middle - 1}", "after": f"{middle}–{years[1]}", "last": years[1]}
    known = [row for row in rows if row["value"] is not None]
    if not rows:
        return _("Nothing can be said of change: this data version holds no growth of this region.")
    if not known:
        text = _(
            "Nothing can be said of change between %(before)s and %(after)s: %(note)s. A fall or a rise in the counts "
            "would be one of the data, not of the region. Years after %(last)s are incomplete and left out."
        )
        return text % (said | {"note": note_in(rows[0]["note"], language)})
    up = [row for row in known if row["low"] is not None and row["low"] > 0]
    down = [row for row in known if row["high"] is not None and row["high"] < 0]
    sentences = []
    if up:
        sentences.append(_("Certainly grew from %(before)s to %(after)s, per project in the data: %(fields)s."))
    if down:
        sentences.append(_("Certainly shrank from %(before)s to %(after)s, per project in the data: %(gone)s."))
    if not sentences:
        sentences.append(_("From %(before)s to %(after)s no field certainly grew or shrank: every range includes 0."))
    sentences.append(_("Years after %(last)s are incomplete and left out."))
    said |= {"fields": _named(up, titles, language), "gone": _named(down, titles, language)}
    return " ".join(sentence % said for sentence in sentences)


def _named(rows: Sequence[Row], titles: Mapping[str, str], language: str) -> str:
    parts = []
    for row in rows:
        value = number(row["value"], language, 0, signed=True)
        parts.append(
            f"{titles.get(row['field'], row['field'])} {value} % ({span(row['low'], row['high'], language, 0)})"
        )
    return ", ".join(parts)
