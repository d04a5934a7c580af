"""EU money of a region: by year, programme, field, interface and kind of organisation, beside comparable regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crossfield.charts.words import number
from crossfield.indicators.leaders import PROGRAMMES, money_by_year
from crossfield.indicators.money import money_by_field, money_by_interface, money_of_kinds, money_of_regions
from crossfield.web.evidence.queries.listing import Column, Listing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crossfield.lake.store import Frames

    Row = dict[str, Any]

MILLION = gettext_lazy("EU contribution, million euro")
KINDS = {
    "HES": gettext_lazy("universities"),
    "REC": gettext_lazy("research institutes"),
    "PRC": gettext_lazy("companies"),
    "PUB": gettext_lazy("public bodies"),
    "OTH": gettext_lazy("others"),
    "unknown": gettext_lazy("kind not known"),
}
PARTS = {
    "H2020-EU.1.1.": gettext_lazy("European Research Council (ERC)"),
    "H2020-EU.1.2.": gettext_lazy("Future and emerging technologies"),
    "H2020-EU.1.3.": gettext_lazy("Marie Skłodowska-Curie actions"),
    "H2020-EU.1.4.": gettext_lazy("Research infrastructures"),
    "H2020-EU.2.1.": gettext_lazy("Leadership in enabling and industrial technologies"),
    "H2020-EU.2.2.": gettext_lazy("Access to risk finance"),
    "H2020-EU.2.3.": gettext_lazy("Innovation in small and medium-sized enterprises"),
    "H2020-EU.3.1.": gettext_lazy("Health, demographic change and wellbeing"),
    "H2020-EU.3.2.": gettext_lazy("Food, agriculture, forestry, seas and bioeconomy"),
    "H2020-EU.3.3.": gettext_lazy("Secure, clean and efficient energy"),
    "H2020-EU.3.4.": gettext_lazy("Smart, green and integrated transport"),
    "H2020-EU.3.5.": gettext_lazy("Climate, environment and raw materials"),
    "H2020-EU.3.6.": gettext_lazy("Inclusive, innovative and reflective societies"),
    "H2020-EU.3.7.": gettext_lazy("Secure societies"),
    "H2020-EU.1.": gettext_lazy("Excellent science"),
    "H2020-EU.2.": gettext_lazy("Industrial leadership"),
    "H2020-EU.3.": gettext_lazy("Societal challenges"),
    "H2020-EU.4.": gettext_lazy("Spreading excellence and widening participation"),
    "H2020-EU.5.": gettext_lazy("Science with and for society"),
    "H2020-Euratom": gettext_lazy("Euratom"),
    "HORIZON.1": gettext_lazy("Excellent science"),
    "HORIZON.2": gettext_lazy("Global challenges and European industrial competitiveness"),
    "HORIZON.3": gettext_lazy("Innovative Europe"),
    "HORIZON.4": gettext_lazy("Widening participation and strengthening the European Research Area"),
}
"""Parts of programmes that dumps give as a bare code."""
COARSEST = 2
"""Level of the programmes' hierarchy up to which parts are shown; what is finer is added to it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the money is asked for: an open data version, region, scheme, window, names, and what it rests on."""

    frames: Frames
    place: Row
    scheme: str
    years: tuple[int, int]
    titles: Mapping[str, str]
    labels: Mapping[str, str]
    citation: str

    @property
    def key(self) -> tuple[str, int]:
        """Code and level of the region."""
        return str(self.place["region"]), int(self.place["level"])


def money_tables(asked: Asked, peers: Sequence[str]) -> dict[str, Listing]:
    """All tables of a region's EU money by name; ``peers`` are comparable regions, the nearest first."""
    found = [_years(asked), _programmes(asked), _kinds(asked), _fields(asked), _interfaces(asked)]
    found.append(_compared(asked, peers))
    return {listing.name: listing for listing in found}


def _years(asked: Asked) -> Listing:
    region, level = asked.key
    columns = (Column("year", _("Start year"), "year"), *_amounts(_("Projects")))
    rows = money_by_year(asked.frames, region, level, until=asked.years[1])
    empty = _("No contribution is stated for this region.")
    return Listing("money", _("EU money by start year"), columns, rows, asked.citation, empty=empty)


def _amounts(projects: str) -> tuple[Column, Column]:
    return Column("million_euro", MILLION, "number"), Column("projects", projects, "count")


def _programmes(asked: Asked) -> Listing:
    parts = {str(row["field"]): row for row in asked.frames.read("field", scheme=PROGRAMMES)}
    summed: dict[str, Row] = {}
    for row in money_by_field(asked.frames, *asked.key, PROGRAMMES, asked.years):
        code = coarse_part(str(row["field"]), parts)
        known = summed.setdefault(code, {"part": code, "title": part_title(code, parts), "million_euro": None})
        if row["million_euro"] is not None:
            known["million_euro"] = (known["million_euro"] or 0.0) + row["million_euro"]
    rows = sorted(summed.values(), key=lambda row: (-(row["million_euro"] or 0.0), row["part"]))
    columns = (
        Column("title", _("Programme part")),
        Column("part", _("Code")),
        Column("million_euro", MILLION, "number"),
    )
    return _table("programmes", _("EU money by programme"), columns, rows, asked)


def coarse_part(code: str, parts: Mapping[str, Row]) -> str:
    """The part of a programme that is shown for a finer one.

    Examples
    --------
    >>> parts = {"H2020-EU.2.1.1.": {"parent": "H2020-EU.2.1.", "level": 3}, "H2020-EU.2.1.": {"level": 2}}
    >>> coarse_part("H2020-EU.2.1.1.", parts), coarse_part("H2020-EU.2.1.", parts)
    ('H2020-EU.2.1.', 'H2020-EU.2.1.')
    """
    while code in parts and (parts[code]["level"] or 0) > COARSEST and parts[code]["parent"]:
        code = str(parts[code]["parent"])
    return "H2020-Euratom" if code.startswith("H2020-Euratom") else code


def part_title(code: str, parts: Mapping[str, Row]) -> str:
    """Name of a part of a programme; where only a code is known, that of the part above it, else the code."""
    if code in PARTS:
        return str(PARTS[code])
    title = str(parts.get(code, {}).get("title_en") or "")
    above = next((name for name in PARTS if name.endswith(".") and code.startswith(name)), "")
    return title if title and title != code else str(PARTS.get(above, code))


def _kinds(asked: Asked) -> Listing:
    rows = money_of_kinds(asked.frames, *asked.key, asked.years)
    shown = [row | {"title": str(KINDS.get(str(row["kind"]), row["kind"]))} for row in rows]
    columns = (Column("title", _("Kind of organisation")), *_amounts(_("Participations")))
    empty = _("This data version was built before money was counted by kind of organisation: load the data anew.")
    return _table("kinds", _("EU money by kind of organisation"), columns, shown, asked, empty=empty)


def _fields(asked: Asked) -> Listing:
    rows = money_by_field(asked.frames, *asked.key, asked.scheme, asked.years)
    shown = [row | {"title": asked.titles.get(str(row["field"]), str(row["field"]))} for row in rows]
    columns = (Column("title", _("Field")), *_amounts(_("Projects")))
    return _table("money_fields", _("EU money by field, of projects with fields only"), columns, shown, asked)


def _interfaces(asked: Asked) -> Listing:
    rows = money_by_interface(asked.frames, *asked.key, asked.scheme, asked.years)
    shown = [
        row | {"title": " × ".join(asked.titles.get(str(row[side]), str(row[side])) for side in ("field_a", "field_b"))}
        for row in rows
    ]
    region = asked.key[0]
    return Listing(
        "money_interfaces",
        _("EU money by interface, of joint projects only"),
        (Column("title", _("Interface")), *_amounts(_("Joint projects"))),
        shown,
        asked.citation,
        address=lambda row: ("title", reverse("interface", args=[region, row["field_a"], row["field_b"]])),
        empty=_("No project of this region joins two fields."),
        at_first=5,
    )


def _compared(asked: Asked, peers: Sequence[str]) -> Listing:
    """The region beside comparable ones, per project and per head."""
    region, level = asked.key
    found = money_of_regions(asked.frames, level, asked.years)
    rows = [
        {"region": code, "label": asked.labels.get(code, code), "per_project": _per_project(found[code])} | found[code]
        for code in (region, *peers)
        if code in found
    ]
    has_people = any(row["people"] for row in rows)
    for row in rows:
        row["note"] = None if row["people"] else _("number of people not loaded")
    columns = (
        Column("label", _("Region")),
        *_amounts(_("Projects")),
        Column("per_project", _("Thousand euro per project"), "number"),
        *((Column("euro_per_head", _("Euro per head"), "number"),) if has_people else ()),
        *((Column("people", _("Inhabitants"), "count"), Column("note", _("Note"), "note")) if has_people else ()),
    )
    return Listing(
        "money_compared",
        _("EU money beside comparable regions"),
        columns,
        rows,
        asked.citation,
        address=lambda row: ("label", reverse("region", args=[row["region"]])),
    )


def _per_project(row: Row) -> float | None:
    if row["million_euro"] is None or not row["projects"]:
        return None
    return float(row["million_euro"] * 1000 / row["projects"])


def _table(
    name: str, caption: str, columns: tuple[Column, ...], rows: list[Row], asked: Asked, *, empty: str = ""
) -> Listing:
    none = empty or _("No contribution is stated for this region.")
    return Listing(name, caption, columns, rows, asked.citation, empty=none, at_first=6)


def money_answer(compared: Listing, kinds: Listing, years: tuple[int, int], language: str) -> str:
    """How much came for how many projects, and to whom: one or two sentences."""
    own = next(iter(compared.rows), None)
    if own is None or own["million_euro"] is None:
        return _("No contribution is stated for this region.")
    said = {
        "sum": number(own["million_euro"], language),
        "projects": number(own["projects"], language, 0),
        "first": years[0],
        "last": years[1],
    }
    text = _(
        "%(sum)s million euro for %(projects)s projects that began from %(first)s to %(last)s, as the programmes state "
        "the contributions to organisations of the region."
    )
    named = [row for row in kinds.rows if row["million_euro"] is not None and row["kind"] != "unknown"]
    if not named:
        return text % said
    shares = ", ".join(f"{row['title']} {number(row['million_euro'], language)}" for row in named)
    return " ".join((text % said, _("By kind of organisation, in million euro: %(kinds)s.") % {"kinds": shares}))
