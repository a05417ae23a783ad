"""A virtual reserve: rights to the output of a partner instead of metal in store."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.policy.observation import Observation
from sim.world.world import MARKET, TRADE, World

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Share = Annotated[float, Field(ge=0, le=1)]


class OfftakeRights(BaseModel):
    """In a declared crisis a part of a country's output goes to the United States first.

    Metal moves, none is added: other buyers of that country get less. Buyers pay the market price; the
    premium keeps the right alive.

    Parameters
    ----------
    name : str
    origin : str
        Country whose makers of the final stage have signed, ISO3.
    output_share : float
        Share of their baseline output that the rights cover.
    trigger_import_loss : float
        Share of US imports lost that starts the clock; unmet demand starts it too.
    declaration_lag_d, release_lead_d : float
        Days from trigger to declaration, and from declaration to the first tonne on its way.
    premium_rate : float
        Paid by the state per year, share of the yearly value of the rights.
    review_d : float
        Days between two looks at the market.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["offtake_rights"] = "offtake_rights"
    name: str
    origin: str
    output_share: Share
    trigger_import_loss: Annotated[float, Field(gt=0, le=1)]
    declaration_lag_d: Annotated[float, Field(ge=0)]
    release_lead_d: Annotated[float, Field(ge=0)]
    premium_rate: Share
    review_d: Annotated[float, Field(gt=0)]

    def triggered(self, seen: Observation) -> BoolArray:
        """Return the minerals in which the crisis condition holds now, shape ``(n_minerals,)``."""
        return (seen.import_ratio < 1.0 - self.trigger_import_loss) | (seen.unmet_ratio > 0.0)

    def priorities(self, world: World) -> FloatArray:
        """Return the tonnes per day of every link that the rights put first, shape ``(n_links,)``."""
        links, customers = world.links, world.customers
        country = np.array(world.facilities.country)[links.supplier]
        to_us = (customers.kind[links.customer] == MARKET) & (customers.market[links.customer] == 0)
        mine = (links.kind == TRADE) & to_us & (country == self.origin)
        mine &= world.reported[world.facilities.mineral[links.supplier]]
        return np.where(mine, self.output_share * world.facilities.base[links.supplier], 0.0)

    def premium_usd_per_year(self, world: World) -> FloatArray:
        """Return what the rights cost a year at the prices of day 0, shape ``(n_minerals,)``."""
        mineral = world.facilities.mineral[world.links.supplier]
        tonnes = np.bincount(mineral, 365.0 * self.priorities(world), len(world.minerals))
        return self.premium_rate * tonnes * world.price_usd_per_t
