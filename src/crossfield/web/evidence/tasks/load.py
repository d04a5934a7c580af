"""Loading, in a process of its own: it takes what waits, one after the other, and ends.

Pages put loads into the queue and start a worker; whoever finds another at work ends at once. A worker that dies
leaves no lock behind, and what it had begun is taken up by the next one: downloads go on where they broke off.
"""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from threading import Event, Thread
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils import timezone

from crossfield.errors import CrossfieldError, LakeError, SourceError
from crossfield.refresh import fetch
from crossfield.web.evidence.actions.upload import read_upload
from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies
from crossfield.web.evidence.models import Load, Upload
from crossfield.web.evidence.queries.data import current_version, own_lake, own_settings, starter_mark
from crossfield.web.evidence.queries.load import OWN_TABLE, incoming_folder, official_address, queued_loads
from crossfield.web.evidence.tasks.worker import PATIENCE, start_worker, work_alone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ATTEMPTS = 3
BETWEEN = 0.5
"""Seconds between two looks whether a load was stopped, and between two notes on how far a download is."""
MOST_MARKED = 65_536
DUMPS = {"FP7": "cordis-fp7", "H2020": "cordis-h2020", "HORIZON": "cordis-horizon"}


class _Stopped(Exception):  # noqa: N818 -- not an error: somebody asked for it
    """The load that is being worked on was stopped."""


def work_loads(*, patience: float = PATIENCE) -> int:
    """Work through what waits, unless another worker does; what one that died had begun is begun again.

    Returns
    -------
    int
        Loads that were worked on.
    """
    return work_alone("loads", queued_loads, _work_all, patience=patience)


def _work_all() -> int:
    count = 0
    _tidy()
    while load := queued_loads().first():
        with _Watch(load, _give_up):
            run_load(load)
        count += 1
    return count


def run_load(load: Load) -> None:
    """Take one source in, and note how it went; a defect is raised, and three of them end the load.

    Parameters
    ----------
    load
        One that waits, or that a worker which died had begun.
    """
    if load.attempts >= ATTEMPTS:
        message = f"It broke off {ATTEMPTS} times."
        _end(load, Load.State.FAILED, message=message, hint="See loads.log in the workspace's folder.")
        return
    load.state, load.attempts, load.started = Load.State.RUNNING, load.attempts + 1, timezone.now()
    load.steps_done, load.loaded, load.before = 0, None, _shown()
    load.save(update_fields=["state", "attempts", "started", "steps_done", "loaded", "before"])
    notes = _Notes(load)
    try:
        if load.source == OWN_TABLE:
            read_upload(Upload.objects.get(public_id=load.given), report=notes.step)
            _end(load, Load.State.DONE)
            return
        path = incoming_folder(load) / load.filename if load.filename else None
        if path and not load.source:
            load.source = source_of(path)
            load.save(update_fields=["source"])
        given = str(path) if path else load.given or official_address(load.source)
        notes.step("taking the file" if path else "loading")
        manifest, is_new = fetch(
            own_lake(), load.source, given, own_settings(), progress=notes.bytes, report=notes.step
        )
    except _Stopped:
        return
    except CrossfieldError as error:
        _end(load, Load.State.FAILED, message=error.message, hint=error.hint)
        return
    starter_mark().unlink(missing_ok=True)
    adopt_vocabularies()
    _end(load, Load.State.DONE if is_new else Load.State.UNCHANGED, after=manifest.version)


def source_of(path: Path) -> str:
    """Which source a dump is, by the framework programme that stands in its project.csv, else by its name.

    Raises
    ------
    SourceError
        It is no zip, or no dump of CORDIS.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            first = _first_rows(archive, names)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        message = f"{path.name} is no complete zip file: {error}."
        raise SourceError(message, "Download it again; for another kind of file, say which data it holds.") from error
    for mark, source in DUMPS.items():
        if f'"{mark}"' in first or (not first and mark.lower() in path.name.lower()):
            return source
    if first:
        return "cordis"
    message = f"{path.name} is no dump of CORDIS; it holds {', '.join(names[:5]) or 'nothing'}."
    raise SourceError(message, "Expected project.csv and organization.csv; else say which data it holds.")


def _first_rows(archive: zipfile.ZipFile, names: list[str]) -> str:
    found = [name for name in names if name.rpartition("/")[2].lower() == "project.csv"]
    if not found:
        return ""
    with archive.open(found[0]) as file:
        return file.read(MOST_MARKED).decode("utf-8", errors="replace")


def _shown() -> str:
    try:
        return current_version()
    except LakeError:  # nothing is there yet
        return ""


def _end(load: Load, state: str, *, after: str = "", message: str = "", hint: str = "") -> None:
    """Note how it went, unless it was stopped meanwhile."""
    values = {"state": state, "finished": timezone.now(), "after": after, "message": message, "hint": hint}
    Load.objects.filter(pk=load.pk).exclude(state=Load.State.CANCELLED).update(**values)
    if state != Load.State.FAILED:
        shutil.rmtree(incoming_folder(load), ignore_errors=True)


def _tidy() -> None:
    """Remove what loads that were stopped left behind: half a data version, files that were dropped in."""
    lake = own_lake()
    if lake.path.is_dir():
        with lake.locked():
            pass
    kept = set(Load.objects.filter(state__in=(*Load.OPEN, Load.State.FAILED)).values_list("public_id", flat=True))
    for folder in (settings.WORKSPACE / "incoming").glob("*"):
        if folder.is_dir() and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


class _Notes:
    """Writes down how far a load is; who finds it stopped ends it."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._steps = 0
        self._noted = 0.0

    def step(self, name: str) -> None:
        """A step has begun."""
        self._steps += 1
        self._note(step=name[:120], steps_done=self._steps, loaded=None, expected=None)

    def bytes(self, loaded: int, expected: int | None) -> None:
        """A part of a download has come."""
        if time.monotonic() - self._noted > BETWEEN or loaded == expected:
            self._noted = time.monotonic()
            self._note(loaded=loaded, expected=expected)

    def _note(self, **values: object) -> None:
        if not Load.objects.filter(pk=self._load.pk, state=Load.State.RUNNING).update(**values):
            raise _Stopped


class _Watch:
    """Looks beside a load whether it was stopped: a long step would not hear of it."""

    def __init__(self, load: Load, give_up: Callable[[], None], *, patience: float = PATIENCE) -> None:
        self._load, self._give_up, self._patience = load, give_up, patience
        self._over = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(BETWEEN):
            is_stopped = Load.objects.filter(pk=self._load.pk, state=Load.State.CANCELLED).exists()
            if is_stopped and not self._over.wait(self._patience):
                self._give_up()
                break
        connection.close()


def _give_up() -> None:  # pragma: no cover -- ends the process
    """End in the middle of a step: what is half written is swept by the next worker, which also takes what waits."""
    start_worker()
    os._exit(0)
