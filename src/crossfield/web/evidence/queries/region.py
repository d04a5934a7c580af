"""Regions: which there are, how they are found, and what the data say about one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crossfield.charts.profile import profile_bar
from crossfield.charts.words import number, projects, span
from crossfield.errors import NoProjectsError, UnknownNameError
from crossfield.indicators import lookup
from crossfield.indicators.exonym import exonyms
from crossfield.indicators.leaders import leading_organisations
from crossfield.indicators.question import Question
from crossfield.lake.countries import country_name
from crossfield.web.evidence.queries.change import change_answer, change_listing, change_rows
from crossfield.web.evidence.queries.data import current_version, open_data, own_settings
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import NAME, Column, Listing, localised, organisation_address
from crossfield.web.evidence.queries.money import Asked, money_answer, money_tables
from crossfield.web.evidence.queries.profile_tables import (
    agreement_lines,
    peers_listing,
    read_profile,
    strategy_listing,
)
from crossfield.web.evidence.queries.summary import region_summary
from crossfield.web.evidence.queries.trend import by_year

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    Row = dict[str, Any]

FINEST_LEVEL = 2
MOST_PARTS = 12
MONEY_TABLES = ("money", "money_compared", "programmes", "kinds", "money_fields", "money_interfaces")
KINDS = {
    "technology": gettext_lazy("Key technology"),
    "sector": gettext_lazy("Sector"),
    "future": gettext_lazy("Future field"),
    "pilot": gettext_lazy("Pilot theme"),
}


def regions_with_figures(version: str, scheme: str) -> tuple[Row, ...]:
    """Rows of the table region of levels 0 to 2 that have figures, sorted by code, labelled in the reader's language.

    A region whose projects all began outside the window that pages show has none.
    """
    return _regions_with_figures(version, scheme, get_language() or "en")


@kept_in_language(maxsize=8)
def _regions_with_figures(version: str, scheme: str, language: str) -> tuple[Row, ...]:
    with open_data(version) as frames:
        first, last = lookup.default_years(frames)
        exposed = frames.read("exposure", scheme=scheme)
        rows = frames.read("region")
    known = {row["region"] for row in exposed if first <= row["year"] <= last}
    found = [row for row in rows if row["region"] in known and row["level"] is not None]
    kept = (row | {"label": name_of(row, language)} for row in found if 0 <= row["level"] <= FINEST_LEVEL)
    return tuple(sorted(kept, key=lambda row: str(row["region"])))


def region_labels(version: str) -> dict[str, str]:
    """Names of the regions with figures by code."""
    return {row["region"]: row["label"] for row in regions_with_figures(version, own_settings().scheme)}


def find_region(version: str, wanted: str) -> Row:
    """The region with figures that a code or a name means.

    Raises
    ------
    UnknownNameError
        None or several do; the closest codes are in the error.
    NoProjectsError
        It means a region that is known but has no figures.
    """
    rows = regions_with_figures(version, own_settings().scheme)
    found = matching(rows, wanted)
    if len(found) == 1:
        return found[0]
    _check_known(version, wanted)
    close = [str(row["region"]) for row in found] or [str(row["label"]) for row in rows]
    raise UnknownNameError("region", wanted, close)


def _check_known(version: str, wanted: str) -> None:
    """Raise `NoProjectsError` where a text is the code of a region without figures, or its name down to level 2."""
    text = _folded(wanted)
    with open_data(version) as frames:
        every = {str(row["region"]): row for row in frames.read("region") if row["level"] is not None}
        years = lookup.default_years(frames)
    for code, row in every.items():
        names = {_folded(str(row["name"] or ""))} if row["level"] <= FINEST_LEVEL else set[str]()
        if text in names | {_folded(code)}:
            above = str(row["parent"] or "")
            known = set(region_labels(version))
            while above and above not in known:
                above = str(every.get(above, {}).get("parent") or "")
            raise NoProjectsError(code, name_of(row, get_language() or "en"), years, above)


def matching(rows: Iterable[Row], wanted: str) -> list[Row]:
    """Regions whose code or name, in English or German, is the text; where there is none, those whose name holds it.

    Examples
    --------
    >>> rows = [{"region": "AT", "name": "Österreich", "name_latin": None}]
    >>> [row["region"] for text in ("at", "osterr", "x", " ") for row in matching(rows, text)]
    ['AT', 'AT']
    """
    text = _folded(wanted)
    if not text:
        return []
    rows = list(rows)
    by_code = [row for row in rows if text == _folded(str(row["region"]))]
    if by_code:  # nearly every address: the names are not needed
        return by_code[:1]
    names = [_names_of(row) for row in rows]
    same = [row for row, known in zip(rows, names, strict=True) if text in known]
    if same:
        return same[:1]  # a country and its only part have one name: the larger unit comes first
    return [row for row, known in zip(rows, names, strict=True) if any(text in name for name in known)]


def regions_holding(version: str, wanted: str) -> list[tuple[str, Row]]:
    """Smaller regions that are called so, each with the region above it that has figures."""
    text, found = _folded(wanted), []
    shown = {row["region"]: row for row in regions_with_figures(version, own_settings().scheme)}
    for name, code in parts_of_regions(version):
        if text and (text in _folded(name) or text == code.casefold()) and (above := above_with_figures(code, shown)):
            found.append((f"{name} ({code})", shown[above]))
    return found[:MOST_PARTS]


def above_with_figures(code: str, shown: Container[str]) -> str:
    """Code of the smallest unit above a region that has figures; empty where none has."""
    return next((code[:length] for length in range(len(code) - 1, 1, -1) if code[:length] in shown), "")


@lru_cache(maxsize=2)
def parts_of_regions(version: str) -> tuple[tuple[str, str], ...]:
    """Name and code of the regions below the finest level that has figures (NUTS 3)."""
    with open_data(version) as frames:
        rows = frames.read("region")
    below = [row for row in rows if row["level"] is not None and row["level"] > FINEST_LEVEL and row["name"]]
    return tuple(sorted((str(row["name"]), str(row["region"])) for row in below))


def _names_of(row: Row) -> list[str]:
    """All that a region is called, folded, its code first."""
    own = [_folded(str(row.get(key) or "")) for key in ("region", "name", "name_latin", "label")]
    return [*own, *_folded_exonyms().get(str(row["region"]), ())]


@cache
def _folded_exonyms() -> dict[str, tuple[str, ...]]:
    """English and German names by code: looked up for each region of each search, so gathered once."""
    found: dict[str, tuple[str, ...]] = {}
    for code, _language, name in exonyms():
        found[code] = (*found.get(code, ()), _folded(name))
    return found


def name_of(row: Row, language: str) -> str:
    """Name of a region as its reader calls it: a country in the reader's language, all else in Latin letters.

    A part that is the whole country (Česko as CZ0) is called like the country.

    Examples
    --------
    >>> name_of({"region": "EL", "name": "Ελλάδα", "name_latin": "Elláda"}, "de")
    'Griechenland'
    >>> name_of({"region": "EL3", "name": "Αττική", "name_latin": "Attiki"}, "de")
    'Attiki'
    >>> name_of({"region": "AT1", "name": "Ostösterreich", "name_latin": "Ostosterreich"}, "en")
    'Ostösterreich'
    """
    code, name, latin = str(row["region"]), str(row["name"]), str(row["name_latin"] or "")
    if code == f"{code[:2]}{'0' * (len(code) - 2)}" and (country := country_name(code[:2], language)):
        return country
    return latin if latin and _folded(latin) != _folded(name) else name


def level_in_words(code: str) -> str:
    """What kind of unit a code is: a country, or NUTS with its level.

    Examples
    --------
    >>> level_in_words("DE40")
    'NUTS 2'
    """
    level = len(code) - len("DE")
    return f"NUTS {level}" if level else _("Country")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@dataclass(frozen=True, slots=True)
class RegionView:
    """What the page of a region shows."""

    place: Row
    question: str
    answer: str
    summary: list[str]
    change: str
    money: str
    money_picture: str
    listings: dict[str, Listing]
    agreement: list[str]
    years: tuple[int, int]
    citation: str

    @property
    def money_listings(self) -> list[Listing]:
        """Tables of EU money in the order of the page."""
        return [self.listings[name] for name in MONEY_TABLES]

    @property
    def has_people(self) -> bool:
        """True where the number of people is known, so that money per head is shown."""
        return any(row["people"] for row in self.listings["money_compared"].rows)

    @property
    def compared(self) -> str:
        """Codes of the region and those most like it, as the address of the comparison has them."""
        return ",".join(str(row["region"]) for row in self.listings["money_compared"].rows[:5])


@kept_in_language(maxsize=64)
def region_view(version: str, code: str, language: str) -> RegionView:
    """Specialisation, strategy, comparable regions, leading organisations and EU money of a region.

    Raises
    ------
    UnknownNameError
        There is no such region.
    """
    place, scheme = find_region(version, code), own_settings().scheme
    asked, labels = Question(place["region"], scheme), region_labels(version)
    with open_data(version) as frames:
        rows = lookup.fields_of_region(frames, asked).to_pylist()
        fields = {row["field"]: row for row in lookup.fields_of_scheme(frames, scheme)}
        titles = {name: localised(row, "title", language) for name, row in fields.items()}
        citation = lookup.citation(frames, asked, language, shows="fields")
        years = lookup.default_years(frames)
        leaders = leading_organisations(frames, place["region"], scheme, years)
        profile = read_profile(frames, place["region"], scheme)
        changes = change_rows(frames, place["region"], int(place["level"]), scheme)
        money = money_tables(
            Asked(frames, place, scheme, years, titles, labels, citation), [row["peer"] for row in profile["peers"]]
        )
    shown = [row | {"title": titles[row["field"]], "kind": str(_kind(fields[row["field"]]))} for row in rows]
    strategy = profile["strategy"]
    listings = {
        "fields": _fields(shown, citation),
        "peers": peers_listing(profile["peers"], labels, citation),
        "organisations": _organisations(leaders, labels, citation),
        **money,
    }
    if strategy:
        listings["strategy"] = strategy_listing(strategy, titles, citation)
    if any(row["value"] is not None for row in changes):
        listings["change"] = change_listing(changes, titles, citation)
    compared, peers = listings["money_compared"], listings["peers"]
    return RegionView(
        place=place,
        question=_("What is %(region)s specialised in?") % {"region": place["label"]},
        answer=specialisation_answer(shown, language),
        summary=region_summary(str(place["label"]), shown, compared.rows, peers.rows, language),
        change=change_answer(changes, titles, years, language),
        money=money_answer(compared, listings["kinds"], years, language),
        money_picture=_money_columns(listings["money"].rows, language),
        listings=listings,
        agreement=agreement_lines(strategy, language) if strategy else [],
        years=years,
        citation=citation,
    )


def _money_columns(rows: list[Row], language: str) -> str:
    money = [(row["year"], row["million_euro"] or 0.0) for row in rows]
    said = [number(row["million_euro"], language, 1) for row in rows]
    return by_year(money, said, title=_("EU money by start year, million euro"))


def _kind(field: Row) -> object:
    return KINDS.get(field["kind"], field["kind"] or "")


def specialisation_answer(rows: Sequence[Row], language: str) -> str:
    """The answer in one sentence: fields that are certainly stronger here than in Europe, else the first candidate."""
    known = [row for row in rows if row["value"] is not None]
    sure = [row for row in known if row["low"] is not None and row["low"] > 1]
    if not known:
        return _("No figure can be computed yet; the notes say why.")
    best = (sure or known)[0]
    said = {
        "field": best["title"],
        "value": number(best["value"], language),
        "range": span(best["low"], best["high"], language),
        "projects": projects(best["support"], language),
    }
    if not sure and best["high"] is not None and best["high"] < 1:
        text = _(
            "In nothing: even the strongest field, %(field)s, has %(value)s times as many projects as the region's "
            "size predicts (90%% range %(range)s; %(projects)s)."
        )
        return text % said
    if not sure:
        text = _(
            "In nothing for certain yet: the strongest candidate is %(field)s with %(value)s times as many projects as "
            "the region's size predicts (%(projects)s); by the 90%% range %(range)s there may as well be as many as "
            "expected."
        )
        return text % said
    text = _(
        "For certain in %(field)s: %(value)s times as many projects as the region's size predicts (90%% range "
        "%(range)s; %(projects)s)."
    )
    others = ", ".join(row["title"] for row in sure[1:])
    more = [_("Also for certain: %(fields)s.") % {"fields": others}] if others else []
    return " ".join([text % said, *more])


def _fields(rows: list[Row], citation: str) -> Listing:
    columns = (
        Column("title", _("Field")),
        Column("value", _("Location quotient (1 = as in Europe)"), "ranged"),
        Column("support", _("Projects"), "count"),
        Column("kind", _("Kind")),
        Column("note", _("Note"), "note"),
    )
    return Listing(
        "fields",
        _("Fields of the region against Europe, with the 90% range"),
        columns,
        rows,
        citation,
        bar=lambda row: profile_bar(row["value"], row["low"], row["high"]),
        at_first=40,
    )


def _organisations(rows: list[Row], labels: dict[str, str], citation: str) -> Listing:
    columns = (
        Column("name", _("Organisation"), NAME),
        Column("kind", _("Kind")),
        Column("place", _("Region")),
        Column("projects", _("Projects with fields"), "count"),
        Column("fields", _("Fields"), "count"),
    )
    kinds = {
        "HES": _("university"), "REC": _("research"), "PRC": _("company"), "PUB": _("public body"), "OTH": _("other"),
    }  # fmt: skip
    shown = [row | {"kind": kinds.get(row["kind"] or "", ""), "place": _place(row["region"], labels)} for row in rows]
    empty = _("No organisation of this region is listed in this data version.")
    return Listing(
        "organisations",
        _("Leading organisations"),
        columns,
        shown,
        citation,
        address=organisation_address,
        empty=empty,
        at_first=10,
        stacks=True,
    )


def _place(code: str, labels: dict[str, str]) -> str:
    return f"{labels[code]} ({code})" if code in labels else code


def default_region(chosen: str) -> str:
    """Code of the region chosen, else of the example region, else of the first one with figures.

    Raises
    ------
    LakeError
        There are no data.
    """
    rows = regions_with_figures(current_version(), own_settings().scheme)
    codes = [str(row["region"]) for row in rows]
    return next((code for code in (chosen, own_settings().region, *codes) if code in codes), "")
