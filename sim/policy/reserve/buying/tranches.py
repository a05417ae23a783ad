"""Spend the budget part by part, whatever the price."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.policy.frameworks import framework_value
from sim.policy.observation import Observation
from sim.policy.reserve.buying.purchase import DAYS_PER_MONTH, FloatArray, Purchase


class Tranches(Purchase):
    """Buying rule U4: equal parts of the target's value at day 0, one after the other.

    What a tranche has not spent stays for the next ones; after the last, what lacks is bought over the
    length of one tranche.

    Parameters
    ----------
    count : float, optional
        Number of tranches; None reads ``vault.tranche_count``.
    fill_months : float, optional
        Months over which all tranches are spent; None reads ``vault.fill_months_to_target``.
    """

    kind: Literal["tranches"] = "tranches"
    count: Annotated[float, Field(ge=1)] | None = None
    fill_months: Annotated[float, Field(gt=0)] | None = None

    def wanted_t_per_d(self, seen: Observation, target_t: FloatArray) -> FloatArray:
        """Return what the money of the open tranches buys per day, shape ``(n_minerals,)``."""
        count = framework_value("vault.tranche_count", self.count)
        months = framework_value("vault.fill_months_to_target", self.fill_months)
        length_d = months * DAYS_PER_MONTH / count
        age = seen.day - self.start_d
        opened = np.floor(age / length_d) + 1.0
        if opened > count:
            return target_t / (count * length_d)
        left_d = opened * length_d - age
        value = target_t * seen.base_price_usd_per_t
        money = np.maximum(0.0, value * opened / count - seen.reserve_spent_usd)
        price = seen.price * seen.base_price_usd_per_t
        return np.asarray(np.divide(money, price * left_d, out=np.zeros_like(money), where=price > 0))
