"""Raw files: taken once, kept by content hash, unpacked without trusting them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from crossfield.errors import CrossfieldError, SourceError
from crossfield.lake.download import download, is_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crossfield.lake.download import Progress

READABLE = {".csv", ".gz", ".tsv", ".txt", ".xlsx", ".zip"}
LARGEST_RATIO = 200
LARGEST_TOTAL = 60 * 2**30
CHUNK = 2**20
ZIP_BEGINS = b"PK\x03\x04"
ENCRYPTED = 0x1
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Raw files as they were taken.

    Parameters
    ----------
    sha256
        Hash over names and contents.
    address
        Where they came from: a web address, or the path given.
    retrieved
        UTC time, ISO 8601.
    size
        Bytes.
    """

    sha256: str
    address: str
    retrieved: str
    size: int


def take_snapshot(lake: Path, given: str, *, progress: Progress | None = None) -> Snapshot:
    """Copy a zip, a file, a folder or a web address into the lake by its content hash.

    Unchanged input, told by size and time of change, is neither read nor copied again.

    Raises
    ------
    SourceError
        Nothing is there, it cannot be read, or the download failed.
    """
    raw = lake / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    path = download(given, raw / "downloads", progress=progress) if is_address(given) else Path(given)
    with _reading(path):
        files = _files(path)
        stats = [file.stat() for file in files]
    names = (str(file.relative_to(path.parent)) for file in files)
    stamp: list[list[object]] = [
        [name, stat.st_size, stat.st_mtime_ns] for name, stat in zip(names, stats, strict=True)
    ]
    known = _find(raw, str(path.resolve()), stamp)
    if known:
        return known
    sha256, size = _take(raw, path, files)
    address = os.fsencode(given).decode(errors="replace")
    snapshot = Snapshot(sha256, address, datetime.now(UTC).isoformat(timespec="seconds"), size)
    _remember(raw, str(path.resolve()), stamp, snapshot)
    return snapshot


def contents(lake: Path, sha256: str) -> list[str]:
    """Hashes of a snapshot's files, whatever their names; empty where it is not there."""
    folder = lake / "raw" / sha256
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = []
    for path in files:
        with path.open("rb") as stream:
            found.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return sorted(found)


def unpack(lake: Path, sha256: str, target: Path) -> dict[str, Path]:
    """Give the files of a snapshot by their name; zips are unpacked into ``target``.

    Raises
    ------
    SourceError
        The snapshot is gone, the zip is damaged, tries to leave its folder, or would grow beyond measure.
    """
    folder = lake / "raw" / sha256
    if not folder.is_dir():
        message = f"The raw files {sha256[:12]} are not in {lake / 'raw'}."
        raise SourceError(message, "Fetch the source again.")
    found: dict[str, Path] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for name, place in (_unzip(path, target) if _is_zip(path) else {path.name: path}).items():
            if name in found:
                message = f"Two of the files given are named {name}."
                raise SourceError(message, "Give one dump: its zip, or a folder that holds its files once.")
            found[name] = place
    return found


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except CrossfieldError:
        raise
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise SourceError(message, "Check the path and the rights to read it.") from error


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        message = f"There is no file or folder at {path}."
        raise SourceError(message, "Give a zip file, a folder of CSV files, or an address beginning with https://.")
    inside = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    files = [file for file in inside if file.suffix.lower() in READABLE]
    if not files:
        message = (
            f"The folder {path} holds no data files; found {', '.join(file.name for file in inside[:5]) or 'nothing'}."
        )
        raise SourceError(message, f"Expected a zip or files ending in {', '.join(sorted(READABLE))}.")
    return files


def _take(raw: Path, path: Path, files: list[Path]) -> tuple[str, int]:
    """Copy the files; return the hash over what was copied, and its size."""
    part = Path(tempfile.mkdtemp(prefix=".", suffix=".part", dir=raw))
    digest, size = hashlib.sha256(), 0
    try:
        for file in files:
            place = part / (file.relative_to(path) if path.is_dir() else file.name)
            place.parent.mkdir(parents=True, exist_ok=True)
            digest.update(os.fsencode(file.name) + b"\0" + _copy(file, place))
            size += place.stat().st_size
        target = raw / digest.hexdigest()
        if _size(target) != size:
            shutil.rmtree(target, ignore_errors=True)
            part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return digest.hexdigest(), size


def _copy(file: Path, place: Path) -> bytes:
    digest = hashlib.sha256()
    with place.open("wb") as out:
        for chunk in _chunks(file):
            digest.update(chunk)
            out.write(chunk)
    return digest.digest()


def _chunks(file: Path) -> Iterator[bytes]:
    with _reading(file), file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else -1


def _find(raw: Path, path: str, stamp: list[list[object]]) -> Snapshot | None:
    entry = _index(raw).get(path)
    if entry and entry["stamp"] == stamp:
        snapshot = Snapshot(**entry["snapshot"])
        if _size(raw / snapshot.sha256) == snapshot.size:
            return snapshot
    return None


def _remember(raw: Path, path: str, stamp: list[list[object]], snapshot: Snapshot) -> None:
    index = _index(raw)
    index[path] = {"stamp": stamp, "snapshot": asdict(snapshot)}
    part = raw / "index.json.part"
    part.write_text(json.dumps(index, indent=1), encoding="utf-8")
    part.replace(raw / "index.json")


def _index(raw: Path) -> dict[str, dict[str, Any]]:
    try:
        return dict(json.loads((raw / "index.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return {}


def _is_zip(path: Path) -> bool:
    """Tell a zip by its name or its first bytes; a workbook is a zip too, and not meant."""
    if path.suffix.lower() in {".zip", ".xlsx"}:
        return path.suffix.lower() == ".zip"
    with path.open("rb") as file:
        return file.read(len(ZIP_BEGINS)) == ZIP_BEGINS


@contextmanager
def _unzipping(path: Path) -> Iterator[None]:
    """Say that a zip is damaged, whatever zipfile stumbles over; writing what is in it happens elsewhere."""
    try:
        yield
    except CrossfieldError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError) as error:
        message = f"{path.name} is not a complete zip file: {error}."
        raise SourceError(message, "Download it again, or give the folder of the unpacked CSV files.") from error


def _unzip(path: Path, target: Path) -> dict[str, Path]:
    with _unzipping(path):
        archive = zipfile.ZipFile(path)
    with archive:
        members = _safe_members(path, archive)
        _refuse_bombs(path, list(members.values()))
        target.mkdir(parents=True, exist_ok=True)
        for name, member in members.items():
            with (target / name).open("wb") as out:
                out.writelines(_unpacked(path, archive, member))
    return {name: target / name for name in members}


def _unpacked(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with _unzipping(path), archive.open(member) as packed:
        while chunk := packed.read(CHUNK):
            yield chunk


def _safe_members(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Members by the name they are written under; folders inside the zip are left out."""
    members: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if not parts or ".." in parts or parts[0].startswith("/") or ":" in parts[0]:
            message = f"{path.name} holds {member.filename!r}, which would be written outside its folder."
            raise SourceError(message, "This is no official dump; do not use it.")
        if member.is_dir() or parts[-1].startswith("."):
            continue
        if member.flag_bits & ENCRYPTED or member.compress_type not in PACKED:
            message = f"{path.name} is encrypted or packed in a rare way; expected an ordinary zip."
            raise SourceError(message, "Unpack it yourself and give the folder.")
        if parts[-1] in members:
            message = f"{path.name} holds two files named {parts[-1]}; expected one dump."
            raise SourceError(message, "Unpack it and give the folder of one dump.")
        members[parts[-1]] = member
    return members


def _refuse_bombs(path: Path, members: list[zipfile.ZipInfo]) -> None:
    packed, total = path.stat().st_size, sum(member.file_size for member in members)
    if total > LARGEST_TOTAL or total > LARGEST_RATIO * max(packed, CHUNK):
        message = (
            f"{path.name} has {packed:,} bytes and would unpack to {total:,}; expected at most {LARGEST_RATIO} times."
        )
        raise SourceError(
            message, "This looks like a zip bomb. Unpack it yourself and give the folder if you trust it."
        )
