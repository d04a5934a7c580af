"""Documents as downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse
from django.shortcuts import get_object_or_404

from crossfield.web.accounts.pages.reader import reader_or_none
from crossfield.web.accounts.queries.document import documents_for

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crossfield.web.accounts.models import Document


def document_download(request: HttpRequest, public_id: str) -> FileResponse:
    """Give out a document to whom it is released; for all others there is none."""
    user = reader_or_none(request)
    return document_answer(get_object_or_404(documents_for(user), public_id=public_id))


def document_answer(document: Document) -> FileResponse:
    """A document as a download, so that it is never run as a page; whoever calls has asked who may read it."""
    answer = FileResponse(document.file.open("rb"), as_attachment=True, filename=document.filename)
    answer["Content-Type"] = "application/octet-stream"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
