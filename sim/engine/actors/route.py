"""Routes: a longer way stretches what sails after it, never what has sailed."""

from __future__ import annotations

import numpy as np

from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context, links_hit
from sim.engine.calendar import Process
from sim.futures.events import RouteDelay


class Routes:
    """Owns the transit of every link."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._usual = context.controls.now("transit").copy()
        self._extra = Causes(len(self._usual), sum, 0.0)

    def route_delay(self, event: RouteDelay) -> Process:
        """Live through one detour; overlapping detours add up."""
        hit = np.flatnonzero(
            links_hit(self._context.world, event.minerals, None, event.origin, event.destinations)
        )
        rows = hit.tolist()

        def begin(at: float) -> None:
            extra = self._extra.add(rows, event.id, event.extra_d)
            self._context.controls.set("transit", hit, self._usual[hit] + extra, at)

        def end(at: float) -> None:
            extra = self._extra.drop(rows, event.id)
            self._context.controls.set("transit", hit, self._usual[hit] + extra, at)

        return self._context.calendar.spell(event.start_d, event.duration_d, begin, end)
