"""The organisations at an interface as a network: who works on both fields, and who has worked with whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.charts.network import MOST, network
from crossfield.charts.palette import theme
from crossfield.charts.words import number
from crossfield.indicators import lookup
from crossfield.indicators.partnership import organisation_links, organisations_at_interface
from crossfield.indicators.question import Question
from crossfield.lake.countries import country_name
from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.interface import interface_row
from crossfield.web.evidence.queries.interfaces import field_titles, pair_title
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import NAME, Column, Listing, organisation_address
from crossfield.web.evidence.queries.organisation_index import folded
from crossfield.web.evidence.queries.region import find_region, region_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt

    Row = dict[str, Any]
    Link = tuple[str, str, int]

TOP = 3


@dataclass(frozen=True, slots=True)
class NetworkView:
    """What the page of a network shows; ``rows`` are drawn, ``hidden`` are only counted."""

    place: Row
    pair: tuple[str, str]
    title: str
    question: str
    sentences: list[str]
    rows: list[Row]
    links: list[Link]
    hidden: int
    listings: dict[str, Listing]
    citation: str

    @property
    def answer(self) -> str:
        """All sentences."""
        return " ".join(self.sentences)


@kept_in_language(maxsize=64)
def network_view(version: str, code: str, field_a: str, field_b: str, language: str) -> NetworkView:
    """Organisations at an interface and their links, those of the region first.

    Raises
    ------
    UnknownNameError
        There is no such region, field or interface.
    """
    place, pair = find_region(version, code), (min(field_a, field_b), max(field_a, field_b))
    interface_row(version, code, pair)
    scheme, labels, titles = own_settings().scheme, region_labels(version), field_titles(version, language)
    region = str(place["region"])
    with open_data(version) as frames:
        found = organisations_at_interface(frames, scheme, pair)
        for row in found:
            row |= {"is_own": str(row["region"]).startswith(region), "place": _place(row["region"], labels)}
        found.sort(key=_order)
        rows, rest = found[:MOST], found[MOST:]
        links = organisation_links(frames, [row["organisation"] for row in rows])
        citation = lookup.citation(frames, Question(region, scheme), language, shows="records")
    partners = Counter(one for a, b, _count in links for one in (a, b))
    for row in rows:
        row["linked"] = partners[row["organisation"]]
    title = pair_title(version, pair, language)
    listings = {"organisations": _organisations(rows, (titles[pair[0]], titles[pair[1]]), citation)}
    if rest:
        listings["rest"] = _rest(rest, citation, language)
    return NetworkView(
        place=place,
        pair=pair,
        title=title,
        question=_("Who works on %(pair)s in Europe, and who has worked with whom?") % {"pair": title},
        sentences=network_sentences(rows, links, len(rest), str(place["label"]), language),
        rows=rows,
        links=links,
        hidden=len(rest),
        listings=listings,
        citation=citation,
    )


def _order(row: Row) -> tuple[bool, int, int, str]:
    return (not row["is_own"], -row["joint"], -min(row["projects_a"], row["projects_b"]), str(row["organisation"]))


def _place(code: str, labels: dict[str, str]) -> str:
    return f"{labels[code]} ({code})" if code in labels else str(code)


def network_sentences(rows: Sequence[Row], links: Sequence[Link], hidden: int, label: str, language: str) -> list[str]:
    """How many organisations, how many of the region, and whom those of the region know: counts, no judgement."""
    total, own = len(rows) + hidden, {row["organisation"] for row in rows if row["is_own"]}
    if not rows:
        return [_("No organisation with a name is listed in both fields. Load the full data to see smaller ones.")]
    first = ngettext(
        "%(n)s organisation with a name is active in both fields, %(own)s of %(region)s.",
        "%(n)s organisations with a name are active in both fields, %(own)s of them of %(region)s.",
        total,
    )
    said = {"n": number(total, language, 0), "own": number(len(own), language, 0), "region": label}
    known = Counter[str]()
    for a, b, count in links:
        for one, other in ((a, b), (b, a)):
            if one in own and other not in own:
                known[other] += count
    names = {row["organisation"]: readable_name(row["name"]) for row in rows}
    told = [first % said]
    if own and known:
        text = ngettext(
            "Those of %(region)s have worked with %(n)s other.", "Those of %(region)s have worked with %(n)s others.",
            len(known),
        )  # fmt: skip
        told.append(text % {"region": label, "n": number(len(known), language, 0)})
        best = sorted(known, key=lambda code: (-known[code], names[code]))[:TOP]
        listed = ", ".join(f"{names[code]} ({number(known[code], language, 0)})" for code in best)
        told.append(_("Most joint projects with: %(names)s.") % {"names": listed})
    elif own:
        told.append(_("None of those of %(region)s is known to have worked with another of them.") % {"region": label})
    return told


def _organisations(rows: list[Row], titles: tuple[str, str], citation: str) -> Listing:
    columns = (
        Column("name", _("Organisation"), NAME),
        Column("place", _("Region")),
        Column("joint", _("Projects with both"), "count"),
        Column("projects_a", _("Projects: %(field)s") % {"field": titles[0]}, "count"),
        Column("projects_b", _("Projects: %(field)s") % {"field": titles[1]}, "count"),
        Column("linked", _("Linked with so many of them"), "count"),
    )
    empty = _("No organisation with a name is listed in both fields. Load the full data to see smaller ones.")
    caption = _("Organisations in both fields, those of the region first")
    return Listing("organisations", caption, columns, rows, citation, address=organisation_address, empty=empty)


def _rest(rows: list[Row], citation: str, language: str) -> Listing:
    """What is not drawn, by country."""
    counts = Counter(str(row["region"])[:2] for row in rows)
    named = sorted(((country_name(code, language) or code, count) for code, count in counts.items()), key=_by_name)
    shown = [{"country": name, "organisations": count} for name, count in named]
    columns = (Column("country", _("Country")), Column("organisations", _("Organisations"), "count"))
    return Listing("rest", _("Organisations that are not drawn, by country"), columns, shown, citation)


def _by_name(named: tuple[str, int]) -> str:
    return folded(named[0])


@kept_in_language(maxsize=32)
def network_picture(version: str, asked: tuple[str, str, str], language: str, form: str) -> alt.LayerChart:
    """The network as a chart: page, small, or framed with title, answer and citation."""
    view = network_view(version, *asked, language)
    framed = {"title": view.question, "sentence": view.answer, "citation": view.citation} if form == "framed" else {}
    return network(
        [row | {"name": readable_name(row["name"])} for row in view.rows],
        view.links,
        region=str(view.place["label"]),
        hidden=view.hidden,
        language=language,
        small=form == "small",
        **framed,
    )


def network_drawing(version: str, asked: tuple[str, str, str], language: str) -> Row:
    """What the page's script draws."""
    chart = network_picture(version, asked, language, "page")
    spec = {name: value for name, value in chart.to_dict(validate=False).items() if name not in {"$schema", "config"}}
    knots = [knot | {"address": organisation_address(knot)[1]} for knot in spec["datasets"]["knots"]]
    spec["datasets"] = spec["datasets"] | {"knots": knots}
    return {"spec": spec, "light": theme(ground=False), "dark": theme(dark=True, ground=False)}
