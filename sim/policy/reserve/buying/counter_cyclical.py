"""Buy when metal is cheap, wait when it is dear."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.policy.observation import Observation
from sim.policy.reserve.buying.purchase import DAYS_PER_MONTH, FloatArray, Purchase


class CounterCyclical(Purchase):
    """Buying rule U3: start below (1 - band) x the mean price of the past, stop above (1 + band) x it.

    Parameters
    ----------
    band : float
        Distance from the mean at which buying starts and stops.
    window_months : float
        Length of the past; before day 0 prices stood at the baseline.
    fill_months : float
        Months in which an empty reserve would be filled while buying goes on.
    """

    kind: Literal["counter_cyclical"] = "counter_cyclical"
    band: Annotated[float, Field(ge=0, lt=1)] = 0.1
    window_months: Annotated[float, Field(gt=0)] = 36.0
    fill_months: Annotated[float, Field(gt=0)] = 30.0

    def wanted_t_per_d(self, seen: Observation, target_t: FloatArray) -> FloatArray:
        """Return an even part of the target per day while buying goes on, shape ``(n_minerals,)``."""
        mean = seen.mean_price(self.window_months * DAYS_PER_MONTH)
        cheap = seen.price <= (1.0 - self.band) * mean
        goes_on = seen.reserve_buying & (seen.price < (1.0 + self.band) * mean)
        return np.where(cheap | goes_on, target_t / (self.fill_months * DAYS_PER_MONTH), 0.0)
