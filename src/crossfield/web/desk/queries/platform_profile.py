"""A cluster in the fields of a profile at the European Cluster Collaboration Platform, as far as these are documented.

References
----------
European Cluster Collaboration Platform, "Register your profile" (criteria for cluster organisations),
https://clustercollaboration.eu/content/gdpr (the field on support programmes) and
https://clustercollaboration.eu/policy-makers (what its map is searched by); public texts, read on 27 November 2026. The
form itself stands behind the platform's sign-in.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from crossfield.web.desk.queries.cooperation import register_citation
from crossfield.web.desk.queries.registered import place_said
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.member_profile import profiles_of
from crossfield.web.registry.queries.organisation import current_values, told_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from crossfield.web.registry.models import Cluster, Membership

    Row = dict[str, Any]

REGISTER_PAGE = "Register your profile"
GDPR_PAGE = "https://clustercollaboration.eu/content/gdpr"
MAP_PAGE = "https://clustercollaboration.eu/policy-makers"
FEWEST_MEMBERS, FEWEST_KINDS = 15, 2


def platform_listing(
    cluster: Cluster, memberships: Iterable[Membership], places: Mapping[str, str], day: date
) -> Listing:
    """A cluster's profile: field, value, what the platform asks, whether it is so here, and where that is said.

    Fields and values are in English, as the platform asks for them. What the register does not know is empty.

    Parameters
    ----------
    cluster
        Which one.
    memberships
        Those of which the reader may know and that last on the day.
    places
        Code → name of a region or country.
    day
        As of when.
    """
    columns = (
        Column("field", _("Field of the profile")),
        Column("value", _("Value")),
        Column("asked", _("What the platform asks")),
        Column("met", _("Is it so here?")),
        Column("source", _("Where the platform says so")),
    )
    rows = list(_rows(cluster, list({one.member_id: one for one in memberships}.values()), places, day))
    return Listing(
        "platform", _("Profile at the European Cluster Collaboration Platform"), columns, rows, register_citation()
    )


def _rows(cluster: Cluster, members: list[Membership], places: Mapping[str, str], day: date) -> Iterable[Row]:
    organisation, known = cluster.organisation, current_values(cluster.organisation)
    said = {key: value.value for key, value in known.items()}
    code = organisation.country
    country = f"{places[code]} ({code})" if code in places else code
    yield _row("Name of the cluster organisation", organisation.name, "", "", REGISTER_PAGE)
    yield _row("Country", country, _("filled in first"), _met(bool(country) or None), REGISTER_PAGE)
    site = said.get("website", "")
    yield _row("Website", site, _("an English version of the website"), _met(None if site else False), REGISTER_PAGE)
    asked = _("a management of at least half a full-time position")
    yield _row("Cluster management", "", asked, _met(None), REGISTER_PAGE)
    yield _members(members, known.get("members"), day)
    yield _composition(members)
    yield _row("Regional/National Support Programmes", said.get("label", ""), _("if there is one"), "", GDPR_PAGE)
    place = place_said(organisation, places, said.get("city", ""))
    regions = "; ".join(part for part in (place, said.get("regions", "")) if part)
    yield _row("Region", regions, _("regions of the map"), "", MAP_PAGE)
    with override("en"):
        fields = "; ".join(field.title("en") for field in cluster.fields.all()) or said.get("fields", "")
    asked = _("sectors and industrial ecosystems of the platform: to be chosen there by these fields")
    yield _row("Sectors and industrial ecosystems", fields, asked, "", MAP_PAGE)


def _members(members: list[Membership], stated: Any, day: date) -> Row:  # noqa: ANN401 -- a value, or None
    """How many members are recorded; where none is, how many a source counts."""
    count = len(members)
    with override("en"):
        value = f"{count} ({date_format(day, 'DATE_FORMAT')})" if count else ""
        if not count and stated is not None:
            value = f"{stated.value} ({stated.as_of or 'date not stated'}; {stated.source})"
            count = told_count(stated) or 0
    asked = _("at least %(least)s") % {"least": FEWEST_MEMBERS}
    return _row("Cluster members", value, asked, _met(count >= FEWEST_MEMBERS if count else None), REGISTER_PAGE)


def _composition(members: list[Membership]) -> Row:
    """Members by what they are; the platform asks for two kinds at least."""
    with override("en"):
        profiles = profiles_of([one.member for one in members], "en")
        kinds = Counter(profile.type for profile in profiles.values())
    unknown = kinds.pop("", 0)
    told = [f"{kind}: {count}" for kind, count in sorted(kinds.items(), key=lambda one: (-one[1], one[0]))]
    value = "; ".join([*told, *([f"not known: {unknown}"] if unknown else [])])
    enough = len(kinds) >= FEWEST_KINDS
    asked = _("at least %(least)s kinds, such as industry, research, public bodies") % {"least": FEWEST_KINDS}
    return _row(
        "Member composition", value, asked, _met(enough or (None if unknown or not members else False)), REGISTER_PAGE
    )


def _row(field: str, value: str, asked: str, met: str, source: str) -> Row:
    return {"field": field, "value": value, "asked": asked, "met": met, "source": source}


def _met(is_so: bool | None) -> str:  # noqa: FBT001 -- a word for each of three
    """Yes, no, or not known."""
    return _("not known") if is_so is None else _("yes") if is_so else _("no")
