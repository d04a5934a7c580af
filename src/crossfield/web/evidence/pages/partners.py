"""With whom in Europe: the search for partners, its table as files, pinned, and on paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from crossfield.errors import ConfigError, NotComputableError, TableMissingError, UnknownNameError
from crossfield.indicators.areas import WHERE
from crossfield.matching.partners import KINDS
from crossfield.matching.programmes import AREAS, PROGRAMMES
from crossfield.web.accounts.pages.reader import reader_or_none
from crossfield.web.evidence.pages.download import chart_answer, drawing_answer, listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.interfaces import field_titles
from crossfield.web.evidence.queries.organisation_index import all_region_labels, countries_of, folded
from crossfield.web.evidence.queries.partner_charts import FRAMED, PAGE, SMALL, kept_drawing, partners_chart
from crossfield.web.evidence.queries.partner_question import WHO, PartnerQuestion, question_of
from crossfield.web.evidence.queries.partner_search import takes_seconds
from crossfield.web.evidence.queries.partner_sheet import partners_sheet
from crossfield.web.evidence.queries.partners import partners_view
from crossfield.web.evidence.queries.places import places_or_closest
from crossfield.web.evidence.queries.region import default_region
from crossfield.web.evidence.queries.shortlist import codes_on_shortlist

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.evidence.queries.partners import PartnersView


@require_safe
@vary_on_headers("HX-Request")
def partners(request: HttpRequest) -> HttpResponse:
    """A search with its answer: the answer alone where the page's script asks, else the page.

    Where the search has yet to be read into memory, the page comes at once and asks for the answer itself.
    """
    version, language = current_version(), get_language() or "en"
    htmx, user = bool(getattr(request, "htmx", False)), reader_or_none(request)
    shown: dict[str, Any] = {"kept": codes_on_shortlist(user)}
    status = 200
    try:
        question = question_of(request.GET, _own_region(request))
        shown |= {"asked": question.query, "question": question}
        if not htmx and "wait" not in request.GET and takes_seconds(version, question):
            shown["waits"] = True
        else:
            view = partners_view(version, question, language)
            shown |= {"view": view, "listing": view.listing, "everywhere": replace(question, region="").query}
    except UnknownNameError as error:
        shown["unknown"], status = error, 200 if htmx else 404
        shown |= _meant(request, error)
    except (NotComputableError, ConfigError, TableMissingError) as error:
        shown["problem"] = error
    shown.setdefault("question", PartnerQuestion(_own_region(request)))
    shown.setdefault("asked", shown["question"].query)
    template = "evidence/partners_found.html" if htmx else "evidence/partners.html"
    choices = {} if htmx else _choices(version, language, shown["question"])
    answer = render(request, template, shown | choices, status=status)
    if htmx:
        answer["HX-Push-Url"] = f"{reverse('partners')}?{shown['asked']}"
    return answer


def _meant(request: HttpRequest, error: UnknownNameError) -> dict[str, Any]:
    """Cities and names that may be meant by who asks, or by where partners shall sit; the links keep the rest."""
    rest = request.GET.copy()
    rest.pop("wait", None)
    slot = "region" if error.kind == WHERE else "for"
    given = rest.pop(slot, [""])[-1].strip()
    is_place = error.name == given
    places, near = places_or_closest(current_version(), error) if is_place else ([], error.closest)
    rest_said = f"&{rest.urlencode()}" if rest else ""
    return {"places": places, "closest": near, "rest": rest_said, "given": given, "slot": slot}


def _choices(version: str, language: str, question: PartnerQuestion) -> dict[str, Any]:
    """What the form offers; countries outside the NUTS are folded away until one of them is chosen."""
    titles, labels = field_titles(version, language), all_region_labels(version)
    named = sorted(((code, labels.get(code, code)) for code in countries_of(version)), key=lambda item: folded(item[1]))
    divided = {code[:2] for code in labels if len(code) > len("DE")}
    others = [one for one in named if one[0] not in divided]
    return {
        "fields": sorted(titles.items(), key=lambda item: item[1].casefold()),
        "countries": [
            ("", [one for one in named if one[0] in divided], False),
            (_("Countries without NUTS regions"), others, any(code in question.countries for code, _label in others)),
        ],
        "kinds": KINDS,
        "programmes": [(name, AREAS[name].title[language]) for name in PROGRAMMES],
        "whom": WHO,
    }


@require_safe
def partners_file(request: HttpRequest, form: str) -> HttpResponse:
    """The answer to a search as a file."""
    view = _view(request)
    return listing_file({"partners": view.listing}, "partners", form, _stem(view))


@require_safe
def partners_data(request: HttpRequest) -> HttpResponse:
    """The first partners as a specification that the page's script draws."""
    return drawing_answer(partners_chart(_view(request), get_language() or "en", PAGE))


@require_safe
def partners_image(request: HttpRequest, form: str) -> HttpResponse:
    """The picture as a file, with question, answer and sources."""
    view = _view(request)
    return chart_answer(partners_chart(view, get_language() or "en", FRAMED), form, f"{_stem(view)}-partners")


@require_safe
def partners_inline(request: HttpRequest) -> HttpResponse:
    """The picture inside a page where no script draws it: small on narrow screens."""
    form = SMALL if request.GET.get("size") == SMALL else PAGE
    return chart_answer(partners_chart(_view(request), get_language() or "en", form))


@require_POST
def partners_pin(request: HttpRequest) -> HttpResponse:
    """Pin the answer to a search."""
    version, language = current_version(), get_language() or "en"
    question = question_of(request.GET, _own_region(request))
    view = partners_view(version, question, language)
    asked = {"page": "partners", "table": "partners", "language": language, "query": question.query}
    said = (view.question, view.answer)
    chart = kept_drawing(*(partners_chart(view, language, form) for form in (PAGE, FRAMED)))
    return pin(request, {"partners": view.listing}, version=version, said=said, asked=asked, chart=chart)


@require_safe
def partners_a4(request: HttpRequest) -> HttpResponse:
    """The answer to a search on one sheet of paper."""
    question = question_of(request.GET, _own_region(request))
    view = partners_view(current_version(), question, get_language() or "en")
    return render(request, "evidence/a4.html", {"sheet": partners_sheet(view, question.query)})


def _view(request: HttpRequest) -> PartnersView:
    return partners_view(current_version(), question_of(request.GET, _own_region(request)), get_language() or "en")


def _stem(view: PartnersView) -> str:
    return view.who.code.replace(":", "-") or "idea"


def _own_region(request: HttpRequest) -> str:
    user = reader_or_none(request)
    return default_region(user.region if user else "")
