"""The live forecast: potential, gap and probability of every interface, with intervals from refits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crossfield.errors import NotComputableError
from crossfield.indicators.potential import entry_probability, features, fit_model, growth_probability

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crossfield.indicators.cells import CellRecords, Cells
    from crossfield.indicators.potential import Model

    Floats = NDArray[np.float64]

AHEAD = 3
DRAWS = 200
GAP_DRAWS = 2000
SEED = 20191231
BOUNDS = (0.05, 0.95)
COLUMNS = ("potential", "potential_low", "potential_high", "gap", "gap_low", "gap_high", "probability")


@dataclass(frozen=True, slots=True)
class Forecast:
    """Potential of all cells for the three years after the last complete one.

    Parameters
    ----------
    records
        Axes.
    year_from, year_to
        Years the features are counted over; the forecast is for the three years after ``year_to``.
    potential
        Whole joint projects per three years at the exposure of the last three complete years, shape (R, P).
    draws
        The same from every refit on redrawn regions and topics, shape (D, R, P), as float32.
    probability
        Chance of at least one joint project, shape (R, P); as the cell's part, entry or growth, has it.
    entry
        Cells without joint project so far, shape (R, P).
    """

    records: CellRecords
    year_from: int
    year_to: int
    potential: Floats
    draws: NDArray[np.float32]
    probability: Floats
    entry: NDArray[np.bool_]


def forecast(records: CellRecords, year_from: int, year_to: int, *, draws: int = DRAWS) -> Forecast:
    """Fit on the years up to three before the last, and look three years ahead.

    Parameters
    ----------
    records
        Projects of one scheme and level.
    year_from, year_to
        First year of records and last complete year; six years at least.
    draws
        Refits on redrawn regions and topics.

    Raises
    ------
    NotComputableError
        The records span fewer than six years, or have no joint project to learn from.
    """
    if year_to - year_from + 1 < 2 * AHEAD:
        message = f"Potential needs {2 * AHEAD} complete years of records; found {year_from}-{year_to}."
        raise NotComputableError(message, "Load a dump with more years.")
    now = records.counted(year_from, year_to)
    recent = records.counted(year_to - AHEAD + 1, year_to)
    rate, alpha_model = _rates(records, (year_from, year_to), now=now)
    entry = now.joint == 0
    at_entry = entry_probability(alpha_model, rate, now.exposure, recent.exposure)
    at_growth = growth_probability(alpha_model, rate, recent.exposure)
    drawn = np.empty((draws, *rate.shape), np.float32)
    generator = np.random.default_rng(SEED)
    for place in range(draws):
        often = _often(generator, rate.shape[0])
        weight = _often(generator, int(records.topic.max()) + 1)[records.topic]
        drawn[place] = _rates(records, (year_from, year_to), often=often, weight=weight)[0] * recent.exposure
    return Forecast(
        records, year_from, year_to, rate * recent.exposure, drawn, np.where(entry, at_entry, at_growth), entry
    )


def with_forecast(figures: pa.Table, found: Forecast, seed: int = SEED) -> pa.Table:
    """Fill the columns of a forecast into the rows of interface_figure of its level and scheme.

    Gap is potential less activity; its interval comes from 2,000 draws of both.

    Parameters
    ----------
    figures
        Rows of one level, scheme and counting, with activity.
    found
        The forecast.
    seed
        Of the draws behind the gap's interval.
    """
    region = found.records.regions.places(figures.column("region"))
    a, b = (found.records.fields.places(figures.column(name)) for name in ("field_a", "field_b"))
    number = np.full((len(found.records.fields.names),) * 2, -1)
    number[found.records.pairs[:, 0], found.records.pairs[:, 1]] = np.arange(len(found.records.pairs))
    pair = np.where((a >= 0) & (b >= 0), number[a, b], -1)
    activity, low, high = (
        np.asarray(pc.fill_null(figures.column(name), np.nan)) for name in ("activity", "activity_low", "activity_high")
    )
    usable = (region >= 0) & (pair >= 0) & ~np.isnan(activity)
    cells = (region[usable], pair[usable])
    filled: dict[str, Floats] = {name: np.full(len(figures), np.nan) for name in COLUMNS}
    filled["potential"][usable] = found.potential[cells]
    filled["gap"][usable] = found.potential[cells] - activity[usable]
    filled["probability"][usable] = found.probability[cells]
    drawn = found.draws[:, cells[0], cells[1]].astype(float)
    for name, bound in zip(("potential_low", "potential_high"), BOUNDS, strict=True):
        filled[name][usable] = np.quantile(drawn, bound, axis=0)
    filled["gap_low"][usable], filled["gap_high"][usable] = _gap_bounds(
        drawn, activity[usable], low[usable], high[usable], seed
    )
    for name, values in filled.items():
        place = figures.schema.get_field_index(name)
        figures = figures.set_column(place, figures.schema.field(name), pa.array(values, mask=np.isnan(values)))
    return figures


def forecast_model(records: CellRecords, year_from: int, year_to: int) -> dict[str, Any]:
    """The fitted model as plain numbers, to be kept in the data version."""
    model = _rates(records, (year_from, year_to))[1]
    return {
        "intercept": model.intercept,
        "weights": model.weights.tolist(),
        "mean": model.mean.tolist(),
        "spread": model.spread.tolist(),
        "frailty": model.frailty,
    }


def _rates(
    records: CellRecords,
    years: tuple[int, int],
    *,
    now: Cells | None = None,
    often: Floats | None = None,
    weight: Floats | None = None,
) -> tuple[Floats, Model]:
    year_from, year_to = years
    early = records.counted(year_from, year_to - AHEAD, weight)
    later = records.counted(year_to - AHEAD + 1, year_to, weight)
    counted = records.counted(year_from, year_to, weight) if now is None else now
    model = fit_model(features(early, records), later.joint, later.exposure, early.total > 0, often)
    return model.rate(features(counted, records)), model


def _often(generator: np.random.Generator, size: int) -> Floats:
    return np.bincount(generator.integers(0, size, size), minlength=size).astype(float)


def _gap_bounds(drawn: Floats, activity: Floats, low: Floats, high: Floats, seed: int) -> tuple[Floats, Floats]:
    """Quantiles of redrawn potential less activity drawn from a gamma that has its mean and interval."""
    generator = np.random.default_rng(seed)
    bounds = np.empty((2, len(activity)))
    spread = np.maximum(high - low, 1e-12) / (2 * 1.645)
    shape = np.maximum((activity / spread) ** 2, 1e-6)
    for start in range(0, len(activity), 500):
        part = slice(start, start + 500)
        which = generator.integers(0, len(drawn), (GAP_DRAWS, 1))
        ahead = np.take_along_axis(drawn[:, part], which, axis=0)
        present = generator.gamma(shape[part], activity[part] / shape[part], (GAP_DRAWS, ahead.shape[1]))
        bounds[:, part] = np.quantile(ahead - present, BOUNDS, axis=0)
    return bounds[0], bounds[1]
