"""The history of what a list brought or took back: written in portions, under the one line of the log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crossfield.web.accounts.actions.history import as_stored
from crossfield.web.accounts.actions.rows import write_rows
from crossfield.web.accounts.models import FieldChange, LogEntry
from crossfield.web.registry.actions.guests_brought import told_of_guests
from crossfield.web.registry.actions.intake_entry import DELETED, MODELS
from crossfield.web.registry.actions.people_brought import told_of_people
from crossfield.web.registry.actions.relations_brought import told_of_relations
from crossfield.web.registry.models import Intake, Membership, Organisation, OrganisationSheet, PersonDetail
from crossfield.web.registry.models.intake import NUMBERS, SHEET, VALUES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crossfield.web.registry.models import IntakeEntry, IntakeItem

    Told = tuple[str, str, str, Any, Any]

COLUMNS = (
    *("entry_id", "institution_id", "kind", "public_id", "field", "old", "new"),
    *("is_personal", "cleared"),
)
PERSONAL = {("persondetail", name) for name in PersonDetail.PERSONAL}
"""Kinds and columns whose values are cleared after thirty days."""
TOLD = (*VALUES, *NUMBERS)


def write_items_history(intake: Intake, items: Sequence[IntakeItem]) -> int:
    """Write what some rows of a list brought, or what undoing it took back.

    Who may: the program, when it makes them findable, in the same transaction. The log's line is that of the list.

    Returns
    -------
    int
        Changes that were written.
    """
    entry = _entry(intake)
    if entry is None:
        return 0
    return _write(entry, intake, list((_brought if entry.verb == "take_over" else _taken_back)(intake, items)))


def write_entries_history(intake: Intake, entries: Sequence[IntakeEntry]) -> int:
    """Write what some rows of a list brought to events, calls or people, or what undoing it took back.

    Who may: the program, when it makes them findable, in the same transaction. The log's line is that of the list.

    Returns
    -------
    int
        Changes that were written.
    """
    entry = _entry(intake)
    if entry is None:
        return 0
    is_undone = entry.verb == "undo_intake"
    if intake.kind == Intake.Kind.PEOPLE:
        return _write(entry, intake, list(told_of_people(entries, is_undone=is_undone)))
    if intake.kind == Intake.Kind.GUESTS:
        return _write(entry, intake, list(told_of_guests(intake, entries, is_undone=is_undone)))
    if intake.kind == Intake.Kind.RELATIONS:
        return _write(entry, intake, list(told_of_relations(entries, is_undone=is_undone)))
    return _write(entry, intake, list(_of_entries(intake, entries, is_undone=is_undone)))


def _of_entries(intake: Intake, entries: Sequence[IntakeEntry], *, is_undone: bool) -> Iterator[Told]:
    kind = MODELS[intake.kind]._meta.model_name or ""
    for entry in entries:
        if is_undone and (entry.stayed == DELETED or (entry.is_new and entry.stayed)):
            continue
        for column, after in entry.after.items():
            before = entry.before.get(column)
            if is_undone and column in entry.stayed.split():
                continue
            yield kind, entry.thing, column, *((after, before) if is_undone else (before, after))


def _entry(intake: Intake) -> LogEntry | None:
    """The line of the log that tells of the list last."""
    entries = LogEntry.objects.filter(public_id=intake.public_id, verb__in=("take_over", "undo_intake"))
    return entries.order_by("-pk").first()


def _write(entry: LogEntry, intake: Intake, told: Sequence[Told]) -> int:
    rows = [
        (
            entry.pk,
            intake.institution_id,
            kind,
            public_id,
            field,
            _written(old),
            _written(new),
            (kind, field) in PERSONAL,
            False,
        )
        for kind, public_id, field, old, new in told
        if old != new
    ]
    return write_rows(FieldChange, COLUMNS, rows)


def _written(value: Any) -> str | None:  # noqa: ANN401 -- what JSON holds
    return None if value is None else json.dumps(value)


def _brought(intake: Intake, items: Sequence[IntakeItem]) -> Iterator[Told]:
    named = Organisation.every.in_bulk([item.organisation_id for item in items if item.organisation_id])
    sheets = {one.organisation_id: one.public_id for one in _sheets(intake, items)}
    fresh = {item.membership_id_new for item in items if item.membership_id_new}
    members = set(Membership.every.filter(public_id__in=fresh).values_list("public_id", flat=True))
    for item in items:
        organisation = named.get(item.organisation_id or 0)
        if organisation is None:
            continue
        if item.is_new:
            yield "organisation", organisation.public_id, "name", None, item.name
            yield "organisation", organisation.public_id, "region", None, item.region or None
        for name in TOLD:
            yield "organisation", organisation.public_id, name, None, as_stored(getattr(item, name))
        if item.membership_id_new in members:
            yield "membership", item.membership_id_new, "member", None, organisation.pk
        if item.membership_id_changed:
            yield from _days(item, ("before_since", "before_until"), ("since", "until"))
        sheet = sheets.get(organisation.pk)
        if sheet and (item.sheet_id_new == sheet or item.sheet_version is not None):
            for name in SHEET:
                before = as_stored(getattr(item, f"before_{name}")) if item.sheet_version is not None else None
                yield "organisationsheet", sheet, name, before, as_stored(getattr(item, name))


def _taken_back(intake: Intake, items: Sequence[IntakeItem]) -> Iterator[Told]:
    """What the list had brought and is not there any more, the other way round."""
    there = {one.public_id: one for one in _sheets(intake, items)}
    ids = {
        one for item in items for one in (item.organisation_id_new, item.membership_id_new, item.sheet_id_new) if one
    }
    brought = FieldChange.objects.filter(
        entry__public_id=intake.public_id, entry__verb="take_over", public_id__in=ids | set(there)
    )
    left = {
        *Organisation.every.filter(public_id__in=ids).values_list("public_id", flat=True),
        *Membership.every.filter(public_id__in=ids).values_list("public_id", flat=True),
    }
    for item in items:
        if item.membership_id_changed and "membership" not in item.stayed.split():
            yield from _days(item, ("since", "until"), ("before_since", "before_until"))
    for change in brought:
        sheet = there.get(change.public_id)
        if change.public_id in left or (sheet and as_stored(getattr(sheet, change.field)) != change.old):
            continue
        yield change.kind, change.public_id, change.field, change.new, change.old


def _days(item: IntakeItem, was: tuple[str, str], then: tuple[str, str]) -> Iterator[Told]:
    for column, old, new in zip(("valid_from", "valid_to"), was, then, strict=True):
        told = as_stored(getattr(item, old)), as_stored(getattr(item, new))
        yield "membership", item.membership_id_changed, column, *told


def _sheets(intake: Intake, items: Sequence[IntakeItem]) -> list[OrganisationSheet]:
    found = [item.organisation_id for item in items if item.organisation_id]
    return list(OrganisationSheet.objects.filter(institution=intake.institution_id, organisation__in=found))
