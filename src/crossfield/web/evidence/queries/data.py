"""The data version that pages show."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crossfield.errors import UnknownNameError
from crossfield.lake.store import Lake

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crossfield.config import Settings
    from crossfield.lake.manifest import Manifest
    from crossfield.lake.store import Frames

STARTER = "starter"
"""Kind of the data that ship with crossfield, as manifests say."""


def own_settings() -> Settings:
    """Settings of crossfield: example region, scheme, language."""
    found: Settings = settings.CROSSFIELD
    return found


def own_lake() -> Lake:
    """The lake that loads write into: the one the workbench was started on, else one in the workspace."""
    return Lake(own_settings().lake or settings.WORKSPACE / "lake")


def starter_mark() -> Path:
    """A file that is there while the data that ship with crossfield are shown although others are loaded."""
    path: Path = settings.WORKSPACE / "shows-starter"
    return path


def chosen_lake() -> Lake:
    """The lake that pages show: the one the workbench was started on, else what was loaded, else the starter lake."""
    own = own_lake()
    if own_settings().lake or ((own.path / "CURRENT").is_file() and not starter_mark().is_file()):
        return own
    return Lake()


def lake_of(version: str) -> Lake:
    """The lake that holds a version: what pages show first, then what was loaded, then the starter lake.

    Raises
    ------
    UnknownNameError
        No lake holds it (any more).
    """
    lakes = (chosen_lake(), own_lake(), Lake())
    for lake in lakes:
        if version in lake.versions():
            return lake
    known = {name for lake in lakes for name in lake.versions()}
    raise UnknownNameError("data version", version, sorted(known), f"The newest is {max(known, default='none')}.")


def current_version() -> str:
    """Name of the version that a page starting now shows."""
    return chosen_lake().current()


@contextmanager
def open_data(version: str) -> Iterator[Frames]:
    """Open a version for one request: one thread, one connection."""
    with lake_of(version).open(version, engine=own_settings().engine, threads=1) as frames:
        yield frames


def data_line(manifest: Manifest) -> str:
    """One line that every page has: which sources, until when."""
    names = [source.title.removeprefix("CORDIS - EU research projects under ") for source in manifest.sources]
    dated = [
        _dated(name, source.retrieved)
        for name, source in zip(names, manifest.sources, strict=True)
        if source.rows_kept and source.name.startswith("cordis")
    ]
    line = "; ".join(dated or names)
    if manifest.last_complete_year:
        line += ". " + _("Last complete start year: %(year)s") % {"year": manifest.last_complete_year}
    return line


def _dated(name: str, retrieved: str) -> str:
    """A source with its month as the publisher states it, or the day it was loaded: a dump does not tell its age."""
    if "T" in retrieved:
        day = date_format(datetime.fromisoformat(retrieved), "SHORT_DATE_FORMAT")
        return _("%(source)s (loaded %(day)s)") % {"source": name, "day": day}
    return _("%(source)s (as of %(month)s)") % {"source": name, "month": retrieved[:7]} if retrieved else name
