"""Export licences: files wait for a desk, then for a decision; a licence runs out and is applied for anew."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.engine.actors.customs import Customs
from sim.engine.actors.priority import Priority
from sim.engine.actors.reach import reach
from sim.engine.calendar import REVIEW, Process
from sim.futures.control_events import LicensingDelay

IntArray = NDArray[np.int64]
DAYS_PER_WEEK = 7.0
# What waited for a licence when the regime ends leaves within this time, if the seller has it.
RELEASE_D = 30.0


@dataclass
class Stream:
    """The licensed flow of one mineral to one market, in equal lots.

    Attributes
    ----------
    market : str
    links, around : IntArray
        Its links, and the paths around them.
    until : list of float
        Per lot the day on which its licence ends; minus infinity without one.
    filed : list of float
        Per lot the day on which its oldest open file came in; infinite without one.
    """

    market: str
    links: IntArray
    until: list[float] = field(default_factory=list)
    filed: list[float] = field(default_factory=list)

    def valid(self, at: float) -> int:
        """Return how many lots may leave."""
        return sum(until > at for until in self.until)


class Licences:
    """Lives licence regimes: one desk per mineral, so that minerals do not disturb one another."""

    def __init__(self, customs: Customs, priority: Priority) -> None:
        self._customs = customs
        self._priority = priority

    def licensing_delay(self, event: LicensingDelay) -> Process:
        """Live through one licence regime."""
        return self._customs.each(event, lambda mineral: self._regime(event, mineral))

    def _regime(self, event: LicensingDelay, mineral: str) -> Process:
        return Regime(self._customs, event, mineral, self._priority).live()


class Regime:
    """One mineral's exports under one licence regime."""

    # Days between two notes on the queue.
    NOTED_EVERY_D = 30.0

    def __init__(self, customs: Customs, event: LicensingDelay, mineral: str, priority: Priority) -> None:
        context = customs.context
        self._customs = customs
        self._context = context
        self._event = event
        self._mineral = mineral
        self._priority = priority
        self._desk = simpy.PriorityResource(context.calendar.env, capacity=1)
        self._touched = reach(context, event, (mineral,))
        world = context.world
        links = self._touched.direct
        market = world.customers.market[world.links.customer]
        self._streams = [
            Stream(world.markets[m], links[market[links] == m]) for m in np.unique(market[links]).tolist()
        ]
        around = self._touched.around
        self._leaks = [
            customs.leaks.path(event, around[market[around] == world.market_index(stream.market)])
            for stream in self._streams
        ]
        self._over = False

    def live(self) -> Process:
        """Notice, files of all lots on the first day, decisions, end."""
        calendar, event = self._context.calendar, self._event
        yield from self._customs.begin(event, self._touched)
        for number, stream in enumerate(self._streams):
            stream.until, stream.filed = [-np.inf] * event.lots, [event.start_d] * event.lots
            self._gate(number, event.start_d)
        if self._context.traced:
            calendar.start(self._note_queue())
        # Of equal rank no market comes first: each files its first lot before any files its second.
        for lot in range(event.lots):
            for number in range(len(self._streams)):
                calendar.start(self._apply(number, lot))
        if event.end_d < calendar.horizon_d:
            yield calendar.wait(event.end_d)
            calendar.sync(event.end_d)
            yield from self._end(event.end_d)

    def _apply(self, number: int, lot: int) -> Process:
        """One lot: file, wait for the desk, wait for the decision, use the licence, file again."""
        calendar, event, stream = self._context.calendar, self._event, self._streams[number]
        entity = f"{event.id}/{self._mineral}/{stream.market}/{lot}"
        at, turn, future = event.start_d, 0, self._context.future
        while True:
            stream.filed[lot] = min(stream.filed[lot], at)
            with self._desk.request(priority=self._rank(stream.market)) as place:
                yield place
                at = max(at, calendar.env.now) + DAYS_PER_WEEK / event.licences_per_week
                if at >= event.end_d:
                    return
                yield calendar.wait(at)
            at += event.service.ppf(future.uniform(entity, "service", turn))
            if at >= event.end_d:
                return
            yield calendar.wait(at)
            if future.uniform(entity, "grant", turn) < event.grant_share:
                self._grant(number, lot, at)
                if event.validity_d is None:
                    return
                renewal = max(at, stream.until[lot] - event.renewal_lead_d)
                if renewal >= event.end_d:
                    return
                yield calendar.wait(renewal)
                at = renewal
            turn += 1

    def _rank(self, market: str) -> int:
        order = self._event.priority
        return order.index(market) if market in order else len(order)

    def _grant(self, number: int, lot: int, at: float) -> None:
        """Let a lot go until its licence ends; a renewal follows on the licence it renews."""
        calendar, stream = self._context.calendar, self._streams[number]
        calendar.sync(at)
        days = np.inf if self._event.validity_d is None else self._event.validity_d
        stream.until[lot] = max(at, stream.until[lot]) + days
        stream.filed[lot] = np.inf
        self._gate(number, at)
        if stream.until[lot] < min(self._event.end_d, calendar.horizon_d):
            calendar.start(self._expire(number, stream.until[lot]))

    def _expire(self, number: int, at: float) -> Process:
        yield self._context.calendar.wait(at)
        if not self._over:
            self._context.calendar.sync(at)
            self._gate(number, at)

    def _gate(self, number: int, at: float) -> None:
        """Let out the share of a stream that has a licence."""
        stream = self._streams[number]
        waiting = 1.0 - stream.valid(at) / self._event.lots
        self._customs.border.restrict(stream.links, self._event.id, self._event.covered * waiting, at)
        self._leaks[number].open(self._event.covered * waiting, at)

    def _note_queue(self) -> Process:
        """Note month by month what has a licence, and what waits for one; nothing changes by it."""
        context, event, streams, at = self._context, self._event, self._streams, self._event.start_d
        row = context.world.minerals.index(self._mineral)
        flows = np.array([self._traded(stream, context.world.links.base[stream.links]) for stream in streams])
        while (at := at + self.NOTED_EVERY_D) < min(event.end_d, context.calendar.horizon_d):
            yield context.calendar.wait(at, REVIEW)
            licensed = np.array([stream.valid(at) for stream in streams]) / event.lots
            share = flows @ licensed / flows.sum() if flows.any() else 1.0
            waiting = sum(self._traded(stream, self._waiting_t(stream, at)) for stream in streams)
            context.note(at, "licensed", row, share, event.id)
            context.note(at, "waiting for licences", row, waiting, event.id)

    def _traded(self, stream: Stream, tonnes: NDArray[np.float64]) -> float:
        """Return the tonnes of ordinary trade: what the reserve may order is no flow of day 0."""
        return float(tonnes[np.isin(stream.links, self._touched.trade)].sum())

    def _end(self, at: float) -> Process:
        """Lift the regime; what waited is served first of what buyers order now, for a month."""
        calendar, cause = self._context.calendar, f"{self._event.id}/backlog"
        self._over = True
        owed = [self._waiting_t(stream, at) / RELEASE_D for stream in self._streams]
        for stream, leak, tonnes in zip(self._streams, self._leaks, owed, strict=True):
            self._customs.border.lift(stream.links, self._event.id, at)
            leak.close(at)
            self._priority.begin(stream.links, cause, tonnes, at)
        row = self._context.world.minerals.index(self._mineral)
        waited = sum(map(self._traded, self._streams, owed)) * RELEASE_D
        self._context.note(at, "licence backlog", row, waited, self._event.id)
        if at + RELEASE_D < calendar.horizon_d:
            yield calendar.wait(at + RELEASE_D)
            calendar.sync(at + RELEASE_D)
            self._priority.end(self._touched.direct, cause, at + RELEASE_D)

    def _waiting_t(self, stream: Stream, at: float) -> NDArray[np.float64]:
        """Tonnes per link that wait for a licence: base flow of each open lot since it was filed."""
        days = sum(
            at - max(filed, until)
            for filed, until in zip(stream.filed, stream.until, strict=True)
            if max(filed, until) < at
        )
        share = self._event.covered * days / self._event.lots
        return self._context.world.links.base[stream.links] * share
