"""Fetch: take sources into the lake; where anything has changed, a new data version follows."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import crossfield
from crossfield.errors import LakeError
from crossfield.lake.raw import Snapshot, take_snapshot
from crossfield.parts import find_part
from crossfield.sources import SOURCES
from crossfield.sources.sciences import euroscivoc_fields
from crossfield.sources.vocabulary import Vocabulary, read_vocabulary, shipped_vocabularies

if TYPE_CHECKING:
    from collections.abc import Callable

    from crossfield.config import Settings
    from crossfield.lake.delivery import SourceReader
    from crossfield.lake.download import Progress
    from crossfield.lake.manifest import Manifest
    from crossfield.lake.store import Lake

    Report = Callable[[str], None]


def fetch(
    lake: Lake,
    name: str,
    given: str,
    settings: Settings,
    *,
    progress: Progress | None = None,
    report: Report | None = None,
) -> tuple[Manifest, bool]:
    """Take a source into the lake and publish a new version with it beside the sources that are there already.

    Parameters
    ----------
    lake
        A lake of your own, not the starter lake.
    name
        A source of `SOURCES`.
    given
        Path of a zip, folder or file, or a web address; empty: the source's official address.
    settings
        NUTS version, default scheme and a vocabulary of one's own.
    progress, report
        Called with bytes loaded, and with the name of each step.

    Returns
    -------
    tuple
        Manifest of the version that is current now, and whether it is new (False: nothing has changed).

    Raises
    ------
    UnknownNameError, SourceError, SchemaError, LakeError
        No such source; it cannot be read; the lake cannot be written. The last good version stays current.
    """
    return fetch_all(lake, [(name, given)], settings, progress=progress, report=report)


def fetch_all(
    lake: Lake,
    wanted: list[tuple[str, str]],
    settings: Settings,
    *,
    progress: Progress | None = None,
    report: Report | None = None,
) -> tuple[Manifest, bool]:
    """Take several sources into the lake and build once; returns and errors as in `fetch`.

    Parameters
    ----------
    wanted
        Names of sources with what is given for each.
    lake, settings, progress, report
        As in `fetch`.
    """
    with lake.locked():  # from reading what is there to publishing, so that two at once lose nothing of one another
        old = lake.manifest() if (lake.path / "CURRENT").is_file() else None
        before = old.sources if old else ()
        taken = [(entry.name, Snapshot(entry.sha256, entry.address, entry.retrieved, 0)) for entry in before]
        for name, given in wanted:
            address = _address(name, given)
            snapshot = take_snapshot(lake.path, address, progress=progress)
            taken = _with(taken, name, snapshot)
        vocabularies = _vocabularies(settings)
        fingerprint = _fingerprint(taken, settings, vocabularies)
        if old and old.fingerprint == fingerprint:
            return old, False
        report = report or (lambda _: None)
        from crossfield.refresh.version import build_version  # noqa: PLC0415 -- slow import

        return build_version(lake, taken, settings, vocabularies, fingerprint=fingerprint, report=report), True


def _address(name: str, given: str) -> str:
    reader: SourceReader = find_part(SOURCES, name, "source").load()
    if given or reader.origin.address:
        return given or reader.origin.address
    message = f"The source {name!r} has no address of its own."
    raise LakeError(message, f"Say where it is: crossfield fetch {name} --from PATH")


def _with(taken: list[tuple[str, Snapshot]], name: str, snapshot: Snapshot) -> list[tuple[str, Snapshot]]:
    """Sources with one more; it replaces an older state of itself, except where there may be several."""
    several = name in {"clusters", "statistics"}

    def stays(known: str, shot: Snapshot) -> bool:
        other = shot.sha256 != snapshot.sha256 and shot.address != snapshot.address
        return known != name or (several and other)

    return [*((known, shot) for known, shot in taken if stays(known, shot)), (name, snapshot)]


def _vocabularies(settings: Settings) -> list[Vocabulary]:
    known = frozenset(row["field"] for row in euroscivoc_fields())
    own = [read_vocabulary(Path(settings.vocabulary), known_codes=known)] if settings.vocabulary else []
    schemes = {words.scheme for words in own}
    return [words for words in shipped_vocabularies() if words.scheme not in schemes] + own


def _fingerprint(taken: list[tuple[str, Snapshot]], settings: Settings, vocabularies: list[Vocabulary]) -> str:
    words = [[v.scheme, v.fields, v.links, v.phrases] for v in vocabularies]
    parts = [crossfield.__version__, settings.nuts, [[name, shot.sha256] for name, shot in taken], words]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
