"""Makes the frozen view that decisions see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.actors.context import Context
from sim.engine.controls import CLOCK_TOLERANCE_D
from sim.engine.imports import Imports
from sim.policy.observation import BoolArray, FloatArray, Holders, Observation
from sim.world.world import LEAK, TRADE


@dataclass(frozen=True)
class ReserveView:
    """What the manager itself keeps track of; see the fields of the same names of the observation."""

    buying: BoolArray
    crisis_d: FloatArray
    short_since_d: FloatArray
    entitled_t: FloatArray
    owed_t: FloatArray


class Observer:
    """Sees US imports, prices, stocks and the reserve, and remembers prices."""

    def __init__(self, context: Context, review_d: float) -> None:
        self._context = context
        self._review_d = review_d
        self._days: list[float] = []
        reviews = 2 + int(context.calendar.horizon_d / review_d)
        self._prices = np.ones((reviews, len(context.tables.minerals)))
        self._imports = Imports(context)
        links = context.tables.links
        self._makers = np.flatnonzero(self._imports.into_us & (links["kind"] != LEAK))
        self._plants = links["supplier"][self._makers]
        self._made = context.world.facilities.mineral[self._plants]
        self._open = links["kind"][self._makers] == TRADE

    def conversion_t_per_d(self) -> FloatArray:
        """Return the idle capacity of makers whose exports to the United States are free, t/d per mineral."""
        tables = self._context.tables
        most, up, made = (
            tables.facilities[field][self._plants] for field in ("capacity", "availability", "output")
        )
        free = np.where(self._open, 1.0 - tables.links["severity"][self._makers], 0.0)
        idle = np.maximum(0.0, most * up - made)
        return np.bincount(self._made, idle * free, len(tables.minerals)).astype(np.float64)

    def look(self, at: float, reserve: ReserveView) -> Observation:
        """Return what is known on a day."""
        tables, world = self._context.tables, self._context.world
        minerals, customers = tables.minerals, tables.customers
        us = minerals["us"]
        stock = customers["stock"][minerals["reserve"]]
        self._remember(at, customers["price"][us])
        return Observation(
            day=at,
            minerals=world.minerals,
            import_ratio=self._imports.ratio(),
            unmet_ratio=minerals["unmet_ratio"].copy(),
            demand_t_per_d=customers["demand0"][us],
            world_trade_t_per_d=minerals["world_flow"].copy(),
            price=customers["price"][us],
            base_price_usd_per_t=minerals["price_usd"].copy(),
            past_price=self._prices[: len(self._days)],
            review_d=self._review_d,
            reserve_t=stock,
            reserve_position_t=stock + customers["pipeline"][minerals["reserve"]],
            reserve_spent_usd=minerals["spent_usd"].copy(),
            reserve_buying=reserve.buying.copy(),
            crisis_d=reserve.crisis_d,
            holders=self._holders(reserve),
        )

    def _remember(self, at: float, price: FloatArray) -> None:
        """Keep one price per review, however often somebody looks."""
        if not self._days or at - self._days[-1] >= self._review_d - CLOCK_TOLERANCE_D:
            self._prices[len(self._days)] = price
            self._days.append(at)

    def _holders(self, reserve: ReserveView) -> Holders:
        sectors = self._context.world.sectors
        return Holders(
            mineral=sectors.mineral,
            tier=sectors.tier,
            member=sectors.member,
            share=sectors.share,
            short_since_d=reserve.short_since_d.copy(),
            entitled_t=reserve.entitled_t,
            owed_t=reserve.owed_t,
            loss_ratio=sectors.voll,
        )
