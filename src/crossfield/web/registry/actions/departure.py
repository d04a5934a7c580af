"""An institution that leaves takes away what only it kept; what all share stays. It can be undone for thirty days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import serializers
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.history import RESTORABLE
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import FieldChange
from crossfield.web.registry.actions.search import forget_person, make_person_findable
from crossfield.web.registry.models import Contact, Departure, Intake, OrganisationSheet, Person, PersonDetail
from crossfield.web.registry.queries.departure import departures_for, own_things, state_of, written_down
from crossfield.web.registry.rules import can_represent

if TYPE_CHECKING:
    from datetime import datetime

    from crossfield.web.accounts.models import User

KINDS = tuple(model.__name__.lower() for model in (OrganisationSheet, Contact, Person, PersonDetail))
"""Whose values the history of an institution that has left holds no more."""


@transaction.atomic
def take_away(*, by: User, state: str) -> Departure:
    """Take own sheets, contacts and people of the own institution out of the register; the shared core stays.

    Organisations, memberships, cooperations and events stay as they are, for those who see them: organisations for all,
    memberships for the institution alone.

    Who may: administrators of the institution. Logged without names; nothing is sent.

    Parameters
    ----------
    by
        Who says so.
    state
        As `state_of` told it when the files were taken: what was written since would be in none of them.

    Raises
    ------
    NotAllowedError
        The user is no administrator of an institution.
    WrongStateError
        There is nothing to take away, or something was changed since the files were taken.
    """
    institution = by.institution
    if institution is None or not can_represent(by):
        raise NotAllowedError(
            _("Only administrators take away what their institution keeps."),
            _("Ask an administrator of your institution."),
        )
    things = own_things(institution.pk)
    if not things:
        raise WrongStateError(_("Your institution keeps nothing that others do not see."), "")
    if state != state_of(by):
        raise WrongStateError(
            _("The files were not taken yet, or something has changed since."), _("Take the files first.")
        )
    made = Departure.objects.create(institution=institution, by=by, content=written_down(things))
    for one in things:
        if isinstance(one, Person):
            forget_person(one.public_id)
    for model in (Contact, Person, OrganisationSheet):  # what belongs to people goes with them
        model._default_manager.filter(institution=institution).delete()
    Intake.objects.filter(institution=institution, kind=Intake.Kind.PEOPLE).delete()  # they say what people said
    write_log(made, verb="take_away", by=by, fields=KINDS)
    return made


@transaction.atomic
def bring_back(departure: Departure, *, by: User) -> int:
    """Bring back what an institution took away, under the same addresses; what is linked to and gone stays away.

    Who may: administrators of the institution, for thirty days. Logged without names; nothing is sent.

    Returns
    -------
    int
        Rows that are there again.

    Raises
    ------
    WrongStateError
        It is brought back already, too old, or the institution has written a sheet anew since.
    """
    locked = departures_for(by).select_for_update().filter(pk=departure.pk).first()
    if locked is None:
        raise WrongStateError(_("This cannot be brought back any more."), "")
    sheets = [row["fields"]["organisation"] for row in locked.content if row["model"] == "registry.organisationsheet"]
    if OrganisationSheet.objects.filter(institution=locked.institution, organisation__in=sheets).exists():
        raise WrongStateError(
            _("Your institution has written a sheet on one of these organisations since."),
            _("Bring it back before you write anew, or ask the people who run this workbench."),
        )
    found = list(serializers.deserialize("python", locked.content))
    for row in found:
        _without_gone(row.object)
        row.save()  # as it was, the day on which it was made included
        if isinstance(row.object, Person):
            make_person_findable(row.object)
    locked.content, locked.undone = [], timezone.now()
    locked.save(update_fields=["content", "undone"])
    write_log(locked, verb="bring_back", by=by, fields=KINDS)
    return len(found)


def _without_gone(thing: models.Model) -> None:
    """Empty links that may be empty and lead to what is not there any more."""
    for link in thing._meta.concrete_fields:
        key = getattr(thing, link.attname)
        if isinstance(link, models.ForeignKey) and link.null and key is not None:
            end: type[models.Model] = link.related_model
            if not end._base_manager.filter(pk=key).exists():
                setattr(thing, link.attname, None)


def purge_departures(now: datetime) -> int:
    """Clear what can be brought back no more, from the history of its institution too. Who may: the program.

    Parameters
    ----------
    now
        A point in time with its zone.

    Returns
    -------
    int
        How many departures were cleared.
    """
    due = Departure.objects.filter(at__lte=now - RESTORABLE, undone__isnull=True).exclude(content=[])
    cleared = 0
    for one in due:
        told = FieldChange.objects.filter(institution=one.institution, kind__in=KINDS, entry__at__lte=one.at)
        told.update(old=None, new=None, cleared=True)
        one.content = []
        one.save(update_fields=["content"])
        cleared += 1
    return cleared
