"""The ratio of two means over the same futures.

Fieller (1954), *Some problems in interval estimation*, Journal of the Royal Statistical Society B 16.
"""

from __future__ import annotations

import numpy as np

from sim.study.stats.means import CONFIDENCE, Estimate, FloatArray


def fieller(numerator: FloatArray, denominator: FloatArray) -> Estimate:
    """Return the ratio of two means with its 95 % interval; empty where the denominator may be zero.

    The interval holds every rho for which the mean of ``numerator - rho denominator`` is not
    significantly different from zero.

    Parameters
    ----------
    numerator, denominator : FloatArray
        The same futures in the same order, shape ``(n,)``; NaN where a run is missing.
    """
    from scipy.special import stdtrit

    both = np.isfinite(numerator) & np.isfinite(denominator)
    a, b = numerator[both], denominator[both]
    n = len(a)
    if n < 2 or np.mean(b) == 0.0:
        return Estimate(None, None, None, n)
    mean_a, mean_b = float(np.mean(a)), float(np.mean(b))
    (aa, ab), (_, bb) = np.cov(a, b) * float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) ** 2 / n
    # the ends solve (mean_a - rho mean_b)^2 = aa - 2 rho ab + rho^2 bb
    curve = mean_b**2 - bb
    if curve <= 0.0:
        return Estimate(None, None, None, n)
    middle = mean_a * mean_b - ab
    reach = np.sqrt(max(0.0, middle**2 - curve * (mean_a**2 - aa)))
    return Estimate(mean_a / mean_b, float((middle - reach) / curve), float((middle + reach) / curve), n)
