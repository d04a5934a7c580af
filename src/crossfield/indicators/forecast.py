"""The live forecast: potential, gap and probability of every interface, with intervals from refits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crossfield.errors import NotComputableError
from crossfield.indicators.chance import fit_chance
from crossfield.indicators.drawn_cells import drawn_cells
from crossfield.indicators.notes import with_note
from crossfield.indicators.potential import (
    FEATURES,
    driver_names,
    features,
    fit_model,
    refitted,
)
from crossfield.indicators.ranking import decile_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from crossfield.indicators.cells import CellRecords
    from crossfield.indicators.chance import Chance
    from crossfield.indicators.drawn_cells import DrawnCells
    from crossfield.indicators.potential import Model

    Floats = NDArray[np.float64]

AHEAD = 3
DRAWS = 200
GAP_DRAWS = 2000
SEED = 20191231
BOUNDS = (0.05, 0.95)
COLUMNS = (
    *("potential", "potential_low", "potential_high", "gap", "gap_low", "gap_high"),
    *("probability", "part", "decile", "drivers"),
)
NO_BACKTEST = "no back-test, so no probability"


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
    chance
        Of at least one joint project by the model, shape (R, P); as the cell's part, entry or growth, has it.
    entry
        Cells without joint project so far, shape (R, P).
    model, told
        The fitted model, and how what it expects becomes a chance.
    exposure
        Incidences of the last three complete years, which the potential is for.
    drivers
        As `Model.drivers`, shape (R, P, 3).
    """

    records: CellRecords
    year_from: int
    year_to: int
    potential: Floats
    draws: NDArray[np.float32]
    chance: Floats
    entry: NDArray[np.bool_]
    model: Model
    told: Chance
    exposure: float
    drivers: NDArray[np.int64]


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
    early, later, now = _spans(records, year_from, year_to)
    model = _model(records, year_from, year_to)
    counted, recent = records.counted(year_from, year_to), records.counted(year_to - AHEAD + 1, year_to)
    inputs = features(counted, records)
    rate = model.rate(inputs)
    entry = counted.joint == 0
    told = fit_chance(rate, counted, now.topics_met())
    at_entry = told.entry(rate, counted.exposure, recent.exposure)
    at_growth = told.growth(rate, recent.exposure)
    drawn = np.empty((draws, *rate.shape), np.float32)
    generator = np.random.default_rng(SEED)
    for place in range(draws):
        regions, topics = (_often(generator, size) for size in (rate.shape[0], int(records.topic.max()) + 1))
        before, after, all_years = (span.counted(topics) for span in (early, later, now))
        times = np.where(before.total > 0, regions, 0.0)
        if not times @ after.joint.sum(axis=1):
            drawn[place] = 0.0  # nothing came in what was drawn, so nothing is to be expected
            continue
        again = refitted(model, features(before, records), after.joint, after.exposure, times)
        drawn[place] = again.rate(features(all_years, records)) * recent.exposure
    return Forecast(
        records=records,
        year_from=year_from,
        year_to=year_to,
        potential=rate * recent.exposure,
        draws=drawn,
        chance=np.where(entry, at_entry, at_growth),
        entry=entry,
        model=model,
        told=told,
        exposure=recent.exposure,
        drivers=model.drivers(inputs),
    )


def with_forecast(
    figures: pa.Table, found: Forecast, deciles: Mapping[str, Sequence[Mapping[str, float]]], seed: int = SEED
) -> pa.Table:
    """Fill the columns of a forecast into the rows of interface_figure of its level and scheme.

    Gap is potential less activity; its interval comes from 2,000 draws of both. The model's own chance is used to find
    the tenth of the back-test a cell belongs to; what is shown as probability is the share of that tenth that came.

    Parameters
    ----------
    figures
        Rows of one level and scheme, in one counting or more, with activity.
    found
        The forecast.
    deciles
        Part, entry or growth → its deciles from the back-test; a part without them has no probability.
    seed
        Of the draws behind the gap's interval.
    """
    region, pair = _places(figures, found.records)
    activity, low, high = (
        np.asarray(pc.fill_null(figures.column(name), np.nan)) for name in ("activity", "activity_low", "activity_high")
    )
    usable = (region >= 0) & (pair >= 0) & ~np.isnan(activity)
    cells = (region[usable], pair[usable])
    present = tuple(column[usable] for column in (activity, low, high))
    # Countings share potential and activity: what is equal is drawn once.
    _, first, again = np.unique(np.column_stack([*cells, *present]), axis=0, return_index=True, return_inverse=True)
    once, present = (cells[0][first], cells[1][first]), tuple(column[first] for column in present)
    drawn = found.draws[:, once[0], once[1]]
    values = {
        "potential": found.potential[once],
        **dict(zip(("potential_low", "potential_high"), _quantiles(drawn), strict=True)),
        "gap": found.potential[once] - present[0],
        **dict(zip(("gap_low", "gap_high"), _gap_bounds(drawn, present, seed), strict=True)),
    }
    entry = found.entry[once]
    part = np.where(entry, "entry", "growth")
    decile, share = np.full(len(entry), np.nan), np.full(len(entry), np.nan)
    for name, rows in deciles.items():
        of_part = part == name
        tenth = decile_of(found.chance[once][of_part], np.array([row["from"] for row in rows]))
        decile[of_part] = np.array([row["decile"] for row in rows])[tenth]
        share[of_part] = np.array([row["observed"] for row in rows])[tenth]
    values |= {"probability": share, "decile": decile}
    for name, numbers in values.items():
        wide = np.full(len(figures), np.nan)
        wide[usable] = numbers[again]
        figures = _replaced(figures, name, pa.array(wide, mask=np.isnan(wide)))
    for name, texts in (("part", part), ("drivers", np.array(driver_names(found.drivers[once]), dtype=object))):
        said = np.full(len(figures), None, dtype=object)
        said[usable] = texts[again]
        figures = _replaced(figures, name, pa.array(said, pa.string()))
    silent = np.zeros(len(figures), dtype=bool)
    silent[usable] = np.isnan(share)[again]
    return _replaced(figures, "note", with_note(figures.column("note"), silent, NO_BACKTEST))


def without_forecast(figures: pa.Table, reason: str) -> pa.Table:
    """Say in the notes of rows with activity why they have no potential."""
    silent = np.asarray(pc.is_valid(figures.column("activity")))
    return _replaced(figures, "note", with_note(figures.column("note"), silent, reason))


def model_rows(found: Forecast, scheme: str, level: int) -> list[dict[str, Any]]:
    """The fitted model as rows of the table potential_model."""
    model, told = found.model, found.told
    plain = {"intercept": model.intercept, "exposure": found.exposure}
    plain |= {"level": told.level, "together": told.together, "frailty": told.frailty}
    rows: list[dict[str, Any]] = [{"term": name, "weight": value} for name, value in plain.items()]
    rows += [
        {"term": name, "weight": float(weight), "mean": float(mean), "spread": float(spread)}
        for name, weight, mean, spread in zip(FEATURES, model.weights, model.mean, model.spread, strict=True)
    ]
    where = {"scheme": scheme, "level": level, "year_from": found.year_from, "year_to": found.year_to}
    return [where | row for row in rows]


def _places(figures: pa.Table, records: CellRecords) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Region and pair of every row on the axes of the records; -1 where they lack it."""
    a, b = (records.fields.places(figures.column(name)) for name in ("field_a", "field_b"))
    number = np.full((len(records.fields.names),) * 2, -1)
    number[records.pairs[:, 0], records.pairs[:, 1]] = np.arange(len(records.pairs))
    return records.regions.places(figures.column("region")), np.where((a >= 0) & (b >= 0), number[a, b], -1)


def _replaced(figures: pa.Table, name: str, values: pa.Array) -> pa.Table:
    place = figures.schema.get_field_index(name)
    field = figures.schema.field(name)
    return figures.set_column(place, field, values.cast(field.type))


def _spans(records: CellRecords, year_from: int, year_to: int) -> list[DrawnCells]:
    """Years the model is fitted on, years of its outcomes, and all years."""
    spans = ((year_from, year_to - AHEAD), (year_to - AHEAD + 1, year_to), (year_from, year_to))
    return [drawn_cells(records, *span) for span in spans]


def _model(records: CellRecords, year_from: int, year_to: int) -> Model:
    early = records.counted(year_from, year_to - AHEAD)
    later = records.counted(year_to - AHEAD + 1, year_to)
    return fit_model(features(early, records), later.joint, later.exposure, early.total > 0)


def _often(generator: np.random.Generator, size: int) -> Floats:
    return np.bincount(generator.integers(0, size, size), minlength=size).astype(float)


def _quantiles(drawn: NDArray[np.float32]) -> Floats:
    """5 % and 95 % quantile over the draws, shape (2, cells)."""
    return np.asarray(np.quantile(drawn.astype(float), BOUNDS, axis=0))


def _gap_bounds(drawn: NDArray[np.float32], present: tuple[Floats, ...], seed: int) -> Floats:
    """Quantiles of redrawn potential less activity drawn from a gamma that has its mean and interval."""
    activity, low, high = present
    generator = np.random.default_rng(seed)
    bounds = np.empty((2, len(activity)))
    spread = np.maximum(high - low, 1e-12) / (2 * 1.645)
    shape = np.clip((activity / spread) ** 2, 1e-6, 1e12)
    for start in range(0, len(activity), 500):
        part = slice(start, start + 500)
        which = generator.integers(0, len(drawn), GAP_DRAWS)
        now = generator.standard_gamma(shape[part], (GAP_DRAWS, len(shape[part])), dtype=np.float32)
        gap = drawn[which, part] - now * (activity[part] / shape[part]).astype(np.float32)
        bounds[:, part] = np.quantile(gap, BOUNDS, axis=0)
    return bounds
