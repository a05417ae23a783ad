"""Buyers who fear for their supply: larger target stocks, and cargo shipped early."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context
from sim.engine.calendar import REVIEW, Process
from sim.world.world import MARKET

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


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
        self._strength = np.zeros(len(mineral))

    def alarm(self, customers: IntArray, cause: str, at: float) -> None:
        """Raise the target cover of the markets among these customers."""
        markets = customers[self._context.tables.customers["kind"][customers] == MARKET]
        self.warn(markets, np.ones(len(markets)), cause, at)

    def warn(self, customers: IntArray, strength: FloatArray, cause: str, at: float) -> None:
        """Raise the target cover of customers by a part of the full alarm; a greater fear is kept."""
        felt = self._strength[customers] * self._fade(customers, at)
        fresh = strength >= felt
        raised = customers[fresh]
        self._since[raised], self._strength[raised] = at, strength[fresh]
        more = self._gain[raised] * strength[fresh]
        self._context.controls.set("precaution", raised, 1.0 + more, at)
        self._context.note(at, "precaution", raised, more, cause)

    def restrain(self, customers: IntArray, share: float) -> None:
        """Take a share off what alarms add to target cover from now on."""
        self._gain[customers] *= 1.0 - share

    def _fade(self, customers: IntArray, at: float) -> FloatArray:
        """Return what is left of the last alarm."""
        return np.asarray(np.exp(-(at - self._since[customers]) / self._decay[customers]))

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
            fade = self._strength[worried] * self._fade(worried, at)
            fade[fade < self.CALM] = 0.0
            controls.set("precaution", worried, 1.0 + self._gain[worried] * fade, at)
            self._context.note(at, "precaution", worried[fade == 0.0], 0.0)


class Rush:
    """Owns the cargo that buyers try to ship early, beside their orders."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._tonnes = Causes(sum, 0.0)
        world = context.world
        self._mineral = world.facilities.mineral[world.links.supplier]

    def begin(self, links: IntArray, event: str, flow_d: float, window_d: float, at: float) -> None:
        """Let buyers try to ship ``flow_d`` days of base flow within ``window_d`` days."""
        rate = self._context.world.links.base[links] * (flow_d / window_d)
        for link, tonnes in zip(links.tolist(), rate.tolist(), strict=True):
            self._tonnes.add([link], event, tonnes)
        self._set(links, at)
        self._context.note(at, "rush", links, rate, event)

    def end(self, links: IntArray, event: str, at: float) -> None:
        """End it; from then on buyers count what they shipped early as stock like any other."""
        self._tonnes.drop(links.tolist(), event)
        self._set(links, at)
        self._context.note(at, "rush", links, 0.0, event)

    def _set(self, links: IntArray, at: float) -> None:
        controls = self._context.controls
        controls.set("rush", links, self._tonnes.now(links.tolist()), at)
        for mineral in np.unique(self._mineral[links]).tolist():
            some = bool(controls.now("rush")[self._mineral == mineral].any())
            controls.set("rushing", mineral, float(some), at)
