"""Seats by what they are called: codes as they are, names of regions and countries through the search table."""

from __future__ import annotations

import re

from crossfield.web.accounts.models import SearchEntry
from crossfield.web.accounts.models.search import searched

CODE = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}", re.ASCII)
COUNTRY, LARGE = 2, 3
"""Signs of a country's code, and of a large region's, which may be letters alone, as "Ulm" is."""
LONGEST = 100
MOST = 6
"""Regions of one name that are told."""


def seats_called(text: str) -> dict[str, str]:
    """Codes of the regions and countries that are called so, with their names; a code means itself.

    Where a region and the one around it have the same name, such as Berlin, the larger one is meant. A city finds the
    region of its name, even where the data write it longer: "Jena" is in "Jena, Kreisfreie Stadt".
    """
    code = text.strip().upper()
    if _is_code(code):
        return {code: code}
    found = _regions_called(searched(text[:LONGEST]))
    outer = [one for one in found if not any(one != other and one.startswith(other) for other in found)]
    if not outer and len(code) == LARGE and CODE.fullmatch(code):
        return {code: code}
    return {one: found[one] for one in outer[:MOST]}


def _is_code(code: str) -> bool:
    """Tell whether signs are surely a code; three letters alone may be a name."""
    return CODE.fullmatch(code) is not None and (len(code) == COUNTRY or any(sign.isdigit() for sign in code))


def _regions_called(name: str) -> dict[str, str]:
    """Regions of a name as it is searched, else those whose name begins with it."""
    regions = SearchEntry.objects.filter(kind="region").order_by("public_id")
    found = dict(regions.filter(folded=name).values_list("public_id", "title")) if name else {}
    if found or not name:
        return found
    return dict(regions.filter(folded__startswith=f"{name} ").values_list("public_id", "title")[: 4 * MOST])
