"""Cooperations: one by one or counted by country, interface or partner, and each with what proves it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.desk.pages.span import organisation_asked, span_asked
from crossfield.web.desk.queries.cooperation import (
    TABLES,
    cooperations_view,
    interface_title,
    register_citation,
)
from crossfield.web.desk.queries.place import place_names
from crossfield.web.desk.queries.registered import place_said
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.basis import REGISTER
from crossfield.web.evidence.queries.finding import findings_for
from crossfield.web.evidence.queries.follow_up import origins_of
from crossfield.web.evidence.queries.sheet import Sheet
from crossfield.web.evidence.queries.shortlist import shortlist_of
from crossfield.web.registry.actions.cooperation import is_confirmable, is_confirmed_elsewhere, is_declinable
from crossfield.web.registry.forms.cooperation import DeclineForm, ProofForm, ReleaseForm, StatusForm, StepForm
from crossfield.web.registry.models import Cooperation, CooperationPartner
from crossfield.web.registry.models.partial_date import span_written
from crossfield.web.registry.queries.cooperation import at_interface, confirmed_alone, cooperations_for, interface_key
from crossfield.web.registry.queries.interface import interfaces_for
from crossfield.web.registry.rules import can_change, can_read, can_write

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.accounts.models import User
    from crossfield.web.desk.pages.span import Span
    from crossfield.web.desk.queries.cooperation import CooperationsView

ON_PAPER = 12
SHOWN = 100
MOST_ORIGINS = 100
ANSWERS = ("partners__confirmed_by", "partners__declined_by", "partners__organisation__representation__institution")


@require_safe
def cooperations(request: HttpRequest) -> HttpResponse:
    """Who works with whom, and how we know: one by one, or counted by country, interface or partner."""
    user, by = reader_of(request), _counted_by(request)
    partner = organisation_asked(request, "partner")
    rest = request.GET.copy()
    rest.pop("by", None)
    shown = {
        "view": _view(request, by, SHOWN),
        "by": by,
        "tables": TABLES,
        "rest": rest.urlencode(),
        "chosen": _chosen(request),
        "span": span_asked(request),
        "partner": partner,
        "narrowed": ", ".join(part for part in (str(partner or ""), span_asked(request).said) if part),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "kinds": Cooperation.Kind.choices,
        "standings": Cooperation.Standing.choices,
        "interfaces": interfaces_for(user),
        "writes": can_write(user),
    }
    return render(request, "desk/cooperations.html", shown)


@require_safe
def cooperations_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """One of the tables as a file, narrowed down as the page is."""
    return listing_file({name: _known_view(request, name).listing}, name, form, "register")


@require_POST
def cooperations_pin(request: HttpRequest, name: str) -> HttpResponse:
    """Pin one of the tables."""
    view = _known_view(request, name)
    asked = {"page": "cooperations", "table": name, "language": get_language() or "en"}
    return pin(request, {name: view.listing}, version=REGISTER, said=(_("Cooperations"), view.answer), asked=asked)


@require_safe
def cooperations_a4(request: HttpRequest) -> HttpResponse:
    """The cooperations on one sheet of paper."""
    view = _view(request, shown=SHOWN)
    sheet = Sheet(
        title=_("Who works with whom, and how do we know?"),
        place=_("Register"),
        sentences=[_view(request, "countries").answer],  # says from how many countries partners are
        listing=replace(view.listing, at_first=ON_PAPER),
        citation=view.listing.citation,
        back=reverse("register_cooperations"),
        today=timezone.localdate(),
    )
    return render(request, "evidence/a4.html", {"sheet": sheet})


@require_safe
def cooperation(request: HttpRequest, public_id: str) -> HttpResponse:
    """One cooperation: partners, proofs, history, next steps."""
    user = reader_of(request)
    found = get_object_or_404(
        cooperations_for(user).prefetch_related("proofs__document", "steps", "changes", *ANSWERS),
        public_id=public_id,
    )
    language, places = get_language() or "en", place_names()
    is_own = can_read(user) and found.institution_id == user.institution_id
    shown = {
        "one": found,
        "takes_part": is_own or (can_read(user) and _speaks(user, found)),
        "parts": [(part, place_said(part.organisation, places)) for part in found.partners.all()],
        "period": span_written(found.began, found.ended),
        "alone": confirmed_alone(found),
        "interface": interface_title(found, language),
        "at": interface_key(found),
        "writes": can_change(user, found),
        "confirms": is_confirmable(found, user),
        "declines": is_declinable(found, user),
        "has_confirmed": any(part.confirmed_by_id == user.institution_id for part in found.partners.all()),
        "withdraws": can_change(user, found) and not is_confirmed_elsewhere(found),
        "origins": origins_of(found, user),
        "choices": _origins_to_choose(user) if can_change(user, found) else [],
        "forms": {
            "decline": DeclineForm(auto_id="decline_%s", initial={"version": found.version}),
            "proof": ProofForm(prefix=None, auto_id="proof_%s"),
            "step": StepForm(auto_id="step_%s"),
            "status": StatusForm(initial={"status": found.status, "ended": found.ended}, auto_id="status_%s"),
            "release": ReleaseForm(initial={"release": found.release}, auto_id="release_%s"),
        },
        "citation": register_citation(),
    }
    return render(request, "desk/cooperation.html", shown)


def _speaks(user: User, found: Cooperation) -> bool:
    """Tell whether the user's institution speaks for a partner."""
    spoken = (getattr(part.organisation, "representation", None) for part in found.partners.all())
    return any(one is not None and one.institution_id == user.institution_id for one in spoken)


def _origins_to_choose(user: User) -> list[tuple[str, str]]:
    """Findings a user sees, and the own shortlist, the newest first."""
    findings = findings_for(user).order_by("-created").values_list("public_id", "title")[:MOST_ORIGINS]
    entries = shortlist_of(user).order_by("-created").values_list("public_id", "name")[:MOST_ORIGINS]
    named = _("Partner: %(name)s")
    return [
        *((f"entry:{public_id}", named % {"name": name}) for public_id, name in entries),
        *((f"finding:{public_id}", title) for public_id, title in findings),
    ]


def _chosen(request: HttpRequest) -> dict[str, str]:
    asked = ("country", "kind", "standing", "interface", "partner", "from", "until")
    return {key: request.GET.get(key, "")[:300].replace("\x00", "") for key in asked}


def _counted_by(request: HttpRequest) -> str:
    """Which of the tables the page shows; what makes no sense is the first."""
    by = request.GET.get("by", "")
    return by if by in TABLES else TABLES[0]


def _known_view(request: HttpRequest, name: str) -> CooperationsView:
    """All rows of a table; 404 where there is none of that name."""
    if name not in TABLES:
        raise Http404
    return _view(request, name)


def _view(request: HttpRequest, name: str = TABLES[0], shown: int | None = None) -> CooperationsView:
    user = reader_of(request)
    found = _narrowed(cooperations_for(user), _chosen(request), user, span_asked(request))
    return cooperations_view(found, user, place_names(), get_language() or "en", name=name, shown=shown)


def _narrowed(found: QuerySet[Cooperation], chosen: dict[str, str], user: User, span: Span) -> QuerySet[Cooperation]:
    """Those that fit what was chosen; what makes no sense fits none."""
    parts = CooperationPartner.objects.all()
    if chosen["country"]:
        found = found.filter(
            pk__in=parts.filter(organisation__region__startswith=chosen["country"]).values("cooperation")
        )
    if chosen["partner"]:
        found = found.filter(pk__in=parts.filter(organisation__public_id=chosen["partner"]).values("cooperation"))
    if chosen["interface"]:
        found = at_interface(found, chosen["interface"], user)
    same = {key: chosen[key] for key in ("kind", "standing") if chosen[key]}
    return found.filter(span.holds_partial("began", "ended"), **same)
