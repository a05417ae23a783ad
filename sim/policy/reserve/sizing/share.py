"""The whole budget, shared among minerals by one weight."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from sim.policy.reserve.sizing.belief import BanBelief
from sim.policy.reserve.sizing.need import concentration, import_reliance, loss_usd_per_t, us_demand
from sim.world.world import World

FloatArray = NDArray[np.float64]


class BudgetShare(BaseModel):
    """Sizing rules Z2 to Z4: every mineral gets its share of the money, whatever days that buys.

    Parameters
    ----------
    by : {"equal", "imports", "concentration", "expected_loss"}
        Equal money (Z2a); value of imports (Z2b); that times the Herfindahl-Hirschman index of the most
        concentrated stage, not weighted by governance (Z3); expected yearly loss without a stock (Z4).
    bans : BanBelief
        Read by ``expected_loss`` only.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["budget_share"] = "budget_share"
    by: Literal["equal", "imports", "concentration", "expected_loss"]
    bans: BanBelief = BanBelief()

    def target_t(self, world: World, budget_usd: float) -> FloatArray:
        """Return target tonnes per mineral, shape ``(n_minerals,)``."""
        weight = self.weights(world)
        total = float(np.sum(weight))
        if total == 0.0:
            return np.zeros(len(world.minerals))
        return budget_usd * weight / total / world.price_usd_per_t

    def weights(self, world: World) -> FloatArray:
        """Return the weight of every mineral in the budget, shape ``(n_minerals,)``."""
        demand = us_demand(world)
        if self.by == "equal":
            return (demand > 0).astype(np.float64)
        if self.by == "expected_loss":
            frequency = self.bans.rates(world) * self.bans.cuts(world) * self.bans.duration().mean()
            return frequency * demand * loss_usd_per_t(world)
        imports = demand * world.price_usd_per_t * import_reliance(world)
        return imports * concentration(world) if self.by == "concentration" else imports
