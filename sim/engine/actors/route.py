"""Routes: a longer way stretches what sails after it, never what has sailed."""

from __future__ import annotations

import numpy as np

from sim.engine.actors.context import Context, links_hit
from sim.engine.calendar import Process
from sim.futures.events import RouteDelay


class Routes:
    """Owns the transit of every link."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._usual = context.controls.now("transit").copy()
        self._extra: list[dict[str, float]] = [{} for _ in range(len(self._usual))]

    def route_delay(self, event: RouteDelay) -> Process:
        """Live through one detour."""
        calendar = self._context.calendar
        hit = np.flatnonzero(
            links_hit(self._context.world, event.minerals, None, event.origin, event.destinations)
        ).tolist()
        yield calendar.wait(event.start_d)
        calendar.sync(event.start_d)
        for link in hit:
            self._extra[link][event.id] = event.extra_d
        self._apply(hit, event.start_d)
        end = event.start_d + event.duration_d
        if end >= calendar.horizon_d:
            return
        yield calendar.wait(end)
        calendar.sync(end)
        for link in hit:
            del self._extra[link][event.id]
        self._apply(hit, end)

    def _apply(self, links: list[int], at: float) -> None:
        days = np.array([self._usual[link] + sum(self._extra[link].values()) for link in links])
        self._context.controls.set("transit", np.array(links, np.int64), days, at)
