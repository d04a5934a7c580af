"""The interface map of a region as a file or page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from crossfield.charts.ahead import beside_potential
from crossfield.charts.document import SUFFIXES, interface_map_page, render
from crossfield.charts.interface_cells import check_shown, interface_cells, named_cell, read_fields
from crossfield.charts.interface_map import interface_map
from crossfield.charts.words import words_in
from crossfield.cli.show import told_ahead
from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators import lookup

if TYPE_CHECKING:
    from crossfield.indicators.question import Question
    from crossfield.lake.store import Frames

    Rows = list[dict[str, Any]]

MAPPED = {"technology", "sector", "future"}


def map_file(frames: Frames, question: Question, suffix: str, *, shows: str, language: str) -> bytes:
    """Draw the interface map of a region as .html, .svg, .png or .pdf.

    Raises
    ------
    UnknownNameError
        No such ending, region, scheme, language or figure to show.
    NotComputableError
        The scheme has no key technologies, sectors or future fields, the region has no projects, or what is to be shown
        has not been computed.
    """
    if suffix.lower() == ".html":
        return map_page(frames, question, shows=shows, language=language).encode()
    if suffix.lower() not in SUFFIXES:
        raise UnknownNameError("ending of a map", suffix, [], f"Name a file that ends in .html, {', '.join(SUFFIXES)}.")
    figures, fields, asked = _material(frames, question, shows, language)
    return render(interface_map(figures, fields, **asked), suffix)


def map_page(frames: Frames, question: Question, *, shows: str, language: str, navigation: str = "") -> str:
    """Draw the interface map of a region as one HTML page, with links to other pages where it is served."""
    figures, fields, asked = _material(frames, question, shows, language)
    return interface_map_page(figures, fields, navigation=navigation, **asked)


def _material(frames: Frames, question: Question, shows: str, language: str) -> tuple[Rows, Rows, dict[str, Any]]:
    words_in(language)
    check_shown(shows)
    fields = [row for row in lookup.fields_of_scheme(frames, question.scheme) if row["kind"] in MAPPED]
    if not fields:
        message = f"The scheme {question.scheme!r} has no key technologies, sectors or future fields to draw a map of."
        hint = "Take --scheme saxony, or a vocabulary with the groups technology, sector and future."
        raise NotComputableError(message, hint)
    figures = lookup.interfaces(frames, question).to_pylist()
    if shows != "strength" and all(row[shows] is None for row in figures):
        message = f"No {shows} has been computed for {question.region} in the data version {frames.manifest.version}."
        raise NotComputableError(message, "Take --shows strength.")
    place = lookup.find_region(frames, question.region)
    asked = {"region_name": place["name"], "language": language, "shows": shows}
    asked["citation"] = lookup.citation(frames, question, language)
    if shows != "strength":
        asked["beside"] = _beside(frames, question, figures, fields, shows, language)
    return figures, fields, asked


def _beside(frames: Frames, question: Question, figures: Rows, fields: Rows, shows: str, language: str) -> str:
    """Window and basis of the forecast, and the proof of the interface that the answer names."""
    ahead = told_ahead(frames, question, lookup.find_region(frames, question.region), datetime.now(UTC).year)
    named = named_cell(interface_cells(figures, read_fields(fields, language), shows=shows, language=language), shows)
    return beside_potential(ahead.of_pair(dict(named.figures)), language) if ahead and named else ""
