"""Cooperations as tables: by country, interface and partner, each with how they are known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.organisation_index import folded
from crossfield.web.registry.models import Cooperation
from crossfield.web.registry.models.partial_date import span_written
from crossfield.web.registry.queries.cooperation import (
    known_by_country,
    known_by_interface,
    known_by_partner,
    number_of_partners,
    partner_count,
    partner_countries,
    standings_of,
    without_seat,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Contact, Event
    from crossfield.web.registry.queries.cooperation import Known

    Row = dict[str, Any]

MOST_ROWS = 50
"""Of the tables by country, interface and partner on the page; their files hold all."""


@dataclass(frozen=True, slots=True)
class CooperationsView:
    """What the page of cooperations shows."""

    answer: str
    listings: dict[str, Listing]
    citation: str
    left_out: str
    """Which of them the tables by country and interface cannot count; empty: none."""


def register_citation() -> str:
    """What tables of the register rest on."""
    return _("Register of this workbench as of %(day)s; each entry with its own source.") % {
        "day": date_format(timezone.localdate(), "DATE_FORMAT")
    }


def cooperations_view(
    found: QuerySet[Cooperation],
    user: User | None,
    countries: Mapping[str, str],
    language: str,
    shown: int | None = None,
) -> CooperationsView:
    """All cooperations given, and the same by country, interface and partner; the database counts.

    Parameters
    ----------
    found
        As the user may see them.
    user
        Who looks: named interfaces that are kept from this user are none.
    countries
        Code → name.
    language
        Of the page.
    shown
        How many cooperations the first table has; None: all. With a number, the table by partner is as long as a page
        shows. The counts are of all in either case.
    """
    citation, known = register_citation(), standings_of(found)
    own, page = reverse("register_cooperations"), reverse("register_organisation", args=["ID"])
    total, lands = sum(known.values()), known_by_country(found)
    listing = cooperations_listing(found[:shown], countries, language)
    if len(listing.rows) < total:
        said = {"caption": listing.caption, "rows": len(listing.rows), "all": total}
        caption = _("%(caption)s: the first %(rows)s of %(all)s rows") % said
        listing = replace(listing, caption=caption)
    by_country = [_row(one, countries, f"{own}?country={one.key}") for one in lands]
    most = MOST_ROWS if shown is not None else None
    by_partner = [_row(one, {}, page.replace("ID", one.key)) for one in known_by_partner(found, most)]
    named = known_by_interface(found, user, language)
    at = [_row(one, {}, f"{own}?interface={quote(one.key)}") for one in named]
    left_out = _left_out(total - sum(one.cooperations for one in named), without_seat(found))
    tables = (
        ("countries", _("By country"), _("Country"), by_country),
        ("interfaces", _("By interface"), _("Interface"), at),
        ("partners", _("By partner"), _("Organisation"), by_partner),
    )
    listings = {name: _by(name, caption, heading, rows, citation) for name, caption, heading, rows in tables}
    if most is not None:
        listings["partners"] = listings["partners"].out_of(number_of_partners(found))
    return CooperationsView(_answer(known, len(lands)), {"cooperations": listing, **listings}, citation, left_out)


def _left_out(interfaces: int, seats: int) -> str:
    told = []
    if interfaces:
        text = ngettext("%(count)s cooperation names no interface.", "%(count)s cooperations name none.", interfaces)
        told.append(text % {"count": interfaces})
    if seats:
        text = ngettext(
            "Of %(count)s cooperation no partner's seat is known.",
            "Of %(count)s cooperations no partner's seat is known.",
            seats,
        )
        told.append(text % {"count": seats})
    return " ".join(told)


def rows_known_as(listing: Listing) -> str:
    """How many rows of `cooperations_listing` are known in which way, in a sentence; "" where there are none."""
    counts = dict.fromkeys(Cooperation.Standing.values, 0) | Counter(row["known"] for row in listing.rows)
    text = _("Confirmed by both sides: %(confirmed)s; documented: %(documented)s; stated by one side only: %(stated)s.")
    return text % counts if listing.rows else ""


def cooperations_listing(
    cooperations: Iterable[Cooperation], countries: Mapping[str, str], language: str, empty: str = ""
) -> Listing:
    """Cooperations as one table; its files name all partners."""
    columns = (
        Column("title", _("Cooperation")),
        Column("kind", _("Kind")),
        Column("period", _("Period")),
        Column("partners", _("Partners"), "count"),
        Column("countries", _("Countries")),
        Column("interface", _("Interface")),
        Column("standing", _("How it is known")),
        Column("status", _("Status")),
    )
    rows = [
        {
            "public_id": one.public_id,
            "title": one.title,
            "kind": str(one.get_kind_display()),
            "period": span_written(one.began, one.ended),
            "partners": partner_count(one),
            "countries": ", ".join(sorted((countries.get(code, code) for code in partner_countries(one)), key=folded)),
            "interface": interface_title(one, language),
            "standing": str(one.get_standing_display()),
            "known": one.standing,
            "status": str(one.get_status_display()),
        }
        for one in cooperations
    ]
    return Listing(
        "cooperations",
        _("Cooperations"),
        columns,
        rows,
        register_citation(),
        address=lambda row: ("title", reverse("register_cooperation", args=[row["public_id"]])),
        empty=empty or _("No cooperation is recorded here yet."),
    )


def interface_title(one: Contact | Cooperation | Event, language: str) -> str:
    """Name of the interface that something is about: a named one, else its two fields; "" where it has none."""
    if one.interface:
        return one.interface.title(language)
    if one.side_a and one.side_b:
        return f"{one.side_a.title(language)} × {one.side_b.title(language)}"
    return ""


def _row(one: Known, names: Mapping[str, str], address: str) -> Row:
    counts = {"cooperations": one.cooperations, **one.standings}
    return {"name": names.get(one.key, one.title), "address": address, **counts}


def _by(name: str, caption: str, heading: str, rows: list[Row], citation: str) -> Listing:
    columns = (
        Column("name", heading),
        Column("cooperations", _("Cooperations"), "count"),
        Column("confirmed", _("confirmed by both sides"), "count"),
        Column("documented", _("documented"), "count"),
        Column("stated", _("stated by one side"), "count"),
    )
    return Listing(
        name,
        caption,
        columns,
        sorted(rows, key=lambda row: (-row["cooperations"], folded(row["name"]))),
        citation,
        address=lambda row: ("name", row["address"]),
        at_first=8,
        most=MOST_ROWS,
        empty=_("Nothing to count yet."),
    )


def _answer(counts: Mapping[str, int], places: int) -> str:
    total = sum(counts.values())
    if not total:
        return _("No cooperation is recorded here yet.")
    first = ngettext("%(count)s cooperation is recorded", "%(count)s cooperations are recorded", total)
    lands = ngettext("with partners from %(count)s country", "with partners from %(count)s countries", places)
    text = _(
        "%(cooperations)s %(countries)s. Confirmed by both sides: %(confirmed)s; documented: %(documented)s; "
        "stated by one side only: %(stated)s."
    )
    return text % {
        "cooperations": first % {"count": total},
        "countries": lands % {"count": places},
        **counts,
    }
