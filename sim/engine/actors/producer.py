"""Producers: outages take capacity away, low prices idle plants, high ones bring them back late."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.data.parameters import parameters
from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context
from sim.engine.actors.stranded import Stranded
from sim.engine.calendar import REVIEW, Process
from sim.futures.events import Outage, Strike
from sim.futures.laws import Triangular

REVIEW_D = 30.0


class Producers:
    """Owns the availability of every facility."""

    def __init__(self, context: Context) -> None:
        self._context = context
        count = len(context.tables.facilities)
        self._rows: dict[tuple[str, str, str], list[int]] = {}
        table = context.world.facilities
        for row, key in enumerate(zip(table.mineral.tolist(), table.stage, table.country, strict=True)):
            self._rows.setdefault((context.world.minerals[key[0]], key[1], key[2]), []).append(row)
        self._lost = Causes(sum, 0.0)
        self._stranded = Stranded(context)
        self._up = np.ones(count)
        self._idle = np.zeros(count)
        self.sheltered = np.zeros(count, np.int64)

    def struck(self, event: Outage | Strike) -> list[int]:
        """Return the facilities that an event stops."""
        keys = [(mineral, event.stage, event.origin) for mineral in event.minerals]
        names = self._context.world.facilities.name
        return [
            facility
            for key in keys
            for facility in self._rows.get(key, ())
            if event.facility in (None, names[facility].rpartition("/")[2])
        ]

    def lose(self, hit: list[int], cause: str, share: float, at: float) -> None:
        """Let a cause take a share of output away; overlapping shares add up."""
        self._apply(hit, self._lost.add(hit, cause, share), at)
        self._context.note(at, "outage", hit, share, cause)

    def regain(self, hit: list[int], cause: str, at: float) -> None:
        """End what a cause takes away."""
        self._apply(hit, self._lost.drop(hit, cause), at)
        self._context.note(at, "outage", hit, 0.0, cause)

    def outage(self, event: Outage) -> Process:
        """Live through one outage, and what it does to finished stock."""
        hit = self.struck(event)
        if event.stranded_d > 0.0:
            self._context.calendar.start(self._stranded.spell(event, hit))
        return self._context.calendar.stages(
            event.start_d,
            event.duration_d,
            event.profile,
            lambda at, fraction: self.lose(hit, event.id, event.severity * fraction, at),
            lambda at: self.regain(hit, event.id, at),
        )

    def _apply(self, facilities: list[int], lost: NDArray[np.float64], at: float) -> None:
        self._up[facilities] = np.maximum(0.0, 1.0 - lost)
        self._set(np.array(facilities, np.int64), at)

    def _set(self, facilities: NDArray[np.int64], at: float) -> None:
        up = self._up[facilities] * (1.0 - self._idle[facilities])
        self._context.controls.set("availability", facilities, up, at)

    def idling(self) -> Process:
        """Review every plant's price against its cost, month by month."""
        calendar, facilities = self._context.calendar, self._context.tables.facilities
        plants: Plants | None = None
        for month in range(1, int(calendar.horizon_d // REVIEW_D) + 1):
            at = month * REVIEW_D
            yield calendar.wait(at, REVIEW)
            calendar.sync(at)
            if plants is None:
                if facilities["realised"].min(initial=1.0) >= parameters().get("idle_price_ceiling").mode:
                    continue
                plants = Plants(self._context)
            share = plants.review(facilities["realised"], self.sheltered > 0)
            changed = np.flatnonzero(share != self._idle)
            self._idle[changed] = share[changed]
            self._set(changed, at)
            self._context.note(at, "idle", changed, share[changed])


class Plants:
    """The plants behind the national aggregates, each with its own cost and patience.

    Costs (over the baseline price) are drawn per plant from the triangular law of ``idle_cost_ratio``, the
    days it bears a price and the lag of its return from those of ``idle_after_d`` and ``restart_lag_d``; all
    keyed by facility, so that no arm changes them. Plants alike in all of these would close in one month.
    """

    def __init__(self, context: Context) -> None:
        spec, read, world = context.model.idling, context.read, context.world
        table = world.facilities
        self._facility: NDArray[np.int64] = np.repeat(np.arange(len(table.plants)), table.plants)
        self._plants = table.plants
        mineral = table.mineral[self._facility]
        self._context = context
        self._cost = self._drawn("idle_cost_ratio", "idle_cost", spec.cost_ratio)
        ratio = read("idle_price_to_cost", spec.price_to_cost)[mineral]
        self._close_below = np.minimum(self._cost * ratio, parameters().get("idle_price_ceiling").mode)
        self._open_above = self._cost * read("restart_ratio", spec.restart_ratio)[mineral]
        self._after = self._drawn("idle_after_d", "idle_after", spec.after_d)
        self._lag = self._drawn("restart_lag_d", "restart_lag", spec.restart_lag_d)
        self._waited = np.zeros(len(mineral))
        self._closed = np.zeros(len(mineral), np.bool_)

    def _drawn(self, name: str, purpose: str, given: float | None) -> NDArray[np.float64]:
        """Return one value per plant: the one given, else a draw from the law of a parameter."""
        if given is not None:
            return np.full(len(self._facility), given)
        world, future = self._context.world, self._context.future
        table = world.facilities
        laws = [_law(name, mineral) for mineral in world.minerals]
        luck = [
            future.uniforms(facility, purpose, plants)
            for facility, plants in zip(table.name, table.plants.tolist(), strict=True)
        ]
        own = table.mineral[self._facility]
        draws = np.concatenate(luck)
        for m, law in enumerate(laws):
            draws[own == m] = law.quantiles(draws[own == m])
        return draws

    def review(self, realised: NDArray[np.float64], sheltered: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Advance a month and return the idle share per facility; a state keeps its sheltered plants open."""
        price = realised[self._facility]
        moving = np.where(
            self._closed, price > self._open_above, (price < self._close_below) & ~sheltered[self._facility]
        )
        self._waited = np.where(moving, self._waited + REVIEW_D, 0.0)
        flips = self._waited >= np.where(self._closed, self._lag, self._after)
        self._closed ^= flips
        self._waited[flips] = 0.0
        closed = np.bincount(self._facility, self._closed, len(self._plants))
        return closed / self._plants


def _law(name: str, mineral: str) -> Triangular:
    row = parameters().get(name, mineral)
    return Triangular(low=row.low, mode=row.mode, high=row.high)
