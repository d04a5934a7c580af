"""How far a fetch has come: on standard error, and on a terminal only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


class Progress:
    """A bar of bytes while something loads, else the name of the step; nothing where nobody watches."""

    def __init__(self) -> None:
        self._bar = _bar() if sys.stderr.isatty() else None
        self._task = self._bar.add_task("", total=None) if self._bar else None

    def __enter__(self) -> Self:
        """Show it."""
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take it away."""
        if self._bar:
            self._bar.stop()

    def step(self, name: str) -> None:
        """Name what is being done."""
        if self._bar and self._task is not None:
            self._expect(None)
            self._bar.reset(self._task, description=name)

    def bytes(self, loaded: int, expected: int | None) -> None:
        """Say how much is loaded."""
        if self._bar and self._task is not None:
            size = f"{loaded / 1e6:,.0f} of {expected / 1e6:,.0f} MB" if expected else f"{loaded / 1e6:,.0f} MB"
            self._expect(expected)
            self._bar.update(self._task, completed=loaded, description=f"loading {size}")

    def _expect(self, total: int | None) -> None:
        """Set what is expected; Rich's own methods keep the last total where the next is unknown."""
        if self._bar:
            self._bar.tasks[0].total = total


def _bar() -> Bar:
    from rich.console import Console  # noqa: PLC0415 -- slow import
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn  # noqa: PLC0415 -- slow import

    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}", markup=False))
    return Progress(*columns, console=Console(stderr=True), transient=True)
