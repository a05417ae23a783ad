"""What arrives in the United States, against what arrived at the baseline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.context import Context
from sim.world.world import MARKET, RESERVE_LINK


class Imports:
    """Knows which links end in the US market, and which of them cross a border."""

    def __init__(self, context: Context) -> None:
        self._context = context
        world, links = context.world, context.tables.links
        customer = links["customer"]
        self.into_us = (context.tables.customers["kind"][customer] == MARKET) & (
            world.customers.market[customer] == 0
        )
        country = np.array(world.facilities.country)[links["supplier"]]
        imports = self.into_us & (country != "USA") & (links["kind"] != RESERVE_LINK)
        self._links = np.flatnonzero(imports)
        self._mineral = world.facilities.mineral[links["supplier"][self._links]]
        self._base = self._flow("weight")

    def ratio(self) -> NDArray[np.float64]:
        """Return smoothed over baseline imports, shape ``(n_minerals,)``, 1 where there are none."""
        ratio = np.ones(len(self._base))
        np.divide(self._flow("smoothed"), self._base, out=ratio, where=self._base > 0)
        return ratio

    def _flow(self, field: str) -> NDArray[np.float64]:
        column = self._context.tables.links[field][self._links]
        return np.bincount(self._mineral, column, len(self._context.tables.minerals)).astype(np.float64)
