"""Quantiles and the mean beyond them, with intervals; plain or with likelihood-ratio weights.

Conover (1999), *Practical Nonparametric Statistics*, 3rd ed., section 3.2: order-statistic intervals.
Rockafellar & Uryasev (2000), *Optimization of conditional value-at-risk*. Hong, Hu & Liu (2014),
*Monte Carlo methods for value-at-risk and conditional value-at-risk: a review*, ACM TOMACS 24(4).
Glynn (1996), *Importance sampling for Monte Carlo estimation of quantiles*.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.study.stats.means import CONFIDENCE, Estimate, FloatArray

TAIL_FUTURES = 100
"""Futures that must lie beyond a quantile before the mean beyond it is trusted: CVaR95 needs 2,000."""


@dataclass(frozen=True)
class Tail:
    """A quantile (value at risk) and the mean beyond it (CVaR), each with its interval.

    ``variance`` is that of the CVaR estimate.
    """

    level: float
    quantile: Estimate
    cvar: Estimate
    variance: float | None

    def as_dict(self) -> dict[str, object]:
        """Return both estimates and the variance."""
        return {
            "quantile": self.quantile.as_dict(),
            "cvar": {**self.cvar.as_dict(), "variance": self.variance},
        }


def quantile(values: FloatArray, level: float) -> Estimate:
    """Return a sample quantile with its distribution-free interval from order statistics.

    Parameters
    ----------
    values : FloatArray
        One number per future, shape ``(n,)``; NaN where the run has none.
    level : float
        In (0, 1).

    Returns
    -------
    Estimate
        An end is None where the sample is too small to have one.
    """
    from scipy.special import bdtr

    x = np.sort(values[np.isfinite(values)])
    n = len(x)
    if n == 0:
        return Estimate(None, None, None, 0)
    below = bdtr(np.arange(n), n, level)
    tail = (1 - CONFIDENCE) / 2
    # P(X_(l) > quantile) = P(Binomial <= l - 1), and likewise above
    low = int(np.searchsorted(below, tail, side="right"))
    high = int(np.searchsorted(below, 1 - tail, side="left")) + 1
    return Estimate(
        float(x[_rank(n, level) - 1]),
        float(x[low - 1]) if low >= 1 else None,
        float(x[high - 1]) if high <= n else None,
        n,
    )


def _rank(n: int, level: float) -> int:
    """Return the rank of the sample quantile, from 1."""
    # 0.95 x 20 must be rank 19 although the product is a hair above it
    return min(n, max(1, int(np.ceil(n * level - 1e-9))))


def tail(values: FloatArray, level: float, log_weights: FloatArray | None = None) -> Tail:
    """Return quantile and CVaR of a sample, or of one drawn from a tilted law.

    CVaR = VaR + mean (Y - VaR)+ / (1 - level), variance Var[(Y - VaR)+] / ((1 - level)^2 n).

    Parameters
    ----------
    values : FloatArray
        One number per future, shape ``(n,)``; NaN where the run has none.
    level : float
        In (0, 1).
    log_weights : FloatArray, optional
        Logarithms of the likelihood ratios of the futures, shape ``(n,)``.
    """
    from scipy.special import ndtri

    finite = np.isfinite(values)
    x = values[finite]
    if log_weights is None:
        weights, at_risk = np.ones(len(x)), quantile(x, level)
    else:
        weights = np.exp(log_weights[finite])
        at_risk = weighted_quantile(x, level, weights)
    if at_risk.mean is None:
        return Tail(level, at_risk, at_risk, None)
    n = len(x)
    excess = weights * np.maximum(0.0, x - at_risk.mean)
    mean = at_risk.mean + float(np.mean(excess)) / (1 - level)
    if n == 1:
        return Tail(level, at_risk, Estimate(mean, None, None, 1), None)
    variance = float(np.var(excess, ddof=1)) / ((1 - level) ** 2 * n)
    half = float(ndtri(0.5 + CONFIDENCE / 2)) * float(np.sqrt(variance))
    return Tail(level, at_risk, Estimate(mean, mean - half, mean + half, n), variance)


def weighted_quantile(x: FloatArray, level: float, weights: FloatArray) -> Estimate:
    """Return the quantile of the original law from a tilted sample.

    The upper tail is weighed, as the tilt makes that one frequent; the interval inverts the normal
    interval of the tail's probability at the estimate.

    Parameters
    ----------
    x, weights : FloatArray
        Finite values and their likelihood ratios, shape ``(n,)``.
    level : float
        In (0, 1).
    """
    from scipy.special import ndtri

    n = len(x)
    if n == 0:
        return Estimate(None, None, None, 0)
    order = np.argsort(x, kind="stable")
    x, weights = x[order], weights[order]
    beyond = (np.cumsum(weights[::-1])[::-1] - weights) / n
    at = int(np.argmax(beyond <= 1 - level))
    hit = weights * (x > x[at])
    half = float(ndtri(0.5 + CONFIDENCE / 2)) * float(np.std(hit)) / float(np.sqrt(n))
    low = int(np.argmax(beyond <= 1 - level + half))
    high = int(np.argmax(beyond <= 1 - level - half)) if half < 1 - level else None
    return Estimate(float(x[at]), float(x[low]), None if high is None else float(x[high]), n)


def tail_warning(n: int, level: float) -> str | None:
    """Return what to say when too few futures lie beyond a quantile, else None."""
    needed = round(TAIL_FUTURES / (1 - level))
    if n >= needed:
        return None
    return (
        f"only {n} futures: the worst {1 - level:.0%} rest on about {(1 - level) * n:.0f} of them; "
        f"means of that tail need {needed}"
    )
