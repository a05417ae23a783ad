"""What sizing rules read of the world, one value per mineral."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.world.concentration import hhi, stages, us_sources
from sim.world.world import MARKET, World

FloatArray = NDArray[np.float64]


def us_demand(world: World) -> FloatArray:
    """Return baseline US demand, t/d; 0 for minerals that are nobody's study. Shape ``(n_minerals,)``."""
    customers = world.customers
    us = (customers.kind == MARKET) & (customers.market == 0)
    return np.where(world.reported, customers.demand[us], 0.0)


def import_reliance(world: World) -> FloatArray:
    """Return the share of US demand that is made abroad, 0 to 1. Shape ``(n_minerals,)``."""
    sources = (us_sources(world, mineral) for mineral in world.minerals)
    return np.array([1.0 - made.get("USA", 0.0) if made else 0.0 for made in sources])


def concentration(world: World) -> FloatArray:
    """Return the Herfindahl-Hirschman index of the most concentrated stage, 0 to 1, per mineral."""
    return np.array(
        [
            max((hhi(world, mineral, stage) for stage in stages(world, mineral)), default=0.0) / 1e4
            for mineral in world.minerals
        ]
    )


def loss_usd_per_t(world: World, tiers: tuple[int, ...] = (1, 2, 3)) -> FloatArray:
    """Return the output lost per missing tonne, mean over the uses of some tiers. Shape ``(n_minerals,)``."""
    sectors, n = world.sectors, len(world.minerals)
    share = np.where(np.isin(sectors.tier, tiers), sectors.share, 0.0)
    total = np.bincount(sectors.mineral, share, n)
    lost = np.bincount(sectors.mineral, share * sectors.voll, n)
    return np.divide(lost, total, out=np.zeros(n), where=total > 0) * world.price_usd_per_t


def within_budget(target_t: FloatArray, price_usd_per_t: FloatArray, budget_usd: float) -> FloatArray:
    """Return targets, all scaled down alike where they cost more than the budget."""
    cost = float(np.sum(target_t * price_usd_per_t))
    return target_t * (budget_usd / cost) if cost > budget_usd else target_t
