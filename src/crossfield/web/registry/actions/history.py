"""Bringing back what a change of the register replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.history import as_stored
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import FieldChange
from crossfield.web.registry.actions.cluster import change_cluster_fields, check_membership
from crossfield.web.registry.actions.contact import check_between, clear_outcome
from crossfield.web.registry.actions.cooperation import ask_again, check_dates, check_kind
from crossfield.web.registry.actions.delegate import name_delegate_again
from crossfield.web.registry.actions.event import check_days, fields_kept
from crossfield.web.registry.actions.merge import undo_merge
from crossfield.web.registry.actions.organisation import take_off
from crossfield.web.registry.actions.proposal import change_core
from crossfield.web.registry.actions.search import make_findable, make_person_findable
from crossfield.web.registry.models import (
    Cluster,
    Contact,
    Cooperation,
    Delegate,
    Event,
    Field,
    FundingCall,
    Membership,
    Organisation,
    OrganisationMerge,
    OrganisationSheet,
    Person,
    PersonDetail,
)
from crossfield.web.registry.queries.cluster import fields_stand
from crossfield.web.registry.queries.cooperation import partner_count
from crossfield.web.registry.queries.history import can_go_back, hidden_details, thing_of
from crossfield.web.registry.queries.person import meant_for
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.accounts.models.history import Kept

AT = ("interface", "side_a", "side_b")
TOGETHER = {
    "contact": (("kind", "introduced_to"), AT),
    "membership": (("valid_to", "ended", "successor"),),
    "cooperation": (AT,),
    "event": (AT,),
}
"""Columns of a kind that go back together where they were changed together: an interface with its two fields."""


@transaction.atomic
def restore_change(change: FieldChange, *, by: User) -> FieldChange:
    """Bring back what stood in a column before a change; what has been written since then is not overwritten.

    That a contact was an introduction goes back with the organisation it named, that a membership ended with how it did
    and who followed. What others confirmed or declined of a cooperation before is asked of them again, as with any
    change.

    Name and seat of an organisation go back as they are changed: by a proposal where other institutions use the entry,
    too. A merge is undone.

    Who may: cluster management and administrators of the institution. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The thing belongs to another institution, or it is a detail that the user is not shown.
    WrongStateError
        The value is cleared, there or in the history, the column has been changed since, the change made the thing, it
        is one that goes back on its own page only, or it would end before it begins.
    """
    check_writes(by)
    thing = thing_of(change.kind, change.public_id)
    if thing is None or not can_go_back(change):
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
    if isinstance(thing, PersonDetail):
        _check_detail(thing, by)
    if change.cleared:
        raise WrongStateError(
            _("The value has been cleared: contact details stay in the history for thirty days."),
            _("Ask the person, and enter it anew."),
        )
    locked = type(thing)._base_manager.select_for_update().get(pk=thing.pk)
    both = [change, *_changed_with(change)]
    columns = [locked._meta.get_field(one.field) for one in both]
    if [_stands(locked, column) for column in columns] != [one.new for one in both]:
        raise _changed_again()
    if isinstance(locked, FundingCall) and change.field == "fields":
        _restore_fields(change, locked, by)
        return change
    for one, column in zip(both, columns, strict=True):
        _set(locked, column, one.old)
    _save(locked, [column.name for column in columns], by)
    return change


def _stands(thing: Kept, column: models.Field[Any, Any]) -> Any:  # noqa: ANN401 -- what JSON holds
    """What stands in a column, as the history keeps it; of a call's fields their row numbers."""
    if isinstance(thing, FundingCall) and column.name == "fields":
        return fields_kept(thing) or None
    return as_stored(getattr(thing, column.attname))


def _save(thing: Any, written: list[str], by: User) -> None:  # noqa: ANN401 -- one of many tables
    """Save and log what went back, after the checks that changing it makes."""
    if isinstance(thing, Contact):
        check_between(thing, written)
        written += clear_outcome(thing)
    if isinstance(thing, Membership):
        check_membership(thing)
    if isinstance(thing, Event | FundingCall):
        check_days(thing)
    if isinstance(thing, Cooperation):
        if "kind" in written:
            check_kind(thing.kind, partner_count(thing))
        check_dates(thing.began, thing.ended)
    versioned = isinstance(thing, OrganisationSheet | Person | Event | Contact | Cooperation)
    if versioned:  # who has its form open is told
        thing.version += 1
    thing.save(update_fields=[*written, "version"] if versioned else written)
    if isinstance(thing, Cooperation):
        ask_again(thing, written, by=by)
    write_log(thing, verb="restore_change", by=by, fields=written)
    if isinstance(thing, Person):
        make_person_findable(thing)
    if isinstance(thing, Event | FundingCall | Cooperation):
        make_findable(thing)


def _restore_fields(change: FieldChange, call: FundingCall, by: User) -> None:
    """Give a call the fields again that it had; they stand in a table of their own."""
    old = list(change.old or ())
    if Field.objects.filter(pk__in=old).count() != len(old):
        raise WrongStateError(_("What stood there is gone."), _("Choose another one."))
    call.fields.set(old)
    told, was = {"fields": old}, {"fields": list(change.new or ())}
    write_log(call, verb="restore_change", by=by, fields=("fields",), told=told, was=was)


def _changed_with(change: FieldChange) -> list[FieldChange]:
    """What changed at the same time and goes back with it.

    A contact is an introduction as long as it names to whom; a membership has a successor as long as it is over.
    """
    columns = next((some for some in TOGETHER.get(change.kind, ()) if change.field in some), ())
    if not columns:
        return []
    same = FieldChange.objects.filter(entry=change.entry, kind=change.kind, public_id=change.public_id)
    return list(same.filter(field__in=columns).exclude(pk=change.pk))


def _check_detail(detail: PersonDetail, by: User) -> None:
    """Refuse what is gone, and what is meant for others."""
    if _is_cleared(detail, by):
        raise WrongStateError(
            _("The value has been removed, thirty days after it expired or was withdrawn."),
            _("Ask the person, and enter it anew."),
        )
    if hidden_details([detail.public_id], by):
        raise NotAllowedError(_("This detail is not shown to you."), _("Ask whoever noted it."))


def _is_cleared(detail: PersonDetail, by: User) -> bool:
    """Tell whether the value of a detail that was meant for a user is gone; of others nothing is told."""
    return PersonDetail.objects.filter(meant_for(by), pk=detail.pk, cleared__isnull=False).exists()


def _changed_again() -> WrongStateError:
    return WrongStateError(
        _("It has been changed again since; that would be overwritten."), _("Take the newest change back first.")
    )


def _restore_core(change: FieldChange, organisation: Organisation, by: User) -> FieldChange:
    """Name and seat go back as they are changed: at once, or by a proposal where others use the entry, too."""
    if change.field == "cluster_fields":
        return _restore_cluster_fields(change, organisation, by)
    if as_stored(getattr(organisation, change.field)) != change.new:
        raise _changed_again()
    told = {"value": str(change.old or ""), "reason": _("taken back"), "stands": str(change.new or "")}
    if change_core(organisation, by=by, key=change.field, **told) is None:
        # It was not meant so: nothing finds it by the wrong name any more.
        day = timezone.localdate(change.entry.at).isoformat()
        own = organisation.values.filter(key=change.field, value=change.new, said_by=by.institution, as_of=day)
        for value in own.filter(source__startswith=f"{by.institution}: "):
            take_off(value, by=by)
    return change


def _restore_cluster_fields(change: FieldChange, organisation: Organisation, by: User) -> FieldChange:
    """Fields of a cluster go back as they are changed."""
    cluster = Cluster.objects.filter(organisation=organisation).first()
    if cluster is None or fields_stand(cluster) != (change.new or []):
        raise _changed_again()
    fields = Field.objects.filter(pk__in=change.old or [])
    change_cluster_fields(cluster, by=by, fields=fields, stands=change.new or [])
    return change


def _set(thing: Kept, column: models.Field[Any, Any], old: object) -> None:
    """Put an old value into a column, not yet into the database."""
    if old is None:
        value = None if column.null else column.get_default()
    else:
        value = column.target_field.to_python(old) if isinstance(column, models.ForeignKey) else column.to_python(old)
    setattr(thing, column.attname, value)
    if isinstance(column, models.ForeignKey) and value is not None:
        try:
            getattr(thing, column.name)
        except ObjectDoesNotExist as error:
            raise WrongStateError(_("What stood there is gone."), _("Choose another one.")) from error
