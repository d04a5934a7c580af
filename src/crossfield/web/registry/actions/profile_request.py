"""Asking many for their profile at once: all members of a cluster, and once a year whoever was asked before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import Institution
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.models import Profile, ProfileLink
from crossfield.web.registry.models.profile import VALID_FOR
from crossfield.web.registry.queries.consent import has_agreed
from crossfield.web.registry.queries.profile import PURPOSES
from crossfield.web.registry.queries.profile_request import asked_before, asking_of, members_asking, members_of
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Cluster
    from crossfield.web.registry.queries.profile_request import Addressee


@dataclass(slots=True)
class ProfileRound:
    """What is asked at once: the common id of its links, under which the log tells of it."""

    public_id: str


@transaction.atomic
def ask_members(cluster: Cluster, *, by: User, public_id: str) -> int:
    """Ask all members of a cluster for their profile whom the workbench may write to by itself.

    Left out is who was asked within a year, and who has no address with a recorded ground. Nothing is sent at once:
    the recurring work sends each link once, within the limit of the day, and asks again whether the ground still holds.

    Who may: cluster management and administrators, for members that the own institution has recorded. Logged once with
    the common id and once for each profile, without addresses.

    Parameters
    ----------
    cluster
        Whose members.
    by
        Who asks, for the own institution.
    public_id
        The common id, with which the form was opened; a form that is sent twice asks once.

    Returns
    -------
    int
        How many are asked.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        There is nobody to ask, or the workbench is at a desk.
    """
    check_writes(by)
    if settings.DESK or by.institution_id is None:
        raise WrongStateError(
            _("Nobody but you reaches a workbench at a desk, so that a link could not be answered."),
            _("Ask by letter or mail, on the pages of the members."),
        )
    now = timezone.now()
    institution = Institution.objects.select_for_update().get(pk=by.institution_id)  # two at the same moment
    known = ProfileLink.objects.filter(round=public_id, profile__institution=institution).count()
    if known:
        return known
    found = members_asking(cluster, by, now)
    if not found.waiting:
        raise WrongStateError(_("There is no member to ask now."), _("The page says who is left out, and why."))
    _ask_at_once(found.waiting, institution, by=by, now=now, public_id=public_id)
    write_log(ProfileRound(public_id), verb="ask_members", by=by)
    return len(found.waiting)


@transaction.atomic
def ask_again(institution: Institution, *, now: datetime) -> int:
    """Ask those again whom an institution asked, or who confirmed, more than a year ago, whether they answered or not.

    That needs a membership that lasts, or a consent confirmed from the address; and an address that takes such mail.

    Who may: the recurring work, which sends the links. Logged as the program's, without addresses.

    Returns
    -------
    int
        How many are asked.
    """
    day = timezone.localtime(now).date()
    Institution.objects.select_for_update().get(pk=institution.pk)
    found = asking_of(asked_before(institution.pk), institution.pk, now).waiting
    members = members_of(institution.pk, day)
    due = [
        one
        for one in found
        if one.organisation.pk in members
        or has_agreed(one.email, institution=institution.pk, purposes=PURPOSES, day=day)
    ]
    if due:
        public_id = new_public_id()
        _ask_at_once(due, institution, by=None, now=now, public_id=public_id)
        write_log(ProfileRound(public_id), verb="ask_again", by=None)
    return len(due)


def _ask_at_once(
    addressees: Sequence[Addressee], institution: Institution, *, by: User | None, now: datetime, public_id: str
) -> None:
    """Make a link for each, which the recurring work sends; whoever has one that is open is not among them."""
    known = set(Profile.objects.filter(institution=institution).values_list("organisation", flat=True))
    Profile.objects.bulk_create(
        [
            Profile(organisation=one.organisation, institution=institution, owner=by, release=Release.INSTITUTION)
            for one in addressees
            if one.organisation.pk not in known
        ],
        ignore_conflicts=True,  # somebody may answer with an account at the same moment
    )
    profiles = {one.organisation_id: one for one in Profile.objects.filter(institution=institution)}
    ProfileLink.objects.bulk_create(
        ProfileLink(
            profile=profiles[one.organisation.pk],
            email=one.email.strip().casefold(),
            language=one.language,
            asked_by=by,
            created=now,
            expires=now + VALID_FOR,
            round=public_id,
        )
        for one in addressees
    )
    for one in addressees:
        write_log(profiles[one.organisation.pk], verb="ask_for_profile", by=by, fields=("email", "language"))
