"""The people of one's institution and their invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from crossfield.errors import ConfigError, WrongStateError
from crossfield.web.accounts.actions.account import change_role, close_account, remove_second_step, reopen_account
from crossfield.web.accounts.actions.institution import change_contact
from crossfield.web.accounts.actions.invitation import accept_invitation, invite_person, withdraw_invitation
from crossfield.web.accounts.forms.person import AcceptanceForm, ContactForm, InvitationForm
from crossfield.web.accounts.models.user import Role
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.engine_words import error_in_html
from crossfield.web.accounts.queries.invitation import invitation_behind, open_invitations, token_of
from crossfield.web.accounts.queries.person import people_for
from crossfield.web.accounts.rules import is_allowed_at_home

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Who works here, and who is invited? For those who may see it; for all others there is no such page."""
    user = reader_of(request)
    if not is_allowed_at_home(user, "people.see"):
        raise Http404
    form = InvitationForm(request.POST or None, by=user, initial={"role": Role.MEMBER, "language": user.language})
    if request.method == "POST" and form.is_valid():
        invite_person(**form.cleaned_data, by=user, address_of=lambda *which: _address(request, *which))
        messages.success(request, _("The invitation is on its way. It is valid for a week."))
        return redirect("people")
    shown = {
        "people": people_for(user),
        "invitations": open_invitations(user),
        "form": form,
        "changes": is_allowed_at_home(user, "people.change"),
        "roles": Role.choices,
        "sets_contact": is_allowed_at_home(user, "institution.change"),
    }
    return render(request, "accounts/people.html", shown)


@require_POST
def contact_change(request: HttpRequest) -> HttpResponse:
    """Say where answers go to mail that the workbench sends for the own institution."""
    user = reader_of(request)
    if user.institution is None or not is_allowed_at_home(user, "institution.change"):
        raise Http404
    form = ContactForm(request.POST)
    if form.is_valid():
        change_contact(user.institution, by=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        wrong = " ".join(map(str, form.errors["contact"]))
        messages.error(request, _("Not saved. %(wrong)s") % {"wrong": wrong})
    return redirect(f"{reverse('people')}#contact")


@require_POST
def person_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change somebody's role, close or reopen the account, or remove the second step."""
    user = reader_of(request)
    person = get_object_or_404(people_for(user), public_id=public_id)
    what = request.POST.get("what", "")
    if what == "role":
        change_role(person, by=user, role=request.POST.get("role", ""))
    elif what == "close":
        close_account(person, by=user)
    elif what == "reopen":
        reopen_account(person, by=user)
    elif what == "second-step":
        remove_second_step(person, by=user)
    else:
        raise Http404
    messages.success(request, _("Saved."))
    return redirect("people")


@require_POST
def invitation_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an invitation back."""
    user = reader_of(request)
    if not is_allowed_at_home(user, "people.see"):
        raise Http404
    withdraw_invitation(get_object_or_404(open_invitations(user), public_id=public_id), by=user)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an invitation: looking at it changes nothing, so that a mail scanner may open it."""
    found = invitation_behind(token)
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=GONE)
    form = AcceptanceForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(found, **form.cleaned_data)
        except ConfigError as error:
            refusal = error_in_html(error)
        except WrongStateError:
            return render(request, "accounts/invitation_gone.html", status=GONE)
        else:
            messages.success(request, _("Your account is ready. Please sign in."))
            return redirect("account_login")
    return render(request, "accounts/invitation.html", {"invitation": found, "form": form, "refusal": refusal})


def _address(request: HttpRequest, public_id: str, language: str) -> str:
    """Where a mail leads: to the invitation, or to signing in where there is an account already."""
    with override(language):
        path = reverse("invitation", args=[token_of(public_id)]) if public_id else reverse("account_login")
    return request.build_absolute_uri(path)
