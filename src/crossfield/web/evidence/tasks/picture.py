"""Drawing picture files, in one worker process."""

from __future__ import annotations

import signal
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import Any

from crossfield.charts.document import render

SECONDS = 60


class Drawn:
    """A chart that has been written as a specification already."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec

    def to_dict(self) -> dict[str, Any]:
        """The specification."""
        return self._spec


def picture_file(spec: dict[str, Any], suffix: str) -> bytes:
    """Draw a chart's specification as .svg, .png or .pdf; the worker starts at first use (256 MB) and stays."""
    return _worker().submit(draw, spec, suffix).result(timeout=SECONDS)


def draw(spec: dict[str, Any], suffix: str) -> bytes:
    """What the worker does."""
    return render(Drawn(spec), suffix)


@cache
def _worker() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"), initializer=_leave_ctrl_c_alone)


def _leave_ctrl_c_alone() -> None:
    """Ctrl+C goes to the whole terminal: the server ends the worker, which would else end first and complain."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
