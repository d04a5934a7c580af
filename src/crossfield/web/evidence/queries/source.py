"""What the data version holds: sources, years, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crossfield.errors import CrossfieldError, LakeError
from crossfield.lake.store import Lake
from crossfield.web.evidence.queries.coverage import coverage_by_year, programme_rows, years_by_source
from crossfield.web.evidence.queries.data import (
    chosen_lake,
    current_version,
    data_line,
    lake_of,
    open_data,
    own_lake,
    own_settings,
)
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import Column, Listing

if TYPE_CHECKING:
    from pathlib import Path

    from crossfield.lake.manifest import Manifest


@dataclass(frozen=True, slots=True)
class DataView:
    """What the page on the data shows."""

    manifest: Manifest
    line: str
    is_starter: bool
    listings: dict[str, Listing]


@dataclass(frozen=True, slots=True)
class Version:
    """A data version that can be shown."""

    name: str
    built: datetime
    sources: list[str]
    rows: int
    is_starter: bool
    is_shown: bool

    @property
    def label(self) -> str:
        """How a reader tells it from others: by its day, or as the one that was there first."""
        return _("ships with crossfield") if self.is_starter else date_format(localtime(self.built), "DATETIME_FORMAT")


def versions_known() -> list[Version]:
    """All data versions that can be shown, newest first; the one that ships with crossfield last."""
    lakes = [own_lake(), *([] if own_settings().lake else [Lake()])]
    found = [_version(lake, name) for lake in lakes for name in reversed(lake.versions())]
    return [version for version in found if version]


def _shown() -> tuple[Path, str]:
    """The lake and the version that pages show; without a name where there is none."""
    lake = chosen_lake()
    try:
        return lake.path, lake.current()
    except LakeError:
        return lake.path, ""


def _version(lake: Lake, name: str) -> Version | None:
    """One that can be shown; None: its manifest cannot be read."""
    try:
        manifest = lake.manifest(name)
    except LakeError:
        return None
    is_shown = (lake.path, name) == _shown()
    sources = [_short(source.title) for source in manifest.sources]
    rows = sum(source.rows_kept for source in manifest.sources)
    return Version(name, datetime.fromisoformat(manifest.built), sources, rows, lake.is_starter, is_shown)


def version_before(version: str) -> str:
    """The version that was built before one; the one that ships with crossfield before the first; empty: none."""
    names = [known.name for known in versions_known()]
    later = names[names.index(version) + 1 :] if version in names else []
    return later[0] if later else ""


def data_shown() -> str:
    """The line on the data that every page has; its link leads to where they are loaded."""
    try:
        return _line(current_version(), get_language() or "en")
    except CrossfieldError:  # its message names folders of the machine
        return _("none that can be read")


@kept_in_language(maxsize=8)
def _line(version: str, language: str) -> str:  # noqa: ARG001 -- the active language is part of what is kept
    return data_line(lake_of(version).manifest(version))


@kept_in_language(maxsize=8)
def data_view(version: str, language: str) -> DataView:  # noqa: ARG001 -- the active language is part of what is kept
    """Sources with their licence, and how well columns are filled by start year."""
    with open_data(version) as frames:
        manifest, rows = frames.manifest, coverage_by_year(frames.read("coverage"))
        years = years_by_source(frames)
    sources = [
        {
            "title": source.title,
            "producer": source.producer,
            "retrieved": source.retrieved[:10],
            "rows": source.rows_kept,
            "quarantined": source.rows_quarantined,
            "licence": source.licence,
            "address": source.address,
        }
        for source in manifest.sources
    ]
    listings = {
        "programmes": _programmes(programme_rows(manifest, years)),
        "sources": _sources(sources),
        "coverage": _coverage(rows),
    }
    return DataView(manifest, data_line(manifest), manifest.kind == "starter", listings)


def _short(title: str) -> str:
    return title.removeprefix("CORDIS - EU research projects under ")


def _programmes(rows: list[dict[str, object]]) -> Listing:
    columns = (
        Column("programme", _("Programme or source")),
        Column("loaded", _("In this data version")),
        Column("hides", _("What that means")),
    )
    caption = _("What is loaded, what is missing, and what that hides")
    return Listing("programmes", caption, columns, rows, at_first=20, stacks=True)


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
