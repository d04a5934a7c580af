"""What a member's profile begins with: what it confirmed before, else the fields in which the data show it at work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossfield.web.evidence.queries.crosswalk import codes_of
from crossfield.web.evidence.queries.data import own_settings
from crossfield.web.evidence.queries.member import shown_version, work_of
from crossfield.web.registry.queries.interface import fields_to_choose

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crossfield.web.registry.models import Field, Organisation, Profile


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
