"""One organisation: what it works on, with whom, which fields it connects, and which projects say so."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crossfield.charts.words import number
from crossfield.errors import CrossfieldError, UnknownNameError
from crossfield.indicators import lookup
from crossfield.indicators.question import Question
from crossfield.lake.ties import all_ties
from crossfield.matching.partners import home_of
from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.interfaces import field_titles, interface_address, pair_title
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import NAME, Column, Listing
from crossfield.web.evidence.queries.organisation_index import (
    find_organisation,
    kind_in_words,
    organisation_index,
    place_in_words,
)
from crossfield.web.evidence.queries.region import region_labels
from crossfield.web.evidence.queries.trend import by_year

if TYPE_CHECKING:
    from crossfield.lake.store import Frames

    Row = dict[str, Any]

MOST_PARTNERS, MOST_PROJECTS, AT_FIRST, NAMED = 50, 200, 10, 3
CENTS_PER_MILLION = 100_000_000
ROLES = {
    "coordinator": gettext_lazy("coordinator"),
    "participant": gettext_lazy("participant"),
    "partner": gettext_lazy("partner"),
    "thirdParty": gettext_lazy("third party"),
    "associatedPartner": gettext_lazy("associated partner"),
}
"""What the records call a part in a project; anything else stands as they write it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known, how it is called, and where it leads; a free text of the data is in a language of its own."""

    label: str
    text: str
    address: str = ""
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """What the page of an organisation shows."""

    code: str
    name: str
    place: str
    question: str
    answer: str
    facts: list[Fact]
    trend: str
    listings: dict[str, Listing]
    is_reduced: bool
    citation: str
    region: str = ""


@lru_cache(maxsize=128)
def ties_of(version: str, code: str) -> Counter[str]:
    """Joint projects of an organisation by partner; none where the data version holds no ties."""
    with open_data(version) as frames:
        return all_ties(frames).of(code) if "organisation_tie" in frames else Counter()


def read_ties(version: str) -> None:
    """Have the ties of a data version in memory before a page asks; what is missing or damaged, that page tells."""
    with suppress(CrossfieldError), open_data(version) as frames:
        all_ties(frames)


@kept_in_language(maxsize=128)
def organisation_view(version: str, code: str, language: str) -> OrganisationView:
    """Fields by year, roles, partners, the interfaces it connects, and its projects; natural persons have no page.

    Raises
    ------
    UnknownNameError
        There is no such organisation to show.
    """
    found, scheme = find_organisation(version, code), own_settings().scheme
    code = str(found["organisation"])
    with open_data(version) as frames:
        row = _rows(frames, "organisation", "organisation", code)[0]
        years = lookup.default_years(frames)
        fields = _by_field(frames, code, scheme)
        bridges = frames.read("bridge", scheme=scheme, organisation=code, year_from=years[0], year_to=years[1])
        ties = all_ties(frames).of(code)
        parts = _participations(frames, code) if "participation" in frames else []
        citation = lookup.citation(frames, Question("", scheme), language, shows="records")
    labels, titles = region_labels(version), field_titles(version, language)
    listings = {
        "fields": _fields(fields, titles, citation),
        "interfaces": _interfaces(version, bridges, str(row["region"]), language, citation),
        "partners": _partners(version, ties, citation),
    }
    if parts:
        listings["projects"] = _projects(parts, citation)
    region = home_of(row)
    return OrganisationView(
        code=code,
        name=readable_name(row["name"]),
        place=place_in_words(version, region),
        region=region,
        question=_("What does %(name)s work on, and with whom?") % {"name": readable_name(row["name"])},
        answer=_answer(fields, titles, len(ties), language),
        facts=_facts(row, parts, region if region in labels else "", place_in_words(version, region), language),
        trend=_trend(fields, years, language),
        listings=listings,
        is_reduced=not parts,
        citation=citation,
    )


def _rows(frames: Frames, table: str, column: str, value: str) -> list[Row]:
    rows: list[Row] = frames.read(table, **{column: value})
    if not rows:
        raise UnknownNameError("organisation", value, [])
    return rows


def _by_field(frames: Frames, code: str, scheme: str) -> dict[str, Counter[int]]:
    """Projects by field and start year, the field with most first."""
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for row in frames.read("organisation_field", organisation=code, scheme=scheme):
        found[row["field"]][row["year"]] += row["projects"]
    return dict(sorted(found.items(), key=lambda item: (-item[1].total(), item[0])))


def _participations(frames: Frames, code: str) -> list[Row]:
    """Its parts in projects with the projects' own data, newest first."""
    parts = frames.read("participation", organisation=code)
    projects = frames.arrow(
        "project", ["project", "acronym", "title", "year", "programme", "topic", "contribution_cents", "rcn"]
    )
    own = pa.array(sorted({row["project"] for row in parts}), pa.string())
    known = {row["project"]: row for row in projects.filter(pc.is_in(projects.column("project"), own)).to_pylist()}
    rows = [known[row["project"]] | {"role": row["role"], "cents": row["contribution_cents"]} for row in parts]
    return sorted(rows, key=lambda row: (-(row["year"] or 0), row["project"]))


def _answer(fields: dict[str, Counter[int]], titles: dict[str, str], partners: int, language: str) -> str:
    if not fields:
        return _("No project of it has a field that these data know.")
    most = ", ".join(
        f"{titles.get(code, code)} ({number(years.total(), language, 0)})"
        for code, years in list(fields.items())[:NAMED]
    )
    text = _("Most projects in %(fields)s.") % {"fields": most}
    known = ngettext("It has worked with %(n)s organisation.", "It has worked with %(n)s organisations.", partners) % {
        "n": number(partners, language, 0)
    }
    return f"{text} {known}" if partners else text


def _facts(row: Row, parts: list[Row], region: str, place: str, language: str) -> list[Fact]:
    kind = kind_in_words(row["kind"], is_small=row["sme"])
    city = ", ".join(part for part in (str(row["postcode"] or ""), str(row["city"] or "")) if part)
    facts = [
        Fact(_("Kind"), kind),
        Fact(_("Seat"), city),
        Fact(_("Region"), place, reverse("region", args=[region]) if region else ""),
        Fact(_("Participations"), number(row["participations"], language, 0)),
    ]
    if parts:
        leads = sum(one["role"] == "coordinator" for one in parts)
        cents = [one["cents"] for one in parts if one["cents"] is not None]
        facts.append(Fact(_("Of them as coordinator"), number(leads, language, 0)))
        if cents:
            million = number(sum(cents) / CENTS_PER_MILLION, language, 1)
            facts.append(Fact(_("EU contribution, million euro"), million))
    scheme, _colon, value = str(row["organisation"]).partition(":")
    if value:
        facts.append(Fact(scheme.upper(), value))
    if row["vat"]:
        facts.append(Fact(_("VAT number"), str(row["vat"])))
    return [fact for fact in facts if fact.text]


def _trend(fields: dict[str, Counter[int]], years: tuple[int, int], language: str) -> str:
    """Projects by start year: each counts once in each of its fields."""
    total: Counter[int] = Counter()
    for found in fields.values():
        total.update(found)
    counts = [(year, float(total[year])) for year in range(years[0], years[1] + 1)]
    if not any(count for _year, count in counts):
        return ""
    said = [number(count, language, 0) for _year, count in counts]
    return by_year(counts, said, title=_("Projects by start year, each counted in each of its fields"))


def _fields(fields: dict[str, Counter[int]], titles: dict[str, str], citation: str) -> Listing:
    years = sorted({year for found in fields.values() for year in found})
    rows = [
        {"title": titles.get(code, code), "projects": found.total()} | {str(year): found.get(year) for year in years}
        for code, found in fields.items()
    ]
    columns = (
        Column("title", _("Field")),
        Column("projects", _("Projects"), "count"),
        *(Column(str(year), str(year), "count") for year in years),
    )
    empty = _("No project of it has a field that these data know.")
    return Listing("fields", _("Fields by start year"), columns, rows, citation, empty=empty, at_first=AT_FIRST)


def _interfaces(version: str, bridges: list[Row], region: str, language: str, citation: str) -> Listing:
    known = region_labels(version)
    home = next((region[:length] for length in (4, 3, 2) if region[:length] in known), "")
    rows = [row | {"pair": pair_title(version, (row["field_a"], row["field_b"]), language)} for row in bridges]
    rows.sort(key=lambda row: (-row["joint"], -min(row["projects_a"], row["projects_b"]), row["pair"]))
    titles = field_titles(version, language)
    shown = [row | {"weaker": _weaker(row, titles)} for row in rows]
    columns = (
        Column("pair", _("Interface")),
        Column("joint", _("Projects with both"), "count"),
        Column("weaker", _("Projects in each")),
    )
    return Listing(
        "interfaces",
        _("Interfaces it connects: active in both fields"),
        columns,
        shown,
        citation,
        address=lambda row: ("pair", interface_address(home, row["field_a"], row["field_b"]) if home else ""),
        empty=_("It is listed as active in no two fields."),
        at_first=AT_FIRST,
    )


def _weaker(row: Row, titles: dict[str, str]) -> str:
    return ", ".join(f"{titles[row[f'field_{side}']]} {row[f'projects_{side}']}" for side in "ab")


def _partners(version: str, ties: Counter[str], citation: str) -> Listing:
    index = organisation_index(version)
    order = sorted(ties, key=lambda code: (-ties[code], code))
    rows = [
        {
            "code": code,
            "name": name,
            "kind": kind_in_words(index.rows[code]["kind"], is_small=index.rows[code]["sme"]),
            "place": place_in_words(version, home_of(index.rows[code])),
            "projects": ties[code],
        }
        for code in order
        if (name := index.name_of(code))
    ][:MOST_PARTNERS]
    columns = (
        Column("name", _("Organisation"), NAME),
        Column("kind", _("Kind")),
        Column("place", _("Region")),
        Column("projects", _("Joint projects"), "count"),
    )
    return Listing(
        "partners",
        _("With whom it has worked"),
        columns,
        rows,
        citation,
        address=lambda row: ("name", reverse("organisation", args=[row["code"]])),
        empty=_("No joint project with an organisation that has a name is listed."),
        at_first=AT_FIRST,
    )


def _projects(parts: list[Row], citation: str) -> Listing:
    rows = [
        {
            "label": str(row["acronym"] or row["title"] or row["project"]),
            "year": row["year"],
            "role": str(ROLES.get(str(row["role"]), row["role"] or "")),
            "topic": row["topic"],
            "programme": row["programme"],
            "million_euro": None if row["cents"] is None else row["cents"] / CENTS_PER_MILLION,
            "address": lookup.public_address(row["project"], row["rcn"]) or "",
        }
        for row in parts[:MOST_PROJECTS]
    ]
    columns = (
        Column("label", _("Project")),
        Column("year", _("Start year"), "year"),
        Column("role", _("Role")),
        Column("topic", _("Call topic")),
        Column("programme", _("Programme part")),
        Column("million_euro", _("EU contribution, million euro"), "number"),
        Column("address", _("Public record")),
    )
    return Listing(
        "projects",
        _("Its projects, newest first"),
        columns,
        rows,
        citation,
        address=lambda row: ("address", row["address"]),
        at_first=AT_FIRST,
    )
