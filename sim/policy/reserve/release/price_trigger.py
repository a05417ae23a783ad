"""Sell into the market so that its price stays below a ceiling."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.data.parameters import parameters
from sim.policy.observation import Observation
from sim.policy.reserve.release.permit import Permit
from sim.policy.reserve.release.terms import BoolArray, FloatArray, Terms


class PriceTrigger(Terms):
    """Release rule R4: above the trigger price sell what would hold the price there (isoelastic market).

    The crisis is the price itself; the release enters commercial stock at the market price.

    Parameters
    ----------
    trigger_price : float
        Price over baseline from which on the reserve sells.
    demand_elasticity, supply_elasticity : float, optional
        What the manager believes of the market; None reads the most likely value of the parameter.
    """

    kind: Literal["price_trigger"] = "price_trigger"
    trigger_price: Annotated[float, Field(gt=1)] = 1.5
    demand_elasticity: Annotated[float, Field(le=0)] | None = None
    supply_elasticity: Annotated[float, Field(ge=0)] | None = None

    def triggered(self, seen: Observation) -> BoolArray:
        """Return the minerals whose price stands above the trigger, shape ``(n_minerals,)``."""
        return seen.price > self.trigger_price

    def permit(self, seen: Observation, target_t: FloatArray, is_open: BoolArray) -> Permit:
        """Return sales alone: nothing is set aside for gaps."""
        ed, es = (
            np.array([self._belief(name, mineral) for mineral in seen.minerals])
            for name in ("demand_elasticity", "supply_elasticity")
        )
        lost = np.clip(1.0 - seen.import_ratio, 0.0, 1.0)
        share = capping_release(lost, self.trigger_price, ed, es)
        sale = np.minimum(share * seen.demand_t_per_d, self.drawdown_cap * target_t)
        none, holders = np.zeros_like(target_t), len(seen.holders.tier)
        return Permit(none, np.where(is_open, sale, 0.0), np.zeros(holders), np.zeros(holders))

    def _belief(self, name: str, mineral: str) -> float:
        own: float | None = getattr(self, name)
        return parameters().get(name, mineral).mode if own is None else own


def capping_release(lost: FloatArray, price: float, ed: FloatArray, es: FloatArray) -> FloatArray:
    """Return the release that holds an isoelastic market at a price, as a share of baseline demand.

    Parameters
    ----------
    lost : FloatArray
        Share of supply that is gone.
    price : float
        Over baseline.
    ed, es : FloatArray
        Elasticities of demand and of the supply that is left.
    """
    return np.maximum(0.0, price**ed - (1.0 - lost) * price**es)
