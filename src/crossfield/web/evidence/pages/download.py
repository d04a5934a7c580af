"""Tables of pages as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

from crossfield.web.evidence.queries.listing import FORMS, MEDIA, as_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crossfield.web.evidence.queries.listing import Listing


def listing_file(listings: Mapping[str, Listing], name: str, form: str, stem: str) -> HttpResponse:
    """Give out one of a page's tables in a file format."""
    if name not in listings or form not in FORMS:
        raise Http404
    answer = HttpResponse(as_file(listings[name], form), content_type=MEDIA[form])
    answer["Content-Disposition"] = f'attachment; filename="crossfield-{stem}-{name}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
