"""Back-tests of a data version, by name: what `crossfield backtest` runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.backtest import PARTS, backtest_interfaces, default_split
from crossfield.indicators.partner_backtest import backtest_complementarity
from crossfield.indicators.recount import recounted_cells
from crossfield.tables.figures import LEVELS

if TYPE_CHECKING:
    from crossfield.indicators.question import Question
    from crossfield.lake.store import Frames

TASKS = ("interfaces", "complementarity")


def run_backtest(
    frames: Frames, task: str, question: Question, *, part: str = "entry", level: int = 2
) -> dict[str, Any]:
    """Run a back-test on the records of a data version.

    t lies two years before the last complete year; the test window is the three years after t.

    Parameters
    ----------
    frames
        A data version with records.
    task
        interfaces or complementarity.
    question
        Its scheme or own tags are used, not its region.
    part
        Of interfaces: entry or growth.
    level
        NUTS level of the regions, 0 to 2.

    Returns
    -------
    dict
        task, part, train, test, model, baselines, intervals and, by task, deciles, verdict and reach. An undefined
        measure, such as a ranking without positives, is null.

    Raises
    ------
    UnknownNameError
        No such task, part or level.
    TableMissingError
        The data version holds no records.
    NotComputableError
        The records are too few.
    """
    for kind, given, known in (("back-test", task, TASKS), ("part", part, PARTS), ("NUTS level", level, LEVELS)):
        if given not in known:
            raise UnknownNameError(kind, str(given), map(str, known), f"Known: {', '.join(map(str, known))}.")
    last = frames.manifest.last_complete_year
    if last is None:
        message = f"The data version {frames.manifest.version} holds no dated projects."
        raise NotComputableError(message, "Fetch a dump with project.csv, for instance: crossfield fetch cordis-h2020")
    records = recounted_cells(frames, question, level)
    split = default_split(records, last)
    if task == "interfaces":
        return {key: _defined(value) for key, value in backtest_interfaces(records, split, part=part).items()}
    rows = frames.read("region")
    points = {row["region"]: (row["longitude"], row["latitude"]) for row in rows if row["longitude"] is not None}
    return {key: _defined(value) for key, value in backtest_complementarity(records, split, points).items()}


def _defined(answer: Any) -> Any:  # noqa: ANN401 -- nested plain data
    """The same answer with null for NaN, which JSON does not know."""
    if isinstance(answer, dict):
        return {key: _defined(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [_defined(value) for value in answer]
    return None if isinstance(answer, float) and answer != answer else answer  # noqa: PLR0124 -- NaN
