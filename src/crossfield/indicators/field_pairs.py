"""Relatedness of fields on a table: how often two occur together, by every measure of the field, and by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from crossfield.errors import NotComputableError
from crossfield.indicators import relatedness as measures
from crossfield.indicators.activity import SOME_MISSING, Activity, activities, shaped
from crossfield.indicators.bicm import co_occurrence_significance
from crossfield.indicators.notes import Notes
from crossfield.indicators.presence import EMPTY_FIELD, Matrix, binary_presence

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MEASURES = ("count", "association", "cosine", "jaccard", "probability", "proximity-min", "proximity-max")
ALONE = "the field occurs with no other"
NO_FREEDOM = "both fields are in all regions: no other table has the same sums"


def relatedness(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""How related two fields are, told from the regions that are at home in both.

    .. math:: C_{ij} = \sum_r M_{ri} M_{rj}, \quad s_i = \sum_{j \ne i} C_{ij}, \quad T = \sum_i s_i, \quad
              association = C_{ij} T / (s_i s_j), \quad proximity = C_{ij} / \max(k_i, k_j)

    with M = 1 where the location quotient is 1 or more, and k the regions at home in a field.

    Parameters
    ----------
    activity
        One row per (region, field, year): ``amount``, float >= 0, any unit; ``year`` where there are.

    Returns
    -------
    Table
        Keys (field_a, field_b, measure, year), each pair once in code order. ``measure`` count: regions at home in
        both. association and probability: ratio to what the sizes of both fields lead to expect, 1 = as expected.
        cosine, jaccard: 0 to 1. proximity-min, proximity-max: the smaller and the larger of the two shares of regions
        at home in one field that are at home in the other, 0 to 1. Null for a field in which no region is at home, or
        (other than counts and proximity) that occurs with no other. ``support`` is the count.

    Raises
    ------
    SchemaError
        A column is missing or of another type.
    NotComputableError
        As for ``location-quotient-raw``.

    Examples
    --------
    A and C are at home in f, B and C in g, and both in h with all others.

    >>> rows = {"region": [*"AABBCC"], "field": ["f", "h", "g", "h", "f", "g"], "amount": [3, 1, 3, 1, 2, 2]}
    >>> found = relatedness(pa.table(rows)).to_pylist()
    >>> [(row["field_a"], row["field_b"], row["value"]) for row in found if row["measure"] == "proximity-min"]
    [('f', 'g', 0.5), ('f', 'h', 0.5), ('g', 'h', 0.5)]

    Notes
    -----
    The diagonal is empty in every measure: a field says nothing of itself. Measures on few regions are rough: with k
    regions proximity moves in steps of 1 / k; `relatedness-significance` says which pairs chance alone explains.
    Normalised measures make rare pairs look close. Two fields that share a definition occur together by construction.

    References
    ----------
    Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317, 482-487 (proximity); van Eck & Waltman (2009), Journal of
    the American Society for Information Science and Technology 60, 1635-1651 (association, cosine, Jaccard); Steijn
    (2021), Journal of Informetrics 15, 101121 (probability).
    """
    return _by_year(activity, lambda one: _measured(one, binary_presence(one.amount)))


def co_occurrence(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""How related two fields are, told from all rows that have any activity in both: projects, patents, regions.

    .. math:: C_{ij} = \sum_p [x_{pi} > 0][x_{pj} > 0]

    The same measures as ``relatedness``, without a location quotient: what stands in the column ``region`` may be a
    project, a patent or a firm.

    Parameters
    ----------
    activity
        As for ``relatedness``.

    Returns
    -------
    Table
        As for ``relatedness``.

    Raises
    ------
    SchemaError, NotComputableError
        As for ``relatedness``.

    Examples
    --------
    >>> table = pa.table({"region": ["p1", "p1", "p2", "p2", "p3"], "field": [*"fgfgf"], "amount": [1] * 5})
    >>> [(row["measure"], row["value"]) for row in co_occurrence(table).to_pylist() if row["measure"] in MEASURES[:1]]
    [('count', 2.0)]

    Notes
    -----
    A project with many fields makes many pairs and counts in each of them as much as a project with two. Where all
    projects have few of many fields, most pairs are 0 and no measure tells them apart.

    References
    ----------
    van Eck & Waltman (2009), Journal of the American Society for Information Science and Technology 60, 1635-1651.
    """
    return _by_year(activity, lambda one: _measured(one, one.amount > 0))


def relatedness_significance(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""How likely chance alone gives so many regions at home in both fields, if all sizes are kept.

    .. math:: p_{ij} = P\left(\sum_r X_r \ge C_{ij}\right), \quad X_r \sim Bernoulli(p_{ri} p_{rj})

    with the probabilities of the bipartite configuration model: the most random table in which every region keeps its
    number of fields and every field its number of regions on average.

    Parameters
    ----------
    activity
        As for ``relatedness``.

    Returns
    -------
    Table
        Keys (field_a, field_b, measure, year). ``measure`` p: 0 to 1, exact in small tables. expected: regions in both
        under the model. z: standard deviations above it. significant: 1 where p passes Benjamini and Hochberg's control
        of false discoveries at 5 %, else 0. Null for a field in which no region is at home, and where the sums leave
        no choice. ``support`` is the count.

    Raises
    ------
    SchemaError, NotComputableError
        As for ``relatedness``.

    Examples
    --------
    Two regions, at home in one of two fields each: every cell is as likely as not, a region is at home in both with
    1/4, and of two regions 2 · 1/4 = 0.5 are; none at all is nothing unusual.

    >>> table = pa.table({"region": [*"AABB"], "field": [*"fgfg"], "amount": [3, 1, 1, 3]})
    >>> {row["measure"]: round(row["value"], 3) for row in relatedness_significance(table).to_pylist()}
    {'p': 1.0, 'expected': 0.5, 'z': -0.816, 'significant': 0.0}

    Notes
    -----
    Says that a pair is no chance, not that it is close: with many regions a weak tie is significant, with few a strong
    one is not. The model keeps sizes on average, not in each table. Regions side by side in one country are taken for
    independent.

    References
    ----------
    Saracco, Straka, Di Clemente, Gabrielli, Caldarelli & Squartini (2017), New Journal of Physics 19, 053022;
    Benjamini & Hochberg (1995), JRSS B 57, 289-300.
    """
    return _by_year(activity, _significant)


def _by_year(activity: Any, compute: Callable[[Activity], pa.Table]) -> pa.Table:  # noqa: ANN401 -- any frame
    return pa.concat_tables([compute(one) if one.amount.any() else _nothing(one) for one in activities(activity)])


def _nothing(activity: Activity) -> pa.Table:
    """Rows of a year without any activity."""
    fields = activity.shape[1]
    return _pairs(activity, {"count": np.full((fields, fields), np.nan)}, np.zeros(fields))


def _measured(activity: Activity, presence: Any) -> pa.Table:  # noqa: ANN401 -- a NumPy or sparse matrix
    counts = measures.co_occurrence(presence)
    size = np.asarray(presence.sum(axis=0), dtype=float).ravel()
    empty = np.full(counts.shape, np.nan)
    ways = (measures.association_strength, measures.cosine, measures.jaccard, measures.probability)
    some = bool(counts.any())
    found = {"count": np.where((size > 0)[:, None] & (size > 0), counts.astype(float), np.nan)}
    found |= {name: way(counts) if some else empty for name, way in zip(MEASURES[1:5], ways, strict=True)}
    for name in MEASURES[5:]:
        found[name] = measures.proximity(presence, kind=name.removeprefix("proximity-"))
    return _pairs(activity, found, size, counts)


def _significant(activity: Activity) -> pa.Table:
    presence = binary_presence(activity.amount)
    size = np.asarray(presence.sum(axis=0), dtype=float).ravel()
    if (size > 0).sum() < 2:  # noqa: PLR2004 -- a pair
        return _nothing(activity)
    found = co_occurrence_significance(presence)
    passes = np.where(np.isnan(found.p), np.nan, found.significant.astype(float))
    told = {"p": found.p, "expected": found.expected, "z": found.z, "significant": passes}
    return _pairs(activity, told, size, measures.co_occurrence(presence))


def _pairs(activity: Activity, found: dict[str, Floats], size: Floats, counts: Matrix = None) -> pa.Table:
    """Each pair of fields once, with all measures."""
    names = activity.fields.names
    a, b = np.triu_indices(len(names), 1)
    if not len(a):
        message = f"The table has one field, {names[0]}: there is no pair."
        raise NotComputableError(message, "Relatedness needs two fields at least.")
    value = np.stack([np.asarray(one, dtype=float)[a, b] for one in found.values()], axis=-1)
    shape, absent = value.shape, ((size[a] == 0) | (size[b] == 0))[:, None]
    notes = Notes(shape)
    notes.null(np.isnan(value) & absent, EMPTY_FIELD)
    notes.null(np.isnan(value), NO_FREEDOM if "z" in found else ALONE)
    notes.add(np.full(shape, activity.missing.any()), SOME_MISSING)
    support = np.zeros(len(a)) if counts is None else np.asarray(counts, dtype=float)[a, b]
    keys = {"field_a": [names[i] for i in a for _ in found], "field_b": [names[j] for j in b for _ in found]}
    keys["measure"] = [*found] * len(a)
    return shaped(keys, activity.year, value, support=np.repeat(support, len(found)), notes=notes)
