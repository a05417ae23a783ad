"""How many tonnes a reserve aims to hold."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.policy.frameworks import framework_value

FloatArray = NDArray[np.float64]


class DaysOfCover(BaseModel):
    """Sizing rule Z1: the same days of baseline demand of every mineral, scaled to the budget.

    Parameters
    ----------
    days : float, optional
        Days of baseline US demand; None reads ``vault.target_days_cover``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["days_of_cover"] = "days_of_cover"
    days: Annotated[float, Field(ge=0)] | None = None

    def target_t(
        self, demand_t_per_d: FloatArray, price_usd_per_t: FloatArray, budget_usd: float
    ) -> FloatArray:
        """Return target tonnes per mineral, shape ``(n_minerals,)``."""
        days = framework_value("vault.target_days_cover", self.days)
        target = days * demand_t_per_d
        cost = float(np.sum(target * price_usd_per_t))
        return target * (budget_usd / cost) if cost > budget_usd else target
