"""Leaving a kind of mail: by the link that stands in each, or from one's account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from crossfield.web.accounts.actions.mail import block_address, unblock_address
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.mail import address_hash, unsubscribe_behind

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@csrf_exempt  # mail programs send it without a page before (RFC 8058); the signed address is the permission
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Leave a kind of mail: looking at it changes nothing, so that a mail scanner may open it."""
    found = unsubscribe_behind(token)
    if found is None:
        raise Http404
    kind, to_hash = found
    if request.method == "POST":
        block_address(to_hash, kind=kind)
    shown = {"label": MailKind(kind).label, "is_left": request.method == "POST"}
    return render(request, "accounts/unsubscribe.html", shown)


@require_POST
def digest(request: HttpRequest) -> HttpResponse:
    """Get the weekly digest, or no longer."""
    user = reader_of(request)
    if request.POST.get("wanted") == "yes":
        unblock_address(user.email, kind=MailKind.DIGEST)
    else:
        block_address(address_hash(user.email), kind=MailKind.DIGEST)
    messages.success(request, _("Saved."))
    return redirect("account")
