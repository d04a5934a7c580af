"""One interface of a region: its figures, each under its own question, and who and what is behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.charts.words import number
from crossfield.errors import UnknownNameError
from crossfield.indicators import lookup
from crossfield.indicators.prospects import prospect
from crossfield.indicators.question import Question
from crossfield.web.evidence.queries.data import STARTER, open_data, own_settings
from crossfield.web.evidence.queries.explanation import Explained, complements_in_words, partners_in_words
from crossfield.web.evidence.queries.interface_tables import Asked, interface_table, interface_tables
from crossfield.web.evidence.queries.interfaces import field_titles, interface_rows, pair_title
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.look import Look, interface_looks, strength_answer
from crossfield.web.evidence.queries.named import figures_listing
from crossfield.web.evidence.queries.region import find_region, region_labels
from crossfield.web.evidence.queries.trend import by_year

if TYPE_CHECKING:
    from crossfield.lake.store import Frames
    from crossfield.web.evidence.queries.listing import Listing

    Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class InterfaceView:
    """What the page of an interface shows."""

    place: Row
    pair: tuple[str, str]
    title: str
    answer: str
    looks: list[Look]
    trend: str
    trend_note: str
    listings: dict[str, Listing]
    years: str
    citation: str
    is_reduced: bool = False
    """The data that ship: joint work of two organisations is listed from two projects on."""
    why: tuple[Explained, ...] = ()
    """Why the first organisations elsewhere are named, as sentences."""
    why_regions: tuple[Explained, ...] = ()
    """The same for regions that complement this one."""


def interface_view(version: str, code: str, field_a: str, field_b: str, language: str) -> InterfaceView:
    """Everything known about an interface of a region; a forecast whose window has passed is told as past.

    Raises
    ------
    UnknownNameError
        There is no such region, field or interface.
    """
    return _view_in(timezone.localdate().year, version, code, (field_a, field_b), language)


@kept_in_language(maxsize=64)
def _view_in(this_year: int, version: str, code: str, fields: tuple[str, str], language: str) -> InterfaceView:
    """The page as it reads in a year."""
    place, pair = find_region(version, code), (min(fields), max(fields))
    row, title = interface_row(version, code, pair), pair_title(version, pair, language)
    with open_data(version) as frames:
        asked = _asked(frames, str(place["region"]), pair, language)
        trend, trend_note = _trend(asked, int(place["level"]), language)
        listings = interface_tables(asked, row) | {"figures": figures_listing(row, asked.citation)}
        question, is_reduced = asked.question, frames.manifest.kind == STARTER
        ahead = prospect(frames, question.scheme, question.region, int(place["level"]), this_year=this_year)
    words = (asked.titles, str(place["label"]), language)
    complements = listings.get("complements")
    return InterfaceView(
        place=place,
        pair=pair,
        title=title,
        answer=strength_answer(row, place["label"], title, language),
        looks=interface_looks(row, language, ahead.of_pair(row) if ahead else None),
        trend=trend,
        trend_note=trend_note,
        listings=listings,
        years=f"{asked.years[0]}–{asked.years[1]}",
        citation=asked.citation,
        is_reduced=is_reduced,
        why=partners_in_words(listings["partners"], *words),
        why_regions=complements_in_words(complements, *words) if complements else (),
    )


def _asked(frames: Frames, region: str, pair: tuple[str, str], language: str) -> Asked:
    """What the tables of an interface are asked for."""
    version, question = frames.manifest.version, Question(region, own_settings().scheme)
    titles = field_titles(version, language)
    return Asked(
        frames,
        question,
        pair,
        (titles[pair[0]], titles[pair[1]]),
        lookup.default_years(frames),
        region_labels(version),
        lookup.citation(frames, question, language, shows="records"),
    )


def interface_listing(version: str, code: str, fields: tuple[str, str], name: str, language: str) -> Listing | None:
    """One of the page's tables by itself, as a file needs it; None where the page has none of this name from the data.

    Raises
    ------
    UnknownNameError
        There is no such region, field or interface.
    """
    place, pair = find_region(version, code), (min(fields), max(fields))
    row = interface_row(version, code, pair)
    with open_data(version) as frames:
        asked = _asked(frames, str(place["region"]), pair, language)
        return figures_listing(row, asked.citation) if name == "figures" else interface_table(asked, row, name)


def interface_row(version: str, code: str, pair: tuple[str, str]) -> Row:
    """The row of interface_figure of a region at two fields.

    Raises
    ------
    UnknownNameError
        There is no such field, or the two are no interface.
    """
    place, titles = find_region(version, code), field_titles(version, "en")
    for given in pair:
        if given not in titles:
            raise UnknownNameError("field", given, titles)
    for row in interface_rows(version, place["region"]):
        if (row["field_a"], row["field_b"]) == pair:
            return row
    raise UnknownNameError("interface", " × ".join(pair), [])


def _trend(asked: Asked, level: int, language: str) -> tuple[str, str]:
    """Joint projects by start year up to the last complete one, with what forbids to call it a trend."""
    a, b = asked.pair
    key: dict[str, str | int] = {"level": level, "scheme": asked.question.scheme, "region": asked.question.region}
    found = {row["year"]: row["whole"] for row in asked.frames.read("interface_year", **key, field_a=a, field_b=b)}
    counts = [(year, float(found.get(year, 0))) for year in range(asked.years[0], asked.years[1] + 1)]
    if not any(count for _year, count in counts):
        return "", ""
    said = [number(count, language, 0) for _year, count in counts]
    picture = by_year(counts, said, title=_("Joint projects by start year"))
    changed = any(note.startswith("coverage changed") for note in asked.frames.manifest.notes)
    note = _(
        "The data cover the later years less than the earlier ones: a fall here may be one of the data, and is not "
        "called a trend."
    )
    return picture, note if changed else ""
