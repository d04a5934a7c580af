"""Vocabularies: all fields, one of them, a text to try, and deciding what becomes of an ended field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.pages.reader import reader_of, reader_or_none
from crossfield.web.accounts.rules import can_administer
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.data import current_version, own_settings
from crossfield.web.evidence.queries.vocabulary import (
    LONGEST,
    field_view,
    fields_of_text,
    findings_on,
    vocabulary_listings,
)
from crossfield.web.registry.actions.decision import move_field
from crossfield.web.registry.models import Field, FieldDecision
from crossfield.web.registry.queries.field import ended_fields, interfaces_on

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def vocabulary(request: HttpRequest) -> HttpResponse:
    """Which fields there are; a text shows what is found in it, and ended fields wait for a decision."""
    language, text = get_language() or "en", request.GET.get("text", "")[:LONGEST]
    shown: dict[str, Any] = {
        "vocabularies": vocabulary_listings(current_version(), language),
        "text": text,
        "scheme": own_settings().scheme,
        "found": fields_of_text(current_version(), own_settings().scheme, text, language),
        "decisions": FieldDecision.objects.select_related("field", "successor")[:20],
    }
    user = reader_or_none(request)
    if can_administer(user):
        shown["ended"] = ended_fields()
        shown["valid"] = Field.objects.filter(valid_to__isnull=True)
    return render(request, "evidence/vocabulary.html", shown)


@require_safe
def vocabulary_field(request: HttpRequest, scheme: str, code: str) -> HttpResponse:
    """A field: what belongs to it, by which words it is found, and what hangs on it."""
    language = get_language() or "en"
    view = field_view(current_version(), scheme, code, language)
    user = reader_or_none(request)
    field = Field.objects.filter(scheme=scheme, code=code, valid_to__isnull=True).first()
    shown = {
        "view": view,
        "listings": view.listings,
        "interfaces": interfaces_on(field, user) if field else [],
        "findings": findings_on(code, user).defer("rows")[:20] if user else [],
    }
    return render(request, "evidence/vocabulary_field.html", shown)


@require_safe
def vocabulary_file(_: HttpRequest, name: str, form: str) -> HttpResponse:
    """The fields of a vocabulary as a file."""
    listings = {one.name: one for _code, _name, one in vocabulary_listings(current_version(), get_language() or "en")}
    return listing_file(listings, name, form, "vocabulary")


@require_POST
def vocabulary_pin(request: HttpRequest, name: str) -> HttpResponse:
    """Pin the fields of a vocabulary as they are."""
    language = get_language() or "en"
    listings = {one.name: one for _code, _name, one in vocabulary_listings(current_version(), language)}
    asked = {"page": "vocabulary", "table": name, "language": language}
    said = (_("Vocabulary"), "")
    return pin(request, listings, version=current_version(), said=said, asked=asked)


@require_POST
def vocabulary_move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide which field follows an ended one."""
    user = reader_of(request)
    field = get_object_or_404(Field, public_id=public_id)
    to = get_object_or_404(Field, public_id=request.POST.get("to", "")[:40])
    reason = request.POST.get("reason", "")[:LONGEST]
    made = move_field(field, to=to, by=user, reason=reason, language=get_language() or "en")
    messages.success(request, _("Moved: %(n)s. The decision is kept below.") % {"n": made.moved})
    return redirect("vocabulary")
