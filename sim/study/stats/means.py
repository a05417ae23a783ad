"""Means, paired differences and their 95 % confidence intervals.

Law, *Simulation Modeling and Analysis*, 5th ed., chapters 9-11: Student t intervals over
independent replications, paired t under common random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

CONFIDENCE = 0.95
PILOT_FUTURES = 50
"""Below this many futures a t interval of a skewed outcome is not to be trusted."""


@dataclass(frozen=True)
class Estimate:
    """A mean over ``n`` futures with its confidence interval; None where the sample cannot say."""

    mean: float | None
    ci_low: float | None
    ci_high: float | None
    n: int

    def as_dict(self) -> dict[str, float | int | None]:
        """Return the four fields in their order."""
        return {"mean": self.mean, "ci_low": self.ci_low, "ci_high": self.ci_high, "n": self.n}


@dataclass(frozen=True)
class PairedEstimate:
    """A mean paired difference.

    ``variance_reduction`` is how many times more futures independent sampling would need for the
    same interval: (var a + var b) / var(a - b). None where the difference never varies.
    """

    difference: Estimate
    variance_reduction: float | None

    def as_dict(self) -> dict[str, float | int | None]:
        """Return the interval's fields and the variance reduction factor."""
        return {**self.difference.as_dict(), "variance_reduction": self.variance_reduction}


def p_value(differences: FloatArray) -> float | None:
    """Return the two-sided p-value of the paired t test that the mean is zero.

    Parameters
    ----------
    differences : FloatArray
        One per future, shape ``(n,)``; NaN where a run is missing.

    Returns
    -------
    float or None
        None where the differences never vary: there is nothing to test.
    """
    from scipy.special import stdtr

    finite = differences[np.isfinite(differences)]
    spread = float(np.std(finite, ddof=1)) if len(finite) > 1 else 0.0
    if spread == 0.0:
        return None
    t = abs(float(np.mean(finite))) * float(np.sqrt(len(finite))) / spread
    return 2 * float(stdtr(len(finite) - 1, -t))


def half_width(values: FloatArray) -> float:
    """Return the half-width of the t interval of the mean, for at least two values."""
    from scipy.special import stdtrit

    n = len(values)
    quantile = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2))
    return quantile * float(np.std(values, ddof=1)) / float(np.sqrt(n))


def estimate(values: FloatArray) -> Estimate:
    """Return mean and t interval of the finite values; a single one has no interval.

    Parameters
    ----------
    values : FloatArray
        One number per future, shape ``(n,)``; NaN where the run has none.
    """
    finite = values[np.isfinite(values)]
    if len(finite) == 0:
        return Estimate(None, None, None, 0)
    mean = float(np.mean(finite))
    if len(finite) == 1:
        return Estimate(mean, None, None, 1)
    half = half_width(finite)
    return Estimate(mean, mean - half, mean + half, len(finite))


def paired(first: FloatArray, second: FloatArray) -> PairedEstimate:
    """Return the mean of ``first - second`` over the futures that have both.

    Parameters
    ----------
    first, second : FloatArray
        The same futures in the same order, shape ``(n,)``.
    """
    both = np.isfinite(first) & np.isfinite(second)
    a, b = first[both], second[both]
    difference = estimate(a - b)
    spread = float(np.var(a - b, ddof=1)) if len(a) > 1 else 0.0
    if spread == 0.0:
        return PairedEstimate(difference, None)
    factor = (float(np.var(a, ddof=1)) + float(np.var(b, ddof=1))) / spread
    return PairedEstimate(difference, factor)


def share(hits: int, n: int) -> Estimate:
    """Return a proportion with its Wilson score interval (Wilson 1927)."""
    from scipy.special import ndtri

    if n == 0:
        return Estimate(None, None, None, 0)
    z = float(ndtri(0.5 + CONFIDENCE / 2))
    p = hits / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * float(np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)
    return Estimate(p, max(0.0, centre - half), min(1.0, centre + half), n)


def sample_warning(n: int) -> str | None:
    """Return what to say about a sample too small for its intervals, else None."""
    if n >= PILOT_FUTURES:
        return None
    return f"only {n} futures: intervals of skewed outcomes need at least {PILOT_FUTURES}"
