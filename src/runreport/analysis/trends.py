"""How steadily a metric rises or falls with a setting: size, interval, and words that follow the size."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from runreport.language import message, text

FEWEST = 8
"""Runs under which no rank correlation is given."""
FEWEST_DISTINCT = 3
"""Different numbers under which no rank correlation is given."""
NEGLIGIBLE = 0.1
STRENGTHS = (
    (0.9, message("very strongly")),
    (0.7, message("strongly")),
    (0.4, message("moderately")),
    (NEGLIGIBLE, message("weakly")),
)
"""From which size of a correlation on which word holds; below the last it is negligible.

Schober, Boer and Schwarte, Correlation Coefficients: Appropriate Use and Interpretation, Anesthesia &
Analgesia 126 (2018), 1763-1768, table 1; there for Pearson's and for Spearman's.
"""


@dataclass(frozen=True, slots=True)
class Trend:
    """Spearman's rank correlation."""

    rho: float
    low: float | None
    """Lower end of the interval; None where all runs are in one order, of which no interval is known."""
    high: float | None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Both ends, where there is one."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def is_clear(self) -> bool:
        """Whether its direction is beyond chance: the interval does not cover zero."""
        return self.low is None or self.high is None or self.low > 0 or self.high < 0

    @property
    def strength(self) -> str:
        """How strong it is, by its size alone, as an adverb; empty where it is negligible."""
        size = abs(self.rho)
        return next((text(word) for least, word in STRENGTHS if size >= least), "")


def trend_of(settings: Sequence[float], values: Sequence[float], alpha: float) -> Trend | None:
    """Return the trend of values with settings; None where runs or different settings are too few.

    The interval is Fisher's with the standard error sqrt((1 + rho^2 / 2) / (n - 3)): Bonett and Wright,
    Sample Size Requirements for Estimating Pearson, Kendall and Spearman Correlations, Psychometrika 65
    (2000), 23-28.

    Args:
        settings: shape (n,), finite.
        values: shape (n,), finite.
        alpha: how often the interval may miss: 0.05 for one setting, less where many are looked at.
    """
    if len(settings) < FEWEST or len(set(settings)) < FEWEST_DISTINCT or len(set(values)) < 2:
        return None
    ranks = np.column_stack([_ranks(settings), _ranks(values)])
    _, (rho, _) = np.asarray(np.corrcoef(ranks, rowvar=False)).tolist()
    if abs(rho) > 1 - 1e-9:
        return Trend(rho, None, None)
    reach = NormalDist().inv_cdf(1 - alpha / 2) * sqrt((1 + rho**2 / 2) / (len(settings) - 3))
    return Trend(rho, tanh(atanh(rho) - reach), tanh(atanh(rho) + reach))


def _ranks(values: Sequence[float]) -> NDArray[np.float64]:
    """Return the place of each value among all, from 1 on; equal values share the mean of their places.

    As `scipy.stats.rankdata`, which takes a third of a second to import.
    """
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: NDArray[np.float64] = np.cumsum(counts) - (counts - 1) / 2
    return ranks[places]
