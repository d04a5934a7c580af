"""Profiles that members confirmed, the links by which they do, and offers and needs at an interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.web.accounts.queries.mail import address_hash, can_be_sent_to
from crossfield.web.registry.models import Membership, Offer, PersonDetail, Profile, ProfileLink
from crossfield.web.registry.queries.cluster import lasting_on
from crossfield.web.registry.queries.consent import has_agreed
from crossfield.web.registry.queries.legal_basis import is_consent
from crossfield.web.registry.queries.panel import Panel
from crossfield.web.registry.queries.person import hash_of, why_ended
from crossfield.web.registry.rules import can_write, is_in_register_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Organisation
    from crossfield.web.registry.queries.panel import AskedInterface

SIGNER = Signer(salt="crossfield.profile")
MOST = 200
PURPOSES = ("cooperation", "membership")
"""A consent to mail for one of these covers the question for a profile."""


def profiles_for(user: User | None) -> QuerySet[Profile]:
    """Confirmed profiles of which a user may know."""
    return Profile.objects.filter(is_in_register_of(user), confirmed__isnull=False)


def profiles_of(organisation: Organisation, user: User | None) -> QuerySet[Profile]:
    """Confirmed profiles of an organisation, of which a user may know, with fields and offers."""
    found = profiles_for(user).filter(organisation=organisation).order_by("-confirmed")
    return found.select_related("institution").prefetch_related("fields", "offers__field_a", "offers__field_b")


def profile_links_for(user: User | None) -> QuerySet[ProfileLink]:
    """Links that the user's institution asked with; only who writes the register sees them."""
    if user is None or not can_write(user):
        return ProfileLink.objects.none()
    found = ProfileLink.objects.filter(profile__institution=user.institution_id)
    return found.select_related("profile__organisation", "profile__institution")


def profile_token(link: ProfileLink) -> str:
    """The signed part of a link's address."""
    return SIGNER.sign(link.public_id)


def profile_link_behind(token: str) -> ProfileLink | None:
    """The link that a signed address means, used and late ones included; None for any other address."""
    try:
        public_id = SIGNER.unsign(token)
    except BadSignature:
        return None
    found = ProfileLink.objects.select_related("profile__organisation", "profile__institution")
    return found.filter(public_id=public_id).first()


def is_member_of(profile: Profile, day: date) -> bool:
    """Tell whether the institution has recorded that the organisation is a member of a cluster on a day."""
    own = Membership.objects.filter(institution=profile.institution_id, member=profile.organisation_id)
    return own.filter(lasting_on(day)).exists()


def ended_addresses(institution: int | None, day: date, address: str = "") -> dict[str, str]:
    """Addresses, as hashes, that an institution noted of people and may not use any more, and why.

    What a person took back or objected to, whatever it was noted for; what expired, where it was noted for what
    profiles are asked for. One that is held for that by another detail is left out.

    Parameters
    ----------
    institution
        Row number of who would write.
    day
        On which.
    address
        Of this one alone; "": of all.
    """
    noted = PersonDetail.objects.filter(kind=PersonDetail.Kind.MAIL, person__institution=institution)
    if address:
        noted = noted.filter(Q(value__iexact=address.strip()) | Q(value_hash=address_hash(address)))
    ended = noted.filter(Q(withdrawn__isnull=False) | Q(expires__lt=day, purpose__in=PURPOSES))
    held = noted.filter(withdrawn=None, expires__gte=day, cleared=None, purpose__in=PURPOSES)
    found = {hash_of(one): why_ended(one, day) for one in ended}
    for one in held if found else ():
        if one.confirmed or not is_consent(one.basis):
            found.pop(hash_of(one), None)
    return found


def may_be_sent(link: ProfileLink, day: date) -> bool:
    """Tell whether there is a recorded ground to write to the address of a link by oneself.

    A membership of the organisation, or a consent that was confirmed from that very address; and no letters in it that
    the workbench cannot send to. Not to an address that somebody took back, see `ended_addresses`. Never at a desk:
    nobody else reaches it, so that the link would lead nowhere.
    """
    if settings.DESK or not can_be_sent_to(link.email):
        return False
    profile = link.profile
    if ended_addresses(profile.institution_id, day, link.email):
        return False
    agreed = has_agreed(link.email, institution=profile.institution_id, purposes=PURPOSES, day=day)
    return agreed or is_member_of(profile, day)


def offers_at(asked: AskedInterface, user: User | None) -> QuerySet[Offer]:
    """Confirmed offers and needs at an interface, of which a user may know, whichever of its fields comes first."""
    sides = (asked.side_a, asked.side_b)
    here = Q()
    for one, other in (sides, sides[::-1]):
        here |= Q(field_a__code__in=one, field_b__code__in=other)
    found = Offer.objects.filter(here, field_a__scheme=asked.scheme, field_b__scheme=asked.scheme)
    found = found.filter(profile__in=profiles_for(user).values("pk"))
    return found.select_related("profile__organisation").order_by("-kind", "profile__organisation__name", "pk")


def offers_panel(user: User | None, asked: AskedInterface) -> Panel:
    """What members offer and need at an interface, as they confirmed it themselves."""
    found = list(offers_at(asked, user)[:MOST])
    rows = [
        {
            "organisation": one.profile.organisation.name,
            "kind": str(one.get_kind_display()),
            "text": one.text,
            "confirmed": date_format(one.profile.confirmed, "DATE_FORMAT") if one.profile.confirmed else "",
            "address": reverse("register_organisation", args=[one.profile.organisation.public_id]),
        }
        for one in found
    ]
    count = len({one.profile.organisation_id for one in found})
    text = ngettext(
        "%(count)s organisation says itself what it offers or needs here.",
        "%(count)s organisations say themselves what they offer or need here.",
        count,
    )
    return Panel(
        "offers",
        _("Offers and needs of members"),
        text % {"count": count} if found else "",
        (
            ("organisation", _("Organisation"), "text"),
            ("kind", _("Offers or needs"), "text"),
            ("text", _("What"), "text"),
            ("confirmed", _("Confirmed by itself on"), "text"),
        ),
        rows,
        _("No member has said yet what it offers or needs here. On the page of an organisation you ask it by a link."),
        linked="organisation",
    )
