"""Bringing back what a change of the register replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.history import as_stored
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import FieldChange
from crossfield.web.registry.actions.contact import BETWEEN, check_between
from crossfield.web.registry.actions.delegate import name_delegate_again
from crossfield.web.registry.actions.merge import undo_merge
from crossfield.web.registry.actions.proposal import change_core, said_in
from crossfield.web.registry.actions.search import make_findable, make_person_findable
from crossfield.web.registry.models import (
    Contact,
    Delegate,
    Event,
    FundingCall,
    Organisation,
    OrganisationMerge,
    OrganisationSheet,
    Person,
    PersonDetail,
)
from crossfield.web.registry.queries.history import RESTORED, hidden_details, is_first, thing_of
from crossfield.web.registry.queries.person import meant_for
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.accounts.models.history import Kept


@transaction.atomic
def restore_change(change: FieldChange, *, by: User) -> FieldChange:
    """Bring back what stood in a column before a change; what has been written since then is not overwritten.

    Between whom a contact was goes back as a whole: an introduction with the organisation it named.

    Name and seat of an organisation go back as they are changed: by a proposal where other institutions use the entry,
    too. A merge is undone.

    Who may: cluster management and administrators of the institution. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The thing belongs to another institution, or it is a detail that the user is not shown.
    WrongStateError
        The value is cleared, there or in the history, the column has been changed since, the change made the thing, or
        it is one that goes back on its own page only.
    """
    check_writes(by)
    thing = thing_of(change.kind, change.public_id)
    if thing is None or change.field not in RESTORED.get(change.kind, ()) or is_first(change):
        raise WrongStateError(
            _("This change cannot be taken back here."), _("Open the entry and write what shall stand there.")
        )
    if isinstance(thing, Organisation):
        return _restore_core(change, thing, by)
    if isinstance(thing, OrganisationMerge):
        check_changes(by, thing)
        undo_merge(thing, by=by)
        return change
    if isinstance(thing, Delegate):
        name_delegate_again(thing, by=by)
        return change
    check_changes(by, thing.person if isinstance(thing, PersonDetail) else thing)
    if isinstance(thing, PersonDetail) and _is_cleared(thing, by):
        raise WrongStateError(
            _("The value has been removed, thirty days after it expired or was withdrawn."),
            _("Ask the person, and enter it anew."),
        )
    if isinstance(thing, PersonDetail) and hidden_details([thing.public_id], by):
        raise NotAllowedError(_("This detail is not shown to you."), _("Ask whoever noted it."))
    if change.cleared:
        raise WrongStateError(
            _("The value has been cleared: contact details stay in the history for thirty days."),
            _("Ask the person, and enter it anew."),
        )
    locked = type(thing)._default_manager.select_for_update().get(pk=thing.pk)
    both = [change, *_changed_with(change)]
    columns = [locked._meta.get_field(one.field) for one in both]
    if [as_stored(getattr(locked, column.attname)) for column in columns] != [one.new for one in both]:
        raise WrongStateError(
            _("It has been changed again since; that would be overwritten."), _("Take the newest change back first.")
        )
    for one, column in zip(both, columns, strict=True):
        _set(locked, column, one.old)
    if isinstance(locked, Contact):
        check_between(locked, [one.field for one in both])
    write_log(locked, verb="restore_change", by=by, fields=[one.field for one in both])
    if isinstance(locked, Person):
        make_person_findable(locked)
    if isinstance(locked, Event | FundingCall):
        make_findable(locked)
    return change


def _changed_with(change: FieldChange) -> list[FieldChange]:
    """What changed at the same time and goes back with it: a contact is an introduction as long as it names to whom."""
    if change.kind != "contact" or change.field not in BETWEEN:
        return []
    same = FieldChange.objects.filter(entry=change.entry, kind=change.kind, public_id=change.public_id)
    return list(same.filter(field__in=BETWEEN).exclude(pk=change.pk))


def _is_cleared(detail: PersonDetail, by: User) -> bool:
    """Tell whether the value of a detail that was meant for a user is gone; of others nothing is told."""
    return PersonDetail.objects.filter(meant_for(by), pk=detail.pk, cleared__isnull=False).exists()


def _restore_core(change: FieldChange, organisation: Organisation, by: User) -> FieldChange:
    """Name and seat go back as they are changed: at once, or by a proposal where others use the entry, too."""
    if as_stored(getattr(organisation, change.field)) != change.new:
        raise WrongStateError(
            _("It has been changed again since; that would be overwritten."), _("Take the newest change back first.")
        )
    if change_core(organisation, by=by, key=change.field, value=str(change.old or ""), reason=_("taken back")) is None:
        # It was not meant so: nothing finds it by the wrong name any more.
        own = organisation.values.filter(key=change.field, value=change.new, said_by=by.institution)
        own.filter(source__startswith=said_in(by.institution, "")).delete()
    return change


def _set(thing: Kept, column: models.Field[Any, Any], old: object) -> None:
    if old is None:
        value = None if column.null else column.get_default()
    else:
        value = column.target_field.to_python(old) if isinstance(column, models.ForeignKey) else column.to_python(old)
    written = [column.name]
    setattr(thing, column.attname, value)
    if isinstance(thing, OrganisationSheet | Person | Event | Contact):  # who has its form open is told
        thing.version += 1
        written.append("version")
    if isinstance(column, models.ForeignKey) and value is not None:
        try:
            getattr(thing, column.name)
        except ObjectDoesNotExist as error:
            raise WrongStateError(_("What stood there is gone."), _("Choose another one.")) from error
    thing.save(update_fields=written)
