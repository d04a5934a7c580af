"""Clusters, members and organisations of the register as tables."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crossfield.web.desk.queries.cooperation import register_citation
from crossfield.web.evidence.queries.listing import Column, Listing, web_address
from crossfield.web.registry.models.partial_date import written
from crossfield.web.registry.queries.intake import COLUMNS
from crossfield.web.registry.queries.organisation import NEWEST, newest_said, told_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from crossfield.web.registry.models import (
        Cluster,
        Membership,
        Organisation,
        OrganisationRelation,
        OrganisationSheet,
    )
    from crossfield.web.registry.queries.organisation import Said

    Row = dict[str, Any]

FILED = ("website", "regions", "services", "remark")
"""What only files hold of clusters."""
EMPTY: Mapping[int, Mapping[str, str]] = MappingProxyType({})


def clusters_listing(clusters: Iterable[Cluster], places: Mapping[str, str], language: str) -> Listing:
    """Clusters with seat, fields, founding and the newest member count with its date."""
    columns = (
        Column("name", _("Cluster")),
        Column("place", _("Seat")),
        Column("fields", _("Fields")),
        Column("founded", _("Founded")),
        Column("members", _("Members, as a source says"), "count"),
        Column("as_of", _("As of")),
        Column("label", _("Label or programme")),
    )
    found = list(clusters)
    values = newest_said([one.organisation_id for one in found])
    rows = [_cluster_row(one, values.get(one.organisation_id, {}), places, language) for one in found]
    return Listing(
        "clusters",
        _("Clusters"),
        columns,
        rows,
        register_citation(),
        address=lambda row: ("name", reverse("register_cluster", args=[row["public_id"]])),
        empty=_("No cluster fits. Try another word."),
        at_first=30,
        coded=coded(*(Column(key, COLUMNS[key]) for key in FILED)),
    )


def _cluster_row(cluster: Cluster, newest: Mapping[str, Said], places: Mapping[str, str], language: str) -> Row:
    organisation, members = cluster.organisation, newest.get("members")
    known = {key: value.value for key, value in newest.items()}
    titles = ", ".join(field.title(language) for field in cluster.fields.all())
    return {
        "public_id": organisation.public_id,
        "name": organisation.name,
        "place": place_said(organisation, places, known.get("city", "")),
        "fields": titles or known.get("fields", ""),
        "founded": written(known.get("founded", "")),
        "members": told_count(members),
        "as_of": written(members.as_of) if members else "",
        "label": known.get("label", ""),
        "city": known.get("city", ""),
        "postcode": known.get("postcode", ""),
        "region": organisation.region,
        **{key: known.get(key, "") for key in FILED},
    }


def coded(*more: Column) -> tuple[Column, ...]:
    """Columns of files by which the program knows an organisation again."""
    return (
        Column("public_id", _("Id in the register")),
        Column("city", _("City")),
        Column("postcode", _("Postcode")),
        Column("region", _("Region (NUTS code)")),
        *more,
    )


def place_said(organisation: Organisation, places: Mapping[str, str], city: str = "") -> str:
    """Seat as people say it: city, region and code, as far as known."""
    region = organisation.region
    known = next((places[code] for code in (region, region[:4]) if code in places), "")
    named = f"{known} ({region})" if known else region
    return ", ".join(part for part in (city if city not in named else "", named) if part)


def members_listing(
    memberships: Iterable[Membership],
    sheets: Mapping[int, OrganisationSheet],
    places: Mapping[str, str],
    known: Mapping[int, Mapping[str, str]] = EMPTY,
) -> Listing:
    """Members of a cluster, with what the own sheet says of number and class, and what sources say, by organisation."""
    columns = (
        Column("name", _("Organisation")),
        Column("place", _("Seat")),
        Column("since", _("Member since")),
        Column("until", _("Member until")),
        Column("ended", _("How it ended")),
        Column("number", _("Member number")),
        Column("contribution", _("Contribution class")),
    )
    rows = []
    for one in memberships:
        sheet = sheets.get(one.member_id)
        ended = str(one.get_ended_display()) if one.ended else ""
        rows.append(
            {
                "public_id": one.member.public_id,
                "name": one.member.name,
                "place": place_said(one.member, places),
                "since": day_said(one.valid_from),
                "until": day_said(one.valid_to),
                "ended": f"{ended}; {one.successor.name}" if one.successor else ended,
                "number": sheet.member_number if sheet else "",
                "contribution": sheet.contribution_class if sheet else "",
                "text": sheet.text if sheet else "",
                **_core(one.member, known),
            }
        )
    return Listing(
        "members",
        _("Members"),
        columns,
        rows,
        register_citation(),
        address=lambda row: ("name", reverse("register_organisation", args=[row["public_id"]])),
        empty=_("No member is recorded for this day. Add one below, or bring in a list."),
        at_first=30,
        coded=coded(*CORE, Column("text", _("Notes"))),
    )


def changeable_members(listing: Listing, memberships: Iterable[Membership], institution: int | None) -> Listing:
    """The table of members with a way to change what an institution recorded itself; files are as they were."""
    text, empty = _("Change"), tuple[tuple[str, str], ...]()
    rows = []
    for row, one in zip(listing.rows, memberships, strict=True):
        own = one.institution_id == institution
        address = reverse("register_membership_change", args=[one.public_id])
        rows.append({**row, "change": text if own else "", "change_links": ((text, address),) if own else empty})
    columns = (*listing.columns, Column("change", _("Days and end")))
    return replace(listing, columns=columns, filed=listing.kept, rows=rows)


def relations_listing(relations: Iterable[OrganisationRelation]) -> Listing:
    """How organisations belong to one another."""
    columns = (
        Column("organisation", _("Organisation")),
        Column("relation", _("Relation")),
        Column("other", _("Other organisation")),
        Column("share", _("Share in %"), "number"),
        Column("valid_from", _("Valid from")),
        Column("valid_to", _("Valid until")),
        Column("source", _("Who says so")),
    )
    rows = [
        {
            "organisation": one.organisation.name,
            "relation": str(one.get_kind_display()),
            "other": one.other.name,
            "share": None if one.share is None else float(one.share),
            "valid_from": day_said(one.valid_from),
            "valid_to": day_said(one.valid_to),
            "source": one.source,
            "organisation_id": one.organisation.public_id,
            "other_id": one.other.public_id,
        }
        for one in relations
    ]
    coded_by = (
        Column("organisation_id", _("Id of the organisation")),
        Column("other_id", _("Id of the other organisation")),
    )
    return Listing("relations", _("Relations of organisations"), columns, rows, register_citation(), coded=coded_by)


def day_said(day: date | None) -> str:
    """A day in full, as the page's language writes it; empty where it is not known."""
    return str(date_format(day, "DATE_FORMAT")) if day else ""


def members_answer(cluster: str, day: date, count: int, stated: Sequence[Row]) -> str:
    """How many members are recorded on a day, and what sources say beside it."""
    text = ngettext(
        "On %(day)s, %(count)s member of %(cluster)s is recorded here.",
        "On %(day)s, %(count)s members of %(cluster)s are recorded here.",
        count,
    )
    answer = text % {"day": date_format(day, "DATE_FORMAT"), "count": count, "cluster": cluster}
    if not stated:
        return answer
    more = _("A source counts %(members)s members (%(as_of)s).")
    newest = stated[0]
    said = {"members": newest["value"], "as_of": newest["as_of"] or _("date not stated")}
    return f"{answer} {more % said}"


def values_listing(organisation: Organisation) -> Listing:
    """What sources say of an organisation, side by side, the newest first; numbers whose source is known below."""
    numbers = organisation.identifiers.exclude(scheme="crossfield").order_by("scheme", "value")
    columns = (
        Column("key", _("What")),
        Column("value", _("Value")),
        Column("as_of", _("As of")),
        Column("source", _("Who says so")),
    )
    rows = [
        {
            "kind": value.key,
            "key": str(value.get_key_display()),
            "value": written(value.value) if value.key == "founded" else value.value,
            "as_of": written(value.as_of or ""),
            "source": value.source,
        }
        for value in organisation.values.order_by("key", NEWEST, "-pk")
    ]
    rows += [
        {
            "kind": number.scheme,
            "key": str(number.get_scheme_display()),
            "value": number.value,
            "as_of": written(number.as_of or ""),
            "source": number.source,
        }
        for number in numbers
        if number.source
    ]
    empty = _("No source says anything about it here yet.")
    return Listing("values", _("What sources say"), columns, rows, register_citation(), address=_source, empty=empty)


def _source(row: Row) -> tuple[str, str]:
    return "source", web_address(row["source"])


CORE = (Column("website", gettext_lazy("Website")), Column("pic", "PIC"), Column("vat", "VAT"), Column("ror", "ROR"))

SEATED = ("city", "postcode", *(one.key for one in CORE))


def _core(organisation: Organisation, known: Mapping[int, Mapping[str, str]]) -> Row:
    """What files hold of an organisation beyond its name."""
    said = known.get(organisation.pk, {})
    return {"region": organisation.region, **{key: said.get(key, "") for key in SEATED}}


def organisations_listing(
    organisations: Iterable[Organisation],
    places: Mapping[str, str],
    known: Mapping[int, Mapping[str, str]] = EMPTY,
) -> Listing:
    """Organisations as they are found, with what sources say of them, by organisation."""
    columns = (Column("name", _("Organisation")), Column("place", _("Seat")))
    rows = [
        {"public_id": one.public_id, "name": one.name, "place": place_said(one, places), **_core(one, known)}
        for one in organisations
    ]
    return Listing(
        "organisations",
        _("Organisations"),
        columns,
        rows,
        register_citation(),
        address=lambda row: ("name", reverse("register_organisation", args=[row["public_id"]])),
        empty=_("No organisation is called so. Try another spelling, or add it."),
        at_first=50,
        coded=coded(*CORE),
    )
