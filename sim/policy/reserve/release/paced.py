"""Make the stock last as long as the ban may."""

from __future__ import annotations

from typing import Literal

import numpy as np

from sim.errors import InputError
from sim.futures.hazard_table import hazard
from sim.futures.laws import Lognormal
from sim.policy.observation import Observation
from sim.policy.reserve.release.permit import Permit
from sim.policy.reserve.release.terms import BoolArray, FloatArray, GapTerms

TIER_ONE = 1


class Paced(GapTerms):
    """Release rule R6: per day no more than the stock over the days the ban is still expected to last.

    Tier one is served first and in full. The expectation is the mean residual life of a lognormal ban that
    has lasted since the trigger.

    Parameters
    ----------
    hazard : str
        Row of ``hazards.csv`` with the median and 90 % quantile of the length of a ban.
    """

    kind: Literal["paced"] = "paced"
    hazard: str = "china-licensing-per-mineral"

    def permit(self, seen: Observation, target_t: FloatArray, is_open: BoolArray) -> Permit:
        """Return defence first, and a cap that spreads the stock."""
        law = hazard(self.hazard, "reserve.release.hazard").duration
        if not isinstance(law, Lognormal):
            raise InputError(
                "reserve.release.hazard", self.hazard, "reserve", "a row with median and p90 duration"
            )
        elapsed = np.where(is_open, seen.crisis_d, 0.0)
        pace = seen.reserve_t / remaining_days(law, elapsed)
        holders = seen.holders
        first = holders.tier == TIER_ONE
        share = np.bincount(holders.mineral, np.where(first, holders.share, 0.0), len(target_t))
        cap = np.minimum(self.gap_cap(target_t, is_open), np.maximum(pace, share * seen.demand_t_per_d))
        return self.to_gaps(seen, cap, np.where(first, 1.0, 2.0))


def remaining_days(law: Lognormal, elapsed_d: FloatArray) -> FloatArray:
    """Return the mean residual life of a lognormal length after some days, days.

    E[X - t | X > t] = exp(mu + s^2/2) Phi((mu + s^2 - ln t)/s) / Phi((mu - ln t)/s) - t.
    """
    from scipy.special import ndtr

    s, mu = max(law.sigma, 1e-9), np.log(law.median)
    log_t = np.log(np.maximum(elapsed_d, 1e-9))
    beyond = ndtr((mu + s * s - log_t) / s) / np.maximum(ndtr((mu - log_t) / s), 1e-300)
    return np.asarray(np.maximum(1.0, law.mean() * beyond - elapsed_d))
