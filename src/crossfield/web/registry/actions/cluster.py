"""Clusters with their fields, and their memberships: begun, ended, changed, taken off and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import FieldChange
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.columns import set_columns
from crossfield.web.registry.actions.search import make_organisations_findable
from crossfield.web.registry.models import Cluster, Intake, Membership, Organisation
from crossfield.web.registry.queries.cluster import fields_stand, membership_stands
from crossfield.web.registry.queries.proposal import decides_alone
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from crossfield.web.accounts.actions.history import Told
    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Field

CHANGED = ("valid_from", "valid_to", "ended", "successor", "source")
"""Columns that `change_membership` writes."""
YES = "yes"
"""What the history keeps of an organisation that is a cluster."""


@transaction.atomic
def make_cluster(organisation: Organisation, *, by: User | None, fields: Iterable[Field] = ()) -> Cluster:
    """Say that an organisation is a cluster, and in which fields.

    Who may: cluster management and administrators; None: the program, for what ships. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not write.
    """
    if by is not None:
        check_writes(by)
    cluster, is_new = Cluster.objects.get_or_create(organisation=organisation)
    told, was = _set_fields(cluster, fields)
    if is_new:
        told |= {"is_cluster": YES}
    make_organisations_findable([organisation])
    if by is None:  # what ships is nobody's history
        told, was = {}, {}
    write_log(organisation, verb="make_cluster", by=by, fields=("fields",), told=told, was=was)
    return cluster


@transaction.atomic
def change_cluster_fields(cluster: Cluster, *, by: User, fields: Iterable[Field], stands: list[int]) -> Cluster:
    """Say in which fields a cluster works.

    Who may: cluster management and administrators, where no other institution uses the cluster or the own one speaks
    for it. Logged, with what was and what is in the history; nothing is sent.

    Parameters
    ----------
    cluster
        Which one.
    by
        Who changes it.
    fields
        Its fields as they shall be.
    stands
        `fields_stand` of the cluster as the form showed it.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        Another institution uses the cluster, or somebody has changed its fields since the form was opened.
    """
    locked = _locked_cluster(cluster, by, stands)
    told, was = _set_fields(locked, fields)
    make_organisations_findable([locked.organisation])
    write_log(locked.organisation, verb="change_cluster_fields", by=by, fields=("fields",), told=told, was=was)
    return locked


@transaction.atomic
def unmake_cluster(cluster: Cluster, *, by: User, stands: list[int]) -> Organisation:
    """Say that an organisation is no cluster: it was said by mistake.

    Who may: as in `change_cluster_fields`, and the institution that said so. Logged, with its fields in the history;
    nothing is sent.

    Raises
    ------
    NotAllowedError, WrongStateError
        As in `change_cluster_fields`; also where it has members, or a list of members was brought in.
    """
    locked = _locked_cluster(cluster, by, stands, is_own=_was_made_by(cluster, by))
    if Membership.every.filter(cluster=locked).exists() or Intake.objects.filter(cluster=locked).exists():
        raise WrongStateError(
            _("Members of this cluster are recorded, or a list of them was brought in."),
            _("It stays a cluster; its name and its fields can be changed."),
        )
    organisation, told, was = locked.organisation, *_set_fields(locked, ())
    told, was = told | {"is_cluster": ""}, was | {"is_cluster": YES}
    locked.delete()
    make_organisations_findable([Organisation.objects.get(pk=organisation.pk)])
    write_log(organisation, verb="unmake_cluster", by=by, fields=("fields",), told=told, was=was)
    return organisation


def _set_fields(cluster: Cluster, fields: Iterable[Field]) -> tuple[dict[str, Told], dict[str, Told]]:
    """Give it these fields; what the history tells of them, and what stood there."""
    before = fields_stand(cluster)
    cluster.fields.set(fields)
    after = fields_stand(cluster)
    return ({}, {}) if before == after else ({"cluster_fields": after}, {"cluster_fields": before})


def _was_made_by(cluster: Cluster, by: User) -> bool:
    """Tell whether the own institution said last that it is a cluster."""
    told = FieldChange.objects.filter(kind="organisation", field="is_cluster", new=YES)
    last = told.filter(public_id=cluster.organisation.public_id).order_by("-pk").first()
    return last is not None and last.institution_id == by.institution_id


def _locked_cluster(cluster: Cluster, by: User, stands: list[int], *, is_own: bool = False) -> Cluster:
    check_writes(by)
    locked = Cluster.objects.select_for_update().filter(pk=cluster.pk).first()
    if locked is None or fields_stand(locked) != stands:
        raise WrongStateError(
            _("Somebody has changed this cluster since you opened the page."),
            _("Look at what stands there now, and change that."),
        )
    if not is_own and not decides_alone(locked.organisation, by.institution_id):
        raise WrongStateError(
            _("Another institution uses this cluster, too, so that its fields are shared."),
            _("Ask the institution that speaks for it; or add what a source says of its fields: it stands beside."),
        )
    return locked


@transaction.atomic
def begin_membership(
    cluster: Cluster,
    *,
    member: Organisation,
    by: User,
    valid_from: date | None = None,
    valid_to: date | None = None,
    ended: str = "",
    successor: Organisation | None = None,
    source: str = "",
) -> Membership:
    """Record that an organisation is a member of a cluster, or was one.

    Who may: cluster management and administrators, for the own institution, which alone sees it. Logged; nothing is
    sent.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        As in `check_membership`.
    """
    check_writes(by)
    made = Membership(
        cluster=cluster,
        member=member,
        owner=by,
        institution=by.institution,
        release=Release.INSTITUTION,
        valid_from=valid_from,
        valid_to=valid_to,
        ended=ended,
        successor=successor,
        source=source[:300],
    )
    check_membership(made)
    made.save(force_insert=True)
    how = [name for name, value in (("ended", ended), ("successor", successor)) if value]
    write_log(made, verb="begin_membership", by=by, fields=("valid_from", "valid_to", *how))
    return made


def check_membership(membership: Membership) -> None:
    """Refuse a membership that cannot be; for actions, before they save.

    Raises
    ------
    WrongStateError
        The cluster would be its own member, the last day is before the first, how it ended or a successor is said and
        no last day, the member would follow itself, or its institution has a membership of the same organisation on
        one of these days.
    """
    if membership.cluster.organisation_id == membership.member_id:
        raise WrongStateError(_("A cluster is not its own member."), _("Choose another organisation."))
    first, last = membership.valid_from, membership.valid_to
    if first and last and last < first:
        raise WrongStateError(
            _("The membership would end before it begins."), _("Check the two days; the last one may be empty.")
        )
    if last is None and (membership.ended or membership.successor_id):
        raise WrongStateError(
            _("A membership that lasts has not ended and has no successor."),
            _("Say the last day, or leave both empty."),
        )
    if membership.successor_id == membership.member_id:
        raise WrongStateError(_("A member does not succeed itself."), _("Choose another organisation, or none."))
    if membership.taken_off is None:
        _check_overlap(membership, first, last)


def _check_overlap(membership: Membership, first: date | None, last: date | None) -> None:
    Organisation.every.select_for_update().filter(pk=membership.member_id).first()  # so that one comes after the other
    same = Membership.objects.exclude(pk=membership.pk).filter(
        cluster=membership.cluster_id, member=membership.member_id, institution=membership.institution_id
    )
    if first:
        same = same.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
    if last:
        same = same.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=last))
    if same.exists():
        message = _("%(name)s is a member on some of these days already.") % {"name": membership.member.name}
        raise WrongStateError(message, _("End the membership that is there, or choose days outside it."))


@transaction.atomic
def end_membership(
    membership: Membership, *, by: User, valid_to: date, ended: str, successor: Organisation | None = None
) -> Membership:
    """Record when and how a membership ended, and who follows.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The membership belongs to another institution.
    WrongStateError
        It ended already, would end before it began, or the member would follow itself.
    """
    check_changes(by, membership)
    if membership.valid_to:
        raise WrongStateError(_("This membership has ended already."), _("Change it where its last day is wrong."))
    if membership.valid_from and valid_to < membership.valid_from:
        raise WrongStateError(_("The membership would end before it begins."), _("Check the day."))
    membership.valid_to, membership.ended, membership.successor = valid_to, ended, successor
    check_membership(membership)
    membership.save(update_fields=["valid_to", "ended", "successor"])
    write_log(membership, verb="end_membership", by=by, fields=("valid_to", "ended", "successor"))
    return membership


@transaction.atomic
def change_membership(membership: Membership, *, by: User, stands: str, given: Mapping[str, object]) -> Membership:
    """Correct days and source of a membership, how it ended and who follows; its cluster and its member stay.

    Who may: cluster management and administrators of the institution it belongs to. Logged with the names of the
    columns; nothing is sent.

    Parameters
    ----------
    membership
        Which one.
    by
        Who changes it.
    stands
        `membership_stands` of the membership as the form showed it.
    given
        Column → value, of `CHANGED`; columns that are not there stay.

    Raises
    ------
    NotAllowedError
        The membership belongs to another institution.
    WrongStateError
        Somebody has changed it since the form was opened, it is taken off, or as in `check_membership`.
    """
    locked = _locked(membership, by, stands)
    if locked.taken_off:
        raise WrongStateError(_("This membership is taken off."), _("Put it back first."))
    changed = set_columns(locked, CHANGED, given)
    check_membership(locked)
    locked.save(update_fields=changed)
    write_log(locked, verb="change_membership", by=by, fields=changed)
    return locked


@transaction.atomic
def withdraw_membership(membership: Membership, *, by: User, stands: str) -> Membership:
    """Take a membership off that was recorded by mistake: it is shown and counted nowhere, and can be put back.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The membership belongs to another institution.
    WrongStateError
        Somebody has changed it, or taken it off, since the page was opened.
    """
    locked = _locked(membership, by, stands)
    locked.taken_off = timezone.now()
    locked.save(update_fields=["taken_off"])
    write_log(locked, verb="withdraw_membership", by=by, fields=("taken_off",))
    return locked


@transaction.atomic
def put_membership_back(membership: Membership, *, by: User) -> Membership:
    """Put a membership back that was taken off; one that was put back already stays.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The membership belongs to another institution.
    WrongStateError
        Another membership of this organisation has been recorded on these days since.
    """
    check_changes(by, membership)
    locked = Membership.every.select_for_update().get(pk=membership.pk)
    if locked.taken_off:
        locked.taken_off = None
        check_membership(locked)
        locked.save(update_fields=["taken_off"])
        write_log(locked, verb="put_membership_back", by=by, fields=("taken_off",))
    return locked


def _locked(membership: Membership, by: User, stands: str) -> Membership:
    check_changes(by, membership)
    locked = Membership.every.select_for_update().filter(pk=membership.pk).first()
    if locked is None or membership_stands(locked) != stands:
        raise WrongStateError(
            _("Somebody has changed this membership since you opened the page."),
            _("Look at what stands there now, and change that."),
        )
    return locked
