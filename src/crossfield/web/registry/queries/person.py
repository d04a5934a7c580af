"""People whom the user's institution knows, and of what is known only what may be shown to this user today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.web.accounts.actions.history import RESTORABLE
from crossfield.web.accounts.queries.mail import address_hash
from crossfield.web.registry.models import ConsentEntry, Person, PersonDetail, PersonFunction
from crossfield.web.registry.queries.week import MOST, Todo
from crossfield.web.registry.rules import can_read, can_write

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Organisation

AHEAD = timedelta(days=30)
"""How long before a detail expires those who may prolong it are told."""
LONGEST = 200


def people_for(user: User | None, text: str = "") -> QuerySet[Person]:
    """People of the user's institution whose name, function or organisation holds a text; none for other roles."""
    if user is None or not can_read(user):
        return Person.objects.none()
    found = Person.objects.filter(institution=user.institution_id).prefetch_related("functions__organisation")
    text = text.strip()[:LONGEST].replace("\x00", "").lower()
    if not text:
        return found
    jobs = PersonFunction.objects.filter(person__institution=user.institution_id)
    jobs = jobs.alias(what=Lower("function"), where=Lower("organisation__name"))
    jobs = jobs.filter(Q(what__contains=text) | Q(where__contains=text))
    # Asked apart: joined, each person would stand there once per function, and be sorted out by all columns.
    return found.alias(lower=Lower("name")).filter(Q(lower__contains=text) | Q(pk__in=jobs.values("person")))


def people_at(organisation: Organisation, user: User | None) -> QuerySet[Person]:
    """People of the user's institution who have a function at an organisation."""
    return people_for(user).filter(functions__organisation=organisation).distinct()


def functions_for(user: User | None, day: date) -> QuerySet[PersonFunction]:
    """What people of the user's institution do on a day, by whoever reads the register; none for other roles."""
    if user is None or not can_read(user):
        return PersonFunction.objects.none()
    return PersonFunction.objects.filter(held_on(day), person__institution=user.institution_id)


def meant_for(user: User) -> Q:
    """Which details of the own institution are meant for a user; whether they are still valid is asked beside it."""
    seen = Q(seen=PersonDetail.Seen.READERS) | Q(seen=PersonDetail.Seen.OWN, owner=user)
    return seen | Q(seen=PersonDetail.Seen.KEEPERS) if can_write(user) else seen


def details_for(user: User | None, people: Iterable[Person], today: date) -> dict[int, list[PersonDetail]]:
    """What may be shown of people: neither expired nor withdrawn, and meant for this user; by the person's key."""
    if user is None or not can_read(user):
        return {}
    valid = PersonDetail.objects.filter(meant_for(user), withdrawn__isnull=True, expires__gte=today)
    own = valid.filter(person__in=[one.pk for one in people], person__institution=user.institution_id)
    found: dict[int, list[PersonDetail]] = {}
    for detail in own.select_related("person"):
        found.setdefault(detail.person_id, []).append(detail)
    return found


def hash_of(detail: PersonDetail) -> str:
    """The value of a detail as a hash, also where the value itself has been cleared."""
    return detail.value_hash or address_hash(detail.value)


def why_ended(one: PersonDetail, day: date) -> str:
    """Why a detail holds no longer, in a word or two; empty where it does."""
    if one.withdrawn:
        return _("withdrawn")
    return _("expired") if one.expires < day else ""


def is_among(ways: Collection[tuple[str, str]], kind: str, value: str) -> bool:
    """Tell whether a way to reach somebody is among others, of which those that are cleared are told as hashes."""
    return bool(ways) and ((kind, value) in ways or (kind, address_hash(value)) in ways)


def held_on(day: date) -> Q:
    """The condition that somebody has a function on a day; the first and the last day count."""
    begun = Q(since__isnull=True) | Q(since__lte=day)
    return begun & (Q(until__isnull=True) | Q(until__gte=day))


def has_ended(today: date) -> Q:
    """Which details are withdrawn or have expired."""
    return Q(withdrawn__isnull=False) | Q(expires__lt=today)


@dataclass(frozen=True, slots=True)
class Ended:
    """A detail that is shown no more: what it was, since when it has ended, and when its value goes or went."""

    kind: str
    withdrawn: datetime | None
    last_day: date
    goes: date
    cleared: datetime | None


def ended_details(user: User | None, person: Person, today: date) -> list[Ended]:
    """What is known of a person's withdrawn and expired details, as far as they were meant for a user; no value."""
    if user is None or not can_read(user):
        return []
    own = PersonDetail.objects.filter(meant_for(user), has_ended(today), person=person)
    return [
        Ended(str(one.get_kind_display()), one.withdrawn, one.expires, _goes(one), one.cleared)
        for one in own.filter(person__institution=user.institution_id)
    ]


def _goes(one: PersonDetail) -> date:
    rest = RESTORABLE + timedelta(days=1)
    expired = min(one.expires, date.max - rest) + rest
    return min(expired, timezone.localdate(one.withdrawn) + RESTORABLE) if one.withdrawn else expired


def consent_of(person: Person) -> list[ConsentEntry]:
    """What a person agreed to and took back, newest first."""
    return list(ConsentEntry.objects.filter(person=person.public_id))


def person_todos(user: User, today: date) -> list[Todo]:
    """People of whom a detail expires within thirty days: ask again, or let it go."""
    if not can_write(user):
        return []
    soon = PersonDetail.objects.filter(
        meant_for(user),
        person__institution=user.institution_id,
        withdrawn__isnull=True,
        expires__gte=today,
        expires__lte=today + AHEAD,
    )
    text = _("%(name)s: %(kind)s expires. Ask again, or let it go.")
    return [
        Todo(
            text % {"name": one.person, "kind": one.get_kind_display()},
            one.expires,
            reverse("register_person", args=[one.person.public_id]),
            _("person"),
        )
        for one in soon.select_related("person").order_by("expires", "pk")[:MOST]
    ]


def details_for_writing(user: User | None) -> QuerySet[PersonDetail]:
    """Details of people of the user's institution that are not withdrawn, and meant for this user.

    Expired ones are among them until their value is cleared.
    """
    if user is None or not can_read(user):
        return PersonDetail.objects.none()
    held = PersonDetail.objects.filter(withdrawn__isnull=True, cleared__isnull=True)
    own = held.filter(person__institution=user.institution_id)
    return own.filter(meant_for(user)).select_related("person")
