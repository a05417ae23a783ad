"""Capacity that comes, comes back or goes again, beside what projects build."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context, facilities_hit
from sim.engine.actors.ramps import rising
from sim.engine.calendar import Process
from sim.futures.events import SupplyStep
from sim.world.world import RESERVE_LINK, TRADE

IntArray = NDArray[np.int64]
DAYS_PER_YEAR = 365.0


class Capacity:
    """Owns the reference throughput, the capacity and the customers of every plant of day 0."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._more = Causes(sum, 0.0)
        self._sold = Causes(sum, 0.0)

    def add(self, rows: IntArray, cause: str, share: float, at: float) -> None:
        """Let a cause add a share of the reference throughput and of the capacity of facilities."""
        self._size(rows, self._more.add(rows.tolist(), cause, share), at)
        self._context.note(at, "capacity", rows, share, cause)

    def drop(self, rows: IntArray, cause: str, at: float) -> None:
        """Take away what a cause has added."""
        self._size(rows, self._more.drop(rows.tolist(), cause), at)
        self._context.note(at, "capacity", rows, 0.0, cause)

    def _size(self, rows: IntArray, more: NDArray[np.float64], at: float) -> None:
        world, controls = self._context.world.facilities, self._context.controls
        controls.set("reference", rows, world.base[rows] * (1.0 + more), at)
        controls.set("capacity", rows, world.capacity[rows] * (1.0 + more), at)

    def supply_step(self, event: SupplyStep) -> Process:
        """Live through one step; customers order from it once they have approved its metal."""
        calendar, world = self._context.calendar, self._context.world
        hit = facilities_hit(world, event.minerals, frozenset({event.stage}), event.origin)
        rows = np.flatnonzero(hit & (world.facilities.base > 0))
        mineral = world.facilities.mineral[rows]
        yield calendar.wait(event.start_d)
        # The same tonnes are another share of every mineral's output.
        for m in np.unique(mineral):
            calendar.start(self._step(event, rows[mineral == m]))
            calendar.start(self._approval(event, rows[mineral == m]))

    def _share(self, event: SupplyStep, rows: IntArray) -> float:
        added = event.tonnes_per_year / DAYS_PER_YEAR / float(self._context.world.facilities.base[rows].sum())
        return event.share + added

    def _step(self, event: SupplyStep, rows: IntArray) -> Process:
        share = self._share(event, rows)
        return self._context.calendar.stages(
            event.start_d,
            event.duration_d,
            rising(event.ramp_d),
            lambda at, fraction: self.add(rows, event.id, share * fraction, at),
            lambda at: self.drop(rows, event.id, at),
        )

    def _approval(self, event: SupplyStep, rows: IntArray) -> Process:
        """Scale the base flows of the step's links, pro rata to the trade of day 0."""
        world, controls, share = self._context.world, self._context.controls, self._share(event, rows)
        own = np.isin(world.links.supplier, rows) & np.isin(world.links.kind, (TRADE, RESERVE_LINK))
        links = np.flatnonzero(own & (world.links.base > 0))

        def scale(more: NDArray[np.float64], at: float) -> None:
            controls.set("weight", links, world.links.base[links] * (1.0 + more), at)

        start, days = event.start_d + event.qualification_d, event.duration_d - event.qualification_d
        if days <= 0.0 or start >= self._context.calendar.horizon_d:
            return
        yield from self._context.calendar.stages(
            start,
            days,
            rising(event.ramp_d),
            lambda at, fraction: scale(self._sold.add(links.tolist(), event.id, share * fraction), at),
            lambda at: scale(self._sold.drop(links.tolist(), event.id), at),
        )
