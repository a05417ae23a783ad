"""The reserve manager: sizes, buys, declares and releases by the rules of its arm."""

from __future__ import annotations

import numpy as np

from sim.engine.actors.context import Context
from sim.engine.calendar import REVIEW, Process
from sim.engine.observe import Observer
from sim.policy.reserve.spec import StockReserve


class ReserveManager:
    """Owns target, purchase rate and release permit of every mineral."""

    CALM_D = 30.0

    def __init__(self, context: Context, reserve: StockReserve) -> None:
        self._context = context
        self._reserve = reserve
        self._observer = Observer(context)
        minerals, customers = context.tables.minerals, context.tables.customers
        demand = np.where(context.world.reported, customers["demand0"][minerals["us"]], 0.0)
        self._target = reserve.sizing.target_t(demand, minerals["price_usd"], reserve.finance.budget())
        self._permit = reserve.release.permit_t_per_d(self._target)
        n = len(minerals)
        self._opens = np.full(n, np.inf)
        self._last_trigger = np.full(n, -np.inf)

    def stock_up(self) -> None:
        """Set day 0: the target, and what is on site before anything happens."""
        tables, controls = self._context.tables, self._context.controls
        minerals = tables.minerals
        tonnes = self._reserve.initial_fill * self._target
        fee = self._reserve.finance.rates()[2]
        paid = tonnes * minerals["price_usd"] * (1.0 + fee)
        tables.customers["stock"][minerals["reserve"]] = tonnes
        minerals["bought_t"] += tonnes
        minerals["spent_usd"] += paid
        minerals["cash_usd"] -= paid
        controls.set("reserve_target", slice(None), self._target, 0.0)
        controls.set("reserve_last", slice(None), float(self._reserve.buying.anti_crowding), 0.0)
        if self._reserve.release.is_always_open():
            controls.set("release_cap", slice(None), self._permit, 0.0)
        self._buy(0.0)

    def reviews(self) -> Process:
        """Look at the market every few days; a declared mineral opens on its own day."""
        calendar, release = self._context.calendar, self._reserve.release
        always = release.is_always_open()
        at = 0.0
        while (at := at + release.review_d) < calendar.horizon_d:
            yield calendar.wait(at, REVIEW)
            calendar.sync(at)
            if not always:
                self._judge(at)
            self._buy(at)

    def _buy(self, at: float) -> None:
        declared = np.isfinite(self._opens)
        rate = self._reserve.buying.rate_t_per_d(self._observer.look(at), self._target, declared)
        self._context.controls.set("reserve_rate", slice(None), rate, at)

    def _judge(self, at: float) -> None:
        triggered = self._reserve.release.triggered(self._observer.look(at))
        self._last_trigger[triggered] = at
        fresh = triggered & ~np.isfinite(self._opens)
        self._opens[fresh] = at + self._reserve.release.delay_d()
        self._context.note(at, "reserve declared", np.flatnonzero(fresh), 1.0)
        if fresh.any():
            self._context.calendar.start(self._open(float(self._opens[fresh][0]), np.flatnonzero(fresh)))
        over = np.isfinite(self._opens) & (at - self._last_trigger >= self.CALM_D) & (at >= self._opens)
        if over.any():
            self._opens[over] = np.inf
            self._context.controls.set("release_cap", over, 0.0, at)
            self._context.note(at, "reserve closed", np.flatnonzero(over), 0.0)

    def _open(self, at: float, minerals: np.ndarray) -> Process:
        calendar = self._context.calendar
        if at >= calendar.horizon_d:
            return
        yield calendar.wait(at)
        calendar.sync(at)
        self._context.controls.set("release_cap", minerals, self._permit[minerals], at)
        self._context.note(at, "reserve opened", minerals, 1.0)
