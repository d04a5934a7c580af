"""One's own account: name, language, how one signs in, and where one is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.logout import logout
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crossfield.web.accounts.actions.account import change_profile, end_sessions
from crossfield.web.accounts.forms.person import ProfileForm
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.mail import is_blocked
from crossfield.web.accounts.queries.person import sessions_of
from crossfield.web.accounts.queries.second_step import second_step_of
from crossfield.web.accounts.rules import is_allowed_at_home

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here and how one signs in."""
    user = reader_of(request)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        change_profile(user, **form.cleaned_data)
        with override(user.language):
            messages.success(request, _("Saved."))
            answer = redirect("account")
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", httponly=True)
        return answer
    shown = {
        "form": form,
        "step": second_step_of(user),
        "wants_digest": not is_blocked(user.email, MailKind.DIGEST, user.institution),
        "sees_people": is_allowed_at_home(user, "people.see"),
        "sessions": sessions_of(user, request.session.session_key),
    }
    return render(request, "accounts/account.html", shown)


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    found = sessions_of(reader_of(request), request.session.session_key)
    return render(request, "accounts/sessions.html", {"sessions": found})


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End one session, all others, or all."""
    user = reader_of(request)
    here = request.session.session_key
    which = request.POST.get("which", "")
    known = sessions_of(user, here)
    chosen = [one for one in known if _is_meant(which, number=one.number, is_current=one.is_current)]
    end_sessions(user, by=user, numbers=[one.number for one in chosen])
    if any(one.is_current for one in chosen) or which == "all":
        language = get_language() or "en"
        logout(request)
        with override(language):
            messages.success(request, _("You are signed out."))
            return redirect("account_login")
    messages.success(request, _("The session has ended.") if len(chosen) == 1 else _("The other sessions have ended."))
    return redirect("sessions")


def _is_meant(which: str, *, number: int, is_current: bool) -> bool:
    return which == "all" or (which == "others" and not is_current) or which == str(number)
