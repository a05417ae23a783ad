"""Demand that surges or moves, and stocks that somebody sells into a market."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context
from sim.engine.actors.ramps import rising
from sim.engine.calendar import Process
from sim.futures.events import DemandShift, DemandSurge, Stages, StockRelease
from sim.world.world import MARKET

IntArray = NDArray[np.int64]


class Demand:
    """Owns demand over its baseline, and the tonnes that come into a market from outside the books."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._added = Causes(sum, 0.0)
        self._inflow = Causes(sum, 0.0)

    def surge(self, event: DemandSurge) -> Process:
        """Live through more demand for a while."""
        return self._change(event, ())

    def shift(self, event: DemandShift) -> Process:
        """Live through a move of demand to another level."""
        return self._change(event, rising(event.ramp_d))

    def _change(self, event: DemandSurge | DemandShift, profile: Stages) -> Process:
        buyers = self._buyers(event.minerals, event.markets)
        rows = buyers.tolist()

        def begin(at: float, fraction: float) -> None:
            self._set(buyers, self._added.add(rows, event.id, event.share * fraction), at)
            self._context.note(at, "demand", buyers, event.share * fraction, event.id)

        def end(at: float) -> None:
            self._set(buyers, self._added.drop(rows, event.id), at)
            self._context.note(at, "demand", buyers, 0.0, event.id)

        return self._context.calendar.stages(event.start_d, event.duration_d, profile, begin, end)

    def _set(self, buyers: IntArray, added: NDArray[np.float64], at: float) -> None:
        # Several losses together cannot take more than all of it.
        self._context.controls.set("surge", buyers, np.maximum(0.0, 1.0 + added), at)

    def stock_release(self, event: StockRelease) -> Process:
        """Live through the sale of a stock; markets share each mineral's tonnes by their demand."""
        buyers, customers = self._buyers(event.minerals, event.markets), self._context.world.customers
        demand, mineral = customers.demand[buyers], customers.mineral[buyers]
        share = demand / np.bincount(mineral, demand)[mineral]
        rate = event.tonnes / event.duration_d * share
        return self.sell(buyers, rate, event.id, event.start_d, event.duration_d)

    def sell(
        self, buyers: IntArray, rate: NDArray[np.float64], cause: str, start_d: float, days: float
    ) -> Process:
        """Live through a sale of tonnes per day into markets from outside the books."""
        controls = self._context.controls

        def begin(at: float) -> None:
            for row, tonnes in zip(buyers.tolist(), rate.tolist(), strict=True):
                controls.set("inflow", row, self._inflow.add([row], cause, tonnes)[0], at)
            self._context.note(at, "stock sold", buyers, rate, cause)

        def end(at: float) -> None:
            controls.set("inflow", buyers, self._inflow.drop(buyers.tolist(), cause), at)
            self._context.note(at, "stock sold", buyers, 0.0, cause)

        return self._context.calendar.spell(start_d, days, begin, end)

    def _buyers(self, minerals: tuple[str, ...], markets: tuple[str, ...]) -> IntArray:
        """Return the markets with demand that an event touches; no market named means all."""
        world = self._context.world
        table = world.customers
        wanted = [world.mineral_index(mineral) for mineral in minerals if mineral in world.minerals]
        hit = (table.kind == MARKET) & (table.demand > 0) & np.isin(table.mineral, wanted)
        if markets:
            hit &= np.isin(np.array(world.markets)[table.market], markets)
        return np.flatnonzero(hit)
