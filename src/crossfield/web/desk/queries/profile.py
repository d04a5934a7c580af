"""What a member's profile begins with: what it confirmed before, else the fields in which the data show it at work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossfield.web.desk.queries.place import place_names
from crossfield.web.evidence.queries.crosswalk import codes_of
from crossfield.web.evidence.queries.data import own_settings
from crossfield.web.evidence.queries.member import shown_version, work_of
from crossfield.web.registry.queries.interface import fields_to_choose
from crossfield.web.registry.queries.organisation import NEWEST
from crossfield.web.registry.queries.seat import seats_called

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crossfield.web.registry.models import Field, Organisation, OrganisationValue, Profile

KNOWN = ("name", "region", "city", "website", "type")
"""What an organisation says of its core."""
MOST = 3
"""Sources of one thing that are told."""


def profile_choice() -> QuerySet[Field]:
    """Fields a member chooses from: those of the scheme that the pages show."""
    return fields_to_choose().filter(scheme=own_settings().scheme)


def evident_fields(organisation: Organisation) -> list[int]:
    """Keys of the fields in which the data list projects of an organisation within the window that pages show."""
    version = shown_version()
    code = codes_of([organisation]).get(organisation.pk, "")
    if not version or not code:
        return []
    worked = work_of(version, own_settings().scheme).get(code, {})
    return list(profile_choice().filter(code__in=worked).values_list("pk", flat=True))


def known_start(organisation: Organisation) -> tuple[dict[str, str], dict[str, list[OrganisationValue]]]:
    """What is known of an organisation as its form shows it, and who says that, the newest first, at most three each.

    A seat is shown by its region's name where that name means this region alone.
    """
    said: dict[str, list[OrganisationValue]] = {}
    for one in organisation.values.filter(key__in=KNOWN).select_related("said_by").order_by("key", NEWEST, "-pk"):
        said.setdefault(one.key, []).append(one)
    start = {key: values[0].value for key, values in said.items()} | {"name": organisation.name}
    place = place_names().get(organisation.region, "")
    is_clear = bool(place) and seats_called(place).keys() == {organisation.region}
    return start | {"region": place if is_clear else organisation.region}, {
        key: one[:MOST] for key, one in said.items()
    }


def profile_start(profile: Profile) -> tuple[dict[str, Any], list[dict[str, Any]], bool]:
    """What the form shows at first.

    Returns
    -------
    tuple
        Start of the profile, starts of its offers, and whether the fields come from the data.
    """
    if profile.confirmed is None:
        evident = evident_fields(profile.organisation)
        return {"fields_of": evident, "release": profile.release}, [], bool(evident)
    offers = [
        {"kind": one.kind, "text": one.text, "field_a": one.field_a_id, "field_b": one.field_b_id}
        for one in profile.offers.all()
    ]
    known = list(profile.fields.values_list("pk", flat=True))
    return {"fields_of": known, "release": profile.release}, offers, False
