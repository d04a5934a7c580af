"""Raw files: taken once, kept by content hash, unpacked without trusting them."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from crossfield.errors import SourceError
from crossfield.lake.download import download, is_address

if TYPE_CHECKING:
    from crossfield.lake.download import Progress

LARGEST_RATIO = 200
LARGEST_TOTAL = 60 * 2**30
CHUNK = 2**20


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
    if is_address(given):
        path = download(given, raw / "downloads", progress=progress)
    else:
        path = Path(given)
    if not path.exists():
        message = f"There is nothing at {given}."
        raise SourceError(message, "Give a zip file, a folder of CSV files, or an address beginning with https://.")
    files = _files(path)
    stamp = [[str(file.relative_to(path.parent)), file.stat().st_size, file.stat().st_mtime_ns] for file in files]
    known = _find(raw, str(path.resolve()), stamp)
    if known:
        return known
    sha256 = _hash(path.parent, files)
    _copy(raw, sha256, path, files)
    size = sum(file.stat().st_size for file in files)
    snapshot = Snapshot(sha256, given, datetime.now(UTC).isoformat(timespec="seconds"), size)
    _remember(raw, str(path.resolve()), stamp, snapshot)
    return snapshot


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
        if path.suffix.lower() == ".zip":
            found |= _unzip(path, target)
        else:
            found[path.name] = path
    return found


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
        if not files:
            message = f"The folder {path} is empty."
            raise SourceError(message, "Expected CSV files or a zip.")
        return files
    return [path]


def _hash(root: Path, files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(root).name).encode() + b"\0")
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def _copy(raw: Path, sha256: str, path: Path, files: list[Path]) -> None:
    target = raw / sha256
    if target.is_dir():
        return
    part = raw / f".{sha256}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        for file in files:
            place = part / (file.relative_to(path) if path.is_dir() else file.name)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _find(raw: Path, path: str, stamp: list[list[object]]) -> Snapshot | None:
    entry = _index(raw).get(path)
    if entry and entry["stamp"] == stamp:
        snapshot = Snapshot(**entry["snapshot"])
        if (raw / snapshot.sha256).is_dir():
            return snapshot
    return None


def _remember(raw: Path, path: str, stamp: list[list[object]], snapshot: Snapshot) -> None:
    index = _index(raw)
    index[path] = {"stamp": stamp, "snapshot": asdict(snapshot)}
    part = raw / "index.json.part"
    part.write_text(json.dumps(index, indent=1), encoding="utf-8")
    part.replace(raw / "index.json")


def _index(raw: Path) -> dict[str, dict[str, object]]:  # type: ignore[type-arg]
    try:
        return dict(json.loads((raw / "index.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _unzip(path: Path, target: Path) -> dict[str, Path]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_bombs(path, members)
            return {PurePosixPath(member.filename).name: _extract(archive, member, target) for member in members}
    except (zipfile.BadZipFile, EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        message = f"{path.name} is not a complete zip file: {error}."
        raise SourceError(message, "Download it again, or give the folder of the unpacked CSV files.") from error


def _refuse_bombs(path: Path, members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if ".." in parts or parts[0].startswith("/") or ":" in parts[0]:
            message = f"{path.name} holds {member.filename!r}, which would be written outside its folder."
            raise SourceError(message, "This is no official dump; do not use it.")
    packed, total = path.stat().st_size, sum(member.file_size for member in members)
    if total > LARGEST_TOTAL or total > LARGEST_RATIO * max(packed, CHUNK):
        message = f"{path.name} has {packed:,} bytes and would unpack to {total:,}; expected at most {LARGEST_RATIO} times."
        raise SourceError(message, "This looks like a zip bomb. Unpack it yourself and give the folder if you trust it.")


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> Path:
    target.mkdir(parents=True, exist_ok=True)
    place = target / PurePosixPath(member.filename).name
    written = 0
    with archive.open(member) as packed, place.open("wb") as out:
        while chunk := packed.read(CHUNK):
            written += len(chunk)
            if written > member.file_size:
                message = f"{member.filename} unpacks to more than the {member.file_size:,} bytes it states."
                raise SourceError(message, "This looks like a zip bomb.")
            out.write(chunk)
    return place
