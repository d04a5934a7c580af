"""Who could form a consortium together: needs, rules, the answer with its reasons, or what contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from crossfield.errors import ConfigError, NotComputableError, UnknownNameError
from crossfield.matching.rules import shipped_rules
from crossfield.web.accounts.models import User
from crossfield.web.evidence.pages.download import chart_answer, drawing_answer, listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.consortium import ROLES, consortium_view
from crossfield.web.evidence.queries.consortium_question import ConsortiumQuestion, consortium_question
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.interfaces import field_titles
from crossfield.web.evidence.queries.partner_charts import FRAMED, PAGE, SMALL, consortium_chart, kept_drawing
from crossfield.web.evidence.queries.partner_sheet import consortium_sheet
from crossfield.web.evidence.queries.region import default_region

if TYPE_CHECKING:
    import altair as alt
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.evidence.queries.consortium import ConsortiumView
    from crossfield.web.evidence.queries.listing import Listing

ROWS = 4
"""Needs that the form has room for."""


@require_safe
@vary_on_headers("HX-Request")
def consortium(request: HttpRequest) -> HttpResponse:
    """The form, and below it the answer; the answer alone where the page's script asks."""
    version, language = current_version(), get_language() or "en"
    htmx, status = bool(getattr(request, "htmx", False)), 200
    shown: dict[str, Any] = {}
    try:
        question = consortium_question(request.GET, _own_region(request))
        shown |= {"question": question, "asked": question.query}
        if question.is_asked:
            view = consortium_view(version, question, language)
            shown |= {"view": view, "listing": view.listing}
    except UnknownNameError as error:
        shown["unknown"], status = error, 200 if htmx else 404
    except (NotComputableError, ConfigError) as error:
        shown["problem"] = error
    shown.setdefault("question", ConsortiumQuestion(region=_own_region(request)))
    shown.setdefault("asked", shown["question"].query)
    if not htmx:
        shown |= _choices(version, language, shown["question"])
    answer = render(request, f"evidence/consortium{'_found' if htmx else ''}.html", shown, status=status)
    if htmx:
        answer["HX-Push-Url"] = f"{reverse('consortium')}?{shown['asked']}"
    return answer


def _choices(version: str, language: str, question: ConsortiumQuestion) -> dict[str, Any]:
    """What the form offers, and a row for each need."""
    titles = field_titles(version, language)
    return {
        "fields": sorted(titles.items(), key=lambda item: item[1].casefold()),
        "roles": [(code, str(name)) for code, name in ROLES.items()],
        "rule_sets": [(one.name, one.title[language]) for one in shipped_rules()],
        "rows": [*question.needs, *([("", "")] * ROWS)][: max(ROWS, len(question.needs))],
        "fixed": "; ".join(question.fixed),
    }


@require_safe
def consortium_file(request: HttpRequest, form: str) -> HttpResponse:
    """The partners as a file."""
    _question, _view, listing = _answered(request)
    return listing_file({"consortium": listing}, "consortium", form, "partners")


@require_safe
def consortium_data(request: HttpRequest) -> HttpResponse:
    """Who covers which part, as a specification that the page's script draws."""
    return drawing_answer(_chart(request, PAGE))


@require_safe
def consortium_image(request: HttpRequest, form: str) -> HttpResponse:
    """The picture as a file, with answer and sources."""
    return chart_answer(_chart(request, FRAMED), form, "consortium")


@require_safe
def consortium_inline(request: HttpRequest) -> HttpResponse:
    """The picture inside a page where no script draws it: small on narrow screens."""
    return chart_answer(_chart(request, SMALL if request.GET.get("size") == SMALL else PAGE))


@require_POST
def consortium_pin(request: HttpRequest) -> HttpResponse:
    """Pin the consortium."""
    question, view, listing = _answered(request)
    asked = {"page": "consortium", "table": "consortium", "language": get_language() or "en", "query": question.query}
    said = (_("Consortium"), view.answer)
    chart = kept_drawing(*(consortium_chart(view, asked["language"], form) for form in (PAGE, FRAMED)))
    return pin(request, {"consortium": listing}, version=current_version(), said=said, asked=asked, chart=chart)


@require_safe
def consortium_a4(request: HttpRequest) -> HttpResponse:
    """The consortium on one sheet of paper."""
    question, view, listing = _answered(request)
    return render(request, "evidence/a4.html", {"sheet": consortium_sheet(view, listing, question.query)})


def _chart(request: HttpRequest, form: str) -> alt.LayerChart | None:
    _question, view, _listing = _answered(request)
    return consortium_chart(view, get_language() or "en", form)


def _answered(request: HttpRequest) -> tuple[ConsortiumQuestion, ConsortiumView, Listing]:
    """A question that has an answer; otherwise there is nothing to take along."""
    question = consortium_question(request.GET, _own_region(request))
    if not question.is_asked:
        raise Http404
    view = consortium_view(current_version(), question, get_language() or "en")
    if view.listing is None:
        raise Http404
    return question, view, view.listing


def _own_region(request: HttpRequest) -> str:
    return default_region(request.user.region if isinstance(request.user, User) else "")
