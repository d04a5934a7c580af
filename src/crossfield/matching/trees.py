"""Trees that correct the additive ranker, the extra `boost`: fitted and read by LightGBM, kept as its text."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from crossfield.errors import ConfigError
from crossfield.matching.ranker import POOL, best

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crossfield.matching.ranker import Pooled, Ranker

    Floats = NDArray[np.float64]
    Bits = NDArray[np.bool_]
    Block = dict[str, Floats]

ROUNDS = 150
# Few leaves with many candidates each: the trees only say where the sum of features is wrong.
LEARNING = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 100,
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.8,
    "seed": 1,
    "deterministic": True,  # the same trees whatever the threads
    "force_row_wise": True,
    "verbose": -1,
}


class Trees:
    r"""A correction of the additive score.

    .. math:: s' = s + \sum_t w_t(x)

    for the 600 candidates with the largest s; w are the leaves of 150 trees of 15 leaves that x falls into. The others
    keep s.

    Parameters
    ----------
    ranker
        The additive score that is corrected.
    model
        LightGBM's text of the trees, over the ranker's features in their order.

    References
    ----------
    Ke et al. (2017), NeurIPS (LightGBM); Burges (2010), MSR-TR-2010-82 (LambdaMART).
    """

    def __init__(self, ranker: Ranker, model: str) -> None:
        self.ranker, self.model = ranker, model

    @cached_property
    def _booster(self) -> Any:  # noqa: ANN401 -- LightGBM has no types
        return _lightgbm().Booster(model_str=self.model)

    def parts(self, block: Block, hidden: Bits) -> Block:
        """What the trees add to the score, by the feature that they split on; 0 beyond the first 600 candidates.

        Parameters
        ----------
        block
            Features after `scaled`, each of shape (Q, N).
        hidden
            True for candidates that cannot be suggested, shape (Q, N).

        Returns
        -------
        dict
            Feature → array of shape (Q, N); the average of what was learned from is taken off, so that 0 says nothing.
        """
        places = best(self.ranker.score(block), hidden, POOL)
        added = self._booster.predict(self._values(block, places), pred_contrib=True, num_threads=1)
        found = {}
        for feature, values in zip(self.ranker.features, added.T, strict=False):  # the last column is the average
            found[feature] = np.zeros(hidden.shape)
            np.put_along_axis(found[feature], places, values.reshape(places.shape), axis=1)
        return found

    def score(self, block: Block, hidden: Bits) -> Floats:
        """Corrected score of all candidates, shape (Q, N); parameters as in `parts`, of which it is the sum."""
        found = self.ranker.score(block)
        places = best(found, hidden, POOL)
        added = self._booster.predict(self._values(block, places), num_threads=1) - self._average
        corrected = np.take_along_axis(found, places, axis=1) + added.reshape(places.shape)
        np.put_along_axis(found, places, corrected, axis=1)
        return found

    def _values(self, block: Block, places: NDArray[np.int64]) -> NDArray[np.float32]:
        taken = [np.take_along_axis(block[name], places, axis=1) for name in self.ranker.features]
        return np.stack(taken, axis=-1).astype(np.float32).reshape(-1, len(taken))

    @cached_property
    def _average(self) -> float:
        """What the trees add on average, which `parts` has in no feature."""
        nothing = np.zeros((1, len(self.ranker.features)), np.float32)
        return float(self._booster.predict(nothing, pred_contrib=True, num_threads=1)[0, -1])


def fit_trees(ranker: Ranker, rows: Sequence[Pooled]) -> Trees:
    """Fit trees to what the additive score leaves wrong in the blocks that it was fitted on.

    Parameters
    ----------
    ranker
        The additive score.
    rows
        Blocks of queries, each as `pooled` gives it for the ranker's features.

    Raises
    ------
    ConfigError
        LightGBM is not installed.
    """
    shaped, came, new = (np.concatenate(part) for part in zip(*rows, strict=True))
    able = came.any(axis=1)
    shaped, came, new = shaped[able], came[able], new[able]
    count = len(ranker.features)
    before = shaped @ np.concatenate([ranker.root, ranker.line])
    lightgbm = _lightgbm()
    data = lightgbm.Dataset(
        shaped[:, :, count:][new], came[new].astype(int), group=new.sum(axis=1), init_score=before[new]
    )
    return Trees(ranker, lightgbm.train(LEARNING, data, ROUNDS).model_to_string())


def _lightgbm() -> Any:  # noqa: ANN401 -- LightGBM has no types
    try:
        import lightgbm  # noqa: PLC0415 -- optional dependency
    except (ImportError, OSError) as error:  # OSError: the wheel is there, the system's libgomp is not
        message = f"The setting boost is 'yes', but LightGBM cannot be loaded: {error}."
        hint = "Install crossfield with the extra 'boost' (on Debian also the package libgomp1), or set boost to 'no'."
        raise ConfigError(message, hint) from error
    return lightgbm
