"""Who can be asked for a profile by the workbench itself, where to, and why others cannot."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.web.accounts.models import Mail
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.queries.mail import address_hash, blocked, can_be_sent_to
from crossfield.web.registry.models import (
    Delegate,
    Membership,
    Organisation,
    PersonDetail,
    PersonFunction,
    Profile,
    ProfileLink,
)
from crossfield.web.registry.queries.cluster import lasting_on, members_on
from crossfield.web.registry.queries.intake import in_portions
from crossfield.web.registry.queries.legal_basis import is_consent
from crossfield.web.registry.queries.mailing import not_sendable
from crossfield.web.registry.queries.person import held_on, why_ended
from crossfield.web.registry.queries.profile import PURPOSES, ended_addresses

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Cluster

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Addressee:
    """An organisation that can be asked: where to, and in which language."""

    organisation: Organisation
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Who of some organisations can be asked now, and who is left out.

    Parameters
    ----------
    waiting
        Who would be asked.
    asked
        Organisation and the day on which it was asked or answered, within the last year.
    without
        Organisation and why the workbench may not write to it.
    """

    waiting: list[Addressee]
    asked: list[tuple[Organisation, date]]
    without: list[tuple[Organisation, str]]


@dataclass(frozen=True, slots=True)
class _Way:
    """An address of an organisation, and what already forbids it; empty: nothing so far."""

    email: str
    language: str
    why_not: str = ""


def members_to_ask(cluster: Cluster, user: User, day: date) -> QuerySet[Organisation]:
    """Members of a cluster that the user's own institution has recorded: what another one records is no ground here."""
    own = members_on(cluster, user, day).filter(institution=user.institution_id)
    return Organisation.objects.filter(pk__in=own.order_by().values("member")).order_by("name", "pk")


def asked_before(institution: int) -> QuerySet[Organisation]:
    """Organisations that an institution has asked, or that have confirmed their profile to it.

    A draft for one's own mailbox that nobody has answered is none: nobody knows whether it went out.
    """
    asked = Q(profile__institution=institution) & (Q(sent__isnull=False) | Q(used__isnull=False))
    linked = ProfileLink.objects.filter(asked).values("profile__organisation")
    confirmed = Profile.objects.filter(institution=institution, confirmed__isnull=False).values("organisation")
    return Organisation.objects.filter(Q(pk__in=linked) | Q(pk__in=confirmed)).order_by("name", "pk")


def members_of(institution: int, day: date) -> set[int]:
    """Row numbers of organisations that an institution records as members of a cluster on a day."""
    own = Membership.objects.filter(lasting_on(day), institution=institution)
    return set(own.values_list("member", flat=True))


def asking_of(organisations: QuerySet[Organisation], institution: int, now: datetime) -> Asking:
    """Who of some organisations can be asked by an institution now.

    Who was asked within a year is not asked again, whether it answered or not. The address is the one that was written
    to before, else that of an account that answers for the organisation, else one that is noted of a person who works
    there, for members or for cooperation, and that more than one of the institution see.

    Parameters
    ----------
    organisations
        Which ones; that there is a ground to write to them is asked elsewhere.
    institution
        Row number of who asks.
    now
        When.
    """
    recent, ways = _links(organisations, institution, now)
    for found in (_accounts(organisations, institution), _people(organisations, institution, now)):
        for key, more in found.items():
            ways[key].extend(more)
    closed = _closed(institution)
    waiting, asked, without = [], [], []
    for one in organisations:
        if one.pk in recent:
            asked.append((one, recent[one.pk]))
            continue
        reasons = [way.why_not or _closed_to(way.email, closed) for way in ways[one.pk]]
        if "" in reasons:
            way = ways[one.pk][reasons.index("")]
            waiting.append(Addressee(one, way.email, way.language))
        else:
            without.append((one, reasons[0] if reasons else _("no mail address of an account or a person is noted")))
    return Asking(waiting, asked, without)


def members_asking(cluster: Cluster, user: User, now: datetime) -> Asking:
    """Who of the members of a cluster the user's institution can ask now, and who is left out."""
    members = members_to_ask(cluster, user, timezone.localdate(now))
    return asking_of(members, user.institution_id or 0, now)


def _links(
    organisations: QuerySet[Organisation], institution: int, now: datetime
) -> tuple[dict[int, date], defaultdict[int, list[_Way]]]:
    """When each was asked or answered within a year, and the address of the newest mail."""
    recent: dict[int, date] = {}
    ways: defaultdict[int, list[_Way]] = defaultdict(list)
    profiles = Profile.objects.filter(institution=institution, organisation__in=organisations)
    for profile in profiles.filter(confirmed__gt=now - YEAR):
        recent[profile.organisation_id] = timezone.localdate(profile.confirmed)
    links = ProfileLink.objects.filter(profile__in=profiles).select_related("profile")  # newest first
    ended = ended_addresses(institution, timezone.localtime(now).date())
    for link in links:
        key, went = link.profile.organisation_id, bool(link.sent or link.used)
        if link.created > now - YEAR and (went or link.expires > now):
            recent.setdefault(key, timezone.localdate(link.created))
        if went and "@" in link.email and not ways[key]:  # an erased address leads nowhere
            ways[key].append(_Way(link.email, link.language, ended.get(address_hash(link.email), "")))
    return recent, ways


def _accounts(organisations: QuerySet[Organisation], institution: int) -> dict[int, list[_Way]]:
    found = Delegate.objects.filter(institution=institution, ended=None, organisation__in=organisations)
    ways = defaultdict(list)
    for one in found.select_related("user").order_by("pk"):
        if one.user.may_sign_in and one.user.institution_id == institution:
            ways[one.organisation_id].append(_Way(one.user.email, one.user.language))
    return ways


def _people(organisations: QuerySet[Organisation], institution: int, now: datetime) -> dict[int, list[_Way]]:
    """Mail addresses of people who work there; one that a colleague keeps alone is nobody else's to use."""
    day = timezone.localtime(now).date()
    jobs = PersonFunction.objects.filter(
        held_on(day), person__institution=institution, organisation__in=organisations
    ).order_by("pk")
    at = defaultdict(list)
    for person, organisation in jobs.values_list("person", "organisation"):
        at[person].append(organisation)
    held = PersonDetail.objects.filter(kind=PersonDetail.Kind.MAIL, cleared__isnull=True)
    shared = held.filter(person__in=jobs.order_by().values("person")).exclude(seen=PersonDetail.Seen.OWN)
    ways = defaultdict(list)
    for one in shared.select_related("person").order_by("pk"):
        for key in dict.fromkeys(at[one.person_id]):
            ways[key].append(_Way(one.value, one.person.language, _why_not(one, day)))
    return ways


def _why_not(one: PersonDetail, day: date) -> str:
    if ended := why_ended(one, day):
        return ended
    if one.purpose not in PURPOSES:
        return _("noted for another purpose")
    if is_consent(one.basis) and not one.confirmed:
        return _("consent not confirmed by the person's own link")
    return ""


def _closed(institution: int) -> dict[str, str]:
    """Addresses, as hashes, that get no such mail, and why."""
    mails = Mail.objects.filter(kind=MailKind.UPDATE, state=Mail.State.REFUSED)
    found = dict.fromkeys(mails.values_list("to_hash", flat=True), _("refused for good by the mail server"))
    left = blocked(MailKind.UPDATE, institution).values_list("to_hash", flat=True)
    return found | dict.fromkeys(left, _("unsubscribed from mail of this kind"))


def _closed_to(email: str, closed: dict[str, str]) -> str:
    if not can_be_sent_to(email):
        return not_sendable(email)
    return closed.get(address_hash(email), "")


def requests_waiting(now: datetime) -> QuerySet[ProfileLink]:
    """Links that were asked for at once and did not go out yet, oldest first."""
    found = ProfileLink.objects.filter(sent=None, used=None, expires__gt=now).exclude(round="")
    return found.select_related("profile__organisation", "profile__institution").order_by("created", "pk")


def tried_lately(links: Iterable[ProfileLink], since: datetime) -> set[str]:
    """Keys of mails that are under way or refused for good, and of those that a server refused since a moment."""
    keys = [f"profile:{one.public_id}" for one in links]
    found: set[str] = set()
    for some in in_portions(keys):
        mails = Mail.objects.filter(key__in=some)
        found |= set(mails.exclude(state=Mail.State.FAILED, at__lte=since).values_list("key", flat=True))
    return found
