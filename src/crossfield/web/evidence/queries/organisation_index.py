"""Organisations of a data version by code, and found by a name however it is spelled."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crossfield.errors import UnknownNameError
from crossfield.lake.rows import organisation_rows
from crossfield.matching.closest import closest_organisations
from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.data import open_data
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.region import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import Promise

Row = dict[str, Any]
KINDS: dict[str, Promise] = {
    "HES": gettext_lazy("university"),
    "REC": gettext_lazy("research"),
    "PRC": gettext_lazy("company"),
    "PUB": gettext_lazy("public body"),
    "OTH": gettext_lazy("other"),
}
SIGNS = re.compile(r"[^a-z0-9]+")
CLOSEST = 5
UNKNOWN = "unknown"


@dataclass(frozen=True)
class OrganisationIndex:
    """Rows of the table organisation by code; natural persons and those without a name can be counted, never shown."""

    rows: Mapping[str, Row]

    @cached_property
    def _seats(self) -> list[tuple[str, str]]:
        """Region and code of each, sorted."""
        return sorted((str(row["region"] or ""), code) for code, row in self.rows.items())

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """Codes by folded name and short name; made when a name is asked for first, a second for 60,000 of them."""
        found: dict[str, list[str]] = {}
        for code, row in self.rows.items():
            if is_shown(row):
                for name in {folded(str(row[key])) for key in ("name", "short_name") if row.get(key)}:
                    found.setdefault(name, []).append(code)
        return found

    def members_of(self, region: str) -> tuple[str, ...]:
        """Codes of the organisations of a region, sorted."""
        first = bisect_left(self._seats, (region, ""))
        here = takewhile(lambda seat: seat[0].startswith(region), islice(self._seats, first, None))
        return tuple(sorted(code for _region, code in here))

    def name_of(self, code: str) -> str:
        """Name of an organisation; empty where there is none to show."""
        row = self.rows.get(code)
        return str(row["name"]) if row and is_shown(row) else ""

    def named(self, given: str) -> list[Row]:
        """Organisations with this code or this name, else those whose name holds it, the busiest first."""
        text = given.strip()
        for code in (text, f"pic:{text}"):
            if code in self.rows and is_shown(self.rows[code]):
                return [self.rows[code]]
        wanted = folded(text)
        if not wanted:
            return []
        same = self.by_name.get(wanted, [])
        codes = same or [code for name, found in self.by_name.items() if wanted in name for code in found]
        return sorted(
            (self.rows[code] for code in dict.fromkeys(codes)), key=lambda row: (-row["participations"], row["name"])
        )

    def closest(self, given: str) -> list[str]:
        """Names that are spelled much like one."""
        names = ((str(row["name"]), row["participations"]) for row in self.rows.values() if is_shown(row))
        return [readable_name(name) for name in closest_organisations(given, names)]


def is_shown(row: Row) -> bool:
    """Tell whether an organisation may be shown by its name.

    Examples
    --------
    >>> is_shown({"name": "Example GmbH", "person": False}), is_shown({"name": "Erika Muster", "person": True})
    (True, False)
    """
    return bool(row["name"]) and not row["person"]


def folded(text: str) -> str:
    """A name as it is compared: small letters without accents and signs, with ä, ae and a as one.

    Examples
    --------
    >>> folded("Technische Universität Dresden") == folded("TECHNISCHE UNIVERSITAET DRESDEN")
    True
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    for two, one in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        plain = plain.replace(two, one)
    return SIGNS.sub(" ", plain).strip()


@lru_cache(maxsize=2)
def organisation_index(version: str) -> OrganisationIndex:
    """All organisations of a data version; empty where it lists none."""
    with open_data(version) as frames:
        if "organisation" not in frames:
            return OrganisationIndex({})
        return OrganisationIndex(organisation_rows(frames))


def find_organisation(version: str, given: str) -> Row:
    """The organisation that a code, a PIC or a name means.

    Raises
    ------
    UnknownNameError
        None or several do; the closest names are in the error.
    """
    index = organisation_index(version)
    found = index.named(given)
    if len(found) == 1 or (found and folded(given) == folded(str(found[0]["name"]))):
        return found[0]
    raise UnknownNameError(
        "organisation", given, [readable_name(row["name"]) for row in found[:CLOSEST]] or index.closest(given)
    )


def kind_in_words(kind: str | None, *, is_small: bool | None) -> str:
    """What an organisation is, in the language of the page."""
    said = str(KINDS.get(kind or "", ""))
    return _("%(kind)s (SME)") % {"kind": said} if said and is_small else said


@lru_cache(maxsize=8)
def countries_of(version: str) -> tuple[str, ...]:
    """Codes of the countries with organisations, sorted."""
    return _distinct(row["country"] for row in organisation_index(version).rows.values())


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


def all_region_labels(version: str) -> dict[str, str]:
    """Names of all regions by code, with or without figures, in the reader's language."""
    return _all_region_labels(version, get_language() or "en")


@kept_in_language(maxsize=4)
def _all_region_labels(version: str, language: str) -> dict[str, str]:
    with open_data(version) as frames:
        table = frames.arrow("region", ("region", "name", "name_latin"))
        table = table.filter(pc.is_valid(table.column("name")))
    return {row["region"]: name_of(row, language) for row in table.to_pylist()}


def place_in_words(version: str, code: str) -> str:
    """A region with its code and country, such as Praha (CZ01), Tschechien."""
    if code == UNKNOWN:
        return ""
    labels = all_region_labels(version)
    country = labels.get(code[:2], "")
    if code not in labels or code == code[:2]:
        return labels.get(code, code)
    return ", ".join(part for part in (f"{labels[code]} ({code})", country) if part)
