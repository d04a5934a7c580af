"""Organisations of the register in the data, and the other way round: by number, else by the same name and country."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Q

from crossfield.errors import CrossfieldError
from crossfield.web.accounts.models.search import searched
from crossfield.web.evidence.queries.data import current_version, open_data
from crossfield.web.evidence.queries.organisation_index import folded, organisation_index
from crossfield.web.registry.models import Organisation, OrganisationIdentifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NUMBERED = ("pic", "vat", "ror", "wikidata", "register")
"""Schemes of numbers that the data may know, the surest first."""
PIC, LISTED = "pic", "crossfield"
AT_ONCE = 10_000
"""Organisations asked for in one query: databases take no more values than so many."""


def codes_of(organisations: Iterable[Organisation]) -> dict[int, str]:
    """Codes in the data version shown of organisations of the register, by their key; those that are not there lack.

    Natural persons and organisations without a name are never told.
    """
    asked = list(organisations)
    if not asked:
        return {}  # the index of all names takes half a second to lay out
    try:
        version = current_version()
        index = organisation_index(version)
    except CrossfieldError:
        return {}
    by_number: dict[int, dict[str, str]] = {}
    for start in range(0, len(asked), AT_ONCE):
        keys = [one.pk for one in asked[start : start + AT_ONCE]]
        numbers = OrganisationIdentifier.objects.filter(organisation__in=keys, scheme__in=NUMBERED)
        for key, scheme, value in numbers.values_list("organisation", "scheme", "value"):
            by_number.setdefault(key, {})[scheme] = value
    found: dict[int, str] = {}
    for one in asked:
        code = _by_number(version, by_number.get(one.pk, {})) or _by_name(version, one.name, one.country)
        if code and index.name_of(code):
            found[one.pk] = code
    return found


def _by_number(version: str, numbers: Mapping[str, str]) -> str:
    index = organisation_index(version)
    for scheme in NUMBERED:
        value = numbers.get(scheme, "")
        if value and scheme == PIC and f"pic:{value}" in index.rows:
            return f"pic:{value}"
        if value and (scheme, value) in _crosswalk(version):
            return _crosswalk(version)[scheme, value]
    return ""


@lru_cache(maxsize=2)
def _crosswalk(version: str) -> dict[tuple[str, str], str]:
    """Numbers other than PICs → code; empty where the data version has no such table."""
    with open_data(version) as frames:
        if "organisation_id" not in frames:
            return {}
        rows = frames.read("organisation_id", ("organisation", "kind", "value"))
    return {(row["kind"], row["value"]): row["organisation"] for row in rows if row["kind"] != PIC}


@lru_cache(maxsize=20_000)
def _by_name(version: str, name: str, country: str) -> str:
    """Code of the one organisation with this full name, in this country where it is known."""
    index, wanted = organisation_index(version), folded(name)
    same = [
        code
        for code in index.by_name.get(wanted, ())
        if folded(str(index.rows[code]["name"])) == wanted and country in {"", index.rows[code]["country"]}
    ]
    return same[0] if len(same) == 1 else ""


def registered_as(code: str) -> Organisation | None:
    """The organisation of the register that is an organisation of the data version shown; None where there is none."""
    try:
        name = organisation_index(current_version()).name_of(code)
    except CrossfieldError:
        return None
    numbered = OrganisationIdentifier.objects.filter(scheme=PIC, value=code.removeprefix("pic:"))
    alike = Q(pk__in=numbered.values("organisation")) | Q(folded=searched(name))
    candidates = list(Organisation.objects.filter(alike)[:10])
    codes = codes_of(candidates)
    return next((one for one in candidates if codes.get(one.pk) == code), None)


def cluster_registered_as(code: str) -> Organisation | None:
    """The cluster of the register that a cluster of the data is; None where none came from that list."""
    numbered = OrganisationIdentifier.objects.filter(scheme=LISTED, value=code, organisation__cluster__isnull=False)
    found = numbered.select_related("organisation").first()
    return found.organisation if found else None


def cluster_code_of(organisation: Organisation) -> str:
    """Code of a cluster of the register in the data version shown; "" where they have none of this number."""
    numbers = organisation.identifiers.filter(scheme=LISTED).values_list("value", flat=True)
    try:
        codes = cluster_codes(current_version())
    except CrossfieldError:
        return ""
    return next((number for number in numbers if number in codes), "")


@lru_cache(maxsize=4)
def cluster_codes(version: str) -> frozenset[str]:
    """Codes of the clusters of a data version."""
    with open_data(version) as frames:
        return frozenset(row["cluster"] for row in frames.read("cluster")) if "cluster" in frames else frozenset()
