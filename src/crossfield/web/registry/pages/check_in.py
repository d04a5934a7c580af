"""Checking in at an event by its code, without an account and without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from crossfield.errors import WrongStateError
from crossfield.web.registry.actions.check_in import check_in as count_in
from crossfield.web.registry.forms.week import CheckInForm, CodeForm
from crossfield.web.registry.pages.form import once, refuse, sent
from crossfield.web.registry.queries.week import event_checking_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest) -> HttpResponse:
    """Ask for the code that the organiser shows."""
    form = CodeForm(sent(request))
    if form.is_bound and form.is_valid():
        found = event_checking_in(form.cleaned_data["code"])
        if found is not None:
            return redirect("check_in_event", found.code)
        form.add_error("code", _("No check-in is open under this code."))
    return render(request, "registry/check_in.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_event(request: HttpRequest, code: str) -> HttpResponse:
    """Count one's organisation as there."""
    found = event_checking_in(code)
    if found is None:
        raise Http404
    form, public_id = CheckInForm(sent(request)), once(request)
    if form.is_bound and form.is_valid():
        try:
            counted = count_in(found, public_id=public_id, **form.cleaned_data)
        except WrongStateError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Thank you: %(name)s is counted.") % {"name": counted.name})
            return redirect("check_in_event", found.code)
    shown = {"form": form, "one": found, "once": public_id}
    return render(request, "registry/check_in_event.html", shown, status=422 if form.errors else 200)
