"""Passing a finding on: a link that anybody may read until it expires, and one file that needs nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.evidence.actions.share import DAYS, open_link, revoke_link, share_finding
from crossfield.web.evidence.pages.finding import find_finding
from crossfield.web.evidence.queries.share import links_of, share_page, share_policy
from crossfield.web.evidence.tasks import picture_file

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def share_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """A finding as one file that opens on any computer, without a network."""
    found = find_finding(request, public_id)
    answer = HttpResponse(share_page(found, picture_file), content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="crossfield-{found.public_id}.html"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def share(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a link that anybody may read; its address is shown this once."""
    if settings.DESK:
        raise Http404  # only this computer reaches a desk: a file is passed on there
    days = {str(number): number for number in DAYS}.get(request.POST.get("days", ""), 0)
    _link, token = share_finding(find_finding(request, public_id), by=reader_of(request), days=days)
    request.session["new_link"] = request.build_absolute_uri(reverse("shared", args=[token]))
    messages.success(request, _("The link is made. Copy it now: it is not shown again."))
    return redirect(reverse("finding", args=[public_id]) + "#share")


@require_POST
def revoke(request: HttpRequest, public_id: str, link_id: str) -> HttpResponse:
    """Close a link at once."""
    link = get_object_or_404(links_of(find_finding(request, public_id)), public_id=link_id)
    revoke_link(link, by=reader_of(request))
    messages.success(request, _("The link is closed."))
    return redirect(reverse("finding", args=[public_id]) + "#share")


@login_not_required
@never_cache
@require_safe
def shared(_request: HttpRequest, token: str) -> HttpResponse:
    """What a link opens; the same clear page for every token that opens nothing."""
    found = open_link(token[:100])
    if found is None:
        raise Http404
    answer = HttpResponse(share_page(found, picture_file), content_type="text/html; charset=utf-8")
    answer["Content-Security-Policy"] = f"{share_policy()}; frame-ancestors 'none'"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
