"""What lists of relations bring: written at once without a circle, and undone but for what was changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crossfield.web.accounts.actions.history import as_stored
from crossfield.web.registry.actions.intake_entry import DELETED
from crossfield.web.registry.models import IntakeEntry, IntakeRow, Organisation, OrganisationRelation
from crossfield.web.registry.queries.intake import TAKEN, in_portions
from crossfield.web.registry.queries.relation import Edges, chain_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Intake

    Told = tuple[str, str, str, Any, Any]

CHUNK = 1_000
ATTRIBUTES = ("share", "valid_from", "valid_to")
"""What lists say of a relation, beside its ends, its kind and who says so."""


def write_relations(intake: Intake, *, by: User) -> dict[str, int]:  # noqa: ARG001 -- as all that write lists
    """Write the rows of a list of relations: new ones and what differs; how much of each.

    What somebody has changed since it was compared stays; a row that would close a circle by now is left out and says
    so.

    Who may: `write_items`, which has checked and logs it, in the same transaction.
    """
    chosen = intake.rows.filter(TAKEN).exclude(choice=IntakeRow.Choice.OTHER).order_by("number")
    organisations = _ends(chosen)
    rows = [row for row in chosen if {row.values["one"], row.values["two"]} <= organisations.keys()]
    made = _made([row for row in rows if not row.found])
    changed = list(_changed([row for row in rows if row.found]))
    OrganisationRelation.objects.bulk_create(made.values(), batch_size=CHUNK)
    OrganisationRelation.objects.bulk_update([one for _row, one, _before in changed], ATTRIBUTES, batch_size=CHUNK)
    entries = [_entry(row, made[row.pk], {}, organisations) for row in rows if row.pk in made]
    entries += [_entry(row, one, before, organisations) for row, one, before in changed]
    IntakeEntry.objects.bulk_create(entries, batch_size=CHUNK)
    return {"relations": len(made), "relations_changed": len(changed)}


def _ends(rows: QuerySet[IntakeRow]) -> dict[int, Organisation]:
    """Organisations of the rows that are in the register still."""
    keys = sorted({values[end] for values in rows.values_list("values", flat=True) for end in ("one", "two")})
    return {one.pk: one for some in in_portions(keys) for one in Organisation.objects.filter(pk__in=some)}


def _made(rows: Sequence[IntakeRow]) -> dict[int, OrganisationRelation]:
    """New relations, by the row that brings them."""
    edges, made, refused = Edges.of_register(), dict[int, OrganisationRelation](), []
    for row in rows:
        ends = (row.values["one"], row.values["two"], row.values["relation"])
        circle = edges.circle(*ends)
        if circle is None:
            edges.add(*ends)
            one = OrganisationRelation(organisation_id=ends[0], other_id=ends[1], kind=ends[2])
            one.source = row.values["source"]
            _set(one, {column: row.values.get(column) for column in ATTRIBUTES})
            made[row.pk] = one
        else:
            row.problems = [_("it would stand in a circle: %(chain)s") % {"chain": chain_said(circle)}]
            refused.append(row)
    IntakeRow.objects.bulk_update(refused, ["problems"], batch_size=CHUNK)
    return made


def _set(one: OrganisationRelation, values: Mapping[str, Any]) -> None:
    for column, value in values.items():
        field: Any = one._meta.get_field(column)
        setattr(one, column, None if value is None else field.to_python(value))


def _changed(rows: Sequence[IntakeRow]) -> Iterator[tuple[IntakeRow, OrganisationRelation, dict[str, Any]]]:
    """Relations that change, and what they said before."""
    there = _locked({int(row.found) for row in rows})
    for row in rows:
        one = there.get(int(row.found))
        same = [change for change in row.changes if one and as_stored(getattr(one, change["column"])) == change["was"]]
        if one is None or not same:
            continue
        _set(one, {change["column"]: change["after"] for change in same})
        yield row, one, {change["column"]: change["was"] for change in same}


def _locked(keys: set[int]) -> dict[int, OrganisationRelation]:
    rows = OrganisationRelation.objects.select_for_update().order_by("pk")
    return {one.pk: one for some in in_portions(sorted(keys)) for one in rows.filter(pk__in=some)}


def _entry(
    row: IntakeRow, one: OrganisationRelation, before: dict[str, Any], organisations: Mapping[int, Organisation]
) -> IntakeEntry:
    columns = before or dict.fromkeys(ATTRIBUTES)
    after = {column: as_stored(getattr(one, column)) for column in columns}
    first, second = organisations[one.organisation_id], organisations[one.other_id]
    return IntakeEntry(
        intake_id=row.intake_id,
        number=row.number,
        thing=first.public_id,
        title=f"{first.name} → {second.name}"[:300],
        is_new=not before,
        before=before,
        after={**after, "relation": one.pk, "kind": one.kind, "other": second.name},
    )


def undo_relations(intake: Intake) -> None:
    """Take back what a list of relations brought; what somebody has changed since stays.

    Who may: `undo_intake`, which has checked and logs it, in the same transaction.
    """
    entries = list(intake.entries.order_by("number"))
    there = _locked({entry.after["relation"] for entry in entries})
    gone, back = [], []
    for entry in entries:
        one = there.get(entry.after["relation"])
        changed = _changed_since(entry, one) if one else []
        if one is None:
            entry.stayed = DELETED
        elif entry.is_new:
            entry.stayed = "relation " if changed else ""
            gone += [] if changed else [one.pk]
        else:
            entry.stayed = "".join(f"{column} " for column in changed)
            _set(one, {column: entry.before[column] for column in entry.before.keys() - set(changed)})
            back.append(one)
    OrganisationRelation.objects.bulk_update(back, ATTRIBUTES, batch_size=CHUNK)
    for some in in_portions(gone):
        OrganisationRelation.objects.filter(pk__in=some).delete()
    IntakeEntry.objects.bulk_update(entries, ["stayed"], batch_size=CHUNK)


def _changed_since(entry: IntakeEntry, one: OrganisationRelation) -> list[str]:
    told = (column for column in ATTRIBUTES if column in entry.after)
    return [column for column in told if as_stored(getattr(one, column)) != entry.after[column]]


def told_of_relations(entries: Sequence[IntakeEntry], *, is_undone: bool) -> Iterator[Told]:
    """What rows of a list brought to organisations, or what undoing it took back, as the history tells it."""
    for entry in entries:
        if is_undone and entry.stayed:
            continue
        old = None if entry.is_new else _said(entry, entry.before)
        pair = (old, _said(entry, entry.after))
        yield "organisation", entry.thing, entry.after["kind"], *(reversed(pair) if is_undone else pair)


def _said(entry: IntakeEntry, told: Mapping[str, Any]) -> str:
    """The other organisation, with share and days as far as they are told."""
    parts = [f"{told['share']} %" if told.get("share") else ""]
    if told.get("valid_from") or told.get("valid_to"):
        parts.append(f"{told.get('valid_from') or '…'} – {told.get('valid_to') or '…'}")
    return ", ".join([entry.after["other"], *(part for part in parts if part)])
