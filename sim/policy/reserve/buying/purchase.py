"""What all buying rules share: a cap on the market share, and whom the reserve bids against."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.policy.observation import Observation

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
DAYS_PER_MONTH = 30.4375


class Purchase(BaseModel, ABC):
    """A buying rule. Buying pauses for a mineral while its crisis is declared: stock is then for selling.

    Parameters
    ----------
    market_share_cap : float
        Largest share of baseline world trade bought on a day (methods.md 3.2: 5 %).
    start_d : float
        First day of buying.
    anti_crowding : bool
        Served after every market (True), or bidding against them (False).
    price_impact : bool
        The reserve pays (1 + q/Q)^(1/(es - ed)) times the market price: q its purchase of the day, Q world
        trade, es and ed the short-run elasticities of supply and demand.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    market_share_cap: Annotated[float, Field(ge=0)] = 0.05
    start_d: Annotated[float, Field(ge=0)] = 0.0
    anti_crowding: bool = True
    price_impact: bool = False

    def rate_t_per_d(self, seen: Observation, target_t: FloatArray, declared: BoolArray) -> FloatArray:
        """Return the largest purchase per day until the next review, shape ``(n_minerals,)``."""
        if seen.day < self.start_d:
            return np.zeros_like(target_t)
        rate = np.minimum(self.most_t_per_d(seen), self.wanted_t_per_d(seen, target_t))
        return np.where(declared, 0.0, rate)

    def most_t_per_d(self, seen: Observation) -> FloatArray:
        """Return what the market-share cap allows per day, shape ``(n_minerals,)``."""
        return self.market_share_cap * seen.world_trade_t_per_d

    @abstractmethod
    def wanted_t_per_d(self, seen: Observation, target_t: FloatArray) -> FloatArray:
        """Return what the rule would buy per day without a cap, shape ``(n_minerals,)``."""
