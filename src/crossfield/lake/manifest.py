"""The manifest of a data version: where every table came from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from crossfield.errors import LakeError

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One source as it went into a version.

    Parameters
    ----------
    name, producer, title, address, licence, retrieved
        As in `crossfield.parts.Origin`; ``name`` is the source's name in the lake.
    sha256
        Hash over the raw files' names and contents.
    files
        File name → rows read.
    rows_read, rows_kept, rows_quarantined
        Rows of all files; a row is kept or quarantined.
    reasons
        Reason → entries in the table ``quarantine`` (values left out of rows that were kept included).
    absent
        What a partial dump lacks, in words.
    mapping
        Column → heading of a list or table, as the user said it; empty: all was guessed.
    columns
        File → column → heading it was read from, guessed or said.
    """

    name: str
    producer: str
    title: str
    address: str
    licence: str
    retrieved: str
    sha256: str
    files: dict[str, int] = field(default_factory=dict)
    rows_read: int = 0
    rows_kept: int = 0
    rows_quarantined: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table of a version: rows, and the rows of its files that were left out."""

    name: str
    rows: int
    quarantined: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one version is made of.

    Parameters
    ----------
    version
        Name of the version.
    built
        UTC time of the build, ISO 8601.
    kind
        ``full`` (built from dumps) or ``starter`` (figures and reduced records only).
    settings
        The settings that change numbers.
    fingerprint
        Hash over sources, settings and code version: same fingerprint, same tables.
    last_complete_year
        Last start year whose projects are all there; later years enter no trend; None without projects.
    """

    version: str
    built: str
    kind: str
    settings: dict[str, str]
    fingerprint: str
    last_complete_year: int | None
    sources: list[SourceEntry]
    tables: list[TableEntry]
    notes: list[str] = field(default_factory=list)
    format: int = FORMAT

    def to_json(self) -> str:
        """Write the manifest as JSON."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest file.

    Raises
    ------
    LakeError
        The file is missing, no JSON, or of a newer format.
    """
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = int(data["format"]) if "format" in data else FORMAT
        if found <= FORMAT:  # a newer one may lack what is asked for below
            sources = [SourceEntry(**entry) for entry in data.pop("sources")]
            tables = [TableEntry(**entry) for entry in data.pop("tables")]
            return Manifest(**data, sources=sources, tables=tables)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        message = f"The manifest {path} cannot be read: {error}."
        raise LakeError(message, "Open another version, or build anew into another folder with --lake DIR.") from error
    message = f"{path} has format {found}; this crossfield reads up to {FORMAT}."
    raise LakeError(message, "Update crossfield.")
