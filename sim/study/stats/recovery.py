"""Mean time to recovery when the horizon cuts some recoveries.

Kaplan & Meier (1958), *Nonparametric estimation from incomplete observations*; the restricted mean and
its variance as in Klein & Moeschberger (2003), *Survival Analysis*, 2nd ed., section 4.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.study.stats.means import CONFIDENCE, Estimate, FloatArray


@dataclass(frozen=True)
class Recovery:
    """Mean days to recovery over the futures with a shortage.

    ``restricted_to`` is the day up to which the mean is taken when the longest time is a censored
    one: the mean is then a lower bound. None where it is the whole mean.
    """

    days: Estimate
    censored: int
    restricted_to: float | None

    def as_dict(self) -> dict[str, object]:
        """Return the estimate's fields, the number of cut recoveries and the bound."""
        return {**self.days.as_dict(), "censored": self.censored, "restricted_to": self.restricted_to}


def mean_recovery(days: FloatArray, censored: FloatArray) -> Recovery:
    """Return the Kaplan-Meier mean of right-censored times.

    Parameters
    ----------
    days : FloatArray
        Days from first shortage to recovery, or to the horizon that cut it, shape ``(n,)``; NaN
        without a shortage.
    censored : FloatArray
        1 where the horizon cut the time, else 0; shape ``(n,)``.
    """
    from scipy.special import ndtri

    there = np.isfinite(days)
    t, cut = days[there], censored[there] > 0
    n = len(t)
    if n == 0:
        return Recovery(Estimate(None, None, None, 0), 0, None)
    times, place = np.unique(t, return_inverse=True)
    recovered = np.bincount(place, ~cut, len(times))
    at_risk = n - np.concatenate(([0], np.cumsum(np.bincount(place, minlength=len(times)))[:-1]))
    surviving = np.cumprod(1 - recovered / at_risk)
    # area under the curve: 1 until the first time, then step by step
    steps = np.concatenate(([1.0], surviving[:-1])) * np.diff(times, prepend=0.0)
    mean = float(np.sum(steps))
    area_after = mean - np.cumsum(steps)
    rest = at_risk - recovered
    greenwood = np.divide(recovered, at_risk * rest, out=np.zeros(len(times)), where=rest > 0)
    events = float(np.sum(recovered))
    variance = float(np.sum(area_after**2 * greenwood))
    # Kaplan and Meier's own correction of a variance estimated from the same events
    variance *= events / (events - 1) if events > 1 else 1.0
    half = float(ndtri(0.5 + CONFIDENCE / 2)) * float(np.sqrt(variance))
    has_interval = events > 1
    interval = Estimate(
        mean, max(0.0, mean - half) if has_interval else None, mean + half if has_interval else None, n
    )
    return Recovery(interval, int(np.sum(cut)), float(times[-1]) if surviving[-1] > 0 else None)
