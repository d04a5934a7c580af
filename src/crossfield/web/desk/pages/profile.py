"""A member confirms its profile by a signed link, without a password; and how it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.mail import mail_text
from crossfield.web.accounts.models.release import Release
from crossfield.web.accounts.pages.draft import draft_file
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.draft import Draft, sender_of
from crossfield.web.accounts.queries.engine_words import error_in_html
from crossfield.web.accounts.queries.mail import can_be_sent_to, link_to
from crossfield.web.desk.queries.place import place_names
from crossfield.web.desk.queries.profile import known_start, profile_choice, profile_start
from crossfield.web.desk.queries.registered import place_said
from crossfield.web.registry.actions.profile import (
    TEMPLATE,
    Offered,
    ask_for_profile,
    confirm_own_profile,
    confirm_profile,
    send_new_link,
)
from crossfield.web.registry.forms.profile import AskForm, KnownForm, OfferForms, ProfileForm
from crossfield.web.registry.models import Organisation, Profile
from crossfield.web.registry.pages.form import make_once, once
from crossfield.web.registry.queries.delegate import organisations_answered_for
from crossfield.web.registry.queries.detail_check import UNSENDABLE
from crossfield.web.registry.queries.profile import profile_link_behind, profile_links_for, profile_token
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import ProfileLink

LETTER = "registry/mail/profile_letter.txt"
WRONG = 422
MOST_OWN = 200


@require_POST
def profile_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask an organisation for its profile."""
    user, found = reader_of(request), get_object_or_404(Organisation, public_id=public_id)
    check_writes(user)
    if settings.DESK:
        messages.error(
            request, _("Nobody but you reaches a workbench at a desk, so that a link could not be answered.")
        )
        return redirect("register_profile_letter", public_id)
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Not saved. %(wrong)s") % {"wrong": " ".join(map(str, form.errors.get("email", [])))})
        return redirect("register_organisation", public_id)

    def make(free: str) -> object:
        return ask_for_profile(found, by=user, public_id=free, **form.cleaned_data)

    return redirect("register_profile_link", make_once(profile_links_for(user), once(request), make))


@never_cache
@require_safe
def profile_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far a request is: sent, answered, or a draft for one's own mailbox where no membership is recorded."""
    user = reader_of(request)
    link = get_object_or_404(profile_links_for(user), public_id=public_id)
    shown = {"link": link, "organisation": link.profile.organisation, "is_open": link.is_open}
    shown["unsendable"] = "" if can_be_sent_to(link.email) else UNSENDABLE
    if link.is_open and link.sent is None and not settings.DESK:
        draft, address = _draft(link, user)
        shown |= {"draft": draft, "address": address}
    return render(request, "desk/profile_link.html", shown)


@never_cache
@require_safe
def profile_draft(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draft as a file for a mail program."""
    user = reader_of(request)
    link = get_object_or_404(profile_links_for(user), public_id=public_id)
    if not link.is_open or link.sent is not None or settings.DESK:
        raise Http404
    return draft_file(_draft(link, user)[0], public_id)


@never_cache
@require_safe
def profile_letter(request: HttpRequest, public_id: str) -> HttpResponse:
    """The questions for a profile as a letter, where nobody could follow a link: in both languages."""
    user, found = _asked_by_letter(request, public_id)
    drafts = [
        (code, _letter(found, user, code), reverse("register_profile_letter_draft", args=[public_id, code]))
        for code in sorted(dict(settings.LANGUAGES), key=lambda code: code != get_language())
    ]
    return render(request, "desk/profile_letter.html", {"organisation": found, "drafts": drafts})


@never_cache
@require_safe
def profile_letter_draft(request: HttpRequest, public_id: str, language: str) -> HttpResponse:
    """The questions in a language as a file for a mail program."""
    user, found = _asked_by_letter(request, public_id)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return draft_file(_letter(found, user, language), f"{public_id}-{language}")


def _asked_by_letter(request: HttpRequest, public_id: str) -> tuple[User, Organisation]:
    user, found = reader_of(request), get_object_or_404(Organisation, public_id=public_id)
    check_writes(user)
    return user, found


def _letter(organisation: Organisation, user: User, language: str) -> Draft:
    """The questions, with what is known: what it said itself, else the fields in which the data show it."""
    profile = _profile_of(organisation, user)
    known = profile_start(profile)[0]["fields_of"]
    offers = list(profile.offers.all()) if profile.pk else []
    with override(language):
        fields = [one.title(language) for one in profile_choice().filter(pk__in=known)]
        told = {"profile": profile, "fields": fields, "offers": offers}
        contact = profile.institution.contact if profile.institution else ""
        return Draft("", *mail_text(LETTER, told), sender_of(user), contact)


def _profile_of(organisation: Organisation, user: User) -> Profile:
    """What the user's institution knows of it; where that is nothing, a profile that is not kept."""
    known = Profile.objects.filter(organisation=organisation, institution=user.institution_id).first()
    return known or Profile(organisation=organisation, institution=user.institution, release=Release.INSTITUTION)


def _draft(link: ProfileLink, user: User) -> tuple[Draft, str]:
    """The mail by which an organisation is asked, for the user's own mailbox, and the address that stands in it."""
    address = link_to("profile", profile_token(link), language=link.language)
    with override(link.language):
        told = {"profile": link.profile, "address": address, "until": link.expires}
        return Draft(link.email, *mail_text(TEMPLATE, told), sender_of(user)), address


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm or correct a profile: looking at it changes nothing, so that a mail scanner may open it."""
    link = _behind(token)
    if not link.is_open:
        return render(request, "desk/profile_gone.html", {"link": link, "token": token})
    shown = {"link": link, "address": request.path}
    return _ask(request, link.profile, lambda **given: confirm_profile(link, **given), shown)


@require_safe
def own_profiles(request: HttpRequest) -> HttpResponse:
    """For which organisations somebody answers; with one, its profile at once."""
    found = list(organisations_answered_for(reader_of(request))[:MOST_OWN])
    if len(found) == 1:
        return redirect("own_profile", found[0].public_id)
    return render(request, "desk/own_profiles.html", {"organisations": found})


@require_http_methods(["GET", "HEAD", "POST"])
def own_profile(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm or correct the profile of an organisation that one answers for."""
    user = reader_of(request)
    found = get_object_or_404(organisations_answered_for(user), public_id=public_id)
    profile = _profile_of(found, user)
    shown = {"confirmed": profile.confirmed, "address": request.path}
    return _ask(request, profile, lambda **given: confirm_own_profile(found, by=user, **given), shown)


def _ask(request: HttpRequest, profile: Profile, act: Callable[..., object], shown: dict[str, Any]) -> HttpResponse:
    """The form of a profile, filled with what is known; what is sent is kept by the action given."""
    start, offered, is_evident = profile_start(profile)
    choice, sent = profile_choice(), request.POST if request.method == "POST" else None
    asker = str(profile.institution)
    form = ProfileForm(sent, initial=start, choice=choice, asker=asker)
    offers = OfferForms(sent, initial=offered, prefix="offer", form_kwargs={"choice": choice})
    known, said = known_start(profile.organisation)
    place = place_said(profile.organisation, place_names())
    core = KnownForm(sent, initial=known, said=said, place=place, prefix="known")
    if sent is not None and all([form.is_valid(), offers.is_valid(), core.is_valid()]):
        given = [Offered(**one) for one in offers.cleaned_data if one.get("text", "").strip()]
        _confirm(request, act, {"offers": given, **form.cleaned_data, **core.cleaned_data})
        return redirect(shown["address"])
    shown |= {
        "form": form,
        "offers": offers,
        "core": core,
        "is_evident": is_evident,
        "asker": asker,
        "organisation": profile.organisation,
    }
    is_wrong = bool(form.errors or core.errors or offers.total_error_count())
    return render(request, "desk/profile.html", shown, status=WRONG if is_wrong else 200)


def _confirm(request: HttpRequest, act: Callable[..., object], given: dict[str, Any]) -> None:
    """Keep what was confirmed; a second sending finds the link used and loses nothing of the first."""
    fields = given.pop("fields_of")
    try:
        act(fields=fields, language=get_language() or "en", **given)
    except WrongStateError as error:
        messages.error(request, error_in_html(error))
    else:
        messages.success(request, _("Thank you. Your answers are saved."))


@login_not_required
@require_POST
def profile_again(request: HttpRequest, token: str) -> HttpResponse:
    """Send a new link to the address that the old one was for; the answer is the same whatever happens."""
    send_new_link(_behind(token))
    messages.success(request, _("If the address still takes such mail, a new link is on its way to it."))
    return redirect("profile", token)


def _behind(token: str) -> ProfileLink:
    link = profile_link_behind(token)
    if link is None:
        raise Http404
    return link
