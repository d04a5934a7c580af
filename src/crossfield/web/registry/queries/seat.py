"""Seats by what they are called: codes as they are, names of regions and countries through the search table."""

from __future__ import annotations

import re

from crossfield.web.accounts.models import SearchEntry
from crossfield.web.accounts.models.search import searched

CODE = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}", re.ASCII)
CODED = re.compile(rf"(?P<name>(?:(?!\), ).)+) \((?P<code>{CODE.pattern})\)", re.ASCII)
"""A region with its code, as pages write it."""
_APART = re.compile(r"[;|\n]|(?<=\)),")
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


def seats_known(text: str) -> dict[str, str]:
    """They without three letters that may be a code, such as "USA", where no region has it."""
    found, code = seats_called(text), text.strip().upper()
    is_sure = len(code) != LARGE or _is_code(code) or found != {code: code}
    if is_sure or SearchEntry.objects.filter(kind="region", public_id=code).exists():
        return found
    return {}


def with_codes(text: str, known: dict[str, str] | None = None) -> str:
    """Regions in somebody's words, each followed by its code where one alone is called so.

    Parameters
    ----------
    text
        Regions, separated by semicolons, lines or commas; a name that holds a comma is understood, too.
    known
        Words → how they are written, for texts that follow one another.
    """
    known = {} if known is None else known
    whole = [part.strip() for part in _APART.split(text) if part.strip()]
    return "; ".join(said for part in whole for said in _coded(part, known))


def _coded(part: str, known: dict[str, str]) -> list[str]:
    """One region, or those that commas part."""
    said, coded = _with_code(part, known), CODED.fullmatch(part)
    if coded and "," in coded["name"]:  # "Bayern, Sachsen (DED)" are two, "Dresden, Kreisfreie Stadt (DED21)" is one
        *others, last = coded["name"].split(",")
        named = [CODED.fullmatch(_with_code(one.strip(), known)) for one in others]
        if all(one and not coded["code"].startswith(one["code"]) for one in named):
            return [*(one[0] for one in named if one), f"{last.strip()} ({coded['code']})"]
    if said != part or "," not in part or coded:
        return [said]
    return [_with_code(one.strip(), known) for one in part.split(",") if one.strip()]


def _with_code(name: str, known: dict[str, str]) -> str:
    if name not in known:
        is_told = CODED.fullmatch(name) or _is_code(name.upper())
        found = {} if is_told else seats_known(name)
        told = name.upper() if _is_code(name.upper()) and not name.isalpha() else name
        known[name] = f"{name} ({next(iter(found))})" if len(found) == 1 else told
    return known[name]


def regions_told(text: str) -> list[tuple[str, str]]:
    """Regions of such a text, each with its code; "" where it has none.

    Examples
    --------
    >>> regions_told("Dresden (DED2); DE1; somewhere")
    [('Dresden (DED2)', 'DED2'), ('DE1', 'DE1'), ('somewhere', '')]
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    named = [CODED.fullmatch(part) for part in parts]
    return [
        (part, found["code"] if found else part if _is_code(part) else "")
        for part, found in zip(parts, named, strict=True)
    ]


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
