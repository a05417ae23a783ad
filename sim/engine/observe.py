"""Makes the frozen view that decisions see."""

from __future__ import annotations

import numpy as np

from sim.engine.actors.context import Context
from sim.policy.observation import FloatArray, Observation
from sim.world.world import MARKET, RESERVE_LINK


class Observer:
    """Knows which links are US imports and what they carried at the baseline."""

    def __init__(self, context: Context) -> None:
        self._context = context
        world, links = context.world, context.tables.links
        customer = links["customer"]
        country = np.array(world.facilities.country)[links["supplier"]]
        into_us = (context.tables.customers["kind"][customer] == MARKET) & (
            world.customers.market[customer] == 0
        )
        imports = into_us & (country != "USA") & (links["kind"] != RESERVE_LINK)
        self._links = np.flatnonzero(imports)
        self._mineral = world.facilities.mineral[links["supplier"][self._links]]
        self._base = self._flow("weight")

    def _flow(self, field: str) -> FloatArray:
        column = self._context.tables.links[field][self._links]
        return np.bincount(self._mineral, column, len(self._context.tables.minerals)).astype(np.float64)

    def look(self, at: float) -> Observation:
        """Return what is known on a day."""
        minerals, customers = self._context.tables.minerals, self._context.tables.customers
        us = minerals["us"]
        ratio = np.ones(len(minerals))
        np.divide(self._flow("smoothed"), self._base, out=ratio, where=self._base > 0)
        return Observation(
            day=at,
            import_ratio=ratio,
            unmet_ratio=minerals["unmet_ratio"].copy(),
            demand_t_per_d=customers["demand0"][us],
            world_trade_t_per_d=minerals["world_flow"].copy(),
            price=customers["price"][us],
            reserve_t=customers["stock"][minerals["reserve"]],
        )
