"""Correcting how rows of a list are linked: to another organisation of the register, to a new one, or as was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.evidence.actions.intake import (
    FOUND_AS,
    doubles_looked_up,
    keep_chosen_seat,
    place_rows,
    settle_doubles,
)
from crossfield.web.evidence.actions.intake_compare import compare_rows
from crossfield.web.registry.actions.intake import check_looked_up, decide_row
from crossfield.web.registry.models import IntakeRow, Organisation
from crossfield.web.registry.queries.intake import ENTERED
from crossfield.web.registry.rules import check_changes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crossfield.web.accounts.models import User

FOUND = ("answer", *FOUND_AS, "changes", "seat", "problems")
"""What a row keeps of how it was linked first, beside the organisation's public id."""
WRITTEN = (*FOUND, "organisation", "choice", "values", "was")


@transaction.atomic
def correct_link(row: IntakeRow, *, by: User, organisation: Organisation | None) -> int:
    """Say which organisation a row is, however sure the program was, for all rows of the same name, city and country.

    What would change about it is compared anew; how the row was linked first is kept.

    Who may: cluster management and administrators of the list's institution. Logged; nothing is sent.

    Parameters
    ----------
    row
        A row that can be taken over.
    by
        Who says so.
    organisation
        One of the register; None: a new one.

    Returns
    -------
    int
        Rows that are linked so now.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        Not all rows are looked up, the list is taken over already, lists no organisations, or the row cannot be taken
        over.
    """
    rows = _same_rows(row, by)
    _link(rows, organisation)
    compare_rows(row.intake, by, rows, _further(rows))
    return _keep(rows, by)


@transaction.atomic
def restore_link(row: IntakeRow, *, by: User) -> int:
    """Link a row, and those of the same name, city and country, as they were found.

    Who may: cluster management and administrators of the list's institution. Logged; nothing is sent.

    Returns
    -------
    int
        Rows that are linked so again.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        Not all rows are looked up, the list is taken over already, or nobody has corrected the row.
    """
    rows = [one for one in _same_rows(row, by) if one.was]
    if not rows:
        raise WrongStateError(_("Nobody has corrected this row."), _("Open the list again."))
    for one in rows:
        known = Organisation.objects.filter(public_id=one.was["organisation"]).first()
        for name in FOUND:
            setattr(one, name, one.was[name])
        one.organisation, one.was = known, {}
        if one.choice != IntakeRow.Choice.LEAVE:
            one.choice = IntakeRow.Choice.OPEN
        if one.answer == IntakeRow.Answer.REGISTER and known is None:  # deleted or merged since
            one.answer = IntakeRow.Answer.REVIEW
    # Which of them is the first that is taken over may be another one by now; what is wrong with them is as it was.
    wrong = [one.problems for one in rows]
    compare_rows(row.intake, by, rows, _further(rows))
    for one, problems in zip(rows, wrong, strict=True):
        one.problems = problems
    return _keep(rows, by)


def decide_and_compare(row: IntakeRow, *, by: User, choice: str) -> IntakeRow:
    """Decide a row as `decide_row` does; say anew which of its other lines stand twice, and what they change.

    Of several rows of an organisation the first that is taken over brings values and the own sheet. Where it is left
    out, one that stood twice steps in, linked as it was found, or as a person has said of the others; where it is taken
    in again, that one stands twice as before.

    Who may, what is logged and the errors: as there.
    """
    check_changes(by, row.intake)
    is_member = bool(row.key) and row.intake.kind not in ENTERED
    leaves = is_member and choice == IntakeRow.Choice.LEAVE
    ready = doubles_looked_up(row.intake, row.key) if leaves else {}  # before the database is held: data may be cold
    with transaction.atomic():
        decided = decide_row(row, by=by, choice=choice)
        if is_member:
            same = row.intake.rows.filter(key=row.key).exclude(answer="")
            rows = list(same.select_related("organisation", "intake").order_by("number"))
            stepped = settle_doubles(row.intake, rows, ready)
            corrected = next((one for one in rows if one.was), None)
            if stepped and corrected:
                _link(stepped, corrected.organisation)
            there = [one for one in rows if one.answer == IntakeRow.Answer.REGISTER]
            compare_rows(row.intake, by, there, _further(there))
            IntakeRow.objects.bulk_update(rows, WRITTEN)
    return decided


def _link(rows: list[IntakeRow], organisation: Organisation | None) -> None:
    """Link rows as a person says, and keep how they were found; None: a new organisation."""
    for one in rows:
        one.was = one.was or _as_found(one)
        one.organisation = organisation
        if one.choice != IntakeRow.Choice.LEAVE:  # what is left out stays so, whoever it is
            one.choice = IntakeRow.Choice.SAME if organisation else IntakeRow.Choice.OTHER
        one.answer = IntakeRow.Answer.REGISTER if organisation else IntakeRow.Answer.NEW
        one.found, one.found_name, one.score, one.reason = "", "", None, "decided"
        one.found_region = organisation.region if organisation else ""
        one.changes, one.problems, one.seat = [], [], {}
    if organisation is None:
        _place(rows)


def _further(rows: Iterable[IntakeRow]) -> set[int]:
    """Lines of rows, all of one organisation, that are taken over after its first one."""
    taken = [one.number for one in rows if one.choice != IntakeRow.Choice.LEAVE]
    return set(taken[1:])


def _same_rows(row: IntakeRow, by: User) -> list[IntakeRow]:
    """Rows of the same name, city and country that can be taken over, the first line first."""
    check_changes(by, row.intake)
    check_looked_up(row.intake)
    same = row.intake.rows.filter(key=row.key).exclude(answer__in=("", IntakeRow.Answer.ERROR))
    rows = list(same.select_related("organisation", "intake").order_by("number"))
    if row.intake.kind in ENTERED or row.number not in {one.number for one in rows}:
        raise WrongStateError(_("This row cannot be linked to an organisation."), _("Open the list again."))
    return rows


def _as_found(row: IntakeRow) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in FOUND}
    return told | {"organisation": row.organisation.public_id if row.organisation else ""}


def _place(rows: list[IntakeRow]) -> None:
    """A new organisation has the seat that its row tells, in the region that somebody chose for that place."""
    place_rows(rows[0].intake, rows)
    for one in rows:
        if "among" in one.seat and one.was.get("seat", {}).get("is_country_found"):
            one.seat["is_country_found"] = True  # the row told none: what stands there now is of the first look
        keep_chosen_seat(one)


def _keep(rows: Iterable[IntakeRow], by: User) -> int:
    rows = list(rows)
    IntakeRow.objects.bulk_update(rows, WRITTEN)
    lines = [f"row {one.number}" for one in rows]
    write_log(rows[0].intake, verb="correct_link", by=by, fields=lines)
    return len(rows)
