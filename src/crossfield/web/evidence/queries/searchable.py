"""What of the evidence can be found by its name, and the texts it is found by."""

from __future__ import annotations

from itertools import combinations
from math import log10
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

from crossfield.indicators.exonym import exonyms
from crossfield.lake.countries import country_names
from crossfield.lake.exonyms import city_exonyms
from crossfield.lake.places import fold_place
from crossfield.tables.headings import fold
from crossfield.web.accounts.queries.search import SHORT, Searchable
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.interfaces import interface_address, pair_title
from crossfield.web.evidence.queries.listing import localised
from crossfield.web.evidence.queries.places import known_places
from crossfield.web.evidence.queries.region import (
    above_with_figures,
    name_of,
    parts_of_regions,
    region_labels,
    regions_with_figures,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crossfield.lake.store import Frames

    Row = dict[str, Any]

LANGUAGES = ("de", "en")
PART = 0.6
"""Weight of a part of a region: behind regions of their own."""
OTHER_SCHEME = 0.4
"""Weight of fields that no map is drawn of; those of the scheme that pages show come before them."""
LEFT_OUT = {"euroscivoc", "programme", "topic"}
"""Schemes of the publishers: too fine for a page of their own."""
MANY = 4.0
"""Decimal digits of the participations of the largest organisation."""
LONGEST_ID = 80
"""Letters of a public id in the search table."""


def _field_address(public_id: str, region: str) -> str:
    """Its interfaces in the reader's region; a field of another scheme leads to what it means."""
    scheme, _colon, code = public_id.partition(":")
    if scheme != own_settings().scheme:
        return reverse("vocabulary_field", args=[scheme, code])
    return f"{reverse('interfaces', args=[region])}?{urlencode({'field': code})}#interfaces"


def _pair_address(public_id: str, region: str) -> str:
    return interface_address(region, *public_id.split("×"))


SEARCHABLE = (
    Searchable("region", _("Region"), lambda code, _region: reverse("region", args=[code])),
    Searchable("place", _("City"), lambda public_id, _region: reverse("region", args=[public_id.partition(":")[0]])),
    Searchable("field", _("Field"), _field_address),
    Searchable("interface", _("Interface"), _pair_address),
    Searchable("cluster", _("Cluster"), lambda code, _region: reverse("cluster", args=[code])),
    Searchable("organisation", _("Organisation"), lambda code, _region: reverse("organisation", args=[code])),
    Searchable("finding", _("Finding"), lambda public_id, _region: reverse("finding", args=[public_id])),
)
KINDS = ("region", "place", "field", "interface", "cluster", "organisation")
"""Kinds that come from the data version; findings come from their own actions."""


def evidence_texts(version: str) -> Iterator[Row]:
    """Everything of a data version that can be found: columns of `Text`, natural persons left out."""
    yield from _regions(version)
    yield from _places(version)
    yield from _interfaces(version)
    with open_data(version) as frames:
        yield from _fields(frames)
        yield from _clusters(frames, region_labels(version))
        yield from _organisations(frames, region_labels(version))


def _regions(version: str) -> Iterator[Row]:
    names = _exonyms_by_code()
    countries: dict[str, list[str]] = {}
    for name, code in country_names().items():
        countries.setdefault(code, []).append(name.title())
    for row in regions_with_figures(version, own_settings().scheme):
        code, level = str(row["region"]), int(row["level"])
        shown: Row = {"kind": "region", "public_id": code, "detail": code}
        shown["weight"] = 1.0 - 0.1 * level
        texts = {("", str(row["name"])), ("", str(row["name_latin"] or row["name"])), ("", code)}
        texts |= {(language, name) for language, name in names.get(code, [])}
        if not level:
            texts |= {("", name) for name in countries.get(code, [])}
        texts |= {(language, name) for language in LANGUAGES if (name := name_of(row, language)) != row["name"]}
        for language, text in sorted(texts):
            yield shown | {"text": text, "language": language, "title": name_of(row, language or "en")}
    yield from _parts(version)


def _exonyms_by_code() -> dict[str, list[tuple[str, str]]]:
    """Language and name by code of the region."""
    names: dict[str, list[tuple[str, str]]] = {}
    for code, language, name in exonyms():
        names.setdefault(code, []).append((language, name))
    return names


def _parts(version: str) -> Iterator[Row]:
    """Smaller regions by names and code; they lead to the region above them that has figures."""
    names = _exonyms_by_code()
    shown = {str(row["region"]): row for row in regions_with_figures(version, own_settings().scheme)}
    for name, code in parts_of_regions(version):
        if above := above_with_figures(code, shown):
            found = {"kind": "region", "public_id": above, "detail": above, "weight": PART}
            title = name_of(shown[above], "en")
            for language, text in dict.fromkeys([("", name), ("", code), *names.get(code, ())]):
                yield found | {"text": text, "language": language, "title": title}


def _places(version: str) -> Iterator[Row]:
    """Cities by all their names; those that are called like the region they lie in are found as that region."""
    shown = {str(row["region"]): row for row in regions_with_figures(version, own_settings().scheme)}
    for place, row in known_places(version):
        code = str(row["region"])
        above = [shown[code[:length]] for length in range(len("DE"), len(code) + 1) if code[:length] in shown]
        if place.names[0] in {fold_place(str(one[key] or "")) for one in above for key in ("name", "name_latin")}:
            continue
        found = {
            "kind": "place",
            "public_id": f"{code}:{place.region[:2]}:{place.names[0]}"[:LONGEST_ID],
            "title": place.city,
            "detail": f"{place.here}/{place.organisations}",
            "weight": min(0.9, 0.4 + 0.5 * log10(place.organisations) / MANY),
        }
        others = (name for name in city_exonyms(code[:2], place.city) if not _is_typo_of(place.city, name))
        for text in dict.fromkeys((place.city, *others)):
            yield found | {"text": text}


def _is_typo_of(city: str, name: str) -> bool:
    """True where the search finds a name by the city's own: one letter is another, which short words may not have."""
    return len(fold_place(name)) >= SHORT and OSA.distance(fold_place(city), fold_place(name)) == 1


def _fields(frames: Frames) -> Iterator[Row]:
    fields = {(row["scheme"], row["field"]): row for row in frames.read("field") if row["scheme"] not in LEFT_OUT}
    for (scheme, code), row in fields.items():
        for language in LANGUAGES:
            title = localised(row, "title", language)
            own = scheme == own_settings().scheme
            yield _field(scheme, code, language, title, title) | {"weight": 1.0 if own else OTHER_SCHEME}
    for row in frames.read("phrase"):
        key = (row["scheme"], row["field"])
        if key in fields and not row["excludes"] and row["language"] in LANGUAGES:
            title = localised(fields[key], "title", row["language"])
            yield _field(*key, row["language"], title, row["phrase"].replace("*", ""))


def _field(scheme: str, code: str, language: str, title: str, text: str) -> Row:
    return {
        "kind": "field",
        "public_id": f"{scheme}:{code}",
        "text": text,
        "title": title,
        "language": language,
        "weight": 0.8 if scheme == own_settings().scheme else OTHER_SCHEME,
    }


def _interfaces(version: str) -> Iterator[Row]:
    with open_data(version) as frames:
        codes = sorted(row["field"] for row in frames.read("field", scheme=own_settings().scheme))
    for pair in combinations(codes, 2):
        for language in LANGUAGES:
            title = pair_title(version, pair, language)
            yield {
                "kind": "interface",
                "public_id": "×".join(pair),
                "text": title,
                "language": language,
                "weight": 0.6,
            }


def _clusters(frames: Frames, labels: dict[str, str]) -> Iterator[Row]:
    for row in frames.read("cluster") if "cluster" in frames else ():
        place = labels.get(row["region"] or "", row["city"] or row["country"] or "")
        yield {
            "kind": "cluster",
            "public_id": row["cluster"],
            "text": row["name"],
            "detail": place,
            "weight": 0.9,
        }


def _organisations(frames: Frames, labels: dict[str, str]) -> Iterator[Row]:
    for row in frames.read("organisation") if "organisation" in frames else ():
        if not row["name"] or row["person"]:
            continue
        place = labels.get(row["region"] or "", row["country"] or "")
        shown = {
            "kind": "organisation",
            "public_id": row["organisation"],
            "title": row["name"],
            "detail": place,
            "weight": min(0.7, 0.7 * log10(1 + (row["participations"] or 0)) / MANY),
        }
        yield shown | {"text": row["name"]}
        if row["short_name"]:
            yield shown | {"text": row["short_name"]}
        if fold(row["name"]).startswith("technische universit"):
            yield shown | {"text": f"TU {row['name'].split(' ', 2)[-1]}"}
