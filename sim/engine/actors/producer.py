"""Producers: outages take capacity away, low prices idle plants, high ones bring them back late."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.data.parameters import parameters
from sim.engine.actors.context import Context
from sim.engine.calendar import REVIEW, Process
from sim.futures.events import Outage
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
        self._lost: list[dict[str, float]] = [{} for _ in range(count)]
        self._idle = np.zeros(count)
        self.sheltered = np.zeros(count, np.int64)

    def outage(self, event: Outage) -> Process:
        """Live through one outage."""
        calendar = self._context.calendar
        keys = [(mineral, event.stage, event.origin) for mineral in event.minerals]
        hit = [facility for key in keys for facility in self._rows.get(key, ())]
        yield calendar.wait(event.start_d)
        calendar.sync(event.start_d)
        for facility in hit:
            self._lost[facility][event.id] = event.severity
            self._apply(facility, event.start_d)
        end = event.start_d + event.duration_d
        if end >= calendar.horizon_d:
            return
        yield calendar.wait(end)
        calendar.sync(end)
        for facility in hit:
            del self._lost[facility][event.id]
            self._apply(facility, end)

    def _apply(self, facility: int, at: float) -> None:
        up = max(0.0, 1.0 - sum(self._lost[facility].values()))
        self._context.controls.set("availability", facility, up * (1.0 - self._idle[facility]), at)

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
            for facility in np.flatnonzero(share != self._idle).tolist():
                self._idle[facility] = share[facility]
                self._apply(facility, at)


class Plants:
    """The plants behind the national aggregates, each with its own cost.

    Costs are drawn per plant from the triangular law of ``idle_cost_ratio`` (cost over the baseline
    price), keyed by facility, so that no arm changes them.
    """

    def __init__(self, context: Context) -> None:
        spec, read, world = context.model.idling, context.read, context.world
        table = world.facilities
        self._facility: NDArray[np.int64] = np.repeat(np.arange(len(table.plants)), table.plants)
        self._plants = table.plants
        mineral = table.mineral[self._facility]
        law = _cost_law()
        if spec.cost_ratio is None:
            draws = [
                context.future.uniforms(name, "idle_cost", plants)
                for name, plants in zip(table.name, table.plants.tolist(), strict=True)
            ]
            self._cost = law.quantiles(np.concatenate(draws))
        else:
            self._cost = np.full(len(mineral), spec.cost_ratio)
        ratio = read("idle_price_to_cost", spec.price_to_cost)[mineral]
        self._close_below = np.minimum(self._cost * ratio, parameters().get("idle_price_ceiling").mode)
        self._open_above = self._cost * read("restart_ratio", spec.restart_ratio)[mineral]
        self._after = read("idle_after_d", spec.after_d)[mineral]
        self._lag = read("restart_lag_d", spec.restart_lag_d)[mineral]
        self._waited = np.zeros(len(mineral))
        self._closed = np.zeros(len(mineral), np.bool_)

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


def _cost_law() -> Triangular:
    row = parameters().get("idle_cost_ratio")
    return Triangular(low=row.low, mode=row.mode, high=row.high)
