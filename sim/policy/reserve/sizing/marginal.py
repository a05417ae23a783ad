"""The best mix under a budget if minerals run short one at a time: a convex knapsack in closed form."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from sim.policy.reserve.sizing.belief import BanBelief
from sim.policy.reserve.sizing.need import loss_usd_per_t, us_demand
from sim.world.world import World

FloatArray = NDArray[np.float64]


class MarginalBenefit(BaseModel):
    """Sizing rule Z6 by formula: every mineral is bought until a dollar saves the same everywhere.

    Optimal only where losses are separable and convex: exponential bans on one mineral at a time. Under
    common causes re-estimate on simulated futures (:mod:`sim.analysis.sizing`).

    Parameters
    ----------
    bans : BanBelief
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["marginal_benefit"] = "marginal_benefit"
    bans: BanBelief = BanBelief()

    def target_t(self, world: World, budget_usd: float) -> FloatArray:
        """Return target tonnes per mineral, shape ``(n_minerals,)``."""
        demand, price = us_demand(world), world.price_usd_per_t
        worth = self.bans.rates(world) * loss_usd_per_t(world)
        mean = np.full(len(demand), self.bans.duration().mean())
        return best_mix(worth, mean, self.bans.cuts(world) * demand, price, budget_usd)[0]


def best_mix(
    worth: FloatArray, mean_d: FloatArray, gap_t_per_d: FloatArray, price: FloatArray, budget_usd: float
) -> tuple[FloatArray, float]:
    """Return the tonnes that leave the least expected loss, and what the last dollar saves a year.

    Minimises sum worth gap mean exp(-S / (gap mean)) subject to sum price S = budget. With C = S / gap the
    first-order condition is C = mean max(0, ln(worth / (theta price))).

    Parameters
    ----------
    worth : FloatArray
        Bans per year times loss per missing tonne, USD/t/yr.
    mean_d : FloatArray
        Mean length of a ban (exponential), days.
    gap_t_per_d : FloatArray
        Supply missing during a ban, t/d.
    price : FloatArray
        USD/t.
    budget_usd : float

    Returns
    -------
    tuple of FloatArray and float
        Tonnes, and theta; 0 where nothing can be bought or saved.
    """
    from scipy.optimize import brentq

    useful = (worth > 0) & (gap_t_per_d > 0) & (price > 0)
    if not useful.any() or budget_usd <= 0.0:
        return np.zeros_like(worth), 0.0
    best = np.log(worth[useful] / price[useful])
    scale = mean_d[useful] * gap_t_per_d[useful]

    def tonnes(log_theta: float) -> FloatArray:
        return scale * np.maximum(0.0, best - log_theta)

    def over(log_theta: float) -> float:
        return float(np.sum(price[useful] * tonnes(log_theta))) - budget_usd

    high = float(best.max())
    low = high - 1.0
    while over(low) < 0.0:
        low -= 2.0 * (high - low)
    log_theta = float(brentq(over, low, high, xtol=1e-14, rtol=1e-14))
    stock = np.zeros_like(worth)
    stock[useful] = tonnes(log_theta)
    return stock, float(np.exp(log_theta))
