"""The data version that pages show."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from crossfield.lake.store import Lake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crossfield.config import Settings
    from crossfield.lake.manifest import Manifest
    from crossfield.lake.store import Frames


def own_settings() -> Settings:
    """Settings of crossfield: example region, scheme, language."""
    found: Settings = settings.CROSSFIELD
    return found


def chosen_lake() -> Lake:
    """The lake the workbench was started on."""
    return Lake(own_settings().lake or None)


def current_version() -> str:
    """Name of the version that a page starting now shows."""
    return chosen_lake().current()


@contextmanager
def open_data(version: str) -> Iterator[Frames]:
    """Open a version for one request: one thread, one connection."""
    with chosen_lake().open(version, engine=own_settings().engine, threads=1) as frames:
        yield frames


def data_line(manifest: Manifest) -> str:
    """One line that every page has: which sources, until when."""
    names = [source.title.removeprefix("CORDIS - EU research projects under ") for source in manifest.sources]
    dated = [
        _("%(source)s (as of %(month)s)") % {"source": name, "month": source.retrieved[:7]}
        if source.retrieved
        else name
        for name, source in zip(names, manifest.sources, strict=True)
        if source.rows_kept and source.name.startswith("cordis")
    ]
    line = "; ".join(dated or names)
    if manifest.last_complete_year:
        line += ". " + _("Last complete start year: %(year)s") % {"year": manifest.last_complete_year}
    return line
