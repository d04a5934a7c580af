"""Cooperations as a table, and counted by country, interface or partner, each with how they are known."""

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
TABLES = ("cooperations", "countries", "interfaces", "partners")
"""Cooperations one by one, and counted by what; the page shows one of these at a time."""


@dataclass(frozen=True, slots=True)
class CooperationsView:
    """What the page of cooperations shows."""

    answer: str
    listing: Listing
    left_out: str = ""
    """Which of them the table cannot count; empty: none, or the table counts nothing."""


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
    *,
    name: str = TABLES[0],
    shown: int | None = None,
) -> CooperationsView:
    """The cooperations given as a table, or counted by country, interface or partner; the database counts.

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
    name
        Which of `TABLES`: the cooperations one by one, or what they are counted by.
    shown
        How many cooperations the table has at most; one by partner has as many as a page shows, all others every row.
        None: all. The counts are of all in either case.
    """
    own, known = reverse("register_cooperations"), standings_of(found)
    if name == "countries":
        lands = known_by_country(found)
        rows = [_row(one, countries, f"{own}?country={one.key}") for one in lands]
        listing = _by(name, _("By country"), _("Country"), rows)
        return CooperationsView(_answer(known, len(lands)), listing, _seatless(without_seat(found)))
    answer = _answer(known)
    if name == "interfaces":
        named = known_by_interface(found, user, language)
        rows = [_row(one, {}, f"{own}?interface={quote(one.key)}") for one in named]
        listing = _by(name, _("By interface"), _("Interface"), rows)
        left_out = _nowhere(sum(known.values()) - sum(one.cooperations for one in named))
        return CooperationsView(answer, listing, left_out)
    if name == "partners":
        page, most = reverse("register_organisation", args=["ID"]), None if shown is None else MOST_ROWS
        rows = [_row(one, {}, page.replace("ID", one.key)) for one in known_by_partner(found, most)]
        listing = _by(name, _("By partner"), _("Organisation"), rows)
        if most is not None:
            listing = listing.out_of(number_of_partners(found))
        return CooperationsView(answer, listing)
    listing, total = cooperations_listing(found[:shown], countries, language), sum(known.values())
    if len(listing.rows) < total:
        said = {"caption": listing.caption, "rows": len(listing.rows), "all": total}
        listing = replace(listing, caption=_("%(caption)s: the first %(rows)s of %(all)s rows") % said)
    return CooperationsView(answer, listing)


def _nowhere(count: int) -> str:
    """How many name no interface; "" where all do."""
    text = ngettext("%(count)s cooperation names no interface.", "%(count)s cooperations name no interface.", count)
    return text % {"count": count} if count else ""


def _seatless(count: int) -> str:
    """Of how many no partner's seat is known; "" where there is none."""
    text = ngettext(
        "Of %(count)s cooperation no partner's seat is known.",
        "Of %(count)s cooperations no partner's seat is known.",
        count,
    )
    return text % {"count": count} if count else ""


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


def _by(name: str, caption: str, heading: str, rows: list[Row]) -> Listing:
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
        register_citation(),
        address=lambda row: ("name", row["address"]),
        most=MOST_ROWS,
        empty=_("Nothing to count yet."),
    )


def _answer(counts: Mapping[str, int], places: int | None = None) -> str:
    """How many are known in which way; with ``places``, from how many countries their partners are."""
    total = sum(counts.values())
    if not total:
        return _("No cooperation is recorded here yet.")
    first = ngettext("%(count)s cooperation is recorded", "%(count)s cooperations are recorded", total)
    said = {"cooperations": first % {"count": total}, **counts}
    if places is None:
        text = _(
            "%(cooperations)s. Confirmed by both sides: %(confirmed)s; documented: %(documented)s; "
            "stated by one side only: %(stated)s."
        )
        return text % said
    lands = ngettext("with partners from %(count)s country", "with partners from %(count)s countries", places)
    text = _(
        "%(cooperations)s %(countries)s. Confirmed by both sides: %(confirmed)s; documented: %(documented)s; "
        "stated by one side only: %(stated)s."
    )
    return text % {"countries": lands % {"count": places}, **said}
