"""The workspace in one file, and put back from it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import zipfile
import zlib
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from filelock import FileLock, Timeout

from crossfield import __version__
from crossfield.errors import ConfigError, CrossfieldError, SourceError, WrongStateError

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
MANIFEST, KEY, DOCUMENTS = "manifest.json", "secret_key", "documents"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
"""Name of the database's copy, by what Django calls the kind of database."""
SERVING, WORKERS = "serving", ("loads", "lists", "search")
"""Names of locks: the workbench's, and those of the processes that it begins."""
RESTORING = "restore"
SECONDS_TO_LOCK = 10
"""For which a workbench that starts waits while a backup is put back, and one that is put back for such a start."""
BLOCK = 2**20
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, NotImplementedError, RuntimeError),
)
"""What reading a file raises that is no backup, or is one no more; RuntimeError: it asks for a password."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A file that holds a workspace.

    Parameters
    ----------
    path
        Where it stands.
    written
        When it was begun, UTC.
    documents
        How many documents it holds.
    size
        Of the file, in bytes; 0 where it was not asked for.
    """

    path: Path
    written: datetime
    documents: int
    size: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where what stood there before is kept (None: nothing did)."""

    backup: Backup
    aside: Path | None


def write_backup(target: Path, *, now: datetime | None = None) -> Backup:
    """Write database, documents and key into one file, readable by this user only, while the workbench may run.

    The database is copied as it is at one moment; data versions are not in it: they can be loaded again. Who may:
    whoever may read the workspace's folder. Nothing is logged or sent.

    Parameters
    ----------
    target
        A new file, or a folder in which one is named after the time.
    now
        Default: now.

    Raises
    ------
    WrongStateError
        There is such a file, or no database yet.
    ConfigError
        The database is on PostgreSQL and its program ``pg_dump`` is missing or fails.
    OSError
        The file cannot be written.
    """
    written = (now or timezone.now()).astimezone(UTC).replace(microsecond=0)
    path = target / f"crossfield-{written:%Y%m%dT%H%M%SZ}.zip" if target.is_dir() else target
    if path.exists():
        raise WrongStateError(f"{path} exists, and a backup replaces none.", "Name another file, or a folder.")
    migrations = _applied()
    with TemporaryDirectory(dir=path.parent, prefix=".crossfield-") as folder:  # nothing is left of one that breaks off
        copy, unfinished = Path(folder) / DATABASES[connection.vendor], Path(folder) / "unfinished"
        _copy_database(copy)  # first: whatever the copy names among the documents is there by now
        files = {copy.name: copy, KEY: settings.WORKSPACE / KEY}
        files |= {f"{DOCUMENTS}/{name}": settings.MEDIA_ROOT / name for name in _documents()}
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            kept = {name: _pack(archive, name, one) for name, one in files.items() if one.is_file()}
            about = {
                "format": FORMAT,
                "program": __version__,
                "written": written.isoformat(),
                "database": connection.vendor,
                "migrations": sorted(migrations),
                "files": kept,
            }
            archive.writestr(MANIFEST, json.dumps(about, indent=1))
        unfinished.replace(path)
    return Backup(path, written, _document_count(kept), path.stat().st_size)


def restore_backup(source: Path, *, now: datetime | None = None) -> Restored:
    """Put a backup in the place of the workspace; what stood there is moved into a folder beside it, nothing is lost.

    Everything is read and checked before anything moves. Who may: whoever may write to the workspace's folder, while no
    workbench runs on it. People who were erased after the backup was written are there again.

    Parameters
    ----------
    source
        A file of `write_backup`.
    now
        Default: now; names the folder with what stood there.

    Raises
    ------
    SourceError
        It is no backup, is damaged, or was written by a newer program.
    WrongStateError
        A workbench runs here, or the PostgreSQL database is not empty.
    ConfigError
        It is of the other kind of database, ``pg_restore`` is missing or fails, or files cannot be moved.
    """
    with _nobody_at_work(), TemporaryDirectory(dir=settings.WORKSPACE, prefix="restoring-") as name:
        folder = Path(name)
        about = _unpack(source, folder)
        copy = folder / DATABASES[connection.vendor]
        if connection.vendor == "sqlite":
            _check_sqlite(copy, source)
        else:
            _load_postgresql(copy)
        connection.close()
        stamp = (now or timezone.now()).astimezone(UTC)
        aside = settings.WORKSPACE / f"before-restore-{stamp:%Y%m%dT%H%M%SZ}"
        try:
            had_some = _move_aside(aside)
            if connection.vendor == "sqlite":
                copy.replace(_database_file())
            for part in (KEY, DOCUMENTS):
                if (folder / part).exists():
                    (folder / part).replace(settings.WORKSPACE / part)
        except OSError as error:
            message = f"The backup was not put in its place as a whole: {error}."
            raise ConfigError(message, _what_stands_where(aside)) from error
    written = datetime.fromisoformat(about["written"])
    return Restored(Backup(source, written, _document_count(about["files"])), aside if had_some else None)


@contextmanager
def hold_workspace() -> Iterator[None]:
    """Tell others that a workbench serves this workspace, for as long as it does; a second one says so for itself.

    Raises
    ------
    WrongStateError
        A backup is put back here at this moment.
    """
    lock = _lock(f"{SERVING}-{uuid4().hex}")
    try:
        with _lock(RESTORING, SECONDS_TO_LOCK):
            _tidy()
            lock.acquire()
    except Timeout as error:
        message = f"A backup is put back into the workspace {settings.WORKSPACE}."
        raise WrongStateError(message, "Start when that has ended.") from error
    try:
        yield
    finally:
        lock.release()
        with suppress(OSError):
            Path(lock.lock_file).unlink()


def _tidy() -> None:
    """Take the locks of workbenches away that were killed."""
    for path in _workbenches():
        with suppress(OSError):
            try:
                with FileLock(path, timeout=0):
                    pass
            except Timeout:
                continue
            path.unlink()


def _workbenches() -> list[Path]:
    return sorted(settings.WORKSPACE.glob(f"{SERVING}*.lock"))


def _lock(kind: str, timeout: float = 0) -> FileLock:
    return FileLock(settings.WORKSPACE / f"{kind}.lock", timeout=timeout)


def _locks() -> Iterator[tuple[str, FileLock]]:
    """Each lock with its kind; once the first is held no workbench begins, so that the others are all there are."""
    yield RESTORING, _lock(RESTORING, SECONDS_TO_LOCK)
    yield from ((SERVING, FileLock(path, timeout=0)) for path in _workbenches())
    yield from ((kind, _lock(kind)) for kind in WORKERS)


@contextmanager
def _nobody_at_work() -> Iterator[None]:
    """Hold the locks of the workbenches and of their workers, which outlive them; none begins meanwhile."""
    with ExitStack() as held:
        for kind, lock in _locks():
            try:
                held.enter_context(lock)
            except Timeout as error:
                message = f"A workbench, or work that it began, runs on the workspace {settings.WORKSPACE} ({kind})."
                hint = "Stop it, or let it end; what it writes meanwhile would be lost."
                raise WrongStateError(message, hint) from error
        yield


def _database_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _document_count(files: dict[str, Any]) -> int:
    return sum(name.startswith(f"{DOCUMENTS}/") for name in files)


def _documents() -> list[str]:
    found = (path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    return sorted(path.relative_to(settings.MEDIA_ROOT).as_posix() for path in found)


def _applied() -> list[list[str]]:
    """Migrations that the database has, as pairs of app and name."""
    applied = [list(one) for one in MigrationLoader(connection).applied_migrations]
    if not applied:
        message = f"The workspace {settings.WORKSPACE} holds no database yet."
        raise WrongStateError(message, "Start the workbench once: crossfield up")
    return applied


def _copy_database(copy: Path) -> None:
    if connection.vendor == "sqlite":
        # One reading transaction: who writes meanwhile neither waits nor gets into the copy.
        with closing(sqlite3.connect(_database_file())) as database:
            database.execute("VACUUM INTO ?", (str(copy),))
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")


def _load_postgresql(copy: Path) -> None:
    if tables := connection.introspection.table_names():
        message = (
            f"The database {connection.settings_dict['NAME']!r} holds {len(tables)} tables; expected an empty one."
        )
        raise WrongStateError(message, "Make a new one (createdb) and name it in CROSSFIELD_DATABASE.")
    connection.close()
    name = connection.settings_dict["NAME"]
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={name}",
        str(copy),
    )


def _run(program: str, *words: str) -> None:
    """Call a program of PostgreSQL; the password stands in its environment, where no list of processes shows it."""
    found = shutil.which(program)
    if not found:
        message = f"The program {program} is not on this computer; it copies a PostgreSQL database."
        raise ConfigError(message, "Install PostgreSQL's client programs (Debian: postgresql-client).")
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    entry = {name: str(connection.settings_dict[key]) for name, key in names.items() if connection.settings_dict[key]}
    ran = subprocess.run(  # noqa: S603 -- a program found by its name; the words are ours and paths
        [found, *words], env=os.environ | entry, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if ran.returncode:
        said = (ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"])[0]
        hint = "Its version must be that of the server or newer, and the user must own the database."
        raise ConfigError(f"{program} failed: {said}", hint)


def _pack(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, int | str]:
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        size, hashed = _copied(source, target)
    return {"size": size, "sha256": hashed}


def _copied(source: IO[bytes], target: IO[bytes]) -> tuple[int, str]:
    """Copy, and tell size and SHA-256."""
    size, hashed = 0, sha256()
    while block := source.read(BLOCK):
        target.write(block)
        hashed.update(block)
        size += len(block)
    return size, hashed.hexdigest()


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Check a backup and lay its files out in a folder."""
    try:
        with zipfile.ZipFile(source) as archive:
            about = json.loads(archive.read(MANIFEST))
            datetime.fromisoformat(about["written"])
            _check_fits(about, source)
            for name, told in about["files"].items():
                path = _place(folder, name, source)
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as packed, path.open("xb") as file:
                    if _copied(packed, file) != (told["size"], told["sha256"]):
                        raise SourceError(
                            f"{source} is damaged: {name} is not what was written.", "Take another backup."
                        )
    except CrossfieldError:
        raise
    except FileNotFoundError as error:
        raise SourceError(f"There is no file {source}.", "Name a file that crossfield backup wrote.") from error
    except UNREADABLE as error:
        message = f"{source} is no backup of a workspace, or is damaged, or has no room here: {error}."
        raise SourceError(message, "Name a file that crossfield backup wrote, as it was written.") from error
    if DATABASES[connection.vendor] not in about["files"]:
        raise SourceError(f"{source} holds no {DATABASES[connection.vendor]}.", "Take another backup.")
    if (folder / KEY).is_file():
        (folder / KEY).chmod(0o600)
    return dict(about)


def _check_fits(about: dict[str, Any], source: Path) -> None:
    """Refuse what a newer program wrote, and the other kind of database."""
    known = MigrationLoader(None).disk_migrations
    unknown = [f"{app}.{name}" for app, name in about["migrations"] if (app, name) not in known]
    if about["format"] > FORMAT or unknown:
        message = f"{source} was written by version {about['program']}, which is newer than this one ({__version__})."
        raise SourceError(message, f"Install that version or a newer one. Not known here: {', '.join(unknown[:3])}")
    if about["database"] != connection.vendor:
        message = f"{source} holds a database of {about['database']}; this workspace is on {connection.vendor}."
        raise ConfigError(message, "Set or take away CROSSFIELD_DATABASE, so that both are of one kind.")


def _place(folder: Path, name: str, source: Path) -> Path:
    parts = PurePosixPath(name).parts
    is_document = parts[:1] == (DOCUMENTS,) and len(parts) > 1 and not any(map(_leads_away, parts))
    if not is_document and name not in {KEY, DATABASES[connection.vendor]}:
        raise SourceError(
            f"{source} holds {name!r}, which no backup does.", "Name a file that crossfield backup wrote."
        )
    return folder.joinpath(*parts)


def _leads_away(part: str) -> bool:
    r"""Tell whether a part of a name leads out of its folder, on Windows, too, wherever this runs.

    Examples
    --------
    >>> [_leads_away(part) for part in ("..", "..\\x", "D:", "minutes 3.pdf")]
    [True, True, True, False]
    """
    return part == ".." or bool(set(part) & set("\\:"))


def _check_sqlite(copy: Path, source: Path) -> None:
    try:
        with closing(sqlite3.connect(copy)) as database:
            said = database.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise SourceError(f"The database in {source} cannot be read: {said}.", "Take another backup.")


def _what_stands_where(aside: Path) -> str:
    """What to do where files could not be moved."""
    is_moved = aside.is_dir() and any(aside.iterdir())
    if connection.vendor != "sqlite" and is_moved:
        return f"The database is restored. Make an empty one and restore again; what stood here is in {aside}."
    if connection.vendor != "sqlite":
        return "The database is restored. Make an empty one and restore again; key and documents are where they were."
    if not is_moved:
        return "What stood here is where it was. Restore again once that is mended."
    return f"What stood here is in {aside}: move it back, or restore again once that is mended."


def _move_aside(folder: Path) -> bool:
    """Move what stands in the workspace into a folder in it; False where nothing does."""
    names = [KEY, DOCUMENTS]
    if connection.vendor == "sqlite":
        names += [f"{_database_file().name}{end}" for end in ("", "-wal", "-shm")]
    present = [settings.WORKSPACE / name for name in names if (settings.WORKSPACE / name).exists()]
    if present:
        folder.mkdir(mode=0o700)
    for path in present:
        path.replace(folder / path.name)
    return bool(present)
