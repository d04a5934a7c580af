"""Contacts, events and calls that a user may see, and what needs her today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import F, Prefetch, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from crossfield.web.accounts.models.public_id import ALPHABET
from crossfield.web.accounts.models.search import searched
from crossfield.web.registry.models import (
    Contact,
    Cooperation,
    CooperationPartner,
    CooperationStatus,
    CooperationStep,
    Event,
    FundingCall,
    Intake,
    Organisation,
    OrganisationSheet,
)
from crossfield.web.registry.models.event import CODE_LENGTH
from crossfield.web.registry.queries.cooperation import cooperations_for, cooperations_kept_alone, waits_for
from crossfield.web.registry.queries.intake import intakes_for
from crossfield.web.registry.queries.interface import interfaces_named_to
from crossfield.web.registry.queries.organisation import otherwise_called
from crossfield.web.registry.rules import can_read, is_in_register_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

ASKED_AFTER = timedelta(days=30)
"""When an introduction asks what came of it, once."""
AHEAD = timedelta(days=14)
"""How long before its end a call is told."""
MOST = 50
MOST_CALLED = 1_000
"""Organisations that a search for contacts names one by one."""
LONGEST = 200
"""Of a text that is looked for."""
CALL_COLUMNS = ("title", "programme", "opens", "deadline", "who", "address")
"""Columns of a funding call that people write."""


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that needs a person: what, by when (None: no day), and where it is done."""

    text: str
    due: date | None
    address: str
    kind: str


def contacts_for(user: User | None) -> QuerySet[Contact]:
    """Contacts of the user's institution, newest first; none for other roles and other institutions.

    Those that were taken off are left out. A cooperation or an interface is told as in `all_contacts_for`.
    """
    return all_contacts_for(user).filter(taken_off=None)


def all_contacts_for(user: User | None) -> QuerySet[Contact]:
    """They with those that were taken off, which only their own page shows.

    A cooperation or an interface that is kept from this user is None: it is neither named nor linked.
    """
    found = bare_contacts_for(user)
    if user is None or not can_read(user):
        return found
    links = (Prefetch("interface", interfaces_named_to(user)), Prefetch("cooperation", cooperations_for(user)))
    return found.select_related("organisation", "introduced_to", "person", "side_a", "side_b").prefetch_related(*links)


def bare_contacts_for(user: User | None) -> QuerySet[Contact]:
    """The same, newest first, for who reads columns of theirs alone: what they belong to is asked apart."""
    if user is None or not can_read(user):
        return Contact.objects.none()
    return Contact.objects.filter(institution=user.institution_id)


def contacts_holding(found: QuerySet[Contact], text: str) -> QuerySet[Contact]:
    """Those of some contacts that hold a text in the names of their organisations, in what it was about or is next."""
    text = text.strip()[:LONGEST].replace("\x00", "")
    if not text:
        return found
    # As conditions on keys: to join all organisations to the contacts twice takes longer than to look at them twice,
    # and once is enough where few are called so.
    called = Organisation.every.filter(folded__contains=searched(text)).order_by().values("pk")
    first = list(called.values_list("pk", flat=True)[: MOST_CALLED + 1])
    named = Q()
    for keys in (called if len(first) > MOST_CALLED else first, otherwise_called(text)):
        named |= Q(organisation__in=keys) | Q(introduced_to__in=keys)
    lower = found.alias(about=Lower("text"), then=Lower("next_step"))
    return lower.filter(named | Q(about__contains=text.lower()) | Q(then__contains=text.lower()))


def contacts_to_go_on(found: QuerySet[Contact]) -> QuerySet[Contact]:
    """Those of some contacts whose next step is not done, the earliest day first; those without a day stand last."""
    return found.filter(done=None).exclude(next_step="").order_by(F("due").asc(nulls_last=True), "-day", "-pk")


def contacts_with(organisation: Organisation, user: User | None) -> QuerySet[Contact]:
    """Contacts with an organisation, on either side of an introduction."""
    return contacts_for(user).filter(Q(organisation=organisation) | Q(introduced_to=organisation))


def events_for(user: User | None) -> QuerySet[Event]:
    """Events of which a user may know, newest first."""
    found = Event.objects.filter(is_in_register_of(user)).select_related("side_a", "side_b")
    return found.prefetch_related(Prefetch("interface", interfaces_named_to(user)))


def event_checking_in(code: str) -> Event | None:
    """The event whose check-in is open under a code, however it is written; None for any other."""
    signs = "".join(sign for sign in code.lower() if sign in ALPHABET)[: CODE_LENGTH + 1]
    found = Event.objects.filter(code=signs).first() if len(signs) == CODE_LENGTH else None
    return found if found is not None and found.is_checking_in else None


def calls_for(user: User | None) -> QuerySet[FundingCall]:
    """Funding calls of which a user may know, the next deadline first."""
    return FundingCall.objects.filter(is_in_register_of(user)).prefetch_related("fields")


def call_fingerprint(call: FundingCall) -> str:
    """Check value of what stands in a call: who saves upon another state of it than was shown is told."""
    said = [str(getattr(call, column)) for column in CALL_COLUMNS]
    said += sorted(one.public_id for one in call.fields.all())
    return sha256("\n".join(said).encode()).hexdigest()[:32]


def contact_todos(user: User, today: date) -> list[Todo]:
    """Next steps of contacts that are due by today, and introductions that ask what came of them."""
    own = contacts_for(user)
    due = own.filter(done__isnull=True, due__lte=today).exclude(next_step="")[:MOST]
    asked = own.filter(kind=Contact.Kind.INTRODUCTION, outcome="", day__lte=today - ASKED_AFTER)[:MOST]
    question = _("What came of the introduction of %(one)s to %(other)s?")
    return [
        *(Todo(f"{one.organisation}: {one.next_step}", one.due, _contact(one), _("contact")) for one in due),
        *(
            Todo(
                question % {"one": one.organisation, "other": one.introduced_to}, None, _contact(one), _("introduction")
            )
            for one in asked
        ),
    ]


def _contact(one: Contact) -> str:
    return reverse("register_contact", args=[one.public_id])


def cooperation_todos(user: User, today: date) -> list[Todo]:
    """Agreed steps that are due by today, and cooperations that wait for the own institution's confirmation."""
    if not can_read(user):
        return []
    steps = CooperationStep.objects.filter(
        cooperation__institution=user.institution_id, done__isnull=True, due__lte=today
    ).select_related("cooperation")
    steps = steps.exclude(cooperation__in=cooperations_kept_alone(user).values("pk"))
    waiting = CooperationPartner.objects.filter(
        waits_for(user),
        organisation__representation__institution=user.institution_id,
        declined_at__isnull=True,
        cooperation__institution__isnull=False,
    ).exclude(cooperation__release="own")
    found = Cooperation.objects.filter(pk__in=waiting.values("cooperation"))[:MOST]
    confirm = _("Please confirm: %(title)s")
    declined = _("%(institution)s does not confirm: %(title)s")
    return [
        *(
            Todo(
                f"{step.cooperation}: {step.text}",
                step.due,
                reverse("register_cooperation", args=[step.cooperation.public_id]),
                _("cooperation"),
            )
            for step in steps[:MOST]
        ),
        *(
            Todo(
                confirm % {"title": one.title},
                None,
                reverse("register_cooperation", args=[one.public_id]),
                _("cooperation"),
            )
            for one in found
        ),
        *(
            Todo(
                declined % {"institution": part.declined_by, "title": part.cooperation},
                None,
                reverse("register_cooperation", args=[part.cooperation.public_id]),
                _("cooperation"),
            )
            for part in _declined(user)[:MOST]
        ),
    ]


def _declined(user: User) -> QuerySet[CooperationPartner]:
    """Answers of other institutions on what the own one records as planned or running."""
    answers = CooperationPartner.objects.filter(
        cooperation__institution=user.institution_id,
        cooperation__status__in=(CooperationStatus.PLANNED, CooperationStatus.RUNNING),
        declined_at__isnull=False,
    ).exclude(declined_by=user.institution_id)
    answers = answers.exclude(cooperation__in=cooperations_kept_alone(user).values("pk"))
    return answers.select_related("cooperation", "declined_by").order_by("-declined_at", "pk")


def sheet_todos(user: User, today: date) -> list[Todo]:
    """Next steps of own sheets that are due by today."""
    if not can_read(user):
        return []
    due = OrganisationSheet.objects.filter(institution=user.institution_id, next_step_due__lte=today)
    return [
        Todo(
            f"{sheet.organisation}: {sheet.next_step}",
            sheet.next_step_due,
            reverse("register_organisation", args=[sheet.organisation.public_id]),
            _("own sheet"),
        )
        for sheet in due.exclude(next_step="").select_related("organisation")[:MOST]
    ]


def intake_todos(user: User, today: date) -> list[Todo]:  # noqa: ARG001 -- as all of them
    """Lists that wait to be taken over."""
    waiting = intakes_for(user).filter(state__in=[Intake.State.COLUMNS, Intake.State.LOOKING, Intake.State.PREVIEW])
    text = _("The list %(title)s waits to be taken over.")
    return [
        Todo(text % {"title": one.title}, None, reverse("register_intake", args=[one.public_id]), _("list"))
        for one in waiting[:MOST]
    ]


def call_todos(user: User, today: date) -> list[Todo]:
    """Funding calls that close within two weeks."""
    closing = calls_for(user).filter(deadline__gte=today, deadline__lte=today + AHEAD)
    return [
        Todo(one.title, one.deadline, reverse("register_call", args=[one.public_id]), _("funding call"))
        for one in closing[:MOST]
    ]
