"""Her week: what needs her today, contacts, events with their figures, funding calls of others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.rules import can_administer
from crossfield.web.desk.pages.span import organisation_asked, span_asked
from crossfield.web.desk.queries.board import figures_listing
from crossfield.web.desk.queries.cooperation import interface_title, register_citation
from crossfield.web.desk.queries.week import (
    call_state,
    calls_listing,
    check_ins_listing,
    contacts_listing,
    event_answer,
    events_listing,
    guest_figures,
    guests_listing,
    todos_listing,
    todos_of,
)
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.queries.fitting import fitting_members
from crossfield.web.evidence.queries.follow_up import origins_of
from crossfield.web.evidence.queries.paper import shortened
from crossfield.web.evidence.queries.sheet import Sheet
from crossfield.web.registry.forms.cooperation import ReleaseForm
from crossfield.web.registry.forms.week import EventDocumentForm, FollowedForm, GuestsForm
from crossfield.web.registry.models import Contact, EventGuest, Membership
from crossfield.web.registry.queries.calendar import calendar_of, deadline_of
from crossfield.web.registry.queries.intake import in_portions
from crossfield.web.registry.queries.week import (
    LONGEST,
    all_contacts_for,
    calls_for,
    contacts_for,
    contacts_holding,
    contacts_to_go_on,
    contacts_with,
    events_for,
)
from crossfield.web.registry.rules import can_change, can_read, can_write

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from crossfield.web.accounts.models import User
    from crossfield.web.desk.pages.span import Span
    from crossfield.web.evidence.queries.listing import Listing
    from crossfield.web.registry.models import Event, Organisation

SHOWN = 100
MEDIA = "text/calendar; charset=utf-8"


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What needs a person today, across all rooms."""
    user, today = reader_of(request), timezone.localdate()
    todos = todos_of(user, today)
    answer = ngettext("%(count)s thing needs you today.", "%(count)s things need you today.", len(todos))
    said = {"count": len(todos)}
    shown = {
        "question": _("What needs me today?"),
        "answer": answer % said if todos else _("Nothing needs you today."),
        "listing": todos_listing(todos),
        "place": date_format(today, "DATE_FORMAT"),
        "part": "inbox",
        "writes": can_write(user),
        "reads": can_read(user),
        "begins": can_write(user) and not Membership.objects.filter(institution=user.institution_id).exists(),
        "administers": can_administer(user),
        "citation": register_citation(),
    }
    return render(request, "desk/week.html", shown)


@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """With whom the institution has spoken."""
    listing = _contacts(request, SHOWN)
    count = len(listing.rows) + listing.more
    text = ngettext("%(count)s contact is noted.", "%(count)s contacts are noted.", count)
    if request.GET.get("q", "").strip():
        text = ngettext("%(count)s contact fits.", "%(count)s contacts fit.", count)
    if "open" in request.GET:
        text = ngettext("%(count)s next step is open.", "%(count)s next steps are open.", count)
    answer = text % {"count": count}
    return _list(request, _("Whom have we spoken with?"), answer, listing, "contacts")


@require_safe
def contacts_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The table as a file."""
    return listing_file({"contacts": _contacts(request)}, name, form, "register")


@require_safe
def contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """One contact, its next step, and what came of an introduction."""
    user = reader_of(request)
    found = get_object_or_404(all_contacts_for(user), public_id=public_id)
    shown = {"one": found, "writes": can_change(user, found), "outcomes": Contact.Outcome}
    shown["interface"] = interface_title(found, get_language() or "en")
    shown["origins"] = origins_of(found, user)
    return render(request, "desk/contact.html", shown)


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Which events there were, and who came."""
    listing = _events(request, SHOWN)
    count = len(listing.rows) + listing.more
    answer = ngettext("%(count)s event is recorded.", "%(count)s events are recorded.", count) % {"count": count}
    return _list(request, _("Which events were there, and who came?"), answer, listing, "events")


@require_safe
def events_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The table as a file, or the guests of all events of the own institution."""
    user = reader_of(request)
    if name == "guests":
        return listing_file({"guests": guests_listing(_all_guests(user))}, name, form, "register")
    return listing_file({"events": _events(request)}, name, form, "register")


@require_safe
def event(request: HttpRequest, public_id: str) -> HttpResponse:
    """One event with its figures; its list is seen by the own institution only."""
    user = reader_of(request)
    found = get_object_or_404(events_for(user), public_id=public_id)
    guests = _guests(found, user)
    writes = can_change(user, found)
    check_ins = list(found.check_ins.order_by("-at", "-pk")) if writes else []
    shown = {
        "one": found,
        "interface": interface_title(found, get_language() or "en"),
        "check_ins": check_ins_listing(check_ins),
        "taken_off": {one.public_id for one in check_ins if one.taken_off},
        "answer": event_answer(guest_figures(guests)),
        "listing": guests_listing(guests),
        "figures": figures_listing(guests, get_language() or "en"),
        "is_own": _is_own(found, user),
        "documents": found.documents.all(),
        "check_in": request.build_absolute_uri(reverse("check_in_event", args=[found.code])) if found.code else "",
        "writes": writes,
        "forms": {
            "document": EventDocumentForm(auto_id="document_%s"),
            "guests": GuestsForm(auto_id="guests_%s"),
            "followed": FollowedForm(
                initial={"followed": found.followed, "version": found.version}, auto_id="followed_%s"
            ),
            "release": ReleaseForm(initial={"release": found.release}, auto_id="release_%s"),
        },
        "citation": register_citation(),
    }
    return render(request, "desk/event.html", shown)


@require_safe
def event_file(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """Its list as a file."""
    user = reader_of(request)
    found = get_object_or_404(events_for(user), public_id=public_id)
    guests = _guests(found, user)
    listings = {"guests": guests_listing(guests), "figures": figures_listing(guests, get_language() or "en")}
    return listing_file(listings, name, form, "event")


@require_safe
def event_board(request: HttpRequest, public_id: str) -> HttpResponse:
    """The figures of an event on one sheet of paper, with what followed."""
    user = reader_of(request)
    found = get_object_or_404(events_for(user), public_id=public_id)
    guests = _guests(found, user)
    sentences = [event_answer(guest_figures(guests)), *([shortened(found.followed)] if found.followed else [])]
    sheet = Sheet(
        title=found.title,
        place=" · ".join(part for part in (date_format(found.day, "DATE_FORMAT"), found.place) if part),
        sentences=sentences,
        listing=figures_listing(guests, get_language() or "en"),
        citation=register_citation(),
        back=reverse("register_event", args=[public_id]),
        today=timezone.localdate(),
    )
    return render(request, "evidence/a4.html", {"sheet": sheet})


@require_safe
def event_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """The event for a calendar (iCalendar, RFC 5545)."""
    found = get_object_or_404(events_for(reader_of(request)), public_id=public_id)
    return _calendar_file(calendar_of(found), public_id)


def _calendar_file(text: str, stem: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=MEDIA)
    answer["Content-Disposition"] = f'attachment; filename="crossfield-{stem}.ics"'
    return answer


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Funding calls of others, the next deadline first."""
    listing = _calls(request, SHOWN)
    count = len(listing.rows) + listing.more
    text = ngettext("%(count)s funding call is noted.", "%(count)s funding calls are noted.", count)
    return _list(request, _("Which funding calls could matter?"), text % {"count": count}, listing, "calls")


@require_safe
def calls_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The table as a file."""
    return listing_file({"calls": _calls(request)}, name, form, "register")


@require_safe
def call(request: HttpRequest, public_id: str) -> HttpResponse:
    """One funding call, and members that work in its fields."""
    user, language = reader_of(request), get_language() or "en"
    found = get_object_or_404(calls_for(user), public_id=public_id)
    says, listing = fitting_members(user, found, language)
    shown = {
        "one": found,
        "fields": ", ".join(field.title(language) for field in found.fields.all()),
        "state": call_state(found, timezone.localdate()),
        "fitting": says,
        "listing": replace(listing, citation=register_citation()),
        "reads": can_read(user),
        "writes": can_change(user, found),
        "citation": register_citation(),
    }
    return render(request, "desk/call.html", shown)


@require_safe
def call_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its deadline for a calendar."""
    text = deadline_of(get_object_or_404(calls_for(reader_of(request)), public_id=public_id))
    if not text:
        raise Http404
    return _calendar_file(text, public_id)


@require_safe
def call_file(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """Members that work in its fields as a file."""
    user = reader_of(request)
    found = get_object_or_404(calls_for(user), public_id=public_id)
    listing = fitting_members(user, found, get_language() or "en")[1]
    return listing_file({listing.name: replace(listing, citation=register_citation())}, name, form, "call")


def _list(request: HttpRequest, question: str, answer: str, listing: Listing, part: str) -> HttpResponse:
    asked, with_whom = span_asked(request), organisation_asked(request)
    shown = {
        "question": question,
        "answer": " ".join(part for part in (answer, _narrowed_to(asked, with_whom)) if part),
        "listing": listing,
        "part": part,
        "asked": asked,
        "with_whom": with_whom,
        "wanted": request.GET.get("q", "")[:LONGEST],
        "is_open": "open" in request.GET,
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "writes": can_write(reader_of(request)),
        "citation": register_citation(),
    }
    return render(request, "desk/week.html", shown)


def _narrowed_to(asked: Span, with_whom: Organisation | None) -> str:
    """To which time and whom a table is narrowed, in a sentence; "" where to none."""
    parts = [asked.said, str(with_whom) if with_whom else ""]
    said = ", ".join(part for part in parts if part)
    return _("Counted are those of: %(what)s.") % {"what": said} if said else ""


def _contacts(request: HttpRequest, most: int | None = None) -> Listing:
    found = _contacts_asked(request)
    listing = _told(contacts_listing(found[:most]), request)
    return replace(listing, more=_beyond(found, len(listing.rows), most))


def _beyond(found: QuerySet[Any], shown: int, most: int | None) -> int:
    """How many rows more there are than are shown; asked only where the page is full."""
    return found.count() - shown if most and shown >= most else 0


def _contacts_asked(request: HttpRequest) -> QuerySet[Contact]:
    user, other = reader_of(request), organisation_asked(request)
    found = contacts_with(other, user) if other is not None else contacts_for(user)
    found = contacts_holding(found.filter(span_asked(request).holds("day")), request.GET.get("q", ""))
    return contacts_to_go_on(found) if "open" in request.GET else found


def _told(listing: Listing, request: HttpRequest) -> Listing:
    """A table that is empty for what was asked says so, instead of how to begin."""
    narrowed = span_asked(request) or organisation_asked(request) or request.GET.get("q") or "open" in request.GET
    if listing.rows or not narrowed:
        return listing
    return replace(listing, empty=_("Nothing is recorded for what was asked. Take a longer time, or show all."))


def _events(request: HttpRequest, most: int | None = None) -> Listing:
    user = reader_of(request)
    asked = events_for(user).filter(span_asked(request).holds("day", "last_day"))
    found = list(asked[:most])
    guests: dict[int, list[EventGuest]] = defaultdict(list)
    for own in in_portions([one.pk for one in found if _is_own(one, user)]):
        for guest in EventGuest.objects.filter(event__in=own).order_by().only("event", "state", "people"):
            guests[guest.event_id].append(guest)
    return replace(_told(events_listing(found, guests), request), more=_beyond(asked, len(found), most))


def _guests(found: Event, user: User) -> list[EventGuest]:
    """The list of an event of the own institution; of others' events there is none to see."""
    if not _is_own(found, user):
        return []
    return list(found.guests.select_related("organisation", "event"))


def _all_guests(user: User) -> list[EventGuest]:
    own = [one.pk for one in events_for(user).prefetch_related(None) if _is_own(one, user)]
    rows = EventGuest.objects.select_related("organisation", "event").order_by("-event__day", "event", "name", "pk")
    return [guest for some in in_portions(own) for guest in rows.filter(event__in=some)]


def _is_own(found: Event, user: User) -> bool:
    return can_read(user) and found.institution_id is not None and found.institution_id == user.institution_id


def _calls(request: HttpRequest, most: int | None = None) -> Listing:
    asked = calls_for(reader_of(request)).filter(span_asked(request).holds("deadline"))
    found = asked[:most].iterator(chunk_size=1_000)
    listing = _told(calls_listing(found, get_language() or "en", timezone.localdate()), request)
    return replace(listing, more=_beyond(asked, len(listing.rows), most))
