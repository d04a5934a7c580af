"""Writing contacts and events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crossfield.errors import WrongStateError
from crossfield.web.accounts.models import Document
from crossfield.web.accounts.pages.document import document_answer
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.registry.actions.check_in import (
    close_check_in,
    count_check_in_again,
    open_check_in,
    take_check_in_off,
)
from crossfield.web.registry.actions.contact import (
    change_contact,
    finish_contact,
    note_contact,
    put_contact_back,
    take_contact_off,
    tell_outcome,
)
from crossfield.web.registry.actions.event import (
    change_event,
    list_guests,
    record_event,
    release_event,
)
from crossfield.web.registry.actions.event_document import add_event_document, remove_event_document
from crossfield.web.registry.forms.cooperation import ReleaseForm
from crossfield.web.registry.forms.week import (
    ContactChangeForm,
    ContactForm,
    EventChangeForm,
    EventDocumentForm,
    EventForm,
    FollowedForm,
    GuestsForm,
    OutcomeForm,
)
from crossfield.web.registry.pages.form import attempt, make_once, once, onto, refuse, saved_meanwhile, sent, tell
from crossfield.web.registry.queries.interface import fields_to_choose, interface_asked, interfaces_for
from crossfield.web.registry.queries.person import people_for
from crossfield.web.registry.queries.week import all_contacts_for, events_for
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import FileResponse, HttpRequest, HttpResponse

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Contact, Event


@require_http_methods(["GET", "HEAD", "POST"])
def contact_new(request: HttpRequest) -> HttpResponse:
    """Note a contact; organisation and one sentence are enough."""
    user = reader_of(request)
    check_writes(user)
    start = {"organisation": request.GET.get("organisation", "")[:300], **interface_asked(request.GET.dict(), user)}
    form = ContactForm(sent(request), initial=start, people=people_for(user), **_interfaces(user))
    form.begin()

    def note(given: dict[str, Any], public_id: str) -> str:
        given |= {"by": user, "language": get_language() or "en"}
        return make_once(all_contacts_for(user), public_id, lambda free: note_contact(**given, public_id=free))

    shown = {
        "title": _("Note a contact"),
        "button": _("Note it down"),
        "back": reverse("register_contacts"),
        "page": "registry/contact_form.html",
    }
    return _new(request, form, note, shown, "register_contact")


@require_http_methods(["GET", "HEAD", "POST"])
def contact_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what is said of a contact; where somebody else has saved meanwhile, both texts are shown."""
    user, found = reader_of(request), _contact(request, public_id)
    check_changes(user, found)

    def make(data: Any) -> ContactChangeForm:  # noqa: ANN401 -- what a form takes
        return ContactChangeForm(data, contact=found, people=people_for(user), **_interfaces(user))

    def change(given: dict[str, Any], version: int) -> None:
        change_contact(found, by=user, version=version, given=given)

    shown = {"title": _("Change the contact"), "button": _("Save"), "page": "registry/contact_form.html"}
    return _change(request, found, make, change, shown | {"back": reverse("register_contact", args=[public_id])})


@require_POST
def contact_off(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a contact off, or put it back."""
    user, found = reader_of(request), _contact(request, public_id)
    check_changes(user, found)
    again = request.POST.get("choice") == "again"

    def change() -> str:
        (put_contact_back if again else take_contact_off)(found, by=user)
        return _("Put back.") if again else _("Taken off. It is listed and counted no more; you can put it back.")

    attempt(request, change)
    return redirect("register_contact", public_id)


@require_POST
def contact_done(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note that the next step is done."""
    user, found = reader_of(request), _contact(request, public_id)

    def finish() -> str:
        finish_contact(found, by=user)
        return _("Saved.")

    attempt(request, finish)
    return redirect("register_contact", public_id)


@require_POST
def contact_outcome(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what came of an introduction; a cooperation is shown at once."""
    user, found = reader_of(request), _contact(request, public_id)
    saved = tell(request, OutcomeForm(request.POST), lambda given: tell_outcome(found, by=user, **given))
    if saved and found.cooperation:
        return redirect("register_cooperation", found.cooperation.public_id)
    return redirect("register_contact", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def event_new(request: HttpRequest) -> HttpResponse:
    """Record an event."""
    user = reader_of(request)
    check_writes(user)
    form = EventForm(sent(request), initial=interface_asked(request.GET.dict(), user), **_interfaces(user))

    def record(given: dict[str, Any], public_id: str) -> str:
        given |= {"by": user, "language": get_language() or "en"}
        return make_once(events_for(user), public_id, lambda free: record_event(**given, public_id=free))

    shown = {"title": _("Record an event"), "button": _("Record"), "back": "register_events"}
    return _new(request, form, record, shown, "register_event")


@require_POST
def event_guests(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring in who was invited, registered or there."""
    user, found = reader_of(request), _event(request, public_id)

    def bring(given: dict[str, Any]) -> None:
        count, known = list_guests(found, by=user, **given)
        said = {"count": count, "known": known}
        messages.success(request, _("%(count)s organisations, %(known)s of them in the register.") % said)

    tell(request, GuestsForm(request.POST), bring)
    return redirect("register_event", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def event_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what is said of an event; where somebody else has saved meanwhile, both texts are shown."""
    user, found = reader_of(request), _event(request, public_id)
    check_changes(user, found)
    return _change_event(request, found, lambda data: EventChangeForm(data, event=found, **_interfaces(user)))


@require_POST
def event_followed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down what followed; where somebody else has saved meanwhile, both texts are shown."""
    found = _event(request, public_id)
    check_changes(reader_of(request), found)
    return _change_event(request, found, FollowedForm)


def _change_event(request: HttpRequest, found: Event, make: Callable[[Any], forms.Form]) -> HttpResponse:
    def change(given: dict[str, Any], version: int) -> None:
        change_event(found, by=reader_of(request), version=version, given=given)

    shown = {"title": found.title, "page": "registry/change.html"}
    return _change(request, found, make, change, shown | {"back": reverse("register_event", args=[found.public_id])})


def _change(
    request: HttpRequest,
    found: Contact | Event,
    make: Callable[[Any], forms.Form],
    change: Callable[[dict[str, Any], int], None],
    shown: dict[str, Any],
) -> HttpResponse:
    """A page with the form that changes a record; where somebody else has saved meanwhile, both texts are shown."""
    form, saved = make(sent(request)), []
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version")
        try:
            change(given, version)
        except WrongStateError as error:
            if found.version != version:
                saved = saved_meanwhile(form, {name: getattr(found, name) for name in given})
            form = make(onto(request, version=found.version))
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(shown["back"])
    context = {**shown, "form": form, "saved": saved, "language": found.language}
    return render(request, shown["page"], context, status=422 if form.errors else 200)


@require_POST
def event_check_in(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open or close the check-in."""
    user, found = reader_of(request), _event(request, public_id)
    check_changes(user, found)
    act = close_check_in if request.POST.get("choice") == "close" else open_check_in

    def change() -> str:
        act(found, by=user)
        return _("Saved.")

    attempt(request, change)
    return redirect("register_event", public_id)


@require_POST
def event_check_in_count(request: HttpRequest, public_id: str, check_in_id: str) -> HttpResponse:
    """Take a check-in off, or count it again."""
    user, found = reader_of(request), _event(request, public_id)
    check_changes(user, found)
    one = get_object_or_404(found.check_ins.select_related("guest"), public_id=check_in_id)
    act = count_check_in_again if request.POST.get("choice") == "again" else take_check_in_off

    def change() -> str:
        act(one, by=user)
        return _("Saved.")

    attempt(request, change)
    return redirect(f"{reverse('register_event', args=[public_id])}#check_ins")


@require_POST
def event_document_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a document."""
    user, found = reader_of(request), _event(request, public_id)
    check_changes(user, found)
    form = EventDocumentForm(request.POST, request.FILES)
    tell(request, form, lambda given: add_event_document(found, by=user, **given))
    return redirect("register_event", public_id)


@require_POST
def event_document_remove(request: HttpRequest, public_id: str, document_id: str) -> HttpResponse:
    """Take a document off."""
    user, found = reader_of(request), _event(request, public_id)
    check_changes(user, found)
    remove_event_document(get_object_or_404(found.documents, public_id=document_id), by=user)
    messages.success(request, _("Removed."))
    return redirect("register_event", public_id)


@require_safe
def event_document(request: HttpRequest, public_id: str, document_id: str) -> FileResponse:
    """Give out a stored document to whoever sees the event."""
    one = get_object_or_404(_event(request, public_id).documents, public_id=document_id)
    return document_answer(get_object_or_404(Document, pk=one.document_id))


@require_POST
def event_release(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say who sees it."""
    user, found = reader_of(request), _event(request, public_id)
    tell(request, ReleaseForm(request.POST), lambda given: release_event(found, by=user, **given))
    return redirect("register_event", public_id)


def _new(
    request: HttpRequest,
    form: forms.Form,
    make: Callable[[dict[str, Any], str], str],
    shown: dict[str, str],
    page: str,
) -> HttpResponse:
    """A page with one form that makes one record, however often it is sent."""
    public_id = once(request)
    if form.is_bound and form.is_valid():
        try:
            made = make(dict(form.cleaned_data), public_id)
        except WrongStateError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(page, made)
    context = {**shown, "form": form, "once": public_id}
    return render(request, shown.get("page", "registry/form.html"), context, status=422 if form.errors else 200)


def _interfaces(user: User) -> dict[str, Any]:
    """Named interfaces and fields that a form offers."""
    return {"interfaces": interfaces_for(user), "fields": fields_to_choose()}


def _contact(request: HttpRequest, public_id: str) -> Contact:
    return get_object_or_404(all_contacts_for(reader_of(request)), public_id=public_id)


def _event(request: HttpRequest, public_id: str) -> Event:
    return get_object_or_404(events_for(reader_of(request)), public_id=public_id)
