"""Clusters and their memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.search import make_organisations_findable
from crossfield.web.registry.models import Cluster, Membership
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Field, Organisation


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
    cluster, _new = Cluster.objects.get_or_create(organisation=organisation)
    cluster.fields.set(fields)
    make_organisations_findable([organisation])
    write_log(organisation, verb="make_cluster", by=by, fields=("fields",))
    return cluster


@transaction.atomic
def begin_membership(
    cluster: Cluster,
    *,
    member: Organisation,
    by: User,
    valid_from: date | None = None,
    valid_to: date | None = None,
    source: str = "",
) -> Membership:
    """Record that an organisation is a member of a cluster.

    Who may: cluster management and administrators, for the own institution, which alone sees it until it is released.
    Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        The last day is before the first, the cluster would be its own member, or the own institution has a membership
        of the same organisation on one of these days.
    """
    check_writes(by)
    if cluster.organisation_id == member.pk:
        raise WrongStateError(_("A cluster is not its own member."), _("Choose another organisation."))
    _check_days(cluster, member, by, valid_from, valid_to)
    made = Membership.objects.create(
        cluster=cluster,
        member=member,
        owner=by,
        institution=by.institution,
        release=Release.INSTITUTION,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source[:300],
    )
    write_log(made, verb="begin_membership", by=by, fields=("valid_from", "valid_to"))
    return made


def _check_days(cluster: Cluster, member: Organisation, by: User, first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise WrongStateError(
            _("The membership would end before it begins."), _("Check the two days; the last one may be empty.")
        )
    same = Membership.objects.filter(cluster=cluster, member=member, institution=by.institution)
    if first:
        same = same.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
    if last:
        same = same.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=last))
    if same.exists():
        message = _("%(name)s is a member on some of these days already.") % {"name": member.name}
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
        It ended already, or would end before it began.
    """
    check_changes(by, membership)
    if membership.valid_to:
        raise WrongStateError(_("This membership has ended already."), _("Begin a new one instead."))
    if membership.valid_from and valid_to < membership.valid_from:
        raise WrongStateError(_("The membership would end before it begins."), _("Check the day."))
    membership.valid_to, membership.ended, membership.successor = valid_to, ended, successor
    membership.save(update_fields=["valid_to", "ended", "successor"])
    write_log(membership, verb="end_membership", by=by, fields=("valid_to", "ended", "successor"))
    return membership
