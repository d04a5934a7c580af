"""Tables of a region as a whole: regions like it, and what its strategy declares beside what its projects show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crossfield.charts.words import note_in, number
from crossfield.errors import NotComputableError
from crossfield.indicators.profile import region_profile
from crossfield.web.evidence.queries.listing import Column, Listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crossfield.lake.store import Frames

    Row = dict[str, Any]

SIDES = {
    "declared and revealed": gettext_lazy("declared and revealed"),
    "declared only": gettext_lazy("declared only"),
    "revealed only": gettext_lazy("revealed only"),
    "not known": gettext_lazy("not known"),
}
AGREEMENTS = {
    ("field", "declared that is revealed"): gettext_lazy("Declared fields that are revealed: %(said)s."),
    ("field", "revealed that is declared"): gettext_lazy("Revealed fields that are declared: %(said)s."),
    ("interface", "declared that is revealed"): gettext_lazy("Declared interfaces that are revealed: %(said)s."),
    ("interface", "revealed that is declared"): gettext_lazy("Revealed interfaces that are declared: %(said)s."),
}


def read_profile(frames: Frames, region: str, scheme: str) -> Row:
    """Peers and strategy of a region; no peers and no strategy where the region is too small or none are kept."""
    if "region_figure" in frames:
        try:
            return region_profile(frames, region, scheme)
        except NotComputableError:  # fewer than five tagged projects: the empty table says so
            pass
    return {"peers": [], "strategy": None}


def peers_listing(peers: list[Row], labels: Mapping[str, str], citation: str) -> Listing:
    """Regions like this one, the nearest first, with the distance by each criterion."""
    columns = (
        Column("label", _("Region")),
        Column("distance", _("Distance (mean of the three)"), "number"),
        Column("size", _("by size"), "number"),
        Column("structure", _("by mix of fields"), "number"),
        Column("specialisation", _("by specialisation"), "number"),
    )
    return Listing(
        "peers",
        _("Comparable regions, the nearest first"),
        columns,
        [row | {"label": labels.get(row["peer"], row["name"])} for row in peers],
        citation,
        address=lambda row: ("label", reverse("region", args=[row["peer"]])),
        empty=_("It takes five projects with fields to tell which regions are comparable: take the region above it."),
        at_first=5,
    )


def strategy_listing(strategy: Row, titles: Mapping[str, str], citation: str) -> Listing:
    """What is declared or revealed: fields first, then interfaces, the declared before the others."""
    pairs = sorted(strategy["interfaces"], key=lambda row: (row["side"] == "revealed only", -(row["value"] or 0)))
    columns = (
        Column("title", _("Field or interface")),
        Column("said", _("Declared, revealed")),
        Column("value", _("Location quotient or strength"), "ranged"),
        Column("support", _("Projects"), "count"),
        Column("note", _("Note"), "note"),
    )
    rows = [
        row | {"title": _title(row, titles), "said": str(SIDES[row["side"]])} for row in [*strategy["fields"], *pairs]
    ]
    caption = _("What the region's strategy declares, beside what its projects show")
    return Listing("strategy", caption, columns, rows, citation, at_first=8)


def agreement_lines(strategy: Row, language: str) -> list[str]:
    """How far declared and revealed agree, a sentence each; what is undefined says why."""
    lines = []
    for row in strategy["agreement"]:
        sentence = AGREEMENTS.get((row["kind"], row["measure"]))
        if sentence is not None:
            lines.append(str(sentence) % {"said": _agreed(row, language)})
    return lines


def _agreed(row: Row, language: str) -> str:
    if row["value"] is None:
        return note_in(row["note"], language)
    of = number(row["support"], language, 0)
    return _("%(count)s of %(of)s") % {"count": number(round(row["value"] * row["support"]), language, 0), "of": of}


def _title(row: Row, titles: Mapping[str, str]) -> str:
    return " × ".join(titles.get(name, name) for name in (row["field_a"], row["field_b"]) if name)
