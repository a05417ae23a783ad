"""The reserve manager: sizes, buys, declares and releases by the rules of its arm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.engine.actors.context import Context
from sim.engine.actors.declaration import Declarations
from sim.engine.actors.treasury import Treasury
from sim.engine.actors.warehouse import Warehouse
from sim.engine.calendar import REVIEW, Process
from sim.engine.observe import Observer, ReserveView
from sim.policy.observation import Observation
from sim.policy.reserve.spec import StockReserve
from sim.policy.reserve.stated import stated


class ReserveManager:
    """Owns target, purchase rate and release permit of every mineral."""

    def __init__(self, context: Context, reserve: StockReserve) -> None:
        self._context = context
        self._reserve = reserve = stated(reserve)
        self._observer = Observer(context, reserve.release.review_d)
        finance, world = reserve.finance, context.world
        self._target = reserve.sizing.target_t(world, finance.budget() / (1.0 + finance.fee_rate()))
        value = float(np.sum(self._target * world.price_usd_per_t))
        self._treasury = Treasury(context, finance, value, np.isfinite(reserve.release.replenish_d()))
        self._warehouse = Warehouse(context, reserve.release.usable_share())
        n = len(world.minerals)
        self._crises = Declarations(
            context, reserve.release.delay_d(), lambda at: self._allow(self._look(at))
        )
        self._buying = np.zeros(n, np.bool_)
        self._short_since = np.full(len(world.sectors.name), np.inf)

    def stock_up(self) -> None:
        """Set day 0: the target, and what is on site before anything happens."""
        tables, controls, buying = self._context.tables, self._context.controls, self._reserve.buying
        minerals = tables.minerals
        price = minerals["price_usd"] * (1.0 + self._reserve.finance.fee_rate())
        tonnes = self._reserve.initial_fill * self._target
        tables.customers["stock"][minerals["reserve"]] = tonnes
        minerals["bought_t"] += tonnes
        minerals["spent_usd"] += tonnes * price
        minerals["cash_usd"] -= tonnes * price
        self._treasury.settle(0.0)
        self._warehouse.open()
        controls.set("reserve_target", slice(None), self._target, 0.0)
        controls.set("reserve_last", slice(None), float(buying.anti_crowding), 0.0)
        if buying.price_impact:
            slope = np.maximum(0.0, minerals["supply_elasticity"]) - minerals["demand_elasticity"]
            impact = np.divide(1.0, slope, out=np.zeros_like(slope), where=slope > 0)
            controls.set("impact", slice(None), impact, 0.0)
        if self._reserve.release.is_always_open():
            self._crises.opens_d[:] = 0.0
        seen = self._look(0.0)
        self._allow(seen)
        self._buy(seen)

    def reviews(self) -> Process:
        """Look at the market every few days; a declared mineral opens on its own day."""
        calendar, release = self._context.calendar, self._reserve.release
        at = 0.0
        while (at := at + release.review_d) < calendar.horizon_d:
            yield calendar.wait(at, REVIEW)
            calendar.sync(at)
            self._treasury.settle(at)
            self._warehouse.update(at, at - self._crises.opens_d, self._observer.conversion_t_per_d())
            self._note_short(at)
            seen = self._look(at)
            if not release.is_always_open():
                self._crises.judge(at, release.triggered(seen))
                seen = replace(seen, crisis_d=self._crises.crisis_d(at))
            self._allow(seen)
            self._buy(seen)

    def close(self) -> Treasury:
        """Settle the last days and return the treasury with its final book."""
        self._treasury.settle(self._context.calendar.horizon_d)
        return self._treasury

    def _look(self, at: float) -> Observation:
        accounts = self._warehouse.entitlements
        crisis_d = self._crises.crisis_d(at)
        view = ReserveView(self._buying, crisis_d, self._short_since, accounts.account_t, accounts.owed_t)
        return self._observer.look(at, view)

    def _note_short(self, at: float) -> None:
        """A holder is short when it lacks metal, or would without the reserve."""
        tallies, mineral = self._context.tables.tallies, self._context.world.sectors.mineral
        short = (tallies["gap"][: len(mineral)] > 0.0) | self._warehouse.drew
        calm = ~self._crises.declared[mineral] & ~short
        self._short_since[calm] = np.inf
        self._short_since[short] = np.minimum(self._short_since[short], at)

    def _buy(self, seen: Observation) -> None:
        buying, release = self._reserve.buying, self._reserve.release
        declared = self._crises.declared & (not release.is_always_open())
        rate = buying.rate_t_per_d(seen, self._target, declared)
        duty = np.minimum(self._treasury.buy_back.owed_t / release.replenish_d(), buying.most_t_per_d(seen))
        rate = np.maximum(rate, np.where(declared, 0.0, duty))
        self._buying = rate > 0.0
        self._treasury.grant(rate)
        self._context.controls.set("reserve_rate", slice(None), rate, seen.day)

    def _allow(self, seen: Observation) -> None:
        """Apply what the release rule allows until the next review."""
        controls, tallies = self._context.controls, self._context.tables.tallies
        permit = self._reserve.release.permit(seen, self._target, self._crises.opens_d <= seen.day)
        controls.set("release_cap", slice(None), permit.gap_t_per_d, seen.day)
        controls.set("inject_cap", slice(None), permit.sale_t_per_d, seen.day)
        holders = slice(0, len(permit.rank))
        controls.put("rank", holders, permit.rank)
        tallies["drawable"][holders] = permit.drawable_t
