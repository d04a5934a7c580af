"""Whether EU-funded projects stand for other activity: rank correlations with patents, employment and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from crossfield.indicators.activity import ROUNDING, Activity, by_year, shaped, typed_rows
from crossfield.indicators.notes import Notes
from crossfield.indicators.ranking import spearman

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

NOT_ALL = {
    "en": "EU-funded projects are not all activity: firms that never apply, national funding and everyday business are "
    "not in them.",
    "de": "EU-geförderte Projekte sind nicht die ganze Aktivität: Unternehmen ohne Anträge, nationale Förderung und "
    "das Tagesgeschäft stehen nicht darin.",
}
EVERYWHERE = "all"
FEWEST = 5
NORMAL_95 = 1.6448536269514722
FEW_FIELDS = "fewer than five fields to compare"
FEW_REGIONS = "fewer than five regions to compare"
NO_ORDER = "all values are equal: no order"
PERFECT = "perfect order: no interval"
NO_OTHER = "no other activity in the data"


def validity(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame that Narwhals knows
    r"""Rank correlation of a region's activity with another one, over its fields; and of all regions' sums.

    .. math:: ρ_r = corr(rank(x_{rf}), rank(y_{rf})), \quad
              low, high = tanh(artanh ρ ∓ 1.645 √((1 + ρ^2 / 2) / (n - 3)))

    Parameters
    ----------
    activity
        One row per (region, field, year): ``amount``, float >= 0 (EU projects, say), and ``other``, float (patents,
        people employed), each in any unit; ``year`` where there are. Rows without ``other`` are left out.

    Returns
    -------
    Table
        Keys (region, across, year). ``across`` fields: rank correlation over the region's fields, -1 to 1. ``across``
        regions, in the row ``all``: over the regions' sums. ``across`` place: the region's rank among all by amount
        less that by other, divided by the number of regions less 1; above 0 it stands higher by amount. ``low`` and
        ``high`` are the 5 % and 95 % bounds of correlations. Null with fewer than five fields (regions), where all
        values are equal, or where there is no other activity. ``support`` counts fields or regions.

    Raises
    ------
    SchemaError, NotComputableError
        As for ``location-quotient-raw``.

    Examples
    --------
    >>> table = {"region": ["A"] * 5, "field": [*"abcde"], "amount": [1, 2, 3, 4, 5], "other": [10, 20, 30, 50, 40]}
    >>> round(validity(pa.table(table)).column("value").to_pylist()[0], 3)
    0.9

    Notes
    -----
    A high correlation does not make EU projects a measure of all activity, and a low one no wrong measure of EU
    projects: they fund what calls ask for. Large regions are large in everything, which alone correlates sums. Fields
    are compared as far as codes can be linked. `NOT_ALL` says it beside every value.

    References
    ----------
    Spearman (1904), American Journal of Psychology 15, 72-101; interval after Bonett & Wright (2000), Psychometrika 65,
    23-28.
    """
    return by_year(activity, _validity)


def beside(
    activity: Any,  # noqa: ANN401 -- any frame that Narwhals knows
    statistic: pa.Table,
    links: Iterable[tuple[str, str]] | None = None,
) -> pa.Table:
    """Put another activity beside a table's amounts, its codes brought to the table's fields.

    Parameters
    ----------
    activity
        Table region, field, amount without years.
    statistic
        Rows of the table activity of one source, measure and span of years: region, field, value; years are added up.
    links
        (field, code of the statistic): with all codes below it, by their beginning; dots do not count. Of codes that
        lie below one another the uppermost counts. None: both name fields alike.

    Returns
    -------
    Table
        The table with the column ``other``; null where the statistic has nothing for that region and field.

    Raises
    ------
    SchemaError
        A column is missing or of another type.

    Examples
    --------
    >>> table = pa.table({"region": ["A"], "field": ["chips"], "amount": [3]})
    >>> found = pa.table({"region": ["A"] * 3, "field": ["C26", "C261", "C2611"], "value": [9.0, 4.0, 1.0]})
    >>> beside(table, found, [("chips", "C26.1")]).column("other").to_pylist()
    [4.0]
    """
    rows = typed_rows(activity)
    sums: dict[tuple[str, str], float] = {}
    for row in statistic.select(["region", "field", "value"]).to_pylist():
        if row["value"] is not None:
            key = row["region"], row["field"].replace(".", "") if links else row["field"]
            sums[key] = sums.get(key, 0.0) + row["value"]
    codes = _codes_of(links, {code for _, code in sums}) if links is not None else {}
    other = []
    for region, field in zip(rows.column("region").to_pylist(), rows.column("field").to_pylist(), strict=True):
        told = [sums[region, code] for code in codes.get(field, [field]) if (region, code) in sums]
        other.append(sum(told) if told else None)
    kept = rows.drop_columns(["other"]) if "other" in rows.column_names else rows
    return kept.append_column("other", pa.array(other, pa.float64()))


def validity_sentence(row: dict[str, Any], name: str, language: str = "en") -> str:
    """Say a row of `validity` over fields in words, with what EU-funded projects leave out.

    Parameters
    ----------
    row
        One row, ``across`` fields.
    name
        What the other activity is called.
    language
        en or de.

    Examples
    --------
    >>> row = {"region": "DED", "value": 0.62, "low": 0.2, "high": 0.85, "support": 14, "note": None}
    >>> validity_sentence(row, "employment")[:84]
    'DED: over 14 fields the order by EU projects and by employment agrees by 0.62 [0.20,'
    """
    if row["value"] is None:
        return f"{row['region']}: {row['note']}. {NOT_ALL[language]}"
    bounds = "" if row["low"] is None else f" [{row['low']:.2f}, {row['high']:.2f}]"
    said = f"{row['value']:.2f}{bounds}"
    if language == "de":
        said = said.replace(", ", "; ").replace(".", ",")
        start = f"{row['region']}: Über {row['support']} Felder stimmt die Reihenfolge nach EU-Projekten mit der nach"
        return f"{start} {name} zu {said} überein (1 = gleich, 0 = kein Zusammenhang). {NOT_ALL['de']}"
    start = f"{row['region']}: over {row['support']} fields the order by EU projects and by {name} agrees by"
    return f"{start} {said} (1 = the same, 0 = unrelated). {NOT_ALL['en']}"


def _codes_of(links: Iterable[tuple[str, str]], known: set[str]) -> dict[str, list[str]]:
    """Field → codes of a statistic that stand for it, none of them below another."""
    found: dict[str, set[str]] = {}
    for field, code in links:
        below = {one for one in known if one.startswith(code.replace(".", ""))}
        found.setdefault(field, set()).update(below)
    return {
        field: sorted(one for one in codes if not any(one != above and one.startswith(above) for above in codes))
        for field, codes in found.items()
    }


def _validity(activity: Activity) -> pa.Table:
    other = activity.cells("other")
    known = ~np.isnan(other) & ~activity.missing
    one, two = (np.where(known, numbers, 0.0).sum(axis=1) for numbers in (activity.amount, other))
    some = known.sum(axis=1) > 0
    over_fields = [_correlation(activity.amount[place], other[place], row) for place, row in enumerate(known)]
    over_regions = _correlation(one, two, some)
    places = _places(one, two, some)
    names, count = activity.regions.names, len(activity.regions.names)
    table = [*over_fields, *((place, np.nan, np.nan) for place in places), over_regions]
    value, low, high = np.array(table, dtype=float).T
    support = np.array([*known.sum(axis=1), *[some.sum()] * (count + 1)], dtype=float)
    across = ["fields"] * count + ["place"] * count + ["regions"]
    is_field, is_place = (np.array([kind == name for kind in across]) for name in ("fields", "place"))
    notes = Notes(value.shape)
    undefined = np.isnan(value)
    notes.null(undefined & ~np.r_[some, some, some.any()], NO_OTHER)
    notes.null(undefined & is_field & (support < FEWEST), FEW_FIELDS)
    notes.null(undefined & ~is_field & (support < FEWEST), FEW_REGIONS)
    notes.null(undefined, NO_ORDER)
    notes.add(~is_place & np.isnan(low), PERFECT)
    keys = {"region": [*names, *names, EVERYWHERE], "across": across}
    return shaped(keys, activity.year, value, support=support, notes=notes, bounds=(low, high))


def _correlation(one: Floats, other: Floats, usable: Bools) -> tuple[float, float, float]:
    """Rank correlation with its bounds; NaN with fewer than five values or without an order."""
    count = int(usable.sum())
    found = spearman(one[usable], other[usable]) if count >= FEWEST else float("nan")
    if np.isnan(found) or abs(found) >= 1 - ROUNDING:
        return found, float("nan"), float("nan")
    spread = NORMAL_95 * np.sqrt((1 + found**2 / 2) / (count - 3))
    return found, float(np.tanh(np.arctanh(found) - spread)), float(np.tanh(np.arctanh(found) + spread))


def _places(one: Floats, other: Floats, usable: Bools) -> Floats:
    """Rank by one less rank by the other, divided by the number of regions less 1; NaN for what is not usable."""
    found = np.full(one.shape, np.nan)
    if usable.sum() >= FEWEST:
        ranks = [_mean_ranks(values[usable]) for values in (one, other)]
        found[usable] = (ranks[0] - ranks[1]) / (usable.sum() - 1)
    return found


def _mean_ranks(values: Floats) -> Floats:
    """Ranks from 1, ties at their mean."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    return np.asarray((ends - (count - 1) / 2)[place], dtype=float)
