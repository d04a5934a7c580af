"""Leaving a kind of mail of an institution by the link that stands in each, and all mail of the workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from crossfield.web.accounts.actions.mail import unblock_address
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.queries.mail import unsubscribe_behind
from crossfield.web.registry.actions.consent import unsubscribe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@csrf_exempt  # mail programs send it without a page before (RFC 8058); the signed address is the permission
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscription(request: HttpRequest, token: str) -> HttpResponse:
    """Leave a kind of mail: looking at it changes nothing, so that a mail scanner may open it.

    A mail program sends no choice of its own, and means this kind of mail. What is answered tells nothing of the
    address: neither whether it is known, nor what it has left before.
    """
    found = unsubscribe_behind(token)
    if found is None:
        raise Http404
    done = ""
    if request.method == "POST":
        done = request.POST.get("choice", "")
        if done == "again":
            unblock_address(found.to_hash, kind=found.kind, institution=found.institution)
        else:
            unsubscribe(found, is_from_all=done == "all")
            done = "all" if done == "all" else "kind"
    shown = {"label": MailKind(found.kind).label, "institution": found.institution, "done": done}
    return render(request, "registry/unsubscribe.html", shown)
