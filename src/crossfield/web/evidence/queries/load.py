"""Loads: what can be taken in, how far it is, and in which words pages say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from filelock import FileLock, Timeout

from crossfield.charts.words import number
from crossfield.parts import find_part
from crossfield.sources import SOURCES
from crossfield.web.evidence.models.load import Load

if TYPE_CHECKING:
    from pathlib import Path

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

PROGRAMMES = {
    "cordis-fp7": gettext_lazy("7th Framework Programme, 2007–2013"),
    "cordis-h2020": gettext_lazy("Horizon 2020, 2014–2020"),
    "cordis-horizon": gettext_lazy("Horizon Europe, 2021–2027"),
}
"""Sources with an official address."""
KINDS = {
    **PROGRAMMES,
    "cordis": gettext_lazy("Another CORDIS file of EU projects"),
    "clusters": gettext_lazy("List of cluster organisations (CSV or XLSX)"),
    "statistics": gettext_lazy("Statistics by region and year (CSV, TSV or SDMX)"),
}
STEPS = {
    "reading the table": gettext_lazy("The table is read"),
    "reading row": gettext_lazy("The rows of the table are read"),
    "computing figures of the table": gettext_lazy("The table's figures are computed"),
    "taking the file": gettext_lazy("The file is copied and checked"),
    "loading": gettext_lazy("The file is downloaded"),
    "reading": gettext_lazy("The rows are read"),
    "finding fields": gettext_lazy("Fields are found in texts and codes"),
    "placing organisations": gettext_lazy("Organisations are placed in regions"),
    "writing projects": gettext_lazy("Projects are written"),
    "joining fields": gettext_lazy("Fields are joined to interfaces"),
    "describing coverage": gettext_lazy("Gaps are counted"),
    "finding organisations": gettext_lazy("Organisations that stand twice are looked for"),
    "counting years": gettext_lazy("Years are counted"),
    "looking ahead": gettext_lazy("Forecasts are computed and tested on earlier years"),
    "computing figures": gettext_lazy("Figures are computed"),
    "counting regions": gettext_lazy("Joint projects are counted"),
    "learning": gettext_lazy("Past partnerships are learned from"),
    "publishing": gettext_lazy("The new data version is published"),
}
"""How the build's steps begin, and how pages say them."""
STEPS_EXPECTED = 18
OWN_TABLE = "own-table"
"""Source of a load that reads a table of one's own, whose public id it has as what is given."""
MEGABYTE = 1e6
SHOWN = 10
STARTS_WITHIN = timedelta(seconds=20)
"""A worker that has just been started has not taken its lock yet."""


def incoming_folder(load: Load) -> Path:
    """Where the file that was dropped in for a load lies."""
    folder: Path = settings.WORKSPACE / "incoming" / load.public_id
    return folder


def received(load: Load) -> int:
    """Bytes of its file that have arrived."""
    path = incoming_folder(load) / load.filename
    return path.stat().st_size if path.is_file() else 0


def queued_loads() -> QuerySet[Load]:
    """Loads that wait for the worker or are with it, in their order."""
    return Load.objects.filter(state__in=Load.QUEUED).order_by("pk")


def recent_loads() -> QuerySet[Load]:
    """The last loads of data that all see, newest first."""
    return Load.objects.exclude(source=OWN_TABLE)[:SHOWN]


def loads_for(user: User | AnonymousUser) -> QuerySet[Load]:
    """Loads that a user may see: those of data that all see, and of tables of one's own only one's own."""
    own = Q(owner=user) if user.is_authenticated else Q(pk__in=())
    return Load.objects.filter(~Q(source=OWN_TABLE) | own)


def worker_lock(patience: float = 0, kind: str = "loads") -> FileLock:
    """The lock that the one worker of a kind holds; it ends with its process, so that none is ever stale."""
    return FileLock(settings.WORKSPACE / f"{kind}.lock", timeout=patience)


def is_worker_alive() -> bool:
    """Tell whether a worker is at work."""
    lock = worker_lock()
    try:
        lock.acquire()
    except Timeout:
        return True
    lock.release()
    return False


@dataclass(frozen=True, slots=True)
class LoadView:
    """How far a load is, in words and as a share of 100 (None: nobody can tell)."""

    load: Load
    title: str
    said: str
    share: int | None
    is_broken: bool

    @property
    def goes_on(self) -> bool:
        """True where looking again in a moment is worth it."""
        return self.load.is_open and not self.is_broken


def load_view(load: Load) -> LoadView:
    """How far a load is."""
    starts = load.state == Load.State.WAITING and timezone.now() - load.queued < STARTS_WITHIN
    is_broken = load.state in Load.QUEUED and not starts and settings.LOADS_APART and not is_worker_alive()
    return LoadView(load, load_title(load), _said(load, is_broken=is_broken), _share(load), is_broken)


def load_title(load: Load) -> str:
    """What is loaded, in words."""
    if load.source == OWN_TABLE:
        return _("Own table")
    name = str(KINDS.get(load.source, "")) or _("EU projects")
    return f"{name} ({load.filename})" if load.filename else name


def official_address(source: str) -> str:
    """Where a source is published; empty for those that are given as files."""
    address: str = find_part(SOURCES, source, "source").load().origin.address
    return address


def _said(load: Load, *, is_broken: bool) -> str:
    if is_broken and load.state == Load.State.RUNNING:
        return _("It broke off: the process that loaded it has ended. What was downloaded so far is kept.")
    if is_broken:
        return _("It waits, and nothing is at work.")
    if load.state == Load.State.RECEIVING:
        return _("The file is on its way: %(loaded)s of %(size)s MB.") % _megabytes(received(load), load.size)
    if load.state == Load.State.WAITING:
        return _("It begins as soon as nothing else is loading.")
    if load.state == Load.State.RUNNING and load.loaded is not None:
        return _("The file is downloaded: %(loaded)s of %(size)s MB.") % _megabytes(load.loaded, load.expected)
    if load.state == Load.State.RUNNING:
        return _("%(step)s (step %(number)d of about %(count)d).") % {
            "step": step_in_words(load.step),
            "number": load.steps_done,
            "count": max(STEPS_EXPECTED, load.steps_done),
        }
    if load.source == OWN_TABLE and load.state == Load.State.DONE:
        return _("Done. The table has been read.")
    return {
        Load.State.DONE: _("Done. All pages show the new data version."),
        Load.State.UNCHANGED: _("Nothing new: the file holds what is loaded already."),
        Load.State.CANCELLED: _("Stopped. The data are as they were before."),
    }.get(Load.State(load.state), _("It did not work. The data are as they were before."))


def _megabytes(loaded: int, size: int | None) -> dict[str, str]:
    language = get_language() or "en"
    said = number(size / MEGABYTE, language, 0) if size else "?"
    return {"loaded": number(loaded / MEGABYTE, language, 0), "size": said}


def _share(load: Load) -> int | None:
    if load.state == Load.State.RECEIVING and load.size:
        return round(100 * received(load) / load.size)
    if load.state != Load.State.RUNNING:
        return None
    if load.loaded is not None:
        return round(100 * load.loaded / load.expected) if load.expected else None
    return min(99, round(100 * load.steps_done / STEPS_EXPECTED))


def step_in_words(step: str) -> str:
    """How pages say a step of the build.

    Examples
    --------
    >>> step_in_words("publishing"), step_in_words("something new")
    ('The new data version is published', 'something new')
    """
    found = (said for begins, said in STEPS.items() if step.startswith(begins))
    return str(next(found, step))
