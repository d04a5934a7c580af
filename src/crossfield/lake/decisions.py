"""What people decided about pairs: one organisation, or two. A file of its own beside the data versions of a lake.

``LAKE/link_decisions.csv`` has one line a pair: ``left,right,decision,date``. It outlives every data version; a build
applies it, and taking a line out undoes what it did.
"""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from crossfield.errors import LakeError, SchemaError, WrongStateError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from crossfield.lake.store import Lake

FILE = "link_decisions.csv"
MERGE, APART = "merge", "apart"
ROW = "row:"
HEADER = ("left", "right", "decision", "date")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision.

    Parameters
    ----------
    left, right
        Two organisations, or a row of a list (`crossfield.lake.linkage.row_key`) and an organisation.
    decision
        merge (one organisation) or apart (two).
    date
        Day it was made, ISO 8601.
    """

    left: str
    right: str
    decision: str
    date: str

    @property
    def pair(self) -> frozenset[str]:
        """The two, in no order."""
        return frozenset((self.left, self.right))


def read_decisions(folder: Path) -> list[Decision]:
    """Read the decisions beside the versions of a lake; none where there is no file.

    Parameters
    ----------
    folder
        Folder of the lake.

    Raises
    ------
    SchemaError
        The file has another header, or a line is no decision.
    LakeError
        It cannot be read.
    """
    path = folder / FILE
    try:
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise LakeError(f"{path} cannot be read: {error}.", "Save it as UTF-8, or restore it.") from error
    if not lines or tuple(lines[0]) != HEADER:
        message = f"{path} begins with {', '.join(lines[0] if lines else ['nothing'])}."
        raise SchemaError(message, f"Expected the header {','.join(HEADER)}.")
    return [_decision(path, number, line) for number, line in enumerate(lines[1:], start=2) if line]


def decide(lake: Lake, left: str, right: str, *, decision: str, date: str) -> list[Decision]:
    """Write a decision into the lake's file; an older one on the same pair is replaced.

    The next build applies it. Who may write to the lake may decide. Nothing is logged or sent.

    Parameters
    ----------
    lake
        A lake of one's own.
    left, right
        The pair.
    decision
        merge or apart.
    date
        Day of the decision, ISO 8601.

    Returns
    -------
    list[Decision]
        All decisions that stand now.

    Raises
    ------
    WrongStateError
        Both are the same, or the decision contradicts others: a pair held apart would be joined through a third.
    LakeError
        The lake ships with the package or cannot be written.
    """
    if left == right:
        raise WrongStateError(f"{left} was given twice.", "Name two different organisations.")
    made = Decision(left, right, decision, date)
    with lake.locked():
        standing = [known for known in read_decisions(lake.path) if known.pair != made.pair]
        standing.append(made)
        representatives(standing)
        _write(lake.path / FILE, standing)
    return standing


def undo(lake: Lake, left: str, right: str) -> Decision:
    """Take the decision on a pair out of the lake's file; the next build shows the pair as it was.

    Who may write to the lake may undo. Nothing is logged or sent.

    Parameters
    ----------
    lake
        A lake of one's own.
    left, right
        The pair, in any order.

    Returns
    -------
    Decision
        The decision that was taken out.

    Raises
    ------
    WrongStateError
        There is no decision on this pair.
    LakeError
        The lake ships with the package or cannot be written.
    """
    with lake.locked():
        known = read_decisions(lake.path)
        found = [decision for decision in known if decision.pair == {left, right}]
        if not found:
            message = f"There is no decision on {left} and {right}."
            raise WrongStateError(message, "crossfield organisations decisions lists those there are.")
        _write(lake.path / FILE, [decision for decision in known if decision not in found])
    return found[0]


def representatives(decisions: Iterable[Decision]) -> dict[str, str]:
    """Organisation → the one that stands for it, for all that were merged into another.

    Of the merged ones the first in the order of ids stands for all, whatever order the decisions are in; a row of a
    list never does.

    Parameters
    ----------
    decisions
        Decisions, each pair once.

    Raises
    ------
    WrongStateError
        Two that are held apart would be one through others.

    Examples
    --------
    >>> day = "2026-11-26"
    >>> representatives([Decision("pic:3", "pic:2", "merge", day), Decision("pic:2", "pic:1", "merge", day)])
    {'pic:2': 'pic:1', 'pic:3': 'pic:1'}
    """
    decisions = list(decisions)
    stands = _groups([(made.left, made.right) for made in decisions if made.decision == MERGE])
    for made in decisions:
        ends = {stands.get(made.left, made.left), stands.get(made.right, made.right)}
        if made.decision == APART and len(ends) == 1:
            message = f"{made.left} and {made.right} are held apart, but other merges join them."
            raise WrongStateError(message, f"Undo one of them: crossfield organisations undo {made.left} {made.right}")
    return {name: first for name, first in sorted(stands.items()) if name != first}


def _groups(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Name → the first name of all that are joined to it."""
    stands: dict[str, str] = {}

    def first(name: str) -> str:
        while stands.get(name, name) != name:
            name = stands[name]
        return name

    for pair in pairs:
        one, other = sorted(map(first, pair), key=_rank)
        stands[other] = stands.setdefault(one, one)
    return {name: first(name) for name in stands}


def _rank(name: str) -> tuple[bool, str]:
    return (name.startswith(ROW), name)


def _decision(path: Path, number: int, line: list[str]) -> Decision:
    cells = [cell.strip() for cell in line]
    if len(cells) != len(HEADER) or not all(cells[:2]) or cells[2] not in {MERGE, APART}:
        message = f"{path}, line {number}: found {', '.join(cells)[:200]!r}."
        raise SchemaError(message, "Expected two ids, merge or apart, and a day.")
    return Decision(*cells)


def _write(path: Path, decisions: Sequence[Decision]) -> None:
    """Write the file anew beside the old one, which it then replaces: a reader never sees half of it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows(astuple(decision) for decision in sorted(decisions, key=lambda made: sorted(made.pair)))
    fresh = path.with_suffix(".new")
    fresh.write_text(out.getvalue(), encoding="utf-8", newline="")
    fresh.replace(path)
