"""A lake on disk: versions that never change, one line that says which is current.

::

    LAKE/CURRENT                     name of the current version
    LAKE/versions/NAME/*.parquet     its tables, with manifest.json
    LAKE/raw/HASH/…                  raw files by content hash
    LAKE/build.lock                  held by the one builder
    LAKE/link_decisions.csv          what people decided about organisations; outlives the versions
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from filelock import FileLock, Timeout

from crossfield.errors import CrossfieldError, LakeError, TableMissingError, UnknownNameError
from crossfield.lake.manifest import Manifest, read_manifest
from crossfield.lake.stored_rows import rows_where
from crossfield.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from crossfield.lake.engine import Frame, Session
    from crossfield.lake.stored_rows import Wanted

try:
    import fcntl
except ImportError:  # Windows: an open file keeps its folder from being renamed, which serves as well
    fcntl = None  # type: ignore[assignment]

STARTER = Path(__file__).parent.parent / "starter" / "lake"


class Frames:
    """The tables of one version on one session; not to be shared between threads.

    Parameters
    ----------
    folder
        Folder of the version.
    manifest
        Its manifest.
    engine
        duckdb or spark.
    threads
        Threads for one query of DuckDB; None takes all cores.
    """

    def __init__(self, folder: Path, manifest: Manifest, *, engine: str = "duckdb", threads: int | None = None) -> None:
        self.folder = folder
        self.manifest = manifest
        self._engine = engine
        self._threads = threads

    @cached_property
    def session(self) -> Session:
        """The session the frames live on, started at first use: reading stored rows needs none."""
        from crossfield.lake.engine import DuckSession, SparkSession  # noqa: PLC0415 -- slow import

        return SparkSession() if self._engine == "spark" else DuckSession(threads=self._threads)

    def close(self) -> None:
        """End the session, if one was started."""
        if "session" in vars(self):
            self.session.close()

    def __contains__(self, name: str) -> bool:
        """Tell whether the version holds a table."""
        return (self.folder / f"{name}.parquet").is_file()

    def __getitem__(self, name: str) -> Frame:
        """Open a table as a lazy frame.

        Raises
        ------
        UnknownNameError
            No version has such a table.
        TableMissingError
            This version does not hold it.
        """
        if name not in TABLES:
            raise UnknownNameError("table", name, TABLES)
        if name not in self:
            message = f"The data version {self.manifest.version} holds no table {name!r}."
            raise TableMissingError(message, "needs: crossfield fetch cordis-h2020")
        return self.session.scan(self.folder / f"{name}.parquet")

    def read(self, name: str, columns: Sequence[str] | None = None, /, **equals: Wanted) -> list[dict[str, Any]]:
        """Read the rows of a table whose columns equal the given values, or one of several, in the file's order."""
        return list(self.arrow(name, columns, **equals).to_pylist())

    def arrow(self, name: str, columns: Sequence[str] | None = None, /, **equals: Wanted) -> pa.Table:
        """Read the rows of a table whose columns equal the given values, or one of several, as an Arrow table.

        Parameters
        ----------
        name
            Of the table.
        columns
            Which columns to give; the fewer, the less is read. None: all.
        equals
            Column = value, or several values.
        """
        with self.reading(name) as path:
            return rows_where(path, equals, columns)

    @contextmanager
    def reading(self, name: str) -> Iterator[Path]:
        """The file of a table, for who reads it directly.

        Raises
        ------
        UnknownNameError, TableMissingError
            As `__getitem__`.
        LakeError
            It cannot be read.
        """
        import pyarrow as pa  # noqa: PLC0415 -- slow import

        if name not in self:
            self[name]
        try:
            yield self.folder / f"{name}.parquet"
        except (OSError, pa.ArrowInvalid) as error:
            message = f"The table {name!r} of the data version {self.manifest.version} is damaged: {error}."
            raise LakeError(message, "See what else is with: crossfield lake verify. Then build anew.") from error


class Lake:
    """A lake folder.

    Parameters
    ----------
    path
        Folder; created by the first build. Default: the starter lake that ships with the package, read-only.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        self.path = Path(path) if path else STARTER
        self._lock = FileLock(self.path / "build.lock", timeout=0)

    @property
    def is_starter(self) -> bool:
        """True for the lake that ships with the package."""
        return self.path == STARTER

    def versions(self) -> list[str]:
        """Names of the versions, oldest first."""
        folder = self.path / "versions"
        if not folder.is_dir():
            return []
        return sorted(entry.parent.name for entry in folder.glob("[!.]*/manifest.json"))

    def current(self) -> str:
        """Name of the current version.

        Raises
        ------
        LakeError
            There is no lake at this path, or its current version is gone.
        """
        try:
            name = (self.path / "CURRENT").read_text(encoding="utf-8", errors="replace").strip()
        except OSError as error:
            message = f"There is no lake at {self.path}: it has no file CURRENT that can be read."
            raise LakeError(message, f"Build one with: crossfield fetch cordis-h2020 --lake {self.path}") from error
        if name not in self.versions():
            message = f"{self.path}/CURRENT names version {name[:80]!r}, which is not there."
            raise LakeError(message, f"Write one of these into it: {', '.join(self.versions()) or 'none found'}.")
        return name

    def folder(self, version: str) -> Path:
        """Folder of a version."""
        return self.path / "versions" / version

    def manifest(self, version: str | None = None) -> Manifest:
        """Manifest of a version, by default the current one."""
        return read_manifest(self._known(version) / "manifest.json")

    @contextmanager
    def open(
        self, version: str | None = None, *, engine: str = "duckdb", threads: int | None = None
    ) -> Iterator[Frames]:
        """Open a version, by default the current one, on a session of its own.

        The version is resolved once: what is published meanwhile does not change it, and it is not pruned while open.

        Raises
        ------
        LakeError
            There is no lake here.
        UnknownNameError
            There is no such version.
        """
        with self._held(version) as folder:
            frames = Frames(folder, read_manifest(folder / "manifest.json"), engine=engine, threads=threads)
            try:
                yield frames
            finally:
                frames.close()

    def make_current(self, version: str) -> None:
        """Write down which version is current: switching back to an older one, and forth.

        Raises
        ------
        UnknownNameError
            There is no such version.
        LakeError
            It is the starter lake, which has one version, or its folder cannot be written.
        """
        if self.is_starter:
            message = "The starter lake ships with the package and is never changed."
            raise LakeError(message, "Name a folder of your own with --lake DIR.")
        self._known(version)
        with _writing(self.path):
            _write_current(self.path, version)

    @contextmanager
    def building(self, version: str) -> Iterator[Path]:
        """Hold the builder's lock and give a folder to write a version into; published at the end, removed on error.

        Raises
        ------
        LakeError
            Another build is running, or the folder cannot be written.
        """
        with self.locked():
            target = self.path / "versions" / f".building-{version}"
            try:
                target.mkdir(parents=True)
                yield target
                _publish(self.path, target, version)
            finally:
                shutil.rmtree(target, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock that only one builder has; it ends with its process, so that none is ever stale.

        Who holds it may ask for it again on the same object in the same thread.

        Raises
        ------
        LakeError
            Another process holds it, or the folder cannot be written to (anywhere inside the with statement).
        """
        if self.is_starter:
            message = "The starter lake ships with the package and is never changed."
            raise LakeError(message, "Name a folder of your own with --lake DIR.")
        with _writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire()
            except Timeout as error:
                message = f"Another build is writing to {self.path} ({self._builder()})."
                raise LakeError(message, "Wait until it has finished; the last version stays readable.") from error
            try:
                if self._lock.lock_counter == 1:
                    self._sweep()
                    (self.path / "builder").write_text(f"{os.getpid()} {time.time():.0f}\n", encoding="utf-8")
                yield
            finally:
                self._lock.release()

    def prune(self, *, keep: tuple[str, ...] = (), last: int = 1) -> list[str]:
        """Remove all versions but the current, the ``last`` newest, those named in ``keep`` and those that are open.

        Returns
        -------
        list[str]
            Names of the versions removed.

        Raises
        ------
        UnknownNameError
            A version in ``keep`` does not exist.
        """
        for name in (self.current(), *keep):
            self._known(name)
        removed = []
        with self.locked():
            names = self.versions()
            stay = {self.current(), *keep, *names[len(names) - max(last, 0) :]}
            removed += [name for name in names if name not in stay and _remove_unless_open(self.folder(name))]
        return removed

    def verify(self, version: str | None = None) -> list[str]:
        """Compare every table file of a version with the hash in its manifest; return what is wrong, one line each."""
        problems = []
        with self._held(version) as folder:
            for table in read_manifest(folder / "manifest.json").tables:
                path = folder / f"{table.name}.parquet"
                if not path.is_file():
                    problems.append(f"{table.name}: the file {path.name} is missing")
                elif file_hash(path) != table.sha256:
                    problems.append(f"{table.name}: the file {path.name} has changed since it was built")
        return problems

    def _known(self, version: str | None) -> Path:
        if version is None:
            return self.folder(self.current())
        if version not in self.versions():
            newest = ", ".join(self.versions()[-3:])
            raise UnknownNameError("data version", version, self.versions(), f"The newest are: {newest or 'none'}.")
        return self.folder(version)

    @contextmanager
    def _held(self, version: str | None) -> Iterator[Path]:
        """Keep a version from being pruned; where it goes between the choice and the hold, choose again."""
        while (file := _hold(self._known(version) / "manifest.json")) is None:
            pass
        with file:
            yield Path(file.name).parent

    def _builder(self) -> str:
        with suppress(OSError, ValueError):
            pid, since = (self.path / "builder").read_text(encoding="utf-8").split()
            return f"process {pid}, since {time.strftime('%H:%M:%S', time.localtime(float(since)))}"
        return "unknown process"

    def _sweep(self) -> None:
        for entry in (self.path / "versions").glob(".building-*"):
            shutil.rmtree(entry, ignore_errors=True)
        for entry in (self.path / "raw").glob(".*.part"):
            shutil.rmtree(entry, ignore_errors=True)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    from crossfield.lake.engine import WRITE_ERRORS  # noqa: PLC0415 -- slow import

    try:
        yield
    except CrossfieldError:
        raise
    except (*WRITE_ERRORS, OSError) as error:
        line = str(error).strip().splitlines()[0]
        message = f"The lake {path} cannot be written to: {line}."
        hint = "Free some space or name another folder with --lake DIR; the last version is untouched."
        raise LakeError(message, hint) from error


def file_hash(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hold(manifest: Path) -> BinaryIO | None:
    """Open a manifest with a lock that keeps its version from being pruned; None where it is gone by then."""
    try:
        file = manifest.open("rb")
    except FileNotFoundError:
        return None
    if fcntl:
        fcntl.flock(file, fcntl.LOCK_SH)
    if manifest.is_file():
        return file
    file.close()
    return None


def _remove_unless_open(folder: Path) -> bool:
    with (folder / "manifest.json").open("rb") as file:
        if fcntl:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
        doomed = folder.with_name(f".building-removed-{folder.name}")
        try:
            folder.rename(doomed)
        except OSError:
            return False
    shutil.rmtree(doomed, ignore_errors=True)
    return True


def _publish(lake: Path, built: Path, version: str) -> None:
    for path in built.iterdir():
        sync(path)
    sync(built)
    built.rename(lake / "versions" / version)
    sync(lake / "versions")
    _write_current(lake, version)


def _write_current(lake: Path, version: str) -> None:
    line = lake / "CURRENT.new"
    line.write_text(version + "\n", encoding="utf-8")
    sync(line)
    line.replace(lake / "CURRENT")
    sync(lake)


def sync(path: Path) -> None:
    """Force a file or folder to the disk; folders cannot be synced on Windows and need not be."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
