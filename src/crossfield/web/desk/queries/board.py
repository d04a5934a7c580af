"""Figures for the board: members of a cluster at a glance, and who came to an event, by what the organisations are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crossfield.web.desk.queries.cooperation import register_citation
from crossfield.web.desk.queries.place import place_names
from crossfield.web.desk.queries.week import guest_figures
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.member_profile import Profile, profiles_of
from crossfield.web.registry.queries.organisation import contribution_classes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import EventGuest, Membership, Organisation

    Row = dict[str, Any]
    Sets = Mapping[str, Sequence[Organisation]]

MOST_ON_PAPER = 6


def glance_listing(user: User, language: str, memberships: Mapping[str, Iterable[Membership]]) -> Listing:
    """Members on a day, and who joined and left in its year: in all, by type, size, contribution class and field.

    Parameters
    ----------
    user
        Who asks: contribution classes stand on the own institution's sheets.
    language
        Of the page.
    memberships
        ``members`` on the day, and those that ``joined`` and ``left`` in its year; an organisation counts once in each.
    """
    sets = {name: list({one.member_id: one.member for one in found}.values()) for name, found in memberships.items()}
    everyone = list({one.pk: one for found in sets.values() for one in found}.values())
    profiles, classes = profiles_of(everyone, language), contribution_classes(user, [one.pk for one in everyone])
    unknown, places = _("not known"), place_names()
    rows = [{"what": _("All"), "value": "", **{name: len(found) for name, found in sets.items()}}]
    for what, value_of in (
        (_("Type"), lambda one: (profiles[one.pk].type or unknown,)),
        (_("Size"), lambda one: (profiles[one.pk].size or unknown,)),
        (_("Contribution class"), lambda one: (classes.get(one.pk) or unknown,)),
        (_("Country"), lambda one: (places.get(one.country, one.country) or unknown,)),
    ):
        rows += _counted(what, sets, value_of, unknown)
    rows += _counted(_("Field"), sets, lambda one: profiles[one.pk].fields or (unknown,), unknown)
    columns = (
        Column("what", _("Counted by")),
        Column("value", _("Value")),
        Column("members", _("Members on this day"), "count"),
        Column("joined", _("Joined that year"), "count"),
        Column("left", _("Left that year"), "count"),
    )
    return Listing(
        "glance",
        _("Members at a glance"),
        columns,
        rows if everyone else [],
        register_citation(),
        empty=_("No member is recorded for this day or its year."),
        at_first=40,
    )


def on_one_page(listing: Listing) -> Listing:
    """The same for one sheet of paper: of each kind the largest rows, and what is not known."""
    unknown, seen, rows = _("not known"), Counter[str](), []
    for row in listing.rows:
        seen[row["what"]] += 1
        if seen[row["what"]] <= MOST_ON_PAPER or row["value"] == unknown:
            rows.append(row)
    return replace(listing, rows=rows)


def _counted(what: str, sets: Sets, values_of: Callable[[Organisation], Sequence[str]], unknown: str) -> list[Row]:
    """Members by a value, the most first, what is not known last."""
    counts = {name: Counter(value for one in found for value in values_of(one)) for name, found in sets.items()}
    values = {value for counted in counts.values() for value in counted}
    ordered = sorted(values, key=lambda value: (value == unknown, -counts["members"][value], value))
    return [{"what": what, "value": value, **{name: counts[name][value] for name in counts}} for value in ordered]


def figures_listing(guests: Sequence[EventGuest], language: str) -> Listing:
    """Who was invited, registered and there, by what the organisations are, with the people who were there."""
    known = [guest.organisation for guest in guests if guest.organisation]
    profiles = profiles_of(known, language)
    groups: dict[str, list[EventGuest]] = {}
    for guest in guests:
        groups.setdefault(_type_of(guest, profiles), []).append(guest)
    rows: list[Row] = [{"type": name, **guest_figures(ones)} for name, ones in groups.items()]
    rows.sort(key=lambda row: (-row["attended"], -row["invited"], row["type"]))
    if rows:
        rows.append({"type": _("All"), **guest_figures(guests)})
    columns = (
        Column("type", _("Type of organisation")),
        Column("invited", _("Organisations invited"), "count"),
        Column("registered", _("registered"), "count"),
        Column("attended", _("were there"), "count"),
        Column("people", _("People there"), "count"),
    )
    return Listing(
        "figures",
        _("Figures for the board"),
        columns,
        rows,
        register_citation(),
        empty=_("No list is there. Nothing is counted without one."),
        at_first=30,
    )


def _type_of(guest: EventGuest, profiles: Mapping[int, Profile]) -> str:
    said = str(guest.get_kind_display()) if guest.kind else ""
    if guest.organisation is None:
        return said or _("not in the register")
    return profiles[guest.organisation.pk].type or said or _("type not known")
