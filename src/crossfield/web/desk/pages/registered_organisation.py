"""Organisations of the register: found by name, and one with all that is known here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.desk.queries.cooperation import cooperations_listing, register_citation, rows_known_as
from crossfield.web.desk.queries.linked_data import organisation_document
from crossfield.web.desk.queries.place import place_names
from crossfield.web.desk.queries.registered import organisations_listing, place_said, relations_listing, values_listing
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.acquaintance import ways_answer, ways_listing, ways_to
from crossfield.web.evidence.queries.basis import REGISTER
from crossfield.web.evidence.queries.crosswalk import codes_of
from crossfield.web.registry.forms.organisation import (
    ChangedRelationForm,
    CoreForm,
    DelegateForm,
    MergeForm,
    NumberForm,
    RelationForm,
    RepresentForm,
    ValueForm,
)
from crossfield.web.registry.forms.profile import AskForm
from crossfield.web.registry.models import Organisation, OrganisationRelation, ValueKey
from crossfield.web.registry.queries.cluster import memberships_of
from crossfield.web.registry.queries.cooperation import cooperations_of
from crossfield.web.registry.queries.delegate import delegates_for, delegates_to_choose
from crossfield.web.registry.queries.organisation import (
    core_values,
    merged_sheets,
    merges_of,
    namesakes,
    numbers_to_choose,
    organisations_found,
    relations_of,
    sheet_for,
)
from crossfield.web.registry.queries.person import people_at
from crossfield.web.registry.queries.profile import profiles_of
from crossfield.web.registry.queries.proposal import proposals_of, proposals_to_decide
from crossfield.web.registry.queries.relation import relation_stands
from crossfield.web.registry.queries.week import contacts_with
from crossfield.web.registry.rules import can_end_representation, can_read, can_represent, can_write

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.accounts.models import User
    from crossfield.web.evidence.queries.acquaintance import Way
    from crossfield.web.evidence.queries.listing import Listing
    from crossfield.web.registry.models import Profile

SHOWN = 100
MOST_CONTACTS = 10
MOST_PEOPLE = 100


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Find an organisation by name or number."""
    wanted = request.GET.get("q", "")[:200]
    found = organisations_found(wanted)
    first = list(found[:SHOWN])
    total = found.count() if len(first) == SHOWN else len(first)
    listing = organisations_listing(first, place_names()).out_of(total)
    said = {"count": total}
    text = ngettext("%(count)s organisation fits.", "%(count)s organisations fit.", total)
    if not wanted.strip():
        text = ngettext(
            "%(count)s organisation is in the register.", "%(count)s organisations are in the register.", total
        )
    shown = {
        "answer": text % said,
        "listing": listing,
        "wanted": wanted,
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "writes": can_write(reader_of(request)),
        "represents": can_represent(reader_of(request)),
        "citation": register_citation(),
    }
    return render(request, "desk/registered_organisations.html", shown)


@require_safe
def organisations_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The table as a file, or how organisations belong to one another."""
    if name == "relations":
        every = OrganisationRelation.objects.select_related("organisation", "other")
        known = every.order_by("organisation__name", "kind", "other__name", "pk")
        return listing_file({"relations": relations_listing(known)}, name, form, "register")
    found = list(organisations_found(request.GET.get("q", "")))
    listing = organisations_listing(found, place_names(), core_values([one.pk for one in found]))
    return listing_file({"organisations": listing}, name, form, "register")


@require_safe
def organisation(request: HttpRequest, public_id: str) -> HttpResponse:
    """What sources say of it, how it belongs to others, its memberships and cooperations, and the own sheet."""
    user, places = reader_of(request), place_names()
    found = get_object_or_404(Organisation.every.select_related("merged_into"), public_id=public_id)
    if found.merged_into is not None:
        return redirect("register_organisation", found.merged_into.public_id)
    code = codes_of([found]).get(found.pk, "")
    ways = ways_to(user, code=code, organisation=found)
    listings = _listings(request, found, ways)
    values = {row["kind"]: row["value"] for row in reversed(listings["values"].rows)}
    speaks = getattr(found, "representation", None)
    proposals, decides = list(proposals_of(found)), set[int]()
    if proposals:
        decides = set(proposals_to_decide(user).filter(organisation=found).values_list("pk", flat=True))
    shown = {
        "organisation": found,
        "is_cluster": hasattr(found, "cluster"),
        "place": place_said(found, places, values.get("city", "")),
        "website": values.get("website", ""),
        "identifiers": found.identifiers.exclude(scheme="crossfield"),
        "relations": _relations(found, writes=can_write(user)),
        "memberships": memberships_of(found, user),
        "sheet": sheet_for(user, found),
        "merged_sheets": merged_sheets(user, found),
        "merges": merges_of(found),
        "proposals": proposals,
        "decides": decides,
        "institution": user.institution_id,
        "once": new_public_id(),
        "alike": namesakes(found),
        "people": people_at(found, user)[:MOST_PEOPLE],
        "reads": can_read(user),
        "contacts": contacts_with(found, user)[:MOST_CONTACTS],
        "listings": listings,
        "known_as": rows_known_as(listings["cooperations"]),
        "writes": can_write(user),
        "removes": any(row["kind"] in ValueKey.values for row in listings["values"].rows),
        "represents": can_represent(user) and (speaks is None or speaks.institution_id == user.institution_id),
        "speaks": speaks if can_read(user) else None,
        "ends": can_end_representation(user, speaks),
        "profiles": _profiles(found, user),
        "delegates": delegates_for(user).filter(organisation=found),
        "accounts": delegates_to_choose(user).exists(),
        "asks": AskForm(auto_id="ask_%s", initial={"language": get_language()}),
        "forms": {
            "value": ValueForm(auto_id="value_%s"),
            "relation": RelationForm(auto_id="relation_%s"),
            "delegate": DelegateForm(auto_id="delegate_%s", accounts=delegates_to_choose(user)),
            "core": CoreForm(auto_id="core_%s", initial={"name_shown": found.name, "region_shown": found.region}),
            "number": NumberForm(auto_id="number_%s", several=numbers_to_choose(found)),
            "merge": MergeForm(auto_id="merge_%s"),
            "represent": RepresentForm(auto_id="represent_%s", initial=speaks and vars(speaks)),
        },
        "code": code,
        "ways": ways_answer(ways),
        "citation": register_citation(),
    }
    return render(request, "desk/registered_organisation.html", shown)


@require_safe
def organisation_file(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """One of its tables as a file."""
    found = get_object_or_404(Organisation, public_id=public_id)
    return listing_file(_listings(request, found), name, form, "register")


@require_safe
def organisation_linked(request: HttpRequest, public_id: str) -> HttpResponse:
    """The organisation and its memberships as linked data (JSON-LD)."""
    found = get_object_or_404(Organisation, public_id=public_id)
    document = organisation_document(found, reader_of(request), request.build_absolute_uri)
    answer = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Type"] = "application/ld+json"
    answer["Content-Disposition"] = f'attachment; filename="crossfield-{public_id}.jsonld"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def organisation_pin(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Pin one of its tables."""
    found = get_object_or_404(Organisation, public_id=public_id)
    asked = {"page": "register_organisation", "table": name, "language": get_language() or "en"}
    return pin(request, _listings(request, found), version=REGISTER, said=(found.name, ""), asked=asked)


def _listings(request: HttpRequest, found: Organisation, ways: list[Way] | None = None) -> dict[str, Listing]:
    user = reader_of(request)
    known = ways_to(user, code=codes_of([found]).get(found.pk, ""), organisation=found) if ways is None else ways
    cooperations = cooperations_of(found, user)
    empty = _("No cooperation of it is recorded here yet.")
    return {
        "ways": ways_listing(known, get_language() or "en", register_citation()),
        "values": values_listing(found),
        "cooperations": cooperations_listing(cooperations, place_names(), get_language() or "en", empty),
    }


def _relations(found: Organisation, *, writes: bool) -> list[OrganisationRelation]:
    """How it belongs to others; with a form for each where the reader writes."""
    relations = relations_of(found)
    for one in relations if writes else ():
        known = {name: getattr(one, name) for name in ("share", "valid_from", "valid_to", "source")}
        start = {**known, "stands": relation_stands(one)}
        one.form = ChangedRelationForm(auto_id=f"relation_{one.public_id}_%s", initial=start)  # type: ignore[attr-defined]  # for the page
    return relations


def _profiles(found: Organisation, user: User) -> list[Profile]:
    """What it says of itself, with its fields in the reader's language."""
    profiles = list(profiles_of(found, user))
    for one in profiles:
        one.titles = ", ".join(field.title(get_language() or "en") for field in one.fields.all())  # type: ignore[attr-defined]  # for the page
    return profiles
