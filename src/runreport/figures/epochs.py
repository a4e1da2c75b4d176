"""Which epoch a step belongs to, by what a run itself recorded."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from runreport.figures.align import last_of_each_step
from runreport.model import Series


def epochs_of(metrics: Mapping[str, Series], steps: NDArray[np.int64]) -> tuple[float, ...]:
    """Return the epoch of each step, NaN where it is not known; empty where no two are told apart.

    Known is an epoch that was recorded at the step, and one that was recorded before and after it alike, as
    where a curve has fewer points than were logged. Nothing is put between two epochs.
    """
    name = _name(tuple(metrics))
    if not name:
        return ()
    known_steps, known = last_of_each_step(metrics[name])
    before = np.searchsorted(known_steps, steps, side="right") - 1
    after = np.minimum(np.searchsorted(known_steps, steps), known.size - 1)
    is_between = (before >= 0) & (known_steps[after] >= steps) & (known[before] == known[after])
    epochs = np.where(is_between, known[before], np.nan)
    epochs[~np.isfinite(epochs)] = np.nan
    told = np.unique(epochs[np.isfinite(epochs)])
    return tuple(epochs.tolist()) if told.size > 1 else ()


@lru_cache(maxsize=256)
def _name(metrics: tuple[str, ...]) -> str:
    """Return the metric that counts epochs; of several, the one with the shortest name. Empty for none."""
    names = (name for name in metrics if name.lower().rpartition("/")[2] == "epoch")
    return min(names, key=lambda name: (len(name), name), default="")
