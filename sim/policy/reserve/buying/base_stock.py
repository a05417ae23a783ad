"""Order up to the target at every review."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.policy.frameworks import framework_value
from sim.policy.observation import Observation
from sim.policy.reserve.buying.purchase import DAYS_PER_MONTH, FloatArray, Purchase


class BaseStock(Purchase):
    """Buying rule U1: order what lacks of the target, an empty reserve over some months.

    Parameters
    ----------
    fill_months : float, optional
        Months over which an empty reserve is filled evenly; None reads
        ``vault.fill_months_to_target``; 0 means: as fast as the market cap allows.
    """

    kind: Literal["base_stock"] = "base_stock"
    fill_months: Annotated[float, Field(ge=0)] | None = None

    def wanted_t_per_d(self, seen: Observation, target_t: FloatArray) -> FloatArray:
        """Return an even part of the target per day, shape ``(n_minerals,)``."""
        months = framework_value("vault.fill_months_to_target", self.fill_months)
        return target_t / (months * DAYS_PER_MONTH) if months > 0 else np.full_like(target_t, np.inf)
