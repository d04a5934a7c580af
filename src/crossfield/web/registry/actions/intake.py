"""Bringing a list in: staged apart, columns chosen, doubtful rows decided, taken over at once, and undone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import LogEntry
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.search import forget_organisations, make_organisations_findable
from crossfield.web.registry.models import (
    Intake,
    IntakeMapping,
    IntakeRow,
    Membership,
    Organisation,
    OrganisationIdentifier,
    OrganisationSheet,
    OrganisationValue,
)
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Cluster

BATCH = 1_000
SHEET = ("member_number", "contribution_class", "text")
VALUES = ("city", "website")
NUMBERS = ("pic", "vat", "ror")
REFERENCES = (
    *("memberships", "cooperation_parts", "sheets", "cluster", "representation"),
    *("relations", "relations_from", "values", "identifiers", "contacts", "introductions", "event_parts"),
)
"""What may refer to an organisation; whoever is referred to is not deleted with the list that brought it."""


def stage_list(
    title: str,
    *,
    by: User,
    source: str,
    headings: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    mapping: Mapping[str, str],
    cluster: Cluster | None = None,
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

    Raises
    ------
    NotAllowedError
        The user may not write.
    """
    check_writes(by)
    intake = Intake.objects.create(
        title=title[:200], source=source.strip()[:200], cluster=cluster, owner=by, institution=by.institution,
        release=Release.INSTITUTION, headings=list(headings), mapping=dict(mapping),
    )  # fmt: skip
    staged = [IntakeRow(intake=intake, number=number, cells=list(cells)) for number, cells in rows]
    for start in range(0, len(staged), BATCH):  # a transaction each, so that others can save in between
        IntakeRow.objects.bulk_create(staged[start : start + BATCH])
    intake.total = len(staged)
    intake.save(update_fields=["total"])
    write_log(intake, verb="stage_list", by=by, fields=("rows",))
    return intake


@transaction.atomic
def choose_columns(intake: Intake, *, by: User, mapping: Mapping[str, str]) -> Intake:
    """Say which heading means what; remembered for the next list of this source. All rows are looked up anew.

    Who may: cluster management and administrators of the list's institution. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        It is taken over already, or no heading means the name.
    """
    check_changes(by, intake)
    _check_open(intake)
    if not mapping.get("name"):
        raise WrongStateError(_("No column holds the name of the organisation."), _("Choose which one does."))
    IntakeMapping.objects.update_or_create(
        institution=by.institution, source=intake.source, defaults={"mapping": dict(mapping)}
    )
    intake.mapping, intake.state, intake.done = dict(mapping), Intake.State.LOOKING, 0
    intake.save(update_fields=["mapping", "state", "done"])
    intake.rows.update(answer="", choice="", organisation=None)
    write_log(intake, verb="choose_columns", by=by, fields=sorted(mapping))
    return intake


@transaction.atomic
def decide_row(row: IntakeRow, *, by: User, choice: str) -> IntakeRow:
    """Say of a doubtful row whether it is the organisation that was found.

    Who may: cluster management and administrators of the list's institution. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        The list is taken over already.
    """
    check_changes(by, row.intake)
    _check_open(row.intake)
    row.choice = IntakeRow.Choice(choice)
    row.save(update_fields=["choice"])
    write_log(row.intake, verb="decide_row", by=by, fields=(f"row {row.number}",))
    return row


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
    _check_open(intake)
    intake.rows.all().delete()
    intake.state = Intake.State.CANCELLED
    intake.save(update_fields=["state"])
    write_log(intake, verb="cancel_intake", by=by)
    return intake


def _check_open(intake: Intake) -> None:
    if intake.state not in {Intake.State.COLUMNS, Intake.State.LOOKING, Intake.State.PREVIEW}:
        raise WrongStateError(_("This list is taken over or given up already."), _("Bring it in anew."))


def take_over(intake: Intake, *, by: User) -> Intake:
    """Take a list over into the register, in one transaction: organisations, numbers, values, members, own sheets.

    Rows that cannot be taken over and doubtful ones that nobody has decided stay behind. What the register says of an
    organisation stays beside what the list says; the own sheet is brought up to date.

    Who may: cluster management and administrators of the list's institution. Logged line by line, each with the list's
    id; nothing is sent.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        Not all rows are looked up, or it is taken over already.
    """
    check_changes(by, intake)
    if intake.state != Intake.State.PREVIEW:
        raise WrongStateError(
            _("Not all rows are looked up yet, or the list is taken over."), _("Open the list again.")
        )
    taken = [IntakeRow.Answer.REGISTER, IntakeRow.Answer.EVIDENCE, IntakeRow.Answer.NEW]
    rows = [
        row
        for row in intake.rows.select_related("organisation").order_by("number")
        if row.answer in taken or row.choice in {IntakeRow.Choice.SAME, IntakeRow.Choice.OTHER}
    ]
    with transaction.atomic():
        locked = Intake.objects.select_for_update().get(pk=intake.pk)
        if locked.state != Intake.State.PREVIEW:
            raise WrongStateError(_("This list is taken over or given up already."), _("Bring it in anew."))
        restore = _write(intake, by, rows)
        intake.state, intake.taken_at, intake.restore = Intake.State.TAKEN, timezone.now(), restore
        intake.save(update_fields=["state", "taken_at", "restore"])
        write_log(intake, verb="take_over", by=by, fields=sorted(restore))
    return intake


def _write(intake: Intake, by: User, rows: list[IntakeRow]) -> dict[str, Any]:
    """Write everything set by set; what comes back says how to undo it."""
    fresh = [row for row in rows if row.organisation is None]
    made = Organisation.objects.bulk_create(
        [Organisation(name=row.values["name"][:300], region=_region(row)) for row in fresh], batch_size=BATCH
    )
    for row, organisation in zip(fresh, made, strict=True):
        row.organisation = organisation
    make_organisations_findable(made)
    numbers = _add_numbers(rows)
    values = _add_values(intake, rows)
    members = _add_members(intake, by, rows)
    sheets, before = _write_sheets(by, rows)
    IntakeRow.objects.bulk_update(fresh, ["organisation"], batch_size=BATCH)
    stamp = {"by": by.public_id, "institution": by.institution.public_id if by.institution else "", "verb": "take_over"}
    things: list[Organisation | Membership | OrganisationSheet] = [*made, *members, *sheets]
    LogEntry.objects.bulk_create(
        [
            LogEntry(
                kind=type(one).__name__.lower(), public_id=one.public_id, fields=[f"intake {intake.public_id}"], **stamp
            )
            for one in things
        ],
        batch_size=BATCH,
    )
    return {
        "organisations": [one.pk for one in made],
        "identifiers": [one.pk for one in numbers],
        "values": [one.pk for one in values],
        "memberships": [one.pk for one in members],
        "sheets": [one.pk for one in sheets if str(one.pk) not in before],
        "sheets_before": before,
    }


def _region(row: IntakeRow) -> str:
    found = row.found_region if row.answer == IntakeRow.Answer.EVIDENCE or row.choice == IntakeRow.Choice.SAME else ""
    return (found or row.values.get("country", ""))[:8]


def _numbers(row: IntakeRow) -> dict[str, str]:
    """Identifiers of a row; the one of the data where the row is that organisation."""
    told = {scheme: row.values[scheme] for scheme in NUMBERS if row.values.get(scheme)}
    is_found = row.answer in {IntakeRow.Answer.EVIDENCE, IntakeRow.Answer.REGISTER} or row.choice == "same"
    if row.found.startswith("pic:") and is_found:
        told.setdefault("pic", row.found.removeprefix("pic:"))
    return told


def _add_numbers(rows: list[IntakeRow]) -> list[OrganisationIdentifier]:
    asked = {(scheme, number): row for row in rows for scheme, number in _numbers(row).items()}
    known: set[tuple[str, str]] = set()
    numbers = sorted({number for _scheme, number in asked})
    for start in range(0, len(numbers), BATCH):
        found = OrganisationIdentifier.objects.filter(value__in=numbers[start : start + BATCH])
        known |= set(found.values_list("scheme", "value"))
    return OrganisationIdentifier.objects.bulk_create(
        [
            OrganisationIdentifier(organisation=row.organisation, scheme=scheme, value=number)
            for (scheme, number), row in asked.items()
            if (scheme, number) not in known
        ],
        batch_size=BATCH,
    )


def _add_values(intake: Intake, rows: list[IntakeRow]) -> list[OrganisationValue]:
    """What the list says, beside what others say; nothing where the register says the same already."""
    today = timezone.localdate().isoformat()
    said: list[OrganisationValue] = []
    for row in rows:
        changed = {one["column"] for one in row.changes}
        is_known = row.answer == IntakeRow.Answer.REGISTER
        said += [
            OrganisationValue(
                organisation=row.organisation, key=key, value=row.values[key], source=intake.source, as_of=today
            )
            for key in VALUES
            if row.values.get(key) and (key in changed or not is_known)
        ]
    return OrganisationValue.objects.bulk_create(said, batch_size=BATCH)


def _add_members(intake: Intake, by: User, rows: list[IntakeRow]) -> list[Membership]:
    if intake.cluster is None:
        return []
    there = Membership.objects.filter(cluster=intake.cluster, institution=by.institution)
    known = set(there.values_list("member", flat=True))
    fresh = {_key(row): row for row in rows if _key(row) not in known}
    return Membership.objects.bulk_create(
        [
            Membership(
                cluster=intake.cluster,
                member_id=member,
                owner=by,
                institution=by.institution,
                release=Release.INSTITUTION,
                valid_from=_day(row.values.get("since")),
                valid_to=_day(row.values.get("until")),
                source=intake.source,
            )
            for member, row in fresh.items()
            if member != intake.cluster.organisation_id
        ],
        batch_size=BATCH,
    )


def _key(row: IntakeRow) -> int:
    """Key of the organisation of a row that is being taken over: each has one by now."""
    return row.organisation.pk if row.organisation else 0


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _write_sheets(by: User, rows: list[IntakeRow]) -> tuple[list[OrganisationSheet], dict[str, dict[str, Any]]]:
    """Sheets that are new or changed, and what the changed ones said before."""
    told = {
        _key(row): {name: row.values[name] for name in SHEET if row.values.get(name)}
        for row in rows
        if any(row.values.get(name) for name in SHEET)
    }
    own = OrganisationSheet.objects.filter(institution=by.institution)
    there = {sheet.organisation_id: sheet for sheet in own if sheet.organisation_id in told}
    before: dict[str, dict[str, Any]] = {}
    fresh: list[OrganisationSheet] = []
    for organisation, given in told.items():
        sheet = there.get(organisation)
        if sheet is None:
            new = OrganisationSheet(organisation_id=organisation, institution=by.institution, owner=by, **given)
            new.release = Release.INSTITUTION
            fresh.append(new)
        elif any(getattr(sheet, name) != value for name, value in given.items()):
            sheet.version += 1
            before[str(sheet.pk)] = {name: getattr(sheet, name) for name in SHEET} | {"version": sheet.version}
            for name, value in given.items():
                setattr(sheet, name, value)
    changed = [sheet for sheet in there.values() if str(sheet.pk) in before]
    OrganisationSheet.objects.bulk_update(changed, [*SHEET, "version"], batch_size=BATCH)
    return [*OrganisationSheet.objects.bulk_create(fresh, batch_size=BATCH), *changed], before


@transaction.atomic
def undo_intake(intake: Intake, *, by: User) -> int:
    """Take back what a list brought: members, new sheets, values, numbers, and organisations that nobody refers to.

    A sheet that somebody has written on since keeps its text; so does an organisation that something else names.

    Who may: cluster management and administrators of the list's institution. Logged; nothing is sent.

    Returns
    -------
    int
        Organisations and sheets that had to stay.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        It is not taken over.
    """
    check_changes(by, intake)
    if intake.state != Intake.State.TAKEN:
        raise WrongStateError(_("Only a list that is taken over can be undone."), "")
    told = intake.restore
    Membership.objects.filter(pk__in=told["memberships"]).delete()
    written = OrganisationSheet.objects.filter(pk__in=told["sheets"])
    stayed = written.exclude(version=1).count()
    written.filter(version=1).delete()
    stayed += _restore_sheets(told["sheets_before"])
    OrganisationValue.objects.filter(pk__in=told["values"]).delete()
    OrganisationIdentifier.objects.filter(pk__in=told["identifiers"]).delete()
    intake.rows.update(organisation=None)
    stayed += _delete_free(told["organisations"])
    intake.state = Intake.State.UNDONE
    intake.save(update_fields=["state"])
    write_log(intake, verb="undo_intake", by=by, fields=sorted(told))
    return stayed


def _delete_free(organisations: Sequence[int]) -> int:
    """Delete those organisations to which nothing else refers; how many stay."""
    stayed = 0
    for start in range(0, len(organisations), BATCH):
        batch = Organisation.objects.filter(pk__in=organisations[start : start + BATCH])
        free = batch
        for name in REFERENCES:
            free = free.filter(**{f"{name}__isnull": True})
        known = dict(free.values_list("pk", "public_id"))
        stayed += batch.count() - len(known)
        Organisation.objects.filter(pk__in=list(known)).delete()
        forget_organisations(list(known.values()))
    return stayed


def _restore_sheets(before: Mapping[str, Mapping[str, Any]]) -> int:
    stayed = 0
    for sheet in OrganisationSheet.objects.filter(pk__in=list(before)):
        old = dict(before[str(sheet.pk)])
        if sheet.version != old.pop("version"):
            stayed += 1
            continue
        for name, value in old.items():
            setattr(sheet, name, value)
        sheet.version += 1
        sheet.save()
    return stayed
