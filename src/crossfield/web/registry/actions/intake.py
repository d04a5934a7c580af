"""Bringing a list in: staged apart from the register, columns chosen, doubtful rows decided, given up."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crossfield.errors import CrossfieldError, WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.rows import write_objects
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.person import check_ground
from crossfield.web.registry.models import Intake, IntakeMapping, IntakeRow, PersonDetail
from crossfield.web.registry.queries.intake import COLUMNS, needed_columns, rows_of_seat
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Cluster, Event

BATCH = 1_000
ROWS_REFUSED = (LookupError, ValueError, TypeError, ArithmeticError, AttributeError)
"""What one row can raise that reads or writes otherwise than was thought: one list goes back, the others go on."""


def ground_kept(ground: Mapping[str, Any]) -> dict[str, Any]:
    """The ground of a list of people as the list keeps it. Who may: everybody; nothing is stored."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in ground.items()}


def stage_list(
    title: str,
    *,
    by: User,
    source: str,
    headings: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    mapping: Mapping[str, str],
    cluster: Cluster | None = None,
    event: Event | None = None,
    kind: str = Intake.Kind.MEMBERS,
    ground: Mapping[str, Any] | None = None,
    public_id: str = "",
    fingerprint: str = "",
) -> Intake:
    """Put a list's rows aside; the register stays as it is.

    Who may: cluster management and administrators; only the own institution sees the list. Logged; nothing is sent.

    Parameters
    ----------
    title
        Name of the file.
    by
        Whose list it is.
    source
        Where it is from; the columns that are chosen are remembered under it.
    headings, rows
        As `read_list` gives them.
    mapping
        Column → heading, as guessed.
    cluster
        Of which cluster they are members; None: organisations only.
    event
        Whose guests they are, where the rows do not say it.
    kind
        One of `Intake.Kind`.
    ground
        Of a list of people: for what and on which legal basis their details are kept, as `add_detail` takes it.
    public_id, fingerprint
        The id that its form was opened with, and of what the form brought, so that sending it twice makes one list; "":
        a new id, and nobody asks.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        The ground is none.
    """
    check_writes(by)
    kept = ground_kept(ground or {})
    if ground is not None:
        check_ground(**{name: ground[name] for name in ("purpose", "basis", "expires", "way")})
    listed = list(rows)
    intake = Intake.objects.create(
        public_id=public_id or new_public_id(), total=len(listed),
        title=title[:200], source=source.strip()[:200], cluster=cluster, event=event, kind=kind, owner=by,
        institution=by.institution, headings=list(headings), mapping=dict(mapping), ground=kept,
        fingerprint=fingerprint,
        release=Release.OWN if kept.get("seen") == PersonDetail.Seen.OWN else Release.INSTITUTION,
    )  # fmt: skip
    staged = [IntakeRow(intake=intake, number=number, cells=list(cells)) for number, cells in listed]
    for start in range(0, len(staged), BATCH):  # a transaction each, so that others can save in between
        write_objects(staged[start : start + BATCH])
    write_log(intake, verb="stage_list", by=by, fields=("rows",))
    return intake


@transaction.atomic
def choose_columns(intake: Intake, *, by: User, mapping: Mapping[str, str], home: str = "") -> Intake:
    """Say which heading means what; remembered for the next list of this source. All rows are looked up anew.

    Who may: cluster management and administrators of the list's institution. Logged; nothing is sent.

    Parameters
    ----------
    intake
        A list that is not taken over.
    by
        Who chooses.
    mapping
        Column → heading.
    home
        Code of the country in which those rows lie that name none; "": nobody says.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        It is taken over already, its rows are still being put aside, or no heading means a column that no list lacks.
    """
    check_changes(by, intake)
    check_open(intake)
    if intake.rows.count() < intake.total:  # its form was sent twice, and the first sending is still at it
        raise WrongStateError(_("The rows of this list are still being read."), _("Try again in a moment."))
    for column in needed_columns(intake.kind):
        if not mapping.get(column):
            message = _("No column is chosen for “%(column)s”.") % {"column": COLUMNS[column]}
            raise WrongStateError(message, _("Choose which one it is."))
    if intake.kind == Intake.Kind.GUESTS and intake.event is None and not {"event", "event_id"} & mapping.keys():
        raise WrongStateError(
            _("No column is chosen that names the event."), _("Choose it, or bring the list in from the event's page.")
        )
    if intake.kind == Intake.Kind.PEOPLE and not {"person", "family"} & mapping.keys():
        raise WrongStateError(
            _("No column is chosen that holds names of persons."), _("Choose one for the whole name, or for each half.")
        )
    IntakeMapping.objects.update_or_create(
        institution=by.institution, kind=intake.kind, source=intake.source, defaults={"mapping": dict(mapping)}
    )
    intake.mapping, intake.state, intake.done = dict(mapping), Intake.State.LOOKING, 0
    intake.asked_by, intake.language, intake.trouble = by, (get_language() or "en")[:2], ""
    intake.home = home
    intake.save(update_fields=["mapping", "state", "done", "asked_by", "language", "trouble", "home"])
    intake.rows.update(answer="", choice="", organisation=None, seat={}, was={})
    write_log(intake, verb="choose_columns", by=by, fields=sorted(mapping))
    return intake


@transaction.atomic
def decide_row(row: IntakeRow, *, by: User, choice: str) -> IntakeRow:
    """Say of a doubtful row whether it is the organisation, event, call or person that was found; leave any row out.

    Who may: cluster management and administrators of the list's institution. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        Not all rows are looked up, the list is taken over already, the row is not doubtful (any more), or it cannot be
        taken over.
    """
    check_changes(by, row.intake)
    check_looked_up(row.intake)
    row.choice = IntakeRow.Choice(choice)
    # Columns that were chosen anew meanwhile may have made it a row that cannot be taken over.
    decided = IntakeRow.objects.filter(pk=row.pk, answer=IntakeRow.Answer.REVIEW)
    if row.choice in {IntakeRow.Choice.LEAVE, IntakeRow.Choice.OPEN}:
        decided = IntakeRow.objects.filter(pk=row.pk).exclude(answer__in=("", IntakeRow.Answer.ERROR))
    if not decided.update(choice=row.choice):
        raise WrongStateError(_("This row is not doubtful: there is nothing to decide."), _("Open the list again."))
    write_log(row.intake, verb="decide_row", by=by, fields=(f"row {row.number}",))
    return row


@transaction.atomic
def decide_seat(row: IntakeRow, *, by: User, region: str) -> int:
    """Say which of the regions found a seat lies in, for all rows with the same postcode, city and country.

    Who may: cluster management and administrators of the list's institution. Logged; nothing is sent.

    Parameters
    ----------
    row
        A row whose seat may lie in several regions.
    by
        Who chooses.
    region
        One of these; "" leaves it open (again).

    Returns
    -------
    int
        Rows that have it now.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        Not all rows are looked up, the list is taken over already, or the region is none of those that were found.
    """
    check_changes(by, row.intake)
    check_looked_up(row.intake)
    among = dict(row.seat.get("among", ()))
    if not among or (region and region not in among):
        raise WrongStateError(
            _("This region is none of those that were found for the seat."), _("Open the list again.")
        )
    seat = {"region": region, "why": _("chosen by a person: %(why)s") % {"why": among[region]}} if region else {}
    same = rows_of_seat(row)
    kept = {name: row.seat[name] for name in ("among", "key", "is_country_found") if name in row.seat}
    count = same.update(seat=seat | kept)
    write_log(row.intake, verb="decide_seat", by=by, fields=(f"row {row.number}",))
    return count


@transaction.atomic
def leave_fields_out(intake: Intake, *, by: User, numbers: Iterable[int]) -> int:
    """Take fields off rows of a list of calls for which they were suggested; those that the list names stay.

    Who may: cluster management and administrators of the list's institution. Logged with the lines; nothing is sent.

    Returns
    -------
    int
        Rows that have none now.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        The list is taken over already.
    """
    check_changes(by, intake)
    check_open(intake)
    rows = list(intake.rows.filter(number__in=set(numbers), values__has_key="suggested"))
    for row in rows:
        row.values = {key: value for key, value in row.values.items() if key not in {"fields", "suggested"}}
    IntakeRow.objects.bulk_update(rows, ["values"])
    if rows:
        write_log(intake, verb="leave_fields_out", by=by, fields=[f"row {row.number}" for row in rows])
    return len(rows)


@transaction.atomic
def cancel_intake(intake: Intake, *, by: User) -> Intake:
    """Give a list up; its rows are deleted.

    Who may: cluster management and administrators of the list's institution. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        It is taken over already.
    """
    check_changes(by, intake)
    state = Intake.objects.select_for_update().filter(pk=intake.pk).values_list("state", flat=True).first()
    if state != Intake.State.TAKING:  # until all rows are ready the register is as it was
        check_open(intake)
    intake.rows.all().delete()
    intake.items.all().delete()
    intake.state = Intake.State.CANCELLED
    intake.save(update_fields=["state"])
    write_log(intake, verb="cancel_intake", by=by)
    return intake


def check_looked_up(intake: Intake) -> None:
    """Hold a list, and refuse what comes too late or too early: rows still being looked up would not know of it.

    Who may: the action that asks, which has checked. Not logged: that is.

    Raises
    ------
    WrongStateError
        It is taken over or given up, or not all of its rows are looked up.
    """
    if check_open(intake) != Intake.State.PREVIEW:
        raise WrongStateError(_("The rows of this list are still being looked up."), _("Try again in a moment."))


def check_open(intake: Intake) -> str:
    """Hold a list, refuse what came too late, and tell its state: who takes it over holds it, too.

    Who may: the action that asks, which has checked. Not logged: that is.

    Raises
    ------
    WrongStateError
        It is taken over or given up.
    """
    state = Intake.objects.select_for_update().filter(pk=intake.pk).values_list("state", flat=True).first()
    if state not in {Intake.State.COLUMNS, Intake.State.LOOKING, Intake.State.PREVIEW}:
        raise WrongStateError(_("This list is taken over or given up already."), _("Bring it in anew."))
    return str(state)


@contextmanager
def set_back(intake: Intake) -> Iterator[None]:
    """Work on a list; where the database or one row refuses, the list goes back to its page and says why.

    Otherwise the next worker would meet the same list again, and a short one would stay as if it were being taken over.

    Who may: the program. Not logged: the register stays as it is.

    Raises
    ------
    WrongStateError
        It was refused.
    """
    before = intake.state
    try:
        yield
    except CrossfieldError:  # says itself what to do
        raise
    except DatabaseError as error:
        why = str(error).partition("\n")[0]  # further lines may hold what somebody wrote
        told = _("The database refused this list: %(why)s.") % {"why": why}
        raise _went_back(intake, before, told) from error
    except ROWS_REFUSED as error:
        logging.getLogger("django").exception("A list could not be worked on: %s", intake.public_id)
        told = _("A row of this list could not be worked on (%(why)s).") % {"why": type(error).__name__}
        raise _went_back(intake, before, told) from error


def _went_back(intake: Intake, before: str, trouble: str) -> WrongStateError:
    intake.state = Intake.State.PREVIEW if before == Intake.State.TAKING else Intake.State.COLUMNS
    intake.trouble = trouble
    Intake.objects.filter(pk=intake.pk, state=before).update(state=intake.state, trouble=trouble)
    return WrongStateError(trouble, _("The register is as it was; look at the rows and try again."))
