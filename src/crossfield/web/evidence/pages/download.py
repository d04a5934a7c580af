"""Tables and pictures of pages as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse

from crossfield.web.evidence.queries.listing import FORMS, MEDIA, as_file
from crossfield.web.evidence.queries.partner_charts import drawing
from crossfield.web.evidence.tasks import picture_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    import altair as alt

    from crossfield.web.evidence.queries.listing import Listing

PICTURES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


def listing_file(listings: Mapping[str, Listing], name: str, form: str, stem: str) -> HttpResponse:
    """Give out one of a page's tables in a file format."""
    if name not in listings or form not in FORMS:
        raise Http404
    answer = HttpResponse(as_file(listings[name], form), content_type=MEDIA[form])
    answer["Content-Disposition"] = f'attachment; filename="crossfield-{stem}-{name}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def check_picture(form: str) -> None:
    """Answer 404 where pictures have no such form, before anything is drawn."""
    if form not in PICTURES:
        raise Http404


def chart_answer(chart: alt.LayerChart | None, form: str = "svg", stem: str = "") -> HttpResponse:
    """Draw a chart; 404 where the page has none."""
    check_picture(form)
    if chart is None:
        raise Http404
    return picture_answer(chart.to_dict(validate=False), form, stem)


def drawing_answer(chart: alt.LayerChart | None) -> JsonResponse:
    """A chart as a specification that the page's script draws; 404 where the page has none."""
    if chart is None:
        raise Http404
    return JsonResponse(drawing(chart))


def picture_answer(spec: dict[str, Any], form: str = "svg", stem: str = "", kind: str = "attachment") -> HttpResponse:
    """Draw a chart's specification: as a file to keep, or without a stem of its name for the inside of a page."""
    check_picture(form)
    answer = HttpResponse(picture_file(spec, f".{form}"), content_type=PICTURES[form])
    if stem:
        answer["Content-Disposition"] = f'{kind}; filename="crossfield-{stem}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
