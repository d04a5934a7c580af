"""The partner model of a data version: fitted at its build, stored as plain numbers, read back to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from crossfield.errors import NotComputableError
from crossfield.lake.delivery import arrow_schema
from crossfield.matching.backtest import FEATURES, GIVEN, learned_ranker
from crossfield.matching.factors import RANK, collaboration_factors
from crossfield.matching.features import Features, tied
from crossfield.matching.ranker import Ranker

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crossfield.lake.store import Frames
    from crossfield.matching.embedder import Embedder
    from crossfield.matching.network import Network

    Floats = NDArray[np.float64]

DIGITS = 6


def partner_model(network: Network, embedder: Embedder, last: int) -> tuple[pa.Table, str]:
    """Fit both rankers on the last complete year: features up to the year before, partners of that year.

    Parameters
    ----------
    network
        All years.
    embedder
        How titles are compared.
    last
        Last complete year.

    Returns
    -------
    tuple
        Rows of the table partner_model, and a note where a ranker could not be fitted (else empty).
    """
    rows, notes = [], []
    try:
        past, later = Features(network.between(0, last - 1), embedder), network.between(last, last)
    except NotComputableError as error:
        return _table([]), error.message
    for given in GIVEN:
        try:
            ranker = learned_ranker(past, later, given)
        except NotComputableError as error:
            notes.append(error.message)
            continue
        span = {"year_from": int(network.year.min()), "year_to": last - 1, "outcome_year": last}
        for place, feature in enumerate(ranker.features):
            weights = {"root": _short(ranker.root[place]), "line": _short(ranker.line[place])}
            rows.append({"given": given, "position": place, "feature": feature} | weights | span)
    return _table(rows), "; ".join(sorted(set(notes)))


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


def _short(value: float) -> float:
    return round(float(value), DIGITS)


def _table(rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=arrow_schema("partner_model"))
