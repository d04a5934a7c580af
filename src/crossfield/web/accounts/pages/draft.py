"""A draft as a file that a mail program opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

if TYPE_CHECKING:
    from crossfield.web.accounts.queries.draft import Draft


def draft_file(draft: Draft, stem: str) -> HttpResponse:
    """The answer that hands a draft over (``message/rfc822``)."""
    answer = HttpResponse(draft.file, content_type="message/rfc822")
    answer["Content-Disposition"] = f'attachment; filename="crossfield-{stem}.eml"'
    return answer
