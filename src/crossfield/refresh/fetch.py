"""Fetch: take sources into the lake; where anything has changed, a new data version follows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING

import crossfield
from crossfield.config import YES
from crossfield.errors import ConfigError, LakeError, SourceError
from crossfield.lake.decisions import read_decisions
from crossfield.lake.ingredients import Taken
from crossfield.lake.raw import Snapshot, contents, take_snapshot
from crossfield.parts import find_part
from crossfield.sources import SOURCES
from crossfield.sources.eurostat import load_dataset
from crossfield.sources.sciences import euroscivoc_fields
from crossfield.sources.strategy import known_strategies
from crossfield.sources.vocabulary import Vocabulary, read_vocabulary, shipped_vocabularies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crossfield.config import Settings
    from crossfield.lake.decisions import Decision
    from crossfield.lake.delivery import SourceReader
    from crossfield.lake.download import Progress
    from crossfield.lake.manifest import Manifest
    from crossfield.lake.store import Lake

    Report = Callable[[str], None]

SEVERAL = ("clusters", "statistics")  # lists and files that are added to one another
LIVE = "sdmx:"


def fetch(
    lake: Lake,
    name: str,
    given: str,
    settings: Settings,
    *,
    mapping: Mapping[str, str] | None = None,
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
        Path of a zip, folder or file, a web address, or for statistics ``sdmx:PROVIDER/DATASET/KEY``, which needs the
        extra ``live``; empty: the source's official address.
    settings
        NUTS version, default scheme and a vocabulary of one's own.
    mapping
        Column → heading, for clusters and statistics whose headings would be guessed wrongly.
    progress, report
        Called with bytes loaded, and with the name of each step.

    Returns
    -------
    tuple
        Manifest of the version that is current now, and whether it is new (False: nothing has changed).

    Raises
    ------
    UnknownNameError, ConfigError, SourceError, SchemaError, LakeError
        No such source; its headings are not free; it cannot be read; the lake cannot be written. The last good version
        stays current.
    """
    return fetch_all(lake, [(name, given)], settings, mapping=mapping, progress=progress, report=report)


def fetch_all(
    lake: Lake,
    wanted: list[tuple[str, str]],
    settings: Settings,
    *,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    report: Report | None = None,
) -> tuple[Manifest, bool]:
    """Take several sources into the lake and build once; returns and errors as in `fetch`.

    Parameters
    ----------
    wanted
        Names of sources with what is given for each.
    lake, settings, mapping, progress, report
        As in `fetch`.
    """
    with lake.locked():  # from reading what is there to publishing, so that two at once lose nothing of one another
        old = lake.manifest() if (lake.path / "CURRENT").is_file() else None
        before = old.sources if old else ()
        taken = [
            Taken(entry.name, Snapshot(entry.sha256, entry.address, entry.retrieved, 0), entry.mapping)
            for entry in before
        ]
        for name, given in wanted:
            address = _address(name, given, mapping)
            snapshot = _snapshot(lake.path, name, address, progress)
            taken = _with(taken, Taken(name, snapshot, dict(mapping or {})), lake.path)
        vocabularies = _vocabularies(settings)
        decisions = read_decisions(lake.path)
        fingerprint = _fingerprint(taken, settings, vocabularies, decisions)
        if old and old.fingerprint == fingerprint:
            return old, False
        report = report or (lambda _: None)
        from crossfield.refresh.version import build_version  # noqa: PLC0415 -- slow import

        manifest = build_version(
            lake, taken, settings, vocabularies, fingerprint=fingerprint, report=report, decisions=decisions
        )
        return manifest, True


def _address(name: str, given: str, mapping: Mapping[str, str] | None) -> str:
    reader: SourceReader = find_part(SOURCES, name, "source").load()
    if mapping and not hasattr(reader, "mapping"):
        message = f"The source {name!r} has an official format, whose columns have fixed names."
        raise ConfigError(message, f"Leave --column out; it is for {' and '.join(SEVERAL)}.")
    if given or reader.origin.address:
        return given or reader.origin.address
    message = f"The source {name!r} has no address of its own."
    raise LakeError(message, f"Say where it is: crossfield fetch {name} --from PATH")


def _snapshot(lake: Path, name: str, address: str, progress: Progress | None) -> Snapshot:
    if name != "statistics" or not address.startswith(LIVE):
        return take_snapshot(lake, address, progress=progress)
    provider, _, rest = address.removeprefix(LIVE).partition("/")
    code, _, key = rest.partition("/")
    file = load_dataset(code, key, folder=lake / "raw" / "downloads" / "sdmx", provider=provider)
    return replace(take_snapshot(lake, str(file)), address=address)


def _with(taken: list[Taken], new: Taken, lake: Path) -> list[Taken]:
    """Sources with one more; it takes the place of an older state of itself, except where there may be several.

    Of several, a list with the same bytes is the same list, whatever its file is called.
    """

    def is_older(known: Taken) -> bool:
        if known.name != new.name or new.name not in SEVERAL:
            return known.name == new.name
        same = known.snapshot.sha256 == new.snapshot.sha256 or known.snapshot.address == new.snapshot.address
        return same or contents(lake, known.snapshot.sha256) == contents(lake, new.snapshot.sha256)

    older = [place for place, known in enumerate(taken) if is_older(known)]
    kept = [new if place in older[:1] else known for place, known in enumerate(taken) if place not in older[1:]]
    return kept if older else [*kept, new]


def _vocabularies(settings: Settings) -> list[Vocabulary]:
    known = frozenset(row["field"] for row in euroscivoc_fields())
    own = [read_vocabulary(Path(settings.vocabulary), known_codes=known)] if settings.vocabulary else []
    schemes = {words.scheme for words in own}
    return [words for words in shipped_vocabularies() if words.scheme not in schemes] + own


def _fingerprint(
    taken: list[Taken], settings: Settings, vocabularies: list[Vocabulary], decisions: list[Decision]
) -> str:
    words = [[v.scheme, v.fields, v.links, v.phrases] for v in vocabularies]
    read = [[one.name, one.snapshot.sha256, *([one.mapping] if one.mapping else [])] for one in taken]
    declared = [[one.scheme, one.region, one.fields, one.interfaces] for one in known_strategies(settings.vocabulary)]
    parts = [crossfield.__version__, settings.nuts, read, words, declared]
    if settings.gisco:
        parts.append(_file_hash(Path(settings.gisco)))
    parts += [name for name, asked in (("model", settings.text_model), ("boost", settings.boost == YES)) if asked]
    if decisions:
        parts.append([astuple(made) for made in decisions])
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _file_hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        message = f"Cannot read {path}: {error.strerror or error}."
        raise SourceError(message, "Check the setting gisco.") from error
