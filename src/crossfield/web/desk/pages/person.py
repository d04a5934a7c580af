"""People of the register, one person, and who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.desk.queries.cooperation import register_citation
from crossfield.web.desk.queries.person import consent_listing, details_listing, history_listing, people_listing
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.registry.forms.person import FunctionEndForm, FunctionForm, WithdrawForm
from crossfield.web.registry.queries.consent import can_be_asked
from crossfield.web.registry.queries.history import history_of, is_own_history, thing_of
from crossfield.web.registry.queries.person import (
    consent_of,
    details_for,
    details_for_writing,
    ended_details,
    people_for,
)
from crossfield.web.registry.queries.vcard import write_card
from crossfield.web.registry.queries.week import contacts_for
from crossfield.web.registry.rules import can_read, can_write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from crossfield.web.accounts.models import User
    from crossfield.web.evidence.queries.listing import Listing
    from crossfield.web.registry.models import Person
    from crossfield.web.registry.queries.history import Change

SHOWN, MOST_CONTACTS = 100, 10
MEDIA = "text/vcard; charset=utf-8"
PAGES = {
    "organisation": "register_organisation",
    "cooperation": "register_cooperation",
    "contact": "register_contact",
    "event": "register_event",
    "fundingcall": "register_call",
    "person": "register_person",
}
"""What has a page of its history, and where it leads back to."""


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Whom the institution knows."""
    user, wanted = reader_of(request), request.GET.get("q", "")[:200]
    found = people_for(user, wanted)
    total = found.count()
    text = ngettext("Your institution knows %(count)s person.", "Your institution knows %(count)s people.", total)
    if wanted.strip():
        text = ngettext("%(count)s person fits.", "%(count)s people fit.", total)
    shown = {
        "answer": text % {"count": total},
        "listing": _people(user, found[:SHOWN]).out_of(total),
        "wanted": wanted,
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "reads": can_read(user),
        "writes": can_write(user),
        "citation": register_citation(),
    }
    return render(request, "desk/people.html", shown)


@require_safe
def people_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The table as a file."""
    user = reader_of(request)
    found = people_for(user, request.GET.get("q", ""))
    return listing_file({"people": _people(user, found)}, name, form, "register")


@require_safe
def people_cards(request: HttpRequest) -> HttpResponse:
    """They as cards (vCard 4.0)."""
    user = reader_of(request)
    return _cards(user, list(people_for(user, request.GET.get("q", ""))), "people")


@require_safe
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a person does where, how to reach them, and what they agreed to."""
    user = reader_of(request)
    found = get_object_or_404(people_for(user), public_id=public_id)
    writes = can_write(user)
    kept = details_for_writing(user).filter(person=found)
    shown = {
        "person": found,
        "answer": _answer(found),
        "functions": list(found.functions.all()),
        "listings": _listings(user, found),
        "contacts": contacts_for(user).filter(person=found)[:MOST_CONTACTS],
        "kept": kept if writes else (),
        "asked": [
            {"detail": one, "request": next((each for each in one.requests.all() if each.is_open), None)}
            for one in (kept.prefetch_related("requests") if writes else ())
            if one.confirmed or can_be_asked(one)
        ],
        "ended": ended_details(user, found, timezone.localdate()),
        "today": timezone.localdate(),
        "writes": writes,
        "forms": {
            "function": FunctionForm(auto_id="function_%s"),
            "end": FunctionEndForm(auto_id=False),
            "withdraw": WithdrawForm(auto_id=False),
        },
        "citation": register_citation(),
    }
    return render(request, "desk/person.html", shown)


@require_safe
def person_file(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """One of the person's tables as a file."""
    user = reader_of(request)
    found = get_object_or_404(people_for(user), public_id=public_id)
    return listing_file(_listings(user, found), name, form, "person")


@require_safe
def person_card(request: HttpRequest, public_id: str) -> HttpResponse:
    """The person as a card (vCard 4.0)."""
    user = reader_of(request)
    return _cards(user, [get_object_or_404(people_for(user), public_id=public_id)], public_id)


@require_safe
def history(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Who changed what, from what to what; each change can be taken back."""
    user = reader_of(request)
    changes = _changes(user, kind, public_id)
    count = len(changes)
    text = ngettext("%(count)s change is recorded.", "%(count)s changes are recorded.", count)
    shown = {
        "title": str(thing_of(kind, public_id)),
        "back": reverse(PAGES[kind], args=[public_id]),
        "answer": text % {"count": count} if count else _("No change is recorded yet."),
        "changes": [one for one in changes if one.restorable],
        "listing": history_listing(changes),
        "citation": register_citation(),
    }
    return render(request, "desk/history.html", shown)


@require_safe
def history_file(request: HttpRequest, kind: str, public_id: str, name: str, form: str) -> HttpResponse:
    """The changes as a file."""
    changes = _changes(reader_of(request), kind, public_id)
    return listing_file({"history": history_listing(changes)}, name, form, "register")


def _changes(user: User, kind: str, public_id: str) -> list[Change]:
    thing = thing_of(kind, public_id) if kind in PAGES else None
    if thing is None or not is_own_history(user, kind, thing):
        raise Http404
    return history_of(kind, public_id, user, get_language() or "en")


def _people(user: User, found: Iterable[Person]) -> Listing:
    known = list(found)
    return people_listing(known, details_for(user, known, timezone.localdate()))


def _listings(user: User, found: Person) -> dict[str, Listing]:
    language = get_language() or "en"
    details = details_for(user, [found], timezone.localdate()).get(found.pk, [])
    return {
        "details": details_listing(details, language),
        "consent": consent_listing(consent_of(found), language),
    }


def _answer(found: Person) -> str:
    going = [f"{one.function}, {one.organisation.name}" for one in found.functions.all() if one.until is None]
    return "; ".join(going) if going else _("No current function is noted.")


def _cards(user: User, found: list[Person], stem: str) -> HttpResponse:
    details = details_for(user, found, timezone.localdate())
    text = "".join(write_card(one, details.get(one.pk, [])) for one in found)
    answer = HttpResponse(text, content_type=MEDIA)
    answer["Content-Disposition"] = f'attachment; filename="crossfield-{stem}.vcf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
