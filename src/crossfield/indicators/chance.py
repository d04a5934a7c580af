"""Chance of a joint project ahead, told from the expected number of them.

Three things stand between the two. Projects of one call topic come together, so that fewer cells have one than as
many independent projects would give; cells of equal features differ, so that some have many; and a model fitted on a
few years may expect too many or too few of all. Each is measured on all years so far, with expectations that know
nothing of the cell's own joint projects.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crossfield.indicators.shrinkage import fit_alpha

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crossfield.indicators.cells import Cells

    Floats = NDArray[np.float64]

LEAST_MEAN = 1e-300
FRAILTY = (0.02, 400.0)


@dataclass(frozen=True, slots=True)
class Chance:
    r"""How expected joint projects become a chance.

    With b and a the topics expected in the years so far and ahead, level · rate · exposure / together each,

    .. math:: P = 1 - \left(\frac{\alpha + b}{\alpha + b + a}\right)^{\alpha}

    Parameters
    ----------
    level
        Joint projects of the years so far, divided by those the model expects of them; > 0.
    together
        Joint projects of one call topic in one region and interface, their mean; >= 1.
    frailty
        alpha of the gamma that spreads cells of equal features; large: they hardly differ.

    Examples
    --------
    Of 2 joint projects expected, 4 are seen, always two of a topic: 2 topics are to be expected.

    >>> chance = Chance(level=2.0, together=2.0, frailty=1.0)
    >>> chance.growth(np.array([0.02]), 100.0).round(4).tolist()
    [0.6667]

    An interface that had none in a window as long is a rarer one: 1 - (1 + 2) / (1 + 2 + 2).

    >>> chance.entry(np.array([0.02]), 100.0, 100.0).round(4).tolist()
    [0.4]
    """

    level: float
    together: float
    frailty: float

    def entry(self, rate: Floats, exposure_past: float, exposure_ahead: float) -> Floats:
        """Chance of at least one joint project ahead in a cell that has had none so far.

        Parameters
        ----------
        rate
            Expected joint projects per incidence of exposure, > 0.
        exposure_past, exposure_ahead
            Incidences of the years so far and of the window ahead, >= 0.
        """
        topics = rate * (self.level / self.together)
        rest = self.frailty + topics * exposure_past
        return 1.0 - (rest / (rest + topics * exposure_ahead)) ** self.frailty

    def growth(self, rate: Floats, exposure_ahead: float) -> Floats:
        """Chance of at least one joint project ahead, whatever the cell has had; as `entry` without a past."""
        return self.entry(rate, 0.0, exposure_ahead)


def fit_chance(rate: Floats, past: Cells, topics: Floats) -> Chance:
    """Measure level, togetherness and frailty on all years so far.

    Parameters
    ----------
    rate
        Joint projects per incidence of exposure that the model expects, shape (R, P); > 0.
    past
        Counts of these years, with a joint project at least.
    topics
        Distinct call topics with a joint project in each cell, shape (R, P).
    """
    seen = past.total > 0
    expected, joint, met = rate[seen] * past.exposure, past.joint[seen], topics[seen]
    level, together = float(joint.sum() / expected.sum()), float(joint.sum() / met.sum())
    frailty = fit_frailty(met.ravel(), (expected * (level / together)).ravel())
    return Chance(level=level, together=together, frailty=frailty)


def fit_frailty(outcome: Floats, mean: Floats) -> float:
    """Alpha of the negative binomial that explains outcomes with these means best."""
    # A rate of few records may be smaller than any number.
    return fit_alpha(outcome, np.maximum(mean, LEAST_MEAN), FRAILTY)
