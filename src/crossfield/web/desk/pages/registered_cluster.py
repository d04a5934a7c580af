"""Clusters of the register: all of them, and one with its members on any day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.models.search import searched
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.desk.pages.span import day_asked
from crossfield.web.desk.queries.board import glance_listing, on_one_page
from crossfield.web.desk.queries.cooperation import cooperations_listing, register_citation
from crossfield.web.desk.queries.place import place_names
from crossfield.web.desk.queries.platform_profile import platform_listing
from crossfield.web.desk.queries.registered import (
    changeable_members,
    clusters_listing,
    members_answer,
    members_listing,
    place_said,
    values_listing,
)
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.basis import REGISTER
from crossfield.web.evidence.queries.crosswalk import cluster_code_of
from crossfield.web.evidence.queries.listing import FORMS
from crossfield.web.evidence.queries.sheet import Sheet
from crossfield.web.registry.forms.organisation import EndForm, MembershipForm
from crossfield.web.registry.models import Cluster
from crossfield.web.registry.models.organisation import ValueKey
from crossfield.web.registry.queries.cluster import (
    changes_between,
    clusters_found,
    first_known_day,
    members_on,
    memberships_for,
    own_memberships,
)
from crossfield.web.registry.queries.cooperation import cooperations_of
from crossfield.web.registry.queries.organisation import core_values, otherwise_called, sheets_for
from crossfield.web.registry.queries.seat import regions_told
from crossfield.web.registry.rules import can_read, can_write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.accounts.models import User
    from crossfield.web.evidence.queries.listing import Listing
    from crossfield.web.registry.models import Membership

SHOWN = 100
ON_PAPER = 30
FEW = 20
"""Members of which each shows how to end its membership; among more one looks for it by name."""
PLATFORM = "platform"
ASKED = ("on", "who", "from")
"""What the page of a cluster is asked besides a name: a day, and who joined or left from another day on."""


@require_safe
def clusters(request: HttpRequest) -> HttpResponse:
    """Clusters of the register, narrowed down by a word, a region or a country."""
    listing, wanted, total = _clusters(request, SHOWN)
    listing = listing.out_of(total)
    said, day = {"count": total}, asked_day(request) if request.GET.get("on") else None
    text = ngettext("%(count)s cluster is in the register.", "%(count)s clusters are in the register.", total)
    if wanted:
        text = ngettext("%(count)s cluster fits.", "%(count)s clusters fit.", total)
    shown = {
        "answer": text % said,
        "listing": listing,
        "wanted": wanted,
        "day": day,
        "asked": {key: request.GET.get(key, "")[:10] for key in ASKED if request.GET.get(key)},
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "writes": can_write(reader_of(request)),
        "citation": register_citation(),
    }
    return render(request, "desk/registered_clusters.html", shown)


@require_safe
def clusters_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The table as a file."""
    return listing_file({"clusters": _clusters(request, None)[0]}, name, form, "register")


@require_POST
def clusters_pin(request: HttpRequest, name: str) -> HttpResponse:
    """Pin the table."""
    listing = _clusters(request, None)[0]
    asked = {"page": "register_clusters", "table": name, "language": get_language() or "en"}
    return pin(request, {"clusters": listing}, version=REGISTER, said=(_("Register"), ""), asked=asked)


def _clusters(request: HttpRequest, most: int | None) -> tuple[Listing, str, int]:
    wanted = request.GET.get("q", "")[:200].replace("\x00", "").strip()
    found = clusters_found(wanted)
    asked = QueryDict(mutable=True)
    asked.update({key: request.GET[key][:10] for key in ASKED if request.GET.get(key)})
    listing = clusters_listing(found[:most], place_names(), get_language() or "en")
    if asked:  # of a day: each cluster's page opens at it
        listing = replace(listing, address=lambda row: ("name", f"{_page(row)}?{asked.urlencode()}"))
    return listing, wanted, found.count()


def _page(row: dict[str, Any]) -> str:
    return reverse("register_cluster", args=[row["public_id"]])


@require_safe
def cluster(request: HttpRequest, public_id: str) -> HttpResponse:
    """One cluster: its members on a day, what sources say, and its cooperations."""
    shown = _view(request, public_id, SHOWN)
    return render(request, "desk/registered_cluster.html", shown)


@require_safe
def cluster_file(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """One of its tables as a file, or its profile for the European platform."""
    if name == PLATFORM:
        user, day = reader_of(request), asked_day(request)
        found = get_object_or_404(Cluster.objects.select_related("organisation"), organisation__public_id=public_id)
        listing = platform_listing(found, members_on(found, user, day), place_names(), day)
        return listing_file({PLATFORM: listing}, name, form, "cluster")
    return listing_file(_view(request, public_id)["listings"], name, form, "register")


@require_POST
def cluster_pin(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Pin one of its tables."""
    view = _view(request, public_id)
    asked = {"page": "register_cluster", "table": name, "language": get_language() or "en"}
    said = (str(view["organisation"].name), str(view["answer"]))
    return pin(request, view["listings"], version=REGISTER, said=said, asked=asked)


@require_safe
def cluster_a4(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its members on one sheet of paper, for the board."""
    view = _view(request, public_id)
    listing = view["listings"]["members"]
    sheet = Sheet(
        title=_("Who is a member of %(cluster)s?") % {"cluster": view["organisation"].name},
        place=str(view["place"]),
        sentences=[view["answer"], *view["glance"]],
        listing=replace(listing, at_first=ON_PAPER),
        citation=view["citation"],
        back=reverse("register_cluster", args=[public_id]),
        today=timezone.localdate(),
    )
    return render(request, "evidence/a4.html", {"sheet": sheet})


@require_safe
def cluster_board(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its members at a glance on one sheet of paper, as of any day."""
    view = _view(request, public_id)
    sheet = Sheet(
        title=_("Members of %(cluster)s at a glance") % {"cluster": view["organisation"].name},
        place=str(date_format(view["day"], "DATE_FORMAT")),
        sentences=[view["answer"], *view["glance"], _("A member counts once in each field it works in.")],
        listing=on_one_page(view["listings"]["glance"]),
        citation=view["citation"],
        back=reverse("register_cluster", args=[public_id]),
        today=timezone.localdate(),
    )
    return render(request, "evidence/a4.html", {"sheet": sheet})


def _view(request: HttpRequest, public_id: str, most: int | None = None) -> dict[str, Any]:
    """What the page shows, with so many members at most; None: all, as in its files."""
    user, language, places = reader_of(request), get_language() or "en", place_names()
    found = get_object_or_404(Cluster.objects.select_related("organisation"), organisation__public_id=public_id)
    organisation, day = found.organisation, asked_day(request)
    recorded = members_on(found, user, day)
    changed = _changed(request, found, user, day)
    wanted = request.GET.get("q", "")[:200].replace("\x00", "").strip()
    asked = recorded if changed is None else changed.found
    named = asked
    if wanted:
        called = Q(member__folded__contains=searched(wanted))
        named = asked.filter(called | Q(member__in=otherwise_called(wanted)))
    lasting = list(named[:most])
    count = named.count() if len(lasting) == most else len(lasting)
    keys = [one.member_id for one in lasting]
    members = members_listing(lasting, sheets_for(user, keys), places, {} if most else core_values(keys))
    writes = can_write(user)
    if most and writes:
        members = changeable_members(members, lasting, user.institution_id)
    if changed is not None:
        members = replace(members, caption=changed.caption, empty=changed.empty)
    elif not lasting and not wanted and (first := first_known_day(found, user)) and first > day:
        text = _("No member is recorded for this day: the first membership noted here begins on %(day)s.")
        members = replace(members, empty=text % {"day": date_format(first, "DATE_FORMAT")})
    members = members.out_of(count)
    values = values_listing(organisation)
    stated = [row for row in values.rows if row["kind"] == "members"]
    cooperations = list(cooperations_of(organisation, user))
    in_year = _in_year(found, user, day)
    listings = {
        "members": members,
        "cooperations": cooperations_listing(cooperations, places, language),
        "values": values,
    }
    if (
        count == len(lasting) and not wanted and changed is None
    ):  # of a few alone no figure for the board is made: its page and files count all
        listings["glance"] = glance_listing(user, language, {"members": lasting, **in_year})
    city = next((row["value"] for row in values.rows if row["kind"] == "city"), "")
    return {
        "organisation": organisation,
        "place": place_said(organisation, places, city),
        "fields": ", ".join(field.title(language) for field in found.fields.all()),
        "regions": _regions(values, places),
        "day": day,
        "answer": members_answer(
            organisation.name, day, count if asked is recorded and not wanted else recorded.count(), stated
        ),
        "wanted": wanted,
        "who": changed.who if changed is not None else "",
        "from": changed.first if changed is not None else None,
        "glance": _glance(in_year, day) if changed is None else [changed.said],
        "code": cluster_code_of(organisation),
        "mutual": [one for one in cooperations if one.kind == "mutual"],
        "listings": listings,
        "lasting": [one for one in lasting if one.institution_id == user.institution_id and not one.valid_to]
        if count <= FEW
        else [],
        "is_many": count > FEW,
        "writes": writes,
        "reads": can_read(user),
        "off": _taken_off(user, found) if writes else (),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "platform": [f"{PLATFORM}.{form}" for form in FORMS],
        "forms": {"member": MembershipForm(auto_id="member_%s"), "end": EndForm(auto_id="end_%s")},
        "citation": register_citation(),
    }


def _taken_off(user: User, cluster: Cluster) -> QuerySet[Membership]:
    """Those that the own institution took off last."""
    return own_memberships(user).filter(cluster=cluster, taken_off__isnull=False).order_by("-taken_off", "pk")[:FEW]


def _regions(values: Listing, places: Mapping[str, str]) -> list[tuple[str, str]]:
    """Where it works, as its newest source says, and the pages of these regions; "" where there is none."""
    text = next((row["value"] for row in values.rows if row["kind"] == ValueKey.REGIONS), "")  # the newest
    return [
        (f"{places[code]} ({code})" if told == code else told, reverse("region", args=[code]))
        if code in places
        else (told, "")
        for told, code in regions_told(text)
    ]


def asked_day(request: HttpRequest, key: str = "on") -> date:
    """The day asked for; today where none is, or what is given is no day."""
    return day_asked(request, key) or timezone.localdate()


@dataclass(frozen=True, slots=True)
class Changed:
    """Who joined or left in a time: the memberships, the first day, and how the page says it."""

    who: str
    first: date
    found: QuerySet[Membership]
    said: str
    caption: str
    empty: str


def _changed(request: HttpRequest, cluster: Cluster, user: User, last: date) -> Changed | None:
    """Who joined or left up to a day, where that is asked, from another day on; else from the beginning of its year."""
    who, first = request.GET.get("who", ""), day_asked(request, "from") or date(last.year, 1, 1)
    found = changes_between(cluster, user, first, last)
    if who not in found:
        return None
    said = {"first": date_format(first, "DATE_FORMAT"), "last": date_format(last, "DATE_FORMAT")}
    counts = {name: rows.count() for name, rows in found.items()}
    texts = {
        "joined": (_("Who joined from %(first)s to %(last)s"), _("Nobody joined in this time, as far as is recorded.")),
        "left": (_("Who left from %(first)s to %(last)s"), _("Nobody left in this time, as far as is recorded.")),
    }
    sentence = _("From %(first)s to %(last)s, %(joined)s joined and %(left)s left.") % {**said, **counts}
    caption, empty = texts[who]
    return Changed(who, first, found[who], sentence, caption % said, empty)


def _in_year(cluster: Cluster, user: User, day: date) -> dict[str, QuerySet[Membership]]:
    """Who joined and who left in the year of a day, up to it."""
    first = date(day.year, 1, 1)
    known = memberships_for(user).filter(cluster=cluster)
    joined = known.filter(valid_from__gte=first, valid_from__lte=day)
    return {"joined": joined, "left": known.filter(valid_to__gte=first, valid_to__lt=day)}


def _glance(in_year: dict[str, QuerySet[Membership]], day: date) -> list[str]:
    """It in a sentence; none where nobody joined or left."""
    counts = {name: found.count() for name, found in in_year.items()}
    if not any(counts.values()):
        return []
    return [_("In %(year)s up to this day, %(joined)s joined and %(left)s left.") % {"year": day.year, **counts}]
