"""Up to five regions side by side: fields, interfaces and EU money, with what can be told apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from crossfield.charts.comparison import MOST, comparison
from crossfield.charts.palette import theme
from crossfield.charts.words import number, span
from crossfield.indicators import lookup
from crossfield.indicators.money import money_of_regions
from crossfield.indicators.question import Question
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.interfaces import field_titles, interface_rows, pair_title
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.region import find_region, region_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt

    from crossfield.lake.store import Frames

    Row = dict[str, Any]

TOLD = 3
"""Differences that the answer names."""
PAIRS = 20
"""Interfaces that are compared: those with most joint projects in the regions together."""


@dataclass(frozen=True, slots=True)
class CompareView:
    """What the page of compared regions shows."""

    places: list[Row]
    question: str
    answer: str
    is_mixed: bool
    listings: dict[str, Listing]
    citation: str

    @property
    def codes(self) -> str:
        """Codes of the regions as the address has them."""
        return ",".join(str(place["region"]) for place in self.places)

    @property
    def without(self) -> list[tuple[Row, str]]:
        """Each region with the address of the page that leaves it out."""
        codes = self.codes.split(",")
        return [
            (place, reverse("compare", args=[",".join(code for code in codes if code != place["region"])]))
            for place in self.places
        ]

    @property
    def names(self) -> str:
        """Names of the regions."""
        return ", ".join(str(place["label"]) for place in self.places)


def chosen_regions(version: str, given: Sequence[str]) -> tuple[str, ...]:
    """Codes of the regions that texts mean, each once, five at most.

    Raises
    ------
    UnknownNameError
        One of them is no region.
    """
    found = dict.fromkeys(str(find_region(version, one)["region"]) for one in given if one.strip())
    return tuple(found)[:MOST]


def proposed(version: str, code: str, language: str) -> tuple[str, ...]:
    """A region with the regions most like it; the language is the active one."""
    view = region_view(version, code, language)
    return (str(view.place["region"]), *(str(row["peer"]) for row in view.listings["peers"].rows))[:MOST]


@kept_in_language(maxsize=64)
def compare_view(version: str, codes: tuple[str, ...], language: str) -> CompareView:
    """Fields, interfaces and money of regions side by side."""
    places = [find_region(version, code) for code in codes]
    scheme = own_settings().scheme
    with open_data(version) as frames:
        figures = {code: _figures(frames, Question(code, scheme)) for code in codes}
        years = lookup.default_years(frames)
        money = {level: money_of_regions(frames, level, years) for level in {int(one["level"]) for one in places}}
        citation = lookup.citation(frames, Question(codes[0], scheme), language)
    titles = field_titles(version, language)
    fields = _side_by_side(figures, "value", titles, ("field",))
    interfaces = _interfaces(version, codes, language)
    labels = {str(place["region"]): str(place["label"]) for place in places}
    return CompareView(
        places=places,
        question=_("How do these regions differ?") if len(codes) > 1 else _("With whom shall it be compared?"),
        answer=compare_answer(fields, labels, language),
        is_mixed=len(money) > 1,
        listings={
            "fields": _listing("fields", _("Fields: location quotient (1 = as in Europe)"), fields, labels, citation),
            "interfaces": _listing(
                "interfaces", _("Interfaces: strength (1 = as its size predicts)"), interfaces[:PAIRS], labels, citation
            ),
            "money": _money(places, money, citation),
        },
        citation=citation,
    )


def _figures(frames: Frames, question: Question) -> dict[Any, Row]:
    """Location quotients of a region by field, the highest first."""
    return {row["field"]: row for row in lookup.fields_of_region(frames, question).to_pylist()}


def _interfaces(version: str, codes: tuple[str, ...], language: str) -> list[Row]:
    """Strength of every interface in every region, those with most joint projects in them together first."""
    pairs = {code: {(row["field_a"], row["field_b"]): row for row in interface_rows(version, code)} for code in codes}
    named = {pair: pair_title(version, pair, language) for pair in next(iter(pairs.values()))}
    rows = _side_by_side(pairs, "strength", named, ("field_a", "field_b"))
    return sorted(rows, key=lambda row: (-sum(row[f"{code}_support"] for code in codes), row["title"]))


def _side_by_side(
    figures: dict[str, dict[Any, Row]], key: str, titles: dict[Any, str], names: tuple[str, ...]
) -> list[Row]:
    """One row for each field or pair of the first region, in its order, with the figures of every region."""
    first = next(iter(figures.values()))
    bounds = ("low", "high") if key == "value" else (f"{key}_low", f"{key}_high")
    rows = []
    for place in first:
        row: Row = {"title": titles[place]} | dict(zip(names, place if len(names) > 1 else (place,), strict=True))
        for code, found in figures.items():
            own = found.get(place, {})
            row |= {code: own.get(key), f"{code}_low": own.get(bounds[0]), f"{code}_high": own.get(bounds[1])}
            row[f"{code}_support"] = own.get("support") or 0
        rows.append(row)
    return rows


def compare_answer(rows: Sequence[Row], labels: dict[str, str], language: str) -> str:
    """Fields in which the ranges of two regions do not overlap; the others cannot be told apart."""
    if len(labels) == 1:
        return _("Name up to four other regions.")
    found = []
    for row in rows:
        for one, other in combinations(labels, 2):
            for high, low in ((one, other), (other, one)):
                if row[f"{high}_low"] is not None and row[f"{low}_high"] is not None:
                    distance = row[f"{high}_low"] - row[f"{low}_high"]
                    if distance > 0:
                        found.append((-distance, str(row["title"]), high, low, row))
    if not found:
        return _("In no field can these regions be told apart with certainty: all 90% ranges overlap.")
    told = []
    for _distance, title, high, low, row in sorted(found, key=lambda one: one[:4])[:TOLD]:
        said = {"field": title, "high": labels[high], "low": labels[low]}
        said |= {"above": _figure(row, high, language), "below": _figure(row, low, language)}
        told.append(_("%(field)s: %(high)s (%(above)s) certainly above %(low)s (%(below)s)") % said)
    fields = len({title for _distance, title, _high, _low, _row in found})
    text = _("Ranges that do not overlap exist in %(n)s of %(of)s fields. %(told)s.")
    return text % {"n": fields, "of": len(rows), "told": "; ".join(told)}


def _figure(row: Row, code: str, language: str) -> str:
    return f"{number(row[code], language)}; {span(row[f'{code}_low'], row[f'{code}_high'], language)}"


def _listing(name: str, caption: str, rows: list[Row], labels: dict[str, str], citation: str) -> Listing:
    columns = [Column("title", _("Field") if name == "fields" else _("Interface"))]
    columns += [Column(code, label, "ranged") for code, label in labels.items()]
    columns += [
        Column(f"{code}_support", _("Projects: %(field)s") % {"field": label}, "count")
        for code, label in labels.items()
    ]
    return Listing(name, caption, tuple(columns), rows, citation, at_first=20)


def _money(places: list[Row], money: dict[int, dict[str, Row]], citation: str) -> Listing:
    rows = []
    for place in places:
        found = money[int(place["level"])].get(str(place["region"]), {})
        keys = ("million_euro", "projects", "euro_per_head")
        rows.append({"label": place["label"], "region": place["region"]} | {key: found.get(key) for key in keys})
    columns = [
        Column("label", _("Region")),
        Column("million_euro", _("EU contribution, million euro"), "number"),
        Column("projects", _("Projects"), "count"),
    ]
    if any(row["euro_per_head"] is not None for row in rows):
        columns.append(Column("euro_per_head", _("Euro per head"), "number"))
    caption = _("EU money of research programmes in the window")
    return Listing(
        "money",
        caption,
        tuple(columns),
        rows,
        citation,
        address=lambda row: ("label", reverse("region", args=[row["region"]])),
    )


@kept_in_language(maxsize=64)
def compare_picture(version: str, codes: tuple[str, ...], language: str, form: str) -> alt.LayerChart:
    """The fields as dots with ranges: page, small, or framed with title, answer and citation."""
    view = compare_view(version, codes, language)
    framed = {"title": view.names, "sentence": view.answer, "citation": view.citation} if form == "framed" else {}
    regions = [(str(place["region"]), str(place["label"])) for place in view.places]
    return comparison(view.listings["fields"].rows, regions, language=language, small=form == "small", **framed)


def compare_drawing(version: str, codes: tuple[str, ...], language: str) -> Row:
    """What the page's script draws."""
    chart = compare_picture(version, codes, language, "page")
    spec = {name: value for name, value in chart.to_dict(validate=False).items() if name not in {"$schema", "config"}}
    return {"spec": spec, "light": theme(ground=False), "dark": theme(dark=True, ground=False)}
