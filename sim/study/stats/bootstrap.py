"""Bootstrap-t intervals: they follow a skewed outcome where Student's t assumes symmetry.

Efron & Tibshirani (1993), *An Introduction to the Bootstrap*, chapter 12; Hall (1988),
*Theoretical comparison of bootstrap confidence intervals*, Annals of Statistics 16.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sim.study.stats.means import CONFIDENCE, FloatArray

RESAMPLES = 999
"""(RESAMPLES + 1) times each tail of the interval is a whole number."""
MOST_VALUES = 20_000
"""Above this many values the resamples would fill the memory, and the t interval has converged."""
SEED = 20260101
"""Of the resamples: the same sample always gets the same interval."""


@lru_cache(maxsize=2)
def _counts(n: int) -> FloatArray:
    """Return how often each of ``n`` values is in each resample, shape ``(RESAMPLES, n)``."""
    drawn = np.random.default_rng(SEED).integers(0, n, (RESAMPLES, n))
    counts = np.zeros((RESAMPLES, n))
    for row, picked in zip(counts, drawn, strict=True):
        row += np.bincount(picked, minlength=n)
    return counts


def bootstrap_t(values: FloatArray) -> tuple[float, float] | None:
    """Return the ends of the 95 % bootstrap-t interval of the mean.

    Parameters
    ----------
    values : FloatArray
        One number per future, shape ``(n,)``; NaN where the run has none.

    Returns
    -------
    tuple of float, or None
        None for fewer than 3 or more than `MOST_VALUES` values, and where they hardly vary, so
        that resamples have no spread to studentise with.
    """
    x = values[np.isfinite(values)]
    n = len(x)
    if not 3 <= n <= MOST_VALUES or np.all(x == x[0]):
        return None
    mean = float(np.mean(x))
    # centred and scaled first, so that the sum of squares loses no digits; einsum and not BLAS: no
    # bit may depend on the number of threads
    scale = float(np.std(x))
    z = (x - mean) / scale
    means = np.einsum("bn,n->b", _counts(n), z) / n
    variances = np.einsum("bn,n->b", _counts(n), z * z) / n - means**2
    usable = variances > 1e-12
    if np.mean(usable) < CONFIDENCE:
        return None
    t = np.sort(means[usable] / np.sqrt(variances[usable]))
    tail = (1 - CONFIDENCE) / 2
    low, high = (t[min(len(t) - 1, max(0, round((len(t) + 1) * p) - 1))] for p in (tail, 1 - tail))
    return mean - float(high) * scale, mean - float(low) * scale
