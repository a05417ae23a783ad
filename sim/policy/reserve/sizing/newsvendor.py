"""The stock at which one more day costs as much as it is expected to save."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.futures.laws import Law
from sim.policy.frameworks import framework_value
from sim.policy.reserve.sizing.belief import BanBelief
from sim.policy.reserve.sizing.need import loss_usd_per_t, us_demand, within_budget
from sim.world.world import World

FloatArray = NDArray[np.float64]


class Newsvendor(BaseModel):
    """Sizing rule Z5: the critical fractile of the length of a ban, scaled to the budget.

    Cover of mineral i is phi F^-1(1 - kappa p / (lam v)) days: phi share cut, F law of the length of a ban,
    kappa carrying cost per year, p price, lam bans per year, v loss per missing tonne; nothing where
    lam v <= kappa p (Gullu, Onol & Erkip 1997; Tomlin 2006).

    Parameters
    ----------
    bans : BanBelief
    carrying_rate : float, optional
        Interest, storage and loss per year and dollar of stock; None reads ``vault.carrying_cost_per_year``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["newsvendor"] = "newsvendor"
    bans: BanBelief = BanBelief()
    carrying_rate: Annotated[float, Field(gt=0)] | None = None

    def target_t(self, world: World, budget_usd: float) -> FloatArray:
        """Return target tonnes per mineral, shape ``(n_minerals,)``."""
        kappa = framework_value("vault.carrying_cost_per_year", self.carrying_rate)
        saved = self.bans.rates(world) * loss_usd_per_t(world)
        days = self.bans.cuts(world) * critical_days(
            self.bans.duration(), kappa * world.price_usd_per_t, saved
        )
        return within_budget(days * us_demand(world), world.price_usd_per_t, budget_usd)


def critical_days(law: Law, holding: FloatArray, saved: FloatArray) -> FloatArray:
    """Return the critical fractile of a law of durations.

    Parameters
    ----------
    law : Law
        Of the days without supply.
    holding : FloatArray
        Cost of holding one unit for a year.
    saved : FloatArray
        Expected loss per year that one unit saves while the supply is certain to stop.
    """
    ratio = np.divide(holding, saved, out=np.ones_like(holding), where=saved > holding)
    days = np.zeros_like(holding)
    worth = ratio < 1.0
    days[worth] = law.quantiles(1.0 - ratio[worth])
    return days
