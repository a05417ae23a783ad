"""How fast a reserve buys towards its target."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.policy.frameworks import framework_value
from sim.policy.observation import Observation

FloatArray = NDArray[np.float64]
DAYS_PER_MONTH = 30.4375


class BaseStock(BaseModel):
    """Buying rule U1: order up to the target, under a cap on the share of world trade.

    Buying pauses for a mineral while its crisis is declared: stock is then for selling.

    Parameters
    ----------
    market_share_cap : float
        Largest share of baseline world trade bought on a day (methods.md 3.2: 5 %).
    fill_months : float, optional
        Months over which an empty reserve is filled evenly; None reads
        ``vault.fill_months_to_target``; 0 means: as fast as the market cap allows.
    start_d : float
        First day of buying.
    anti_crowding : bool
        Served after every market (True), or bidding against them (False).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["base_stock"] = "base_stock"
    market_share_cap: Annotated[float, Field(ge=0)] = 0.05
    fill_months: Annotated[float, Field(ge=0)] | None = None
    start_d: Annotated[float, Field(ge=0)] = 0.0
    anti_crowding: bool = True

    def rate_t_per_d(
        self, seen: Observation, target_t: FloatArray, declared: NDArray[np.bool_]
    ) -> FloatArray:
        """Return the largest purchase per day, shape ``(n_minerals,)``."""
        rate = self.market_share_cap * seen.world_trade_t_per_d
        months = framework_value("vault.fill_months_to_target", self.fill_months)
        if months > 0:
            rate = np.minimum(rate, target_t / (months * DAYS_PER_MONTH))
        if seen.day < self.start_d:
            rate = np.zeros_like(rate)
        return np.where(declared, 0.0, rate)
