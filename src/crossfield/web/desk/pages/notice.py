"""Pages of the footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from crossfield.web.accounts.models.notice import NoticeKind
from crossfield.web.accounts.queries.notice import notice_text
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.source import data_view

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_not_required
@require_safe
def notice(request: HttpRequest, kind: str) -> HttpResponse:
    """A text that the institution wrote; readable without an account, as the law asks."""
    if kind not in NoticeKind.values:
        raise Http404
    language = get_language() or "en"
    text, spoken = notice_text(kind, language)
    sources = data_view(current_version(), language).listings["sources"] if kind == NoticeKind.LICENCES else None
    shown = {"title": NoticeKind(kind).label, "text": text, "spoken": spoken, "sources": sources}
    return render(request, "desk/notice.html", shown)
