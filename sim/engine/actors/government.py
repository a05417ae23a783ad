"""Governments: announce, enforce and relax export controls, and what buyers do about it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.border import Border
from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context, links_hit
from sim.engine.calendar import REVIEW, Process
from sim.futures.events import ExportBan
from sim.world.world import LEAK, MARKET

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


class Governments:
    """Owns the paths around export controls."""

    def __init__(self, context: Context, buyers: Buyers, border: Border) -> None:
        self._context = context
        self._buyers = buyers
        self._border = border
        # Of several leaks the narrowest holds.
        self._leakage = Causes(len(context.tables.links), min, 0.0)

    def export_ban(self, event: ExportBan) -> Process:
        """Live through one ban: notice, enforcement, leakage, end."""
        calendar = self._context.calendar
        hit = links_hit(self._context.world, event.minerals, event.stage, event.origin, event.destinations)
        leak = self._context.tables.links["kind"] == LEAK
        direct = np.flatnonzero(hit & ~leak)
        around = np.flatnonzero(hit & leak) if event.destinations else direct[:0]
        alarmed = np.unique(self._context.tables.links["customer"][direct])

        def enforce(at: float) -> None:
            self._border.restrict(direct, event.id, event.severity, at)
            leakage = self._leakage.add(around.tolist(), event.id, event.leakage * event.severity)
            self._leak(around, leakage, at)
            self._buyers.alarm(alarmed, at)

        def relax(at: float) -> None:
            self._border.lift(direct, event.id, at)
            self._leak(around, self._leakage.drop(around.tolist(), event.id), at)

        if event.announced_d < event.start_d:
            yield calendar.wait(event.announced_d)
            calendar.sync(event.announced_d)
            self._buyers.alarm(alarmed, event.announced_d)
        yield from calendar.spell(event.start_d, event.duration_d, enforce, relax)

    def _leak(self, around: IntArray, leakage: FloatArray, at: float) -> None:
        links = self._context.world.links
        self._context.controls.set("weight", around, links.base[links.parent[around]] * leakage, at)


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
        self._context.note(at, "precaution", markets, self._gain[markets])

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
