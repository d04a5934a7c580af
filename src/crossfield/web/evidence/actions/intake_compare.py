"""What rows of a list would change about organisations that are in the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crossfield.web.accounts.actions.history import as_stored
from crossfield.web.registry.models import Cluster, Intake, IntakeRow, Membership, OrganisationValue
from crossfield.web.registry.models.intake import SHEET
from crossfield.web.registry.queries.field import FieldTitles, field_titles, fields_named
from crossfield.web.registry.queries.intake import days_said
from crossfield.web.registry.queries.organisation import newest_values, sheets_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crossfield.web.accounts.models import User

COMPARED: dict[str, tuple[str, ...]] = {
    Intake.Kind.MEMBERS: ("city", "postcode", "website"),
    Intake.Kind.CLUSTERS: (
        "city",
        "postcode",
        "website",
        "founded",
        "label",
        "fields",
        "regions",
        "services",
        "remark",
    ),
}


def compare_rows(intake: Intake, by: User, rows: Sequence[IntakeRow], further: set[int]) -> None:
    """What would change about organisations that are in the register: values, the own sheet, membership.

    Of further rows of an organisation only the membership.
    """
    there = [row for row in rows if row.organisation is not None and row.answer == IntakeRow.Answer.REGISTER]
    known = [row.organisation.pk for row in there if row.organisation]
    values, sheets, clusters = newest_values(known), sheets_for(by, known), _Clusters.of(intake, known)
    members: dict[int, list[Membership]] = {}
    if intake.cluster is not None:
        own = Membership.objects.filter(cluster=intake.cluster, institution=by.institution, member__in=known)
        for one in own:
            members.setdefault(one.member_id, []).append(one)
    for row in there:
        key = row.organisation.pk if row.organisation else 0
        sheet = sheets.get(key)
        before = {column: values.get(key, {}).get(column, "") for column in COMPARED[intake.kind]}
        if intake.kind == Intake.Kind.MEMBERS:
            before |= {column: getattr(sheet, column) if sheet else "" for column in SHEET}
        row.changes = [
            {"column": column, "before": old, "after": row.values[column]}
            for column, old in before.items()
            if row.values.get(column) and row.values[column] != old and row.number not in further
        ]
        if intake.kind == Intake.Kind.CLUSTERS:
            row.changes = clusters.changes(key, row, values.get(key, {}).get("members", ""))
        if intake.cluster is not None and key != intake.cluster.organisation_id:
            _compare_days(row, [one for one in members.get(key, []) if _overlaps(one, row.values)])


@dataclass(frozen=True, slots=True)
class _Clusters:
    """What the register says of organisations as clusters."""

    fields: dict[int, set[int]]
    counts: dict[int, set[tuple[str, str]]]
    titles: FieldTitles

    @classmethod
    def of(cls, intake: Intake, known: Sequence[int]) -> _Clusters:
        """Of these organisations; nothing where the list is of another kind."""
        if intake.kind != Intake.Kind.CLUSTERS:
            return cls({}, {}, FieldTitles({}, {}, 1))
        clusters = Cluster.objects.filter(organisation__in=known).prefetch_related("fields")
        counts: dict[int, set[tuple[str, str]]] = {}
        for one in OrganisationValue.objects.filter(organisation__in=known, key="members"):
            counts.setdefault(one.organisation_id, set()).add((one.value, one.as_of or ""))
        return cls(
            {one.organisation_id: {field.pk for field in one.fields.all()} for one in clusters}, counts, field_titles()
        )

    def changes(self, key: int, row: IntakeRow, newest: str) -> list[dict[str, str]]:
        """What differs: fields that mean the same do not, and a count of another day is another count."""
        known = self.fields.get(key, set())
        named, strange = fields_named(row.values.get("fields", ""), self.titles, known)
        is_same = bool(named) and not strange and {one.pk for one in named} == known
        found = [one for one in row.changes if one["column"] != "fields" or not is_same]
        told, day = row.values.get("members", ""), row.values.get("as_of", "")
        counts = self.counts.get(key, set())
        if told and ((told, day) not in counts if day else told not in {value for value, _day in counts}):
            found.append({"column": "members", "before": newest, "after": f"{told} ({day})" if day else told})
        if key not in self.fields:
            found.append({"column": "cluster", "before": "", "after": ""})
        return found


def _compare_days(row: IntakeRow, lasting: Sequence[Membership]) -> None:
    """Whether a row brings a membership, or other days for the one that it overlaps."""
    if not lasting:
        row.changes.append({"column": "membership", "before": "", "after": row.values.get("since", "")})
        return
    known = lasting[0]
    was = {"since": as_stored(known.valid_from) or "", "until": as_stored(known.valid_to) or ""}
    told = {column: row.values.get(column) or old for column, old in was.items()}
    if told == was:
        return
    if len(lasting) > 1:
        row.problems = [_("overlaps several memberships of this organisation: their days stay as they are")]
        return
    days = {name: days_said(one["since"], one["until"]) for name, one in (("before", was), ("after", told))}
    row.changes.append({"column": "days", **days, "membership": known.public_id})


def _overlaps(known: Membership, told: Mapping[str, str]) -> bool:
    """Tell whether a membership covers days that a row tells; unknown days are as early and as late as can be."""
    first, last = (known.valid_from or date.min).isoformat(), (known.valid_to or date.max).isoformat()
    return first <= (told.get("until") or date.max.isoformat()) and (told.get("since") or "") <= last
