"""Cooperations as tables: by country, interface and partner, each with how they are known."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.registry.models.partial_date import span_written
from crossfield.web.registry.queries.cooperation import partner_count, partner_countries, standings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from crossfield.web.registry.models import Cooperation

    Row = dict[str, Any]

COUNTED = ("confirmed", "documented", "stated")


@dataclass(frozen=True, slots=True)
class CooperationsView:
    """What the page of cooperations shows."""

    answer: str
    listings: dict[str, Listing]
    citation: str


def register_citation() -> str:
    """What tables of the register rest on."""
    return _("Register of this workbench as of %(day)s; each entry with its own source.") % {
        "day": date_format(timezone.localdate(), "DATE_FORMAT")
    }


def cooperations_view(
    cooperations: Sequence[Cooperation], countries: Mapping[str, str], language: str
) -> CooperationsView:
    """All cooperations given, and the same by country, interface and partner.

    Parameters
    ----------
    cooperations
        With their partners, as a user may see them.
    countries
        Code → name.
    language
        Of the page.
    """
    citation = register_citation()
    own, page = reverse("register_cooperations"), reverse("register_organisation", args=["ID"])
    parts = [_parts(one, countries, language, own, page) for one in cooperations]
    listings = {
        "cooperations": cooperations_listing(cooperations, countries, language),
        "countries": _by(parts, "countries", _("By country"), _("Country"), citation),
        "interfaces": _by(parts, "interfaces", _("By interface"), _("Interface"), citation),
        "partners": _by(parts, "partners", _("By partner"), _("Organisation"), citation),
    }
    return CooperationsView(_answer(cooperations, parts), listings, citation)


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
            "countries": ", ".join(countries.get(code, code) for code in partner_countries(one)),
            "interface": interface_title(one, language),
            "standing": str(one.get_standing_display()),
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


def interface_title(one: Cooperation, language: str) -> str:
    """Name of the interface of a cooperation: a named one, else its two fields; "" where it has none."""
    if one.interface:
        return one.interface.name
    if one.side_a and one.side_b:
        return f"{one.side_a.title(language)} × {one.side_b.title(language)}"
    return ""


def _parts(one: Cooperation, countries: Mapping[str, str], language: str, own: str, page: str) -> Row:
    """Under what a cooperation counts in each of the tables, with the address that narrows the page down to it."""
    title = interface_title(one, language)
    return {
        "standing": one.standing,
        "countries": [(countries.get(code, code), f"{own}?country={code}") for code in partner_countries(one)],
        "interfaces": [(title, f"{own}?interface={one.interface.public_id}" if one.interface else "")] if title else [],
        "partners": [
            (part.organisation.name, page.replace("ID", part.organisation.public_id)) for part in one.partners.all()
        ],
    }


def _by(parts: Iterable[Row], key: str, caption: str, heading: str, citation: str) -> Listing:
    counted = sorted((*place, part["standing"]) for part in parts for place in part[key])
    rows: list[Row] = []
    for (name, address), group in groupby(counted, key=_place):
        known = [standing for *_place_of, standing in group]
        rows.append(
            {"name": name, "address": address, "cooperations": len(known)}
            | {standing: known.count(standing) for standing in COUNTED}
        )
    rows.sort(key=lambda row: (-row["cooperations"], row["name"]))
    columns = (
        Column("name", heading),
        Column("cooperations", _("Cooperations"), "count"),
        Column("confirmed", _("confirmed by both sides"), "count"),
        Column("documented", _("documented"), "count"),
        Column("stated", _("stated by one side"), "count"),
    )
    link: Callable[[Row], tuple[str, str]] = lambda row: ("name", row["address"])  # noqa: E731 -- a cell's address
    empty = _("Nothing to count yet.")
    return Listing(key, caption, columns, rows, citation, address=link, at_first=8, empty=empty)


def _place(counted: tuple[str, str, str]) -> tuple[str, str]:
    return counted[:2]


def _answer(cooperations: Sequence[Cooperation], parts: Sequence[Row]) -> str:
    if not cooperations:
        return _("No cooperation is recorded here yet.")
    counts = standings(cooperations)
    places = len({place for part in parts for place in part["countries"]})
    first = ngettext("%(count)s cooperation is recorded", "%(count)s cooperations are recorded", len(cooperations))
    lands = ngettext("with partners from %(count)s country", "with partners from %(count)s countries", places)
    text = _(
        "%(cooperations)s %(countries)s. Confirmed by both sides: %(confirmed)s; documented: %(documented)s; "
        "stated by one side only: %(stated)s."
    )
    return text % {
        "cooperations": first % {"count": len(cooperations)},
        "countries": lands % {"count": places},
        **counts,
    }
