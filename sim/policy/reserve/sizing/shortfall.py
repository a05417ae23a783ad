"""The shortfall of one named case, as the National Defense Stockpile is sized."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.policy.reserve.sizing.need import us_demand, within_budget
from sim.world.concentration import us_sources
from sim.world.world import World

FloatArray = NDArray[np.float64]
Share = Annotated[float, Field(ge=0, le=1)]
DAYS_PER_YEAR = 365.0


class BaseCaseShortfall(BaseModel):
    """Sizing rule Z7: demand less what reliable suppliers still send, over the years of one case.

    The US keeps its market share of each supplier and no more, after the Stockpile Sizing Module of the
    Institute for Defense Analyses; war damage and shipping loss are left out.

    Parameters
    ----------
    unreliable : tuple of str
        Countries that send nothing, ISO3.
    years : float
        Length of the case.
    austerity : float
        Share of demand outside defence that is given up.
    tiers : tuple of int
        Uses that count: 1 defence, 2 essential civilian, 3 the rest. What is sent is shared by all alike.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["base_case_shortfall"] = "base_case_shortfall"
    unreliable: Annotated[tuple[str, ...], Field(min_length=1)]
    years: Annotated[float, Field(gt=0)]
    austerity: Share
    tiers: Annotated[tuple[Annotated[int, Field(ge=1, le=3)], ...], Field(min_length=1)]

    def target_t(self, world: World, budget_usd: float) -> FloatArray:
        """Return target tonnes per mineral, shape ``(n_minerals,)``."""
        days = DAYS_PER_YEAR * self.years
        gap = days * us_demand(world) * self.missing(world)
        return within_budget(gap, world.price_usd_per_t, budget_usd)

    def missing(self, world: World) -> FloatArray:
        """Return the share of US demand that the chosen tiers miss in the case, shape ``(n_minerals,)``."""
        sectors, n = world.sectors, len(world.minerals)
        sent = np.array([self._sent(world, mineral) for mineral in world.minerals])
        asked = sectors.share * np.where(sectors.tier == 1, 1.0, 1.0 - self.austerity)
        total = np.bincount(sectors.mineral, asked, n)
        mine = np.bincount(sectors.mineral, np.where(np.isin(sectors.tier, self.tiers), asked, 0.0), n)
        filled = np.divide(sent, total, out=np.ones(n), where=total > 0)
        return np.asarray(mine * np.maximum(0.0, 1.0 - filled))

    def _sent(self, world: World, mineral: str) -> float:
        sources = us_sources(world, mineral)
        return sum(share for country, share in sources.items() if country not in self.unreliable)
