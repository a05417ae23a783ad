"""Days of cover: what most public stockpiles aim at."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.policy.frameworks import framework_value
from sim.policy.reserve.sizing.need import us_demand, within_budget
from sim.world.world import World

FloatArray = NDArray[np.float64]
Days = Annotated[float, Field(ge=0)]


class DaysOfCover(BaseModel):
    """Sizing rule Z1: days of baseline demand of every mineral, all scaled alike to the budget.

    Parameters
    ----------
    days : float, optional
        Days of baseline US demand; None reads ``vault.target_days_cover``.
    other_days : dict of str to float
        Minerals with days of their own; one that the world does not hold is left out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["days_of_cover"] = "days_of_cover"
    days: Days | None = None
    other_days: dict[str, Days] = Field(default_factory=dict)

    def target_t(self, world: World, budget_usd: float) -> FloatArray:
        """Return target tonnes per mineral, shape ``(n_minerals,)``."""
        usual = framework_value("vault.target_days_cover", self.days)
        days = np.array([self.other_days.get(mineral, usual) for mineral in world.minerals])
        return within_budget(days * us_demand(world), world.price_usd_per_t, budget_usd)
