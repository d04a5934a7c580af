"""Organisations of the register: adding one, what sources say of it, how it belongs to others, the own sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.search import make_organisations_findable
from crossfield.web.registry.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationSheet,
    OrganisationValue,
    Representation,
    ValueKey,
)
from crossfield.web.registry.queries.organisation import NEWEST
from crossfield.web.registry.queries.proposal import values_to_remove
from crossfield.web.registry.queries.seat import with_codes
from crossfield.web.registry.rules import can_end_representation, check_represents, check_writes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from crossfield.web.accounts.models import Institution, User

SHEET = (
    *("member_number", "contribution_class", "contacts", "text", "tags", "assessment", "next_step", "next_step_due"),
)


@transaction.atomic
def add_organisation(
    name: str,
    *,
    by: User | None,
    region: str = "",
    identifiers: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    source: str = "",
    as_of: str = "",
    public_id: str = "",
    seat_source: str = "",
) -> Organisation:
    """Add an organisation to the shared core.

    Who may: cluster management and administrators; None: the program, for what ships. Logged; nothing is sent.

    Parameters
    ----------
    name
        As it is shown.
    by
        Who adds it.
    region
        NUTS code of the seat, as fine as known; two letters are a country.
    identifiers
        Scheme → number, such as ``{"pic": "999999999"}``.
    values
        What is known of it, such as ``{"city": "Dresden"}``; empty ones are left out.
    source, as_of
        Where that is from, and as of when.
    public_id
        The one its form was opened with; empty for a new one.
    seat_source
        Who says the region, where that is another one.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        An identifier belongs to another organisation.
    """
    if by is not None:
        check_writes(by)
    made = Organisation.objects.create(
        name=name.strip()[:300], region=region.strip().upper()[:8], public_id=public_id or new_public_id()
    )
    told: dict[str, str] = {**(identifiers or {}), **(values or {})}
    said_by = by.institution if by is not None else None
    for scheme, number in (identifiers or {}).items():
        claim_number(made, scheme, number.strip(), source=source, as_of=as_of, said_by=said_by)
    seat: dict[str, str] = {ValueKey.NAME: made.name, ValueKey.REGION: made.region} if source else {}
    for key, value in {**seat, **(values or {})}.items():
        if value.strip():
            who = (key == ValueKey.REGION and seat_source) or source
            keep_said(made, key, value.strip(), source=who, as_of=as_of, said_by=said_by)
    make_organisations_findable([made])
    write_log(made, verb="add_organisation", by=by, fields=("name", "region", *told), told=told)
    return made


def keep_said(
    organisation: Organisation,
    key: str,
    value: str,
    *,
    source: str,
    as_of: str = "",
    said_by: Institution | None = None,
) -> OrganisationValue:
    """Keep what a source says beside what others say; the same said again is of the later day.

    Who may: those who change the organisation, in the same transaction; they log it.
    """
    told = {"organisation": organisation, "key": key, "value": value, "source": source.strip()[:300]}
    told["said_by"] = said_by
    known = OrganisationValue.objects.filter(**told).order_by(NEWEST).first()
    if known is None:
        return OrganisationValue.objects.create(**told, as_of=as_of or None)
    if (known.as_of or "") < as_of:
        known.as_of = as_of
        known.save(update_fields=["as_of"])
    return known


def fold_names(organisation: Organisation) -> None:
    """Say again which of its names are searched beside the one that is shown, which has changed."""
    for one in organisation.values.filter(key=ValueKey.NAME):
        one.save()


def claim_number(
    organisation: Organisation, scheme: str, number: str, *, source: str, as_of: str, said_by: Institution | None
) -> None:
    """Give an organisation a number that no other one has.

    Who may: those who change the organisation, in the same transaction; they log it.

    Raises
    ------
    WrongStateError
        It belongs to another organisation.
    """
    check_number_free(scheme, number)
    OrganisationIdentifier.objects.create(
        organisation=organisation, scheme=scheme, value=number, source=source.strip()[:300], as_of=as_of or None,
        said_by=said_by,
    )  # fmt: skip


def check_number_free(scheme: str, number: str, *, but: Organisation | None = None) -> None:
    """Refuse a number that an organisation has, but for one.

    Raises
    ------
    WrongStateError
        It belongs to another organisation.
    """
    known = OrganisationIdentifier.objects.filter(scheme=scheme, value=number).select_related("organisation")
    taken = known.exclude(organisation=but).first()
    if taken:
        message = _("%(scheme)s %(number)s belongs to %(name)s already.")
        said = {"scheme": scheme.upper(), "number": number, "name": taken.organisation.name}
        raise WrongStateError(message % said, _("Choose that organisation, or correct the number."))


@transaction.atomic
def add_value(
    organisation: Organisation, *, by: User, key: str, value: str, source: str, as_of: str = ""
) -> OrganisationValue:
    """Add what a source says; what other sources say stays beside it. By a name it is found, too.

    What the own institution has written down already, of the same source and day, stands once: a form that is sent
    twice adds nothing the second time.

    Who may: cluster management and administrators. Logged with the key, not the value; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not write.
    """
    check_writes(by)
    value = (key == ValueKey.REGIONS and with_codes(value)) or value.strip()
    told = {"organisation": organisation, "key": key, "value": value, "source": source.strip()[:300]}
    told |= {"as_of": as_of or None, "said_by": by.institution}
    Organisation.every.select_for_update().get(pk=organisation.pk)  # of two at once the second one sees the first
    known = OrganisationValue.objects.filter(**told).first()
    if known is not None:
        return known
    made = OrganisationValue.objects.create(**told)
    if key == ValueKey.NAME:
        make_organisations_findable([organisation])
    write_log(organisation, verb="add_value", by=by, fields=(key,), told={key: made.told})
    return made


@transaction.atomic
def remove_value(value: OrganisationValue, *, by: User) -> None:
    """Take off what was said of an organisation by mistake; what other sources say stays.

    Who may: cluster management and administrators of the institution that said it; what no institution here said, where
    no other one uses the entry. Logged with the key, and in the history with what it was; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not write, or the own institution did not say it.
    WrongStateError
        Somebody else has taken it off.
    """
    check_writes(by)
    organisation = Organisation.every.select_for_update().get(pk=value.organisation_id)
    held = organisation.values.filter(pk=value.pk).first()
    if held is None:
        raise WrongStateError(_("This stands there no more."), _("Look at the page again."))
    if held not in values_to_remove(organisation, by):
        message = _("Your institution did not say this.")
        raise NotAllowedError(message, _("Add what is right beside it, with its source."))
    take_off(held, by=by)


def take_off(value: OrganisationValue, *, by: User) -> None:
    """Delete what a source says, from the search, too, and tell the history.

    Who may: actions that have asked whether it may go, in the same transaction.
    """
    organisation = Organisation.every.get(pk=value.organisation_id)  # as it stands by now
    key, was = value.key, value.told
    value.delete()
    if key == ValueKey.NAME:
        make_organisations_findable([organisation])
    write_log(organisation, verb="remove_value", by=by, fields=(key,), told={key: ""}, was={key: was})


@transaction.atomic
def write_sheet(
    organisation: Organisation, *, by: User, given: Mapping[str, object], version: int = 0
) -> OrganisationSheet:
    """Write the own institution's sheet on an organisation.

    Who may: cluster management and administrators; the sheet is seen by the own institution only. Logged with the names
    of the columns, not their values; nothing is sent.

    Parameters
    ----------
    organisation
        Which one.
    by
        Who writes.
    given
        Column of the sheet → value; columns that are not there stay.
    version
        The version the form was opened with; 0 where there was no sheet.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        Somebody else has written since the form was opened.
    """
    check_writes(by)
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # of two first sheets the second one is told, too
    sheet = (
        OrganisationSheet.objects.select_for_update()
        .filter(organisation=organisation, institution=by.institution)
        .first()
    )
    if (sheet.version if sheet else 0) != version:
        raise WrongStateError(
            _("Somebody else has saved this sheet since you opened it."),
            _("Your text is kept below; look at the saved one, put both together and save again."),
        )
    if sheet is None:
        sheet = OrganisationSheet(
            organisation=organisation, institution=by.institution, owner=by, release=Release.INSTITUTION, version=0
        )
    changed = [name for name in SHEET if name in given and getattr(sheet, name) != given[name]]
    for name in changed:
        setattr(sheet, name, given[name])
    sheet.version += 1
    sheet.save()
    write_log(sheet, verb="write_sheet", by=by, fields=changed)
    return sheet


@transaction.atomic
def represent_organisation(organisation: Organisation, *, by: User, ground: str, authorised: date) -> Representation:
    """Say that the own institution speaks for an organisation, and on what ground: it confirms cooperations for it.

    Said again, the ground and its day are put right.

    Who may: administrators of the institution. Logged, with ground and day in the history; nothing is sent.

    Parameters
    ----------
    organisation
        For which one.
    by
        Who says so.
    ground
        Who has authorised it, such as a decision of its board; never empty.
    authorised
        On which day that was.

    Raises
    ------
    NotAllowedError
        The user is no administrator, or another institution speaks for it.
    WrongStateError
        The ground is missing, or its day is yet to come.
    """
    check_represents(by)
    institution: Institution = by.institution  # type: ignore[assignment]  # the rule asks for one
    ground = " ".join(ground.split())[:300]
    if not ground or authorised > timezone.localdate():
        raise WrongStateError(
            _("No institution speaks for an organisation without a ground."),
            _("Say who has authorised it, and on which day that was."),
        )
    said = {"ground": ground, "authorised": authorised}
    made, is_new = Representation.objects.get_or_create(
        organisation=organisation, defaults={"institution": institution, **said}
    )
    if made.institution_id != institution.pk:
        raise NotAllowedError(
            _("Another institution speaks for this organisation."), _("Ask the people who run this workbench.")
        )
    before = {} if is_new else made.told
    made.ground, made.authorised = ground, authorised
    if before != made.told:
        made.save(update_fields=list(said))
        write_log(organisation, verb="represent_organisation", by=by, fields=said, told=made.told, was=before)
    return made


@transaction.atomic
def end_representation(organisation: Organisation, *, by: User) -> None:
    """Say that an institution speaks for an organisation no longer; what it has confirmed stays confirmed.

    Who may: administrators of that institution, and those who administer the workbench, where an institution has left
    or took what is not its own. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user is neither.
    WrongStateError
        No institution speaks for it.
    """
    found = Representation.objects.filter(organisation=organisation).first()
    if not can_end_representation(by, found):
        raise NotAllowedError(
            _("Only administrators say for which organisation their institution speaks."),
            _("Ask an administrator of your institution."),
        )
    if found is None:
        raise WrongStateError(_("No institution speaks for this organisation."), "")
    was = {name: text for name, text in found.told.items() if text}
    found.delete()
    write_log(organisation, verb="end_representation", by=by, told=dict.fromkeys(was, ""), was=was)
