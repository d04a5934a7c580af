"""A finding computed anew on today's data, beside what it was: old, new, difference, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from crossfield.charts.words import number
from crossfield.errors import NotComputableError
from crossfield.web.evidence.queries.basis import basis_of, changed_because
from crossfield.web.evidence.queries.cluster import cluster_view
from crossfield.web.evidence.queries.consortium import consortium_view
from crossfield.web.evidence.queries.consortium_question import consortium_question
from crossfield.web.evidence.queries.finding import columns_of
from crossfield.web.evidence.queries.interface import interface_view
from crossfield.web.evidence.queries.interfaces import interfaces_view
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.named import named_view
from crossfield.web.evidence.queries.organisation import organisation_view
from crossfield.web.evidence.queries.partner_question import question_of
from crossfield.web.evidence.queries.partners import partners_view
from crossfield.web.evidence.queries.region import region_view
from crossfield.web.registry.models import NamedInterface

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from crossfield.web.evidence.models import Finding

    Row = dict[str, Any]
    Asked = Mapping[str, str]

SAME = 1e-9
"""Relative difference up to which two numbers are one: sums may be added in another order."""


def _of_region(version: str, asked: Asked) -> Mapping[str, Listing]:
    return region_view(version, asked["region"], asked["language"]).listings


def _of_interface(version: str, asked: Asked) -> Mapping[str, Listing]:
    return interface_view(version, asked["region"], asked["field_a"], asked["field_b"], asked["language"]).listings


def _of_interfaces(version: str, asked: Asked) -> Mapping[str, Listing]:
    view = interfaces_view(version, asked["region"], asked.get("shows", "strength"), asked["language"])
    return {view.listing.name: view.listing}


def _of_partners(version: str, asked: Asked) -> Mapping[str, Listing]:
    view = partners_view(version, question_of(QueryDict(asked["query"]), ""), asked["language"])
    return {view.listing.name: view.listing}


def _of_consortium(version: str, asked: Asked) -> Mapping[str, Listing]:
    view = consortium_view(version, consortium_question(QueryDict(asked["query"]), ""), asked["language"])
    return {view.listing.name: view.listing} if view.listing else {}


def _of_organisation(version: str, asked: Asked) -> Mapping[str, Listing]:
    return organisation_view(version, asked["organisation"], asked["language"]).listings


def _of_cluster(version: str, asked: Asked) -> Mapping[str, Listing]:
    return cluster_view(version, asked["cluster"], asked["language"]).listings


def _of_named(version: str, asked: Asked) -> Mapping[str, Listing]:
    """Of a named interface as it is today; the finding was seen by who may see it, and holds no more than figures."""
    interface = NamedInterface.objects.filter(public_id=asked["interface"], removed__isnull=True).first()
    if interface is None:
        return {}
    return named_view(interface, version, asked["region"], asked["language"]).listings


RECOMPUTED: dict[str, Callable[[str, Asked], Mapping[str, Listing]]] = {
    "region": _of_region,
    "interface": _of_interface,
    "interfaces": _of_interfaces,
    "partners": _of_partners,
    "consortium": _of_consortium,
    "organisation": _of_organisation,
    "cluster": _of_cluster,
    "named": _of_named,
}
"""Pages whose tables can be computed anew from what a finding says was asked."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What has become of a finding: the answer in a sentence, why, and the rows that differ."""

    answer: str
    reasons: list[str]
    listing: Listing
    new: Listing
    version: str


def recomputed(finding: Finding, version: str) -> Listing:
    """The table of a finding as it is computed today, in the finding's language.

    Raises
    ------
    NotComputableError
        Its page is none that computes tables, or has no such table any more.
    UnknownNameError
        The data have no such region or field any more.
    """
    asked = {**finding.parameters, "language": finding.language}
    listings = RECOMPUTED.get(asked.get("page", ""))
    if listings is None:
        message = _("This finding was put together by hand or by a list of its own.")
        raise NotComputableError(message, _("It stays as it is."))
    with override(finding.language):
        found = listings(version, asked).get(asked.get("table", ""))
    if found is None:
        raise NotComputableError(_("The page it was taken from has no such table any more."), _("It stays as it is."))
    return found


def comparison_of(finding: Finding, version: str) -> Comparison:
    """Compare a finding with what its page says today.

    Raises
    ------
    NotComputableError, UnknownNameError
        As `recomputed` says.
    """
    new = recomputed(finding, version)
    columns = columns_of(finding)
    rows = changes(columns, finding.rows, new.rows)
    shown = (
        Column("row", columns[0].heading),
        Column("what", _("What")),
        Column("old", _("As it was"), "value"),
        Column("new", _("As it is today"), "value"),
        Column("difference", _("Difference"), "number"),
    )
    listing = Listing("changes", _("What is different today"), shown, rows, new.citation, at_first=40)
    reasons = changed_because(finding.basis, basis_of(version), (finding.data_version, version))
    return Comparison(_answer(rows, len(finding.rows), finding.language), reasons, listing, new, version)


def changes(columns: Sequence[Column], old: Sequence[Row], new: Sequence[Row]) -> list[Row]:
    """Cells that differ, row by row; rows are the same where their first column says the same.

    Parameters
    ----------
    columns
        Columns of the old table.
    old, new
        Rows of both tables.

    Returns
    -------
    list[Row]
        row, what, old, new, difference: in the order of the old rows, then rows that are new. The difference is null
        where one of the two is no number.

    Examples
    --------
    >>> columns = (Column("name", "Name"), Column("sum", "Sum", "count"))
    >>> found = changes(columns, [{"name": "a", "sum": 2}], [{"name": "a", "sum": 5}])
    >>> found[0]["what"], found[0]["old"], found[0]["new"], found[0]["difference"]
    ('Sum', 2, 5, 3)
    """
    first = columns[0].key
    before, now = _by_name(old, first), _by_name(new, first)
    found: list[Row] = []
    for name, row in before.items():
        if name not in now:
            found.append(_change(name[0], _("the whole row"), _("there"), _("gone")))
            continue
        for key, heading in _compared(columns):
            if not _alike(row.get(key), now[name].get(key)):
                found.append(_change(name[0], heading, row.get(key), now[name].get(key)))
    new_names = (name for name in now if name not in before)
    return found + [_change(name[0], _("the whole row"), _("not there"), _("new")) for name in new_names]


def _by_name(rows: Sequence[Row], key: str) -> dict[tuple[str, int], Row]:
    """Rows by what their first column says, and how often it was said before."""
    seen: dict[str, int] = {}
    named: dict[tuple[str, int], Row] = {}
    for row in rows:
        name = str(row.get(key))
        seen[name] = seen.get(name, -1) + 1
        named[name, seen[name]] = row
    return named


def _compared(columns: Sequence[Column]) -> list[tuple[str, str]]:
    pairs = [(one.key, str(one.heading)) for one in columns[1:]]
    for one in columns:
        if one.is_ranged:
            said = {"heading": one.heading}
            bounds = (_("%(heading)s: from (5%%)") % said, _("%(heading)s: to (95%%)") % said)
            pairs += list(zip(one.bounds, bounds, strict=True))
    return pairs


def _alike(old: Any, new: Any) -> bool:  # noqa: ANN401 -- any cell of any table
    if _is_number(old) and _is_number(new):
        return bool(abs(old - new) <= SAME * max(abs(old), abs(new)))
    return (old if old != "" else None) == (new if new != "" else None) or str(old) == str(new)


def _change(row: str, what: str, old: Any, new: Any) -> Row:  # noqa: ANN401 -- any cell of any table
    difference = new - old if _is_number(old) and _is_number(new) else None
    return {"row": row, "what": what, "old": old, "new": new, "difference": difference}


def _is_number(value: Any) -> bool:  # noqa: ANN401 -- any cell of any table
    return isinstance(value, int | float) and not isinstance(value, bool)


def _answer(rows: Sequence[Row], kept: int, language: str) -> str:
    if not rows:
        return _("Nothing: today's table says the same in every cell.")
    touched = len({row["row"] for row in rows})
    cells = ngettext("%(n)s cell differs", "%(n)s cells differ", len(rows)) % {"n": number(len(rows), language, 0)}
    text = _("%(cells)s, in %(touched)s of the rows; %(kept)s rows were kept.")
    said = {"cells": cells, "touched": number(touched, language, 0), "kept": number(kept, language, 0)}
    return text % said
