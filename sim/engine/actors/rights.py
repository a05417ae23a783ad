"""Calls on rights to a partner's output while a crisis lasts."""

from __future__ import annotations

import numpy as np

from sim.engine.actors.context import Context
from sim.engine.actors.declaration import Declarations
from sim.engine.actors.treasury import Treasury
from sim.engine.calendar import REVIEW, Process
from sim.engine.observe import Observer, ReserveView
from sim.policy.reserve.finance import Finance
from sim.policy.reserve.rights import OfftakeRights

NO_FACILITY = Finance(
    loan_usd=0.0, equity_usd=0.0, fee=0.0, entry_fee=0.0, running_costs="state", buy_back=False
)
DAYS_PER_YEAR = 365.0


class RightsManager:
    """Owns the priority of the links that the rights cover, and pays their premium."""

    def __init__(self, context: Context, rights: OfftakeRights) -> None:
        self._context = context
        self._rights = rights
        self._observer = Observer(context, rights.review_d)
        self._treasury = Treasury(context, NO_FACILITY, 0.0, False)
        world = context.world
        self._tonnes = rights.priorities(world)
        self._mineral = world.facilities.mineral[world.links.supplier]
        self._premium = rights.premium_usd_per_year(world)
        self._paid_until = 0.0
        delay = rights.declaration_lag_d + rights.release_lead_d
        self._crises = Declarations(context, delay, self._call)
        self._called = np.zeros(len(world.minerals), np.bool_)

    def reviews(self) -> Process:
        """Look at the market every few days."""
        calendar = self._context.calendar
        at = 0.0
        while (at := at + self._rights.review_d) < calendar.horizon_d:
            yield calendar.wait(at, REVIEW)
            calendar.sync(at)
            self._pay(at)
            self._crises.judge(at, self._rights.triggered(self._observer.look(at, self._view(at))))
            self._call(at)

    def close(self) -> Treasury:
        """Pay the last days and return the treasury with its final book."""
        self._pay(self._context.calendar.horizon_d)
        return self._treasury

    def _call(self, at: float) -> None:
        """Put the rights of open minerals first, and no others."""
        is_open = self._crises.opens_d <= at
        changed = np.flatnonzero((is_open != self._called)[self._mineral] & (self._tonnes > 0.0))
        if len(changed):
            sign = np.where(is_open[self._mineral[changed]], 1.0, -1.0)
            controls = self._context.controls
            priority = controls.now("priority")[changed] + sign * self._tonnes[changed]
            controls.set("priority", changed, np.maximum(0.0, priority), at)
        self._called = is_open

    def _pay(self, at: float) -> None:
        minerals = self._context.tables.minerals
        premium = self._premium * (at - self._paid_until) / DAYS_PER_YEAR
        minerals["carrying_usd"] += premium
        minerals["cash_usd"] -= premium
        self._paid_until = at
        self._treasury.settle(at)

    def _view(self, at: float) -> ReserveView:
        """There is no stock to look at."""
        holders, n = len(self._context.world.sectors.name), len(self._context.world.minerals)
        none = np.zeros(holders)
        return ReserveView(np.zeros(n, np.bool_), self._crises.crisis_d(at), none, none, none)
