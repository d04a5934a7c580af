"""From a suggestion to a contact and a cooperation, and what came of all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crossfield.errors import WrongStateError
from crossfield.tables.spelling import readable_name
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.desk.queries.cooperation import register_citation
from crossfield.web.evidence.actions.follow_up import follow_suggestion, set_origin
from crossfield.web.evidence.models import ShortlistEntry
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.basis import REGISTER
from crossfield.web.evidence.queries.finding import findings_for
from crossfield.web.evidence.queries.follow_up import follow_up_answer, follow_up_listing, follow_ups_for
from crossfield.web.evidence.queries.sheet import Sheet
from crossfield.web.evidence.queries.shortlist import shortlist_of
from crossfield.web.registry.forms.week import FollowForm
from crossfield.web.registry.pages.form import make_once, once, refuse
from crossfield.web.registry.queries.cluster import spoken_for
from crossfield.web.registry.queries.cooperation import cooperations_for
from crossfield.web.registry.queries.interface import fields_to_choose, interfaces_for
from crossfield.web.registry.queries.person import people_for
from crossfield.web.registry.queries.week import all_contacts_for
from crossfield.web.registry.rules import can_write, check_changes, check_writes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.accounts.models import User
    from crossfield.web.evidence.actions.follow_up import Source
    from crossfield.web.evidence.queries.listing import Listing

SHOWN, ON_PAPER, LONGEST = 500, 12, 500
NAMED = ("organisation", "cluster")


@require_http_methods(["GET", "HEAD", "POST"])
def take_up_entry(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note the introduction of a partner on one's own shortlist."""
    return _take_up(request, get_object_or_404(shortlist_of(reader_of(request)), public_id=public_id))


@require_http_methods(["GET", "HEAD", "POST"])
def take_up_finding(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note the contact that a pinned finding led to."""
    return _take_up(request, get_object_or_404(findings_for(reader_of(request)), public_id=public_id))


def _take_up(request: HttpRequest, source: Source) -> HttpResponse:
    user = reader_of(request)
    check_writes(user)
    named = readable_name(source.name) if isinstance(source, ShortlistEntry) and source.kind in NAMED else ""
    sent = request.POST if request.method == "POST" else None
    offered = {"interfaces": interfaces_for(user), "fields": fields_to_choose(), "people": people_for(user)}
    form = FollowForm(sent, initial=_start(source, user), named=named, **offered)
    public_id = once(request)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data | {"by": user, "language": get_language() or "en"}
        try:
            made = make_once(
                all_contacts_for(user), public_id, lambda free: follow_suggestion(source, **told, public_id=free)
            )
        except WrongStateError as error:
            refuse(form, error)
        else:
            asked = _("Noted. After 30 days you are asked what came of it.")
            messages.success(request, asked if told["introduced_to"] else _("Saved."))
            return redirect("register_contact", made)
    title = _("Take up: %(name)s") % {"name": named} if named else _("Take up a finding")
    shown = {
        "form": form,
        "once": public_id,
        "title": title,
        "button": _("Note it down"),
        "lead": _lead(source, named),
        "back": reverse("shortlist" if isinstance(source, ShortlistEntry) else "findings"),
    }
    return render(request, "registry/contact_form.html", shown, status=422 if form.errors else 200)


def _lead(source: Source, named: str) -> str:
    if named:
        return _("The partner is added to the register if it is not there yet; why it was suggested is kept with it.")
    return _("The contact keeps “%(title)s” as its origin.") % {"title": str(source)}


def _start(source: Source, user: User) -> dict[str, Any]:
    """What is known of it already: the reason, and the one organisation that the institution speaks for."""
    why = source.why if isinstance(source, ShortlistEntry) else source.title
    own = list(spoken_for(user)[:2])
    return {"text": why[:LONGEST], "kind": "introduction", "introduced_to": own[0].name if len(own) == 1 else ""}


@require_POST
def cooperation_origin(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say from which finding or suggestion a cooperation came."""
    user = reader_of(request)
    found = get_object_or_404(cooperations_for(user), public_id=public_id)
    check_changes(user, found)
    kind, _colon, chosen = request.POST.get("origin", "")[:60].partition(":")
    source: Source | None = None
    if kind == "finding":
        source = findings_for(user).filter(public_id=chosen).first()
    elif kind == "entry":
        source = shortlist_of(user).filter(public_id=chosen).first()
    if source is None:
        messages.error(request, _("Not saved. Choose a finding or a partner of your shortlist."))
    else:
        set_origin(found, by=user, source=source)
        messages.success(request, _("Saved."))
    return redirect("register_cooperation", public_id)


@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    """Which suggested partners became cooperations."""
    user = reader_of(request)
    found = list(follow_ups_for(user)[:SHOWN])
    shown = {
        "answer": follow_up_answer(found),
        "listing": follow_up_listing(found, register_citation()),
        "writes": can_write(user),
        "citation": register_citation(),
    }
    return render(request, "desk/followed.html", shown)


@require_safe
def followed_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The table as a file."""
    return listing_file({"followed": _listing(request)}, name, form, "register")


@require_POST
def followed_pin(request: HttpRequest, name: str) -> HttpResponse:
    """Pin the table."""
    if name != "followed":
        raise Http404
    found = list(follow_ups_for(reader_of(request)))
    listings = {"followed": follow_up_listing(found, register_citation())}
    asked = {"page": "followed", "table": name, "language": get_language() or "en"}
    return pin(request, listings, version=REGISTER, said=(_("Register"), follow_up_answer(found)), asked=asked)


@require_safe
def followed_a4(request: HttpRequest) -> HttpResponse:
    """The table on one sheet of paper."""
    found = list(follow_ups_for(reader_of(request)))
    listing = follow_up_listing(found, register_citation())
    sheet = Sheet(
        title=_("Which suggestions became cooperations?"),
        place=_("Register"),
        sentences=[follow_up_answer(found)],
        listing=replace(listing, at_first=ON_PAPER),
        citation=register_citation(),
        back=reverse("register_followed"),
        today=timezone.localdate(),
    )
    return render(request, "evidence/a4.html", {"sheet": sheet})


def _listing(request: HttpRequest) -> Listing:
    return follow_up_listing(list(follow_ups_for(reader_of(request))), register_citation())
