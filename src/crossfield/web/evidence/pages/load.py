"""Loading data: asking for a source, dropping in a file, watching, stopping, going on, choosing a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crossfield.errors import CrossfieldError
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.engine_words import error_in_words
from crossfield.web.evidence.actions.load import (
    ask_load,
    begin_receiving,
    cancel_load,
    continue_load,
    receive_file,
    receive_piece,
    show_version,
)
from crossfield.web.evidence.models import Load
from crossfield.web.evidence.queries.load import load_view, loads_for, received
from crossfield.web.evidence.rules import can_manage_data
from crossfield.web.evidence.tasks.worker import start_worker

if TYPE_CHECKING:
    from django.http import HttpRequest

STOP_POLLING = 286
"""htmx's own status: the answer is shown, and nobody asks again."""
REFUSED = 409


@require_POST
def load_ask(request: HttpRequest) -> HttpResponse:
    """Take a source from its official address."""
    found = ask_load(request.POST.get("source", "")[:40], by=reader_of(request))
    start_worker()
    return redirect("load", found.public_id)


@require_POST
def load_file(request: HttpRequest) -> HttpResponse:
    """Take a file that comes whole, as a form without the page's script sends it."""
    user, file = reader_of(request), request.FILES.get("file")
    if file is None or file.name is None or file.size is None:
        messages.error(request, _("Choose a file first."))
        return redirect(reverse("data") + "#load")
    found = begin_receiving(file.name, size=file.size, source=request.POST.get("source", "")[:40], by=user)
    receive_file(found, file.chunks(), by=user)
    start_worker()
    return redirect("load", found.public_id)


@require_POST
def load_begin(request: HttpRequest) -> JsonResponse:
    """Begin to take a file in pieces; one that broke off half-way says how much has arrived."""
    size = request.POST.get("size", "")
    try:
        found = begin_receiving(
            request.POST.get("name", "")[:300],
            size=int(size) if size.isdecimal() else 0,
            source=request.POST.get("source", "")[:40],
            by=reader_of(request),
        )
    except CrossfieldError as error:
        return JsonResponse({"message": error_in_words(error)}, status=REFUSED)
    pieces, page = reverse("load_piece", args=[found.public_id]), reverse("load", args=[found.public_id])
    return JsonResponse({"pieces": pieces, "page": page, "at": received(found)})


@require_POST
def load_piece(request: HttpRequest, public_id: str) -> JsonResponse:
    """Take the next piece of a file."""
    found, at = _load(request, public_id), request.GET.get("at", "")
    try:
        have = receive_piece(found, request, at=int(at) if at.isdecimal() else -1, by=reader_of(request))
    except CrossfieldError as error:
        return JsonResponse({"message": error_in_words(error), "at": received(found)}, status=REFUSED)
    if found.state != Load.State.RECEIVING:
        start_worker()
    return JsonResponse({"at": have})


@require_safe
def load(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far a load is."""
    view = load_view(_load(request, public_id))
    shown = {"view": view, "manages": can_manage_data(request.user) or view.load.owner_id == request.user.pk}
    return render(request, "evidence/load.html", shown)


@require_safe
def load_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """The part of that page which changes; the script asks for it until the load is done."""
    view = load_view(_load(request, public_id))
    shown = {"view": view, "manages": can_manage_data(request.user) or view.load.owner_id == request.user.pk}
    status = 200 if view.goes_on else STOP_POLLING
    return render(request, "evidence/load_progress.html", shown, status=status)


@require_POST
def load_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop it."""
    cancel_load(_load(request, public_id), by=reader_of(request))
    return redirect("load", public_id)


@require_POST
def load_continue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go on with what broke off or did not work."""
    continue_load(_load(request, public_id), by=reader_of(request))
    start_worker()
    return redirect("load", public_id)


@require_POST
def version_show(request: HttpRequest) -> HttpResponse:
    """Let all pages show another data version."""
    show_version(request.POST.get("version", "")[:80], by=reader_of(request))
    messages.success(request, _("All pages show this data version now."))
    return redirect(reverse("data") + "#versions")


def _load(request: HttpRequest, public_id: str) -> Load:
    return get_object_or_404(loads_for(request.user), public_id=public_id)
