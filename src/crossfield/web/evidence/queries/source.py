"""What the data version holds: sources, years, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crossfield.errors import CrossfieldError
from crossfield.web.evidence.queries.coverage import coverage_by_year
from crossfield.web.evidence.queries.data import chosen_lake, current_version, data_line, open_data
from crossfield.web.evidence.queries.listing import Column, Listing

if TYPE_CHECKING:
    from crossfield.lake.manifest import Manifest


@dataclass(frozen=True, slots=True)
class DataView:
    """What the page on the data shows."""

    manifest: Manifest
    line: str
    is_starter: bool
    listings: dict[str, Listing]


def data_shown() -> str:
    """The line on the data that every page has; where there are none, what to do."""
    try:
        return _line(current_version(), get_language() or "en")
    except CrossfieldError as error:
        return str(error)


@lru_cache(maxsize=8)
def _line(version: str, language: str) -> str:  # noqa: ARG001 -- the active language is part of what is kept
    return data_line(chosen_lake().manifest(version))


@lru_cache(maxsize=8)
def data_view(version: str, language: str) -> DataView:  # noqa: ARG001 -- the active language is part of what is kept
    """Sources with their licence, and how well columns are filled by start year."""
    with open_data(version) as frames:
        manifest, rows = frames.manifest, coverage_by_year(frames.read("coverage"))
    sources = [
        {
            "title": source.title,
            "producer": source.producer,
            "retrieved": source.retrieved,
            "rows": source.rows_kept,
            "quarantined": source.rows_quarantined,
            "licence": source.licence,
            "address": source.address,
        }
        for source in manifest.sources
    ]
    listings = {"sources": _sources(sources), "coverage": _coverage(rows)}
    return DataView(manifest, data_line(manifest), chosen_lake().is_starter, listings)


def _sources(rows: list[dict[str, object]]) -> Listing:
    columns = (
        Column("title", _("Source")),
        Column("producer", _("Publisher")),
        Column("retrieved", _("As of")),
        Column("rows", _("Rows"), "count"),
        Column("quarantined", _("Rows that could not be read"), "count"),
        Column("licence", _("Licence")),
    )

    def address(row: dict[str, object]) -> tuple[str, str]:
        link = str(row["address"])
        return "title", link if link.startswith("https://") else ""

    return Listing("sources", _("Sources of this data version"), columns, rows, address=address)


def _coverage(rows: list[dict[str, object]]) -> Listing:
    columns = (
        Column("year", _("Start year"), "year"),
        Column("rows", _("Projects"), "count"),
        Column("topic", _("with a call topic, %"), "count"),
        Column("region", _("participations with a region, %"), "count"),
    )
    return Listing("coverage", _("What the data cover, by start year"), columns, rows)
