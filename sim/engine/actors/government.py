"""Governments: announce, enforce and relax export controls, and what buyers do about it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.context import Context, links_hit
from sim.engine.calendar import REVIEW, Process
from sim.futures.events import ExportBan
from sim.world.world import LEAK, MARKET

IntArray = NDArray[np.int64]


class Governments:
    """Owns the severity of every link and the paths around it."""

    def __init__(self, context: Context, buyers: Buyers) -> None:
        self._context = context
        self._buyers = buyers
        self._controls: list[dict[str, float]] = [{} for _ in range(len(context.tables.links))]
        self._leaks: list[dict[str, float]] = [{} for _ in range(len(context.tables.links))]

    def export_ban(self, event: ExportBan) -> Process:
        """Live through one ban: notice, enforcement, leakage, end."""
        calendar, world = self._context.calendar, self._context.world
        hit = links_hit(world, event.minerals, event.stage, event.origin, event.destinations)
        links = self._context.tables.links
        direct = np.flatnonzero(hit & (links["kind"] != LEAK)).tolist()
        leaks = np.flatnonzero(hit & (links["kind"] == LEAK)).tolist() if event.destinations else []
        alarmed = np.unique(links["customer"][direct])
        if event.announced_d < event.start_d:
            yield calendar.wait(event.announced_d)
            calendar.sync(event.announced_d)
            self._buyers.alarm(alarmed, event.announced_d)
        yield calendar.wait(event.start_d)
        calendar.sync(event.start_d)
        for link in direct:
            self._controls[link][event.id] = event.severity
        for link in leaks:
            self._leaks[link][event.id] = event.leakage * event.severity
        self._enforce(direct, leaks, event.start_d)
        self._buyers.alarm(alarmed, event.start_d)
        end = event.start_d + event.duration_d
        if end >= calendar.horizon_d:
            return
        yield calendar.wait(end)
        calendar.sync(end)
        for link in direct:
            del self._controls[link][event.id]
        for link in leaks:
            del self._leaks[link][event.id]
        self._enforce(direct, leaks, end)

    def _enforce(self, direct: list[int], leaks: list[int], at: float) -> None:
        """Of several controls on a link the hardest holds; of several leaks the narrowest."""
        controls, links = self._context.controls, self._context.world.links
        worst = [max(self._controls[link].values(), default=0.0) for link in direct]
        controls.set("severity", np.array(direct, np.int64), np.array(worst), at)
        parents = links.base[links.parent[leaks]] if leaks else np.zeros(0)
        share = np.array([min(self._leaks[link].values(), default=0.0) for link in leaks])
        controls.set("weight", np.array(leaks, np.int64), parents * share, at)


class Buyers:
    """Owns the precautionary part of target stocks."""

    REVIEW_D = 30.0
    CALM = 1e-3

    def __init__(self, context: Context) -> None:
        self._context = context
        spec = context.model.precaution
        mineral = context.world.customers.mineral
        self._gain = context.read("hoarding_gain", spec.gain, spec.enabled)[mineral]
        self._decay = context.read("hoarding_decay_d", spec.decay_d)[mineral]
        self._since = np.full(len(mineral), -np.inf)

    def alarm(self, customers: IntArray, at: float) -> None:
        """Raise the target cover of the markets among these customers."""
        markets = customers[self._context.tables.customers["kind"][customers] == MARKET]
        self._since[markets] = at
        self._context.controls.set("precaution", markets, 1.0 + self._gain[markets], at)

    def calm(self) -> Process:
        """Let precaution fade, month by month."""
        calendar, controls = self._context.calendar, self._context.controls
        for month in range(1, int(calendar.horizon_d // self.REVIEW_D) + 1):
            at = month * self.REVIEW_D
            yield calendar.wait(at, REVIEW)
            worried = np.flatnonzero(controls.now("precaution") != 1.0)
            if len(worried) == 0:
                continue
            calendar.sync(at)
            fade = np.exp(-(at - self._since[worried]) / self._decay[worried])
            fade[fade < self.CALM] = 0.0
            controls.set("precaution", worried, 1.0 + self._gain[worried] * fade, at)
