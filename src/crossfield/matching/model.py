"""The partner model of a data version: fitted at its build, stored as plain numbers, read back to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from crossfield.errors import NotComputableError
from crossfield.lake.delivery import arrow_schema
from crossfield.matching.backtest import (
    AGAINST,
    ALL,
    FEATURES,
    GIVEN,
    MODEL,
    TREES,
    UNSEEN,
    backtest_rows,
    features_by_year,
    learned_ranker,
)
from crossfield.matching.factors import RANK, collaboration_factors
from crossfield.matching.features import Features, tied
from crossfield.matching.ranker import Ranker
from crossfield.matching.trees import Trees
from crossfield.tables import TABLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crossfield.lake.store import Frames
    from crossfield.matching.embedder import Embedder
    from crossfield.matching.network import Network

    Floats = NDArray[np.float64]

DIGITS = 6
TESTED_YEARS = 3


@dataclass(frozen=True, slots=True)
class Proof:
    """What the back-test of a data version says of its partner ranker.

    Parameters
    ----------
    given
        organisation or topic, as asked.
    until, test_until
        Last year of the records the suggestions were made from, and of the partners to be found.
    queries
        How many asked; where topics are given, those whose topic was in no record.
    found, simple
        Mean share of the partners that came among the first 100: of the ranker, and of the simple ranking.
    """

    given: str
    until: int
    test_until: int
    queries: int
    found: float
    simple: float


def partner_model(
    network: Network, embedder: Embedder, last: int, *, boost: bool = False
) -> tuple[pa.Table, pa.Table, str]:
    """Fit both rankers on the last complete year: features up to the year before, partners of that year.

    Parameters
    ----------
    network
        All years.
    embedder
        How titles are compared.
    last
        Last complete year.
    boost
        Fit trees that correct the rankers as well.

    Returns
    -------
    tuple
        Rows of the tables partner_model and partner_trees, and a note where a ranker could not be fitted (else empty).

    Raises
    ------
    ConfigError
        Trees are asked for and LightGBM is not installed.
    """
    rows, texts, notes = [], [], []
    try:
        past, later = Features(network.between(0, last - 1), embedder), network.between(last, last)
    except NotComputableError as error:
        return _table("partner_model", []), _table("partner_trees", []), error.message
    for given in GIVEN:
        try:
            ranker, trees = learned_ranker(past, later, given, boost=boost)
        except NotComputableError as error:
            notes.append(error.message)
            continue
        span = {"year_from": int(network.year.min()), "year_to": last - 1, "outcome_year": last}
        for place, feature in enumerate(ranker.features):
            weights = {"root": _short(ranker.root[place]), "line": _short(ranker.line[place])}
            rows.append({"given": given, "position": place, "feature": feature} | weights | span)
        texts += [{"given": given, "model": trees.model}] if trees else []
    return _table("partner_model", rows), _table("partner_trees", texts), "; ".join(sorted(set(notes)))


def partner_backtest(network: Network, embedder: Embedder, last: int, *, boost: bool = False) -> pa.Table:
    """Test the ranker on the last three years, for the rankers that these years allow.

    Parameters
    ----------
    network, embedder, last, boost
        As in `partner_model`; features end two years before ``last``; three years are tested, the last incomplete.

    Returns
    -------
    pyarrow.Table
        Rows of the table partner_backtest; none where there are too few years or partners.
    """
    rows: list[dict[str, object]] = []
    features_until, until = features_by_year(network, embedder), last - 2
    for given in GIVEN:
        try:
            test_until = until + TESTED_YEARS
            rows += backtest_rows(network, features_until, given, until=until, test_until=test_until, boost=boost)
        except NotComputableError:  # the rows that are missing say so; the note of the ranker stands beside them
            continue
    table = _table("partner_backtest", rows)
    return table.sort_by([(name, "ascending") for name in TABLES["partner_backtest"].sorted_by])


def stored_proof(frames: Frames, given: str, *, boost: bool = False) -> Proof | None:
    """The back-test of a data version in short, of its trees where these rank; None where it holds none."""
    if "partner_backtest" not in frames:
        return None
    rows = [row for row in frames.read("partner_backtest") if row["given"] == given]
    of = UNSEEN if any(row["of"] == UNSEEN for row in rows) else ALL
    kept = {row["score"]: row for row in rows if row["of"] == of and row["measure"] == "recall_at_100"}
    if not kept:
        return None
    model, simple = kept[TREES if boost else MODEL], kept[AGAINST[given][0]]
    span = (model["until"], model["test_until"], model["queries"])
    return Proof(given, *span, model["value"], simple["value"])


def partner_factors(network: Network) -> pa.Table:
    """Collaboration factors of all organisations, as rows of the table partner_factor."""
    factors = collaboration_factors(tied(network.member))
    names = np.repeat(np.arange(len(factors)), RANK)
    columns = {
        "organisation": pa.array(network.organisations.names, pa.string()).take(pa.array(names)),
        "factor": pa.array(np.tile(np.arange(RANK), len(factors)), pa.int64()),
        "value": pa.array(np.round(factors.ravel(), DIGITS), pa.float64()),
    }
    return pa.table(columns)


def stored_factors(frames: Frames, network: Network) -> Floats:
    """Collaboration factors of a data version, in the order of the network's organisations, shape (N, 32)."""
    rows = frames.arrow("partner_factor")
    found = np.zeros((len(network.organisations.names), RANK))
    places = network.organisations.places(rows["organisation"])
    inside = places >= 0
    found[places[inside], rows["factor"].to_numpy()[inside]] = rows["value"].to_numpy()[inside]
    return found


def stored_rankers(frames: Frames) -> dict[str, Ranker]:
    """Rankers of a data version, by what is given.

    Raises
    ------
    TableMissingError
        The data version holds no partner model.
    """
    rows = frames.read("partner_model")
    found = {}
    for given in GIVEN:
        own = {row["feature"]: row for row in rows if row["given"] == given}
        if own:
            names = FEATURES[given]
            weights = [[own[name][key] if name in own else 0.0 for name in names] for key in ("root", "line")]
            found[given] = Ranker(names, *(np.array(side) for side in weights))
    return found


def stored_trees(frames: Frames, rankers: dict[str, Ranker]) -> dict[str, Trees]:
    """Trees of a data version, by what is given; none where it was built without."""
    rows = frames.read("partner_trees") if "partner_trees" in frames else []
    return {row["given"]: Trees(rankers[row["given"]], row["model"]) for row in rows}


def _short(value: float) -> float:
    return round(float(value), DIGITS)


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=arrow_schema(name))
