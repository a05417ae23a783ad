"""State-backed sellers: flood a market by asking less than cost and making more for a while."""

from __future__ import annotations

import numpy as np

from sim.engine.actors.capacity import Capacity
from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context, facilities_hit, traded_stages
from sim.engine.actors.producer import Producers
from sim.engine.calendar import Process
from sim.futures.events import PriceFlood


class Sellers:
    """Owns the exogenous ask price of every facility."""

    def __init__(self, context: Context, producers: Producers, capacity: Capacity) -> None:
        self._context = context
        self._producers = producers
        self._capacity = capacity
        self._cuts = Causes(min, 1.0)

    def price_flood(self, event: PriceFlood) -> Process:
        """Live through one flood; the state keeps its own plants open as long as it lasts."""
        stages = traded_stages(event.stage)
        hit = np.flatnonzero(facilities_hit(self._context.world, event.minerals, stages, event.origin))
        rows = hit.tolist()
        # What a project builds is sized by its own ramp.
        built = hit[self._context.world.facilities.base[hit] > 0]

        def begin(at: float) -> None:
            self._producers.sheltered[hit] += 1
            asks = self._cuts.add(rows, event.id, event.ask_factor)
            self._context.controls.set("ask_floor", hit, asks, at)
            if event.output_rise > 0.0:
                self._capacity.add(built, event.id, event.output_rise, at)
            self._context.note(at, "flood", hit, 1.0 - event.ask_factor, event.id)

        def end(at: float) -> None:
            self._producers.sheltered[hit] -= 1
            self._context.controls.set("ask_floor", hit, self._cuts.drop(rows, event.id), at)
            if event.output_rise > 0.0:
                self._capacity.drop(built, event.id, at)
            self._context.note(at, "flood", hit, 0.0, event.id)

        return self._context.calendar.spell(event.start_d, event.duration_d, begin, end)
