"""Our numbers beside those of the field's packages on one table, with what differs and why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from crossfield.errors import ConfigError, NotComputableError
from crossfield.indicators import package_runner
from crossfield.indicators.activity import Activity, activities
from crossfield.indicators.complexity import complexity
from crossfield.indicators.density import relatedness_density
from crossfield.indicators.fitness import fitness, method_of_reflections
from crossfield.indicators.presence import binary_presence, location_quotient_cells
from crossfield.indicators.relatedness import proximity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PACKAGES = tuple(package_runner.PACKAGES)
SAME = 1e-9
NEARLY = 0.01  # of the difference that is left where a package stops at a tolerance of its own
ROUNDED = range(2, 7)
UPDATES = 20
OTHER_UPDATES = (10, 19, 21, 50, 100, 1000)
STEPS = 18  # of reflections that regions have had when 20 rounds are told
LONGEST = 600  # seconds
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("package", "version", "quantity")),
        ("compared", pa.int64()),
        ("difference", pa.float64()),
        ("left", pa.float64()),
        ("why", pa.string()),
    ]
)
MISSING = "not installed"
THE_SAME = "the same"
UNDEFINED = "what is undefined here is a number there"
OTHERWISE = "differs otherwise"
NOT_HERE = "not computable here"


def compare_packages(table: Any, *, python: str = "", packages: Sequence[str] = PACKAGES) -> pa.Table:  # noqa: ANN401 -- any frame
    """Compare what other packages compute on a table with what we do.

    Parameters
    ----------
    table
        One row per (region, field): ``region``, ``field``, ``amount``, >= 0; of several years the last.
    python
        Interpreter in whose environment the packages are; empty: the one that runs this. None is required: what is not
        installed is a row that says so.
    packages
        Names of packages, of `PACKAGES`.

    Returns
    -------
    Table
        ``package``, ``version``, ``quantity``; ``compared``, values defined in both; ``difference``, the largest
        absolute one as the numbers are; ``left``, the largest one that is left once what ``why`` names is allowed for
        (diagonal of the proximity, scale, sign, rounding). Null where the package is missing or fails.

    Raises
    ------
    ConfigError
        The interpreter cannot be run, or fails.
    NotComputableError, SchemaError
        As for ``location-quotient-raw``.

    Examples
    --------
    >>> table = pa.table({"region": [*"AABB"], "field": [*"fgfg"], "amount": [3, 1, 1, 3]})
    >>> compare_packages(table, packages=[]).num_rows
    0

    References
    ----------
    The packages' own documentation; each row names the version that was run.
    """
    year = activities(table)[-1]
    if not year.amount.any():
        message = "All amounts of the last year are 0 or missing."
        raise NotComputableError(message, "Check the column amount.")
    if not packages:
        return SCHEMA.empty_table()
    ours = _ours(year)
    rows: list[dict[str, Any]] = []
    for package, told in _run(year, python, packages).items():
        start = {"package": package, "version": told.get("version")}
        if told.get("missing") or told.get("error"):
            rows.append(start | {"why": MISSING if told.get("missing") else told["error"]})
        for quantity, found in told.get("quantities", {}).items():
            rows.append(start | {"quantity": quantity} | _compared(ours.get(quantity), found))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


@dataclass(frozen=True, slots=True)
class Ours:
    """One quantity of ours, as it is and as others define it.

    Parameters
    ----------
    rows, columns
        Names along both sides.
    values
        As we define it.
    others
        What is different → the values by that definition.
    """

    rows: list[str]
    columns: list[str]
    values: Floats
    others: dict[str, Floats]


def explanation(ours: Floats, theirs: Floats, others: dict[str, Floats]) -> tuple[float, str]:
    """What makes two arrays alike, and the largest difference that it leaves.

    Parameters
    ----------
    ours, theirs
        Arrays of one shape; NaN where undefined.
    others
        What is different → ours by that definition.

    Examples
    --------
    >>> left, why = explanation(np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0, 9.0]), {})
    >>> round(left, 9), why
    (0.0, 'another scale: 2 x + 1')
    """
    both = ~np.isnan(ours) & ~np.isnan(theirs)
    more = [UNDEFINED] if (np.isnan(ours) & ~np.isnan(theirs)).any() else []
    for why, values in {THE_SAME: ours, **others}.items():
        if (left := _largest(values, theirs)) <= SAME * max(1.0, float(np.abs(theirs[both]).max(initial=0))):
            return left, "; ".join([why, *more])
    nearest = {why: _largest(values, theirs) for why, values in others.items()}
    why = min(nearest, key=lambda name: nearest[name], default="")
    if why and nearest[why] < NEARLY * _largest(ours, theirs):
        return nearest[why], "; ".join([why, *more])
    for digits in ROUNDED:
        for why, values in {"": ours, **others}.items():
            if (left := _largest(np.round(values, digits), theirs)) <= SAME:
                return left, "; ".join([part for part in (why, f"rounded to {digits} decimals", *more) if part])
    return _scaled(ours, theirs, both, more)


def _scaled(ours: Floats, theirs: Floats, both: NDArray[np.bool_], more: list[str]) -> tuple[float, str]:
    """Alike but for a factor and a constant, or not alike."""
    left = _largest(ours, theirs)
    if both.sum() > 2 and np.ptp(ours[both]):  # noqa: PLR2004 -- two points are always on a line
        slope, constant = np.polyfit(ours[both], theirs[both], 1)
        rest = _largest(ours * slope + constant, theirs)
        if rest <= 1e3 * SAME * max(1.0, float(np.ptp(theirs[both]))):
            sign = "opposite sign; " if slope < 0 else ""
            shift = "" if abs(constant) <= SAME * abs(slope) else f" {'+' if constant > 0 else '-'} {abs(constant):.6g}"
            return rest, "; ".join([f"{sign}another scale: {slope:.6g} x{shift}", *more])
    return left, "; ".join([OTHERWISE, *more])


def _largest(ours: Floats, theirs: Floats) -> float:
    both = ~np.isnan(ours) & ~np.isnan(theirs)
    return float(np.abs(ours[both] - theirs[both]).max(initial=0.0))


def _compared(ours: Ours | None, found: dict[str, Any]) -> dict[str, Any]:
    if "error" in found:
        return {"why": found["error"]}
    if ours is None:
        return {"why": NOT_HERE}
    theirs = _aligned(ours, found)
    left, why = explanation(ours.values, theirs, ours.others)
    compared = int((~np.isnan(ours.values) & ~np.isnan(theirs)).sum())
    return {"compared": compared, "difference": _largest(ours.values, theirs), "left": left, "why": why}


def _aligned(ours: Ours, found: dict[str, Any]) -> Floats:
    """Their values at our names; NaN where they have none."""
    values = np.full(ours.values.shape, np.nan)
    rows, columns = ({name: place for place, name in enumerate(found[side])} for side in ("rows", "columns"))
    numbers = np.array([[np.nan if one is None else one for one in row] for row in found["values"]], dtype=float)
    at = [(i, rows[name]) for i, name in enumerate(ours.rows) if name in rows]
    if values.ndim == 1:
        for i, place in at:
            values[i] = numbers[place, 0]
        return values
    along = [(j, columns[name]) for j, name in enumerate(ours.columns) if name in columns]
    into, out_of = (np.ix_([a[side] for a in at], [b[side] for b in along]) for side in (0, 1))
    values[into] = numbers[out_of]
    return values


def _ours(year: Activity) -> dict[str, Ours]:
    regions, fields = year.regions.names, year.fields.names
    quotients: Floats = location_quotient_cells(year.amount)
    present = binary_presence(year.amount)
    dense = present.toarray().astype(float)
    near, whole = proximity(present), proximity(present, diagonal=1.0)
    larger = proximity(present, kind="max")
    density, with_own = relatedness_density(present, near), relatedness_density(present, whole, own=True)
    strict = (np.nan_to_num(quotients) > 1).astype(float)
    found = {
        "location quotient": Ours(regions, fields, quotients, {}),
        "presence": Ours(regions, fields, dense, {"at home above 1, not from 1 on": strict}),
        "proximity": Ours(fields, fields, near, {"1 on the diagonal": whole, "the larger of both shares": larger}),
        "density": Ours(regions, fields, density, _densities(density, with_own)),
    }
    by_updates = {updates: fitness(present, updates=updates) for updates in (UPDATES, *OTHER_UPDATES)}
    for place, (name, names) in enumerate((("fitness", regions), ("field fitness", fields))):
        others = {f"{updates} updates, not {UPDATES}": by_updates[updates][place] for updates in OTHER_UPDATES}
        found[name] = Ours(names, [], by_updates[UPDATES][place], others)
    try:
        basis = complexity(present)
    except NotComputableError:
        return found
    return found | {
        "eci": Ours(regions, [], basis.eci, _scales(basis.eci) | _reflected(present, 0)),
        "pci": Ours(
            fields, [], basis.pci, _scales(basis.pci) | _by_regions(basis.pci, basis.eci) | _reflected(present, 1)
        ),
    }


def _densities(own_left_out: Floats, with_own: Floats) -> dict[str, Floats]:
    counts = "the field itself counts, with 1 on the diagonal"
    hundred = {"times 100": 100 * own_left_out, f"times 100; {counts}": 100 * with_own}
    return {counts: with_own, **hundred, "distance, 1 - density": 1 - own_left_out}


def _scales(values: Floats) -> dict[str, Floats]:
    """The same order in other units: what packages divide by, and the other sign."""
    told: dict[str, Floats] = {}
    for sign, said in ((1, ""), (-1, "; opposite sign")):
        for degrees, way in ((0, "standard deviation of its own"), (1, "sample standard deviation of its own")):
            spread = np.nanstd(values, ddof=degrees)
            told[f"{way}{said}"] = sign * (values - np.nanmean(values)) / spread
    return told | {"opposite sign": -values}


def _reflected(present: Any, side: int) -> dict[str, Floats]:  # noqa: ANN401 -- a sparse matrix
    """The method of reflections cut off after a number of rounds, as some do in place of the eigenvector."""
    values = method_of_reflections(present, steps=STEPS + side)[side]
    spread = np.nanstd(values, ddof=1)
    return {f"method of reflections, {STEPS + side} steps": (values - np.nanmean(values)) / spread} if spread else {}


def _by_regions(pci: Floats, eci: Floats) -> dict[str, Floats]:
    count = int((~np.isnan(eci)).sum())
    factor = np.sqrt((count - 1) / count)
    return {"sample standard deviation of the regions": pci * factor}


def _run(year: Activity, python: str, packages: Sequence[str]) -> dict[str, Any]:
    """What the packages give, each run in an interpreter of its own."""
    some = np.argwhere(year.amount > 0)
    asked: dict[str, Any] = {"packages": [*packages], "amount": year.amount[tuple(some.T)].tolist()}
    asked["region"] = [year.regions.names[place] for place in some[:, 0]]
    asked["field"] = [year.fields.names[place] for place in some[:, 1]]
    kept = {name: value for name, value in os.environ.items() if not python or name != "PYTHONPATH"}
    command = [python or sys.executable, str(Path(package_runner.__file__))]
    given = json.dumps(asked)
    try:
        ran = subprocess.run(  # noqa: S603 -- the user names the interpreter
            command, input=given, capture_output=True, text=True, env=kept, timeout=LONGEST, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"{command[0]} could not be run: {error}."
        raise ConfigError(
            message, "Name the python of the environment that has the packages: --python PATH."
        ) from error
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["no message"])[-1]
        message = f"{command[0]} ended with code {ran.returncode}: {last[:300]}."
        raise ConfigError(message, "Expected Python 3.9 or later with the packages and pandas.")
    found: dict[str, Any] = json.loads(ran.stdout)
    return found
