"""State-backed sellers: flood a market by asking less than cost for a while."""

from __future__ import annotations

import numpy as np

from sim.engine.actors.context import Context, facilities_hit, traded_stages
from sim.engine.actors.producer import Producers
from sim.engine.calendar import Process
from sim.futures.events import PriceFlood


class Sellers:
    """Owns the exogenous ask price of every facility."""

    def __init__(self, context: Context, producers: Producers) -> None:
        self._context = context
        self._producers = producers
        self._cuts: list[dict[str, float]] = [{} for _ in range(len(context.tables.facilities))]

    def price_flood(self, event: PriceFlood) -> Process:
        """Live through one flood; the state keeps its own plants open as long as it lasts."""
        calendar = self._context.calendar
        hit = np.flatnonzero(
            facilities_hit(self._context.world, event.minerals, traded_stages(event.stage), event.origin)
        ).tolist()
        yield calendar.wait(event.start_d)
        calendar.sync(event.start_d)
        for facility in hit:
            self._cuts[facility][event.id] = event.ask_factor
        self._apply(hit, event.start_d)
        self._producers.sheltered[hit] += 1
        end = event.start_d + event.duration_d
        if end >= calendar.horizon_d:
            return
        yield calendar.wait(end)
        calendar.sync(end)
        for facility in hit:
            del self._cuts[facility][event.id]
        self._apply(hit, end)
        self._producers.sheltered[hit] -= 1

    def _apply(self, facilities: list[int], at: float) -> None:
        lowest = [min(self._cuts[facility].values(), default=1.0) for facility in facilities]
        self._context.controls.set("ask_floor", np.array(facilities, np.int64), np.array(lowest), at)
