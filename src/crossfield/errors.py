"""Every error crossfield raises on purpose.

A message says what was found and what was expected; the hint says what to do.
Trouble with one key of a table is a note in that table, not an exception.
"""

from __future__ import annotations

import difflib
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

AMONG, BEGINS, LONGEST_BEGIN = 4, 0.1, 4
"""Names looked through for each that is given; what each letter of a common beginning, up to four, is worth."""


class CrossfieldError(Exception):
    """Root of all errors that a user may meet.

    Parameters
    ----------
    message
        What was found and what was expected, one or two sentences.
    hint
        What to do about it; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Message and hint in one text."""
        return f"{self.message} {self.hint}".strip()


class ConfigError(CrossfieldError, ValueError):
    """A setting has a value that cannot be used."""


class SchemaError(CrossfieldError, TypeError):
    """A table lacks a column or holds one of another type."""


class SourceError(CrossfieldError, OSError):
    """A source could not be read.

    Parameters
    ----------
    temporary
        True where the same call may succeed later (network, a busy disk).
    """

    def __init__(self, message: str, hint: str = "", *, temporary: bool = False) -> None:
        super().__init__(message, hint)
        self.temporary = temporary


class LakeError(CrossfieldError, OSError):
    """The lake cannot be written, read or locked."""


class TableMissingError(CrossfieldError, LookupError):
    """The data version does not hold a table that the question needs."""


class UnknownNameError(CrossfieldError, KeyError):
    """No such region, field, scheme, source or command; the closest three names are in the hint."""

    def __init__(self, kind: str, name: str, known: Iterable[str], hint: str = "") -> None:
        close = closest_names(name, known)
        asked = f"Did you mean {', '.join(close)}?" if close else ""
        super().__init__(f"Unknown {kind}: {name!r}.", f"{asked} {hint}".strip())
        self.kind = kind
        self.name = name
        self.closest = close


class NotComputableError(CrossfieldError, ArithmeticError):
    """The figure has no defined value for the whole table that was given."""


class NoProjectsError(NotComputableError):
    """A region that is known has no figures, as none of its projects began in the window.

    Parameters
    ----------
    region, label
        Its code and name.
    years
        First and last start year of the window.
    above
        Code of the region above it that has figures; empty: none.
    """

    def __init__(self, region: str, label: str, years: tuple[int, int], above: str = "") -> None:
        message = f"No project of {years[0]}-{years[1]} with fields has an organisation in {label} ({region})."
        super().__init__(message, f"Take {above}." if above else "Take another region.")
        self.region, self.label, self.years, self.above = region, label, years, above


class NotAllowedError(CrossfieldError, PermissionError):
    """The person or the policy does not allow it."""


class WrongStateError(CrossfieldError, RuntimeError):
    """The thing is not in a state in which this can be done."""


def closest_names(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return up to ``count`` known names that look most like ``name``, best first.

    Of names that are equally near the one that begins alike comes first, then the one that is as long.

    Examples
    --------
    >>> closest_names("materals", ["materials", "energy", "health"])
    ['materials']
    >>> closest_names("Saxen", ["Spanien", "Sachsen", "Schwaben"])[0]
    'Sachsen'
    """
    by_fold, wanted = {candidate.casefold(): candidate for candidate in known}, name.casefold()
    near = difflib.get_close_matches(wanted, by_fold, n=AMONG * count, cutoff=0.5)
    return [by_fold[fold] for fold in sorted(near, key=lambda fold: _distance(wanted, fold))[:count]]


def _distance(wanted: str, other: str) -> tuple[float, int, str]:
    """How far two names are apart: less where they begin alike, as people begin a name right more often than not."""
    alike = difflib.SequenceMatcher(None, other, wanted).ratio()
    begin = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(wanted[:LONGEST_BEGIN], other, strict=False)))
    return (-alike - BEGINS * begin * (1 - alike), abs(len(wanted) - len(other)), other)
