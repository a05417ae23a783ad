"""An adversary with a rule: looks at what a ban achieves and keeps or ends it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.engine.actors.context import Context
from sim.engine.calendar import REVIEW
from sim.futures.control_events import ExportBan
from sim.world.world import MARKET

IntArray = NDArray[np.int64]


class Adversary:
    """Reviews one ban on one mineral; what it sees is public, whether it acts is drawn in the future.

    Parameters
    ----------
    context : Context
    event : ExportBan
    mineral : str
    buyers : IntArray
        Customers the ban is aimed at.
    """

    def __init__(self, context: Context, event: ExportBan, mineral: str, buyers: IntArray) -> None:
        self._context = context
        self._event = event
        self._mineral = mineral
        customers, world = context.tables.customers, context.world
        used = (customers["kind"] == MARKET) & (customers["demand0"] > 0)
        used &= world.customers.mineral == world.minerals.index(mineral)
        aimed = np.zeros(len(customers), np.bool_)
        aimed[buyers] = True
        home = used & np.array([world.markets[m] == event.origin for m in world.customers.market])
        self._aimed = np.flatnonzero(used & aimed)
        self._spared = np.flatnonzero(home if home.any() else used & ~aimed)

    def reviews(self) -> Generator[simpy.Event, Any, float]:
        """Live through the reviews of the ban; return the day on which it ends."""
        calendar, event, rule = self._context.calendar, self._event, self._event.response
        end, at, turn = event.end_d, event.start_d, 0
        while (at := at + rule.review_d) < min(end, calendar.horizon_d):
            yield calendar.wait(at, REVIEW)
            calendar.sync(at)
            u = self._context.future.uniform(f"{event.id}/{self._mineral}", "response", turn)
            turn += 1
            if u >= rule.acts_share:
                continue
            if rule.rule == "stock_aware":
                cover = self.cover_d()
                if self._decided(cover >= rule.cover_d, "cover", cover, at):
                    return max(at, event.start_d + rule.shorten_to * event.duration_d)
            else:
                wedge = self.wedge()
                if self._decided((wedge >= rule.wedge) != (rule.keep_while == "above"), "wedge", wedge, at):
                    return at
        return end

    def _decided(self, over: bool, what: str, seen: float, at: float) -> bool:
        """Note a decision and what it was taken on, and pass it on."""
        row = self._context.world.minerals.index(self._mineral)
        self._context.note(at, f"ban {'ended' if over else 'kept'} ({what})", row, seen, self._event.id)
        return over

    def cover_d(self) -> float:
        """Days of demand that the visible stock of those aimed at covers, the US reserve included."""
        customers, minerals = self._context.tables.customers, self._context.tables.minerals
        own = minerals[self._context.world.minerals.index(self._mineral)]
        stock, demand = customers["stock"][self._aimed].sum(), customers["demand0"][self._aimed].sum()
        if own["us"] in self._aimed:
            stock += customers["stock"][own["reserve"]] + own["stockpile_t"]
        return float(stock / demand) if demand > 0 else 0.0

    def wedge(self) -> float:
        """Price of those aimed at over the price of those spared, both weighted by demand."""
        return self._price(self._aimed) / self._price(self._spared)

    def _price(self, markets: IntArray) -> float:
        customers = self._context.tables.customers
        demand = customers["demand0"][markets]
        if demand.sum() == 0.0:
            return 1.0
        return float(customers["price"][markets] @ demand / demand.sum())
