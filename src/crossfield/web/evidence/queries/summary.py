"""A region in plain words: a few sentences, none of which says more than its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.charts.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = dict[str, Any]

FEW = 3


def region_summary(
    label: str, fields: Sequence[Row], compared: Sequence[Row], peers: Sequence[Row], language: str
) -> list[str]:
    """Size, certain strengths, certain weaknesses, what is open, and comparable regions.

    Parameters
    ----------
    label
        Name of the region.
    fields
        Its fields: title, value, low, high, support; a field is named as stronger or weaker only where the range lies
        wholly above or below 1.
    compared
        Its EU money beside comparable regions, itself first: projects, million_euro.
    peers
        Comparable regions, the nearest first: label.
    language
        en or de, the active one.
    """
    known = [row for row in fields if row["value"] is not None and row["low"] is not None and row["high"] is not None]
    more = [row["title"] for row in known if row["low"] > 1]
    less = [row["title"] for row in known if row["high"] < 1]
    sentences = [_size(label, compared, language)]
    sentences += (
        [_("Certainly stronger here than in Europe: %(fields)s.") % {"fields": ", ".join(more)}] if more else []
    )
    sentences += [_("Certainly weaker here than in Europe: %(fields)s.") % {"fields": ", ".join(less)}] if less else []
    sentences.append(_open(len(known) - len(more) - len(less), is_all=not more and not less))
    sentences += [_like(peers)] if peers else []
    return [sentence for sentence in sentences if sentence]


def _size(label: str, compared: Sequence[Row], language: str) -> str:
    own = next(iter(compared), None)
    if own is None or not own["projects"]:
        return ""
    said = {"region": label, "projects": number(own["projects"], language, 0)}
    if own["million_euro"] is None:
        text = ngettext(
            "%(region)s takes part in %(projects)s project of the EU's research programmes.",
            "%(region)s takes part in %(projects)s projects of the EU's research programmes.",
            own["projects"],
        )
        return text % said
    text = ngettext(
        "%(region)s takes part in %(projects)s project of the EU's research programmes, with %(sum)s million euro.",
        "%(region)s takes part in %(projects)s projects of the EU's research programmes, with %(sum)s million euro.",
        own["projects"],
    )
    return text % (said | {"sum": number(own["million_euro"], language)})


def _open(count: int, *, is_all: bool) -> str:
    """How many fields cannot be told apart from Europe."""
    if not count:
        return ""
    if is_all:
        return _("In none of its fields can the region be told apart from Europe with certainty.")
    text = ngettext(
        "One further field cannot be told apart from Europe.",
        "%(n)s further fields cannot be told apart from Europe.",
        count,
    )
    return text % {"n": count}


def _like(peers: Sequence[Row]) -> str:
    names = ", ".join(str(row["label"]) for row in peers[:FEW])
    return _("Regions like it in size and mix of fields: %(regions)s.") % {"regions": names}
