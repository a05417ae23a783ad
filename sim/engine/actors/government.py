"""Governments: announce, enforce and relax bans, taxes and threats."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.adversary import Adversary
from sim.engine.actors.causes import Causes
from sim.engine.actors.customs import Customs
from sim.engine.actors.reach import reach
from sim.engine.actors.recall import Recall
from sim.engine.calendar import Process
from sim.futures.control_events import ExportBan, ExportTax, Threat

FloatArray = NDArray[np.float64]


class Governments:
    """Owns the mark-up of taxed links; restricts links through the border."""

    def __init__(self, customs: Customs) -> None:
        self._customs = customs
        self._context = customs.context
        self._taxes = Causes(math.prod, 1.0)

    def export_ban(self, event: ExportBan) -> Process:
        """Live through one ban; under a rule each mineral's ban is kept or ended on its own."""
        if event.response.rule == "fixed":
            return self._ban(event, event.minerals)
        return self._customs.each(event, lambda mineral: self._ban(event, (mineral,)))

    def _ban(self, event: ExportBan, minerals: tuple[str, ...]) -> Process:
        """Notice, enforcement, leakage, perhaps reviews, end."""
        calendar, touched = self._context.calendar, reach(self._context, event, minerals)
        leak = self._customs.leaks.path(event, touched.around)
        recall = Recall(self._context, touched.trade) if event.in_transit == "stop" else None
        if recall is not None:
            calendar.start(recall.note(event.start_d))

        def enforce(at: float, fraction: float) -> None:
            severity = event.severity * fraction
            self._customs.border.restrict(touched.direct, event.id, severity, at)
            leak.open(severity, at)
            self._customs.buyers.alarm(touched.buyers, event.id, at)
            if recall is not None and at == event.start_d:
                recall.stop(severity, event.id, at)

        def lift(at: float) -> None:
            self._customs.border.lift(touched.direct, event.id, at)
            leak.close(at)

        yield from self._customs.notice.live(event, touched)
        if event.response.rule == "fixed":
            yield from calendar.stages(event.start_d, event.duration_d, event.profile, enforce, lift)
            return
        yield calendar.wait(event.start_d)
        calendar.sync(event.start_d)
        enforce(event.start_d, 1.0)
        end = yield from Adversary(self._context, event, minerals[0], touched.buyers).reviews()
        if end < calendar.horizon_d:
            yield calendar.wait(end)
            calendar.sync(end)
            lift(end)

    def export_tax(self, event: ExportTax) -> Process:
        """Live through one tax: what is taxed costs more abroad, the origin's sellers get no more."""
        touched = reach(self._context, event)
        rows = touched.direct.tolist()

        def set_markup(factors: FloatArray, rate: float, at: float) -> None:
            self._context.controls.set("markup", touched.direct, factors, at)
            self._context.note(at, "tax", touched.direct, rate, event.id)

        yield from self._customs.notice.live(event, touched)
        yield from self._context.calendar.spell(
            event.start_d,
            event.duration_d,
            lambda at: set_markup(self._taxes.add(rows, event.id, 1.0 + event.rate), event.rate, at),
            lambda at: set_markup(self._taxes.drop(rows, event.id), 0.0, at),
        )

    def threat(self, event: Threat) -> Process:
        """Live through one threat: buyers are alarmed, and stay so until it is suspended."""
        calendar, touched = self._context.calendar, reach(self._context, event)

        def alarm(at: float) -> None:
            self._customs.buyers.alarm(touched.buyers, event.id, at)

        # From the suspension on the alarm fades; until then it is renewed.
        yield from calendar.spell(
            event.start_d, min(event.duration_d, event.expected_d - event.start_d), alarm, alarm
        )
