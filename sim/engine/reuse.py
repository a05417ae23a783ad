"""What one arm without a reserve has lived need not be lived again by another.

Without a reserve minerals do not disturb one another by a bit, so two such arms agree in every mineral that
the same of their instruments change. A reserve spends one budget on all of them and shares nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.tables import Table, Tables, berths_of
from sim.futures.future import Future
from sim.policy.arm import Arm
from sim.policy.reserve.spec import NoReserve
from sim.world.world import World

BoolArray = NDArray[np.bool_]
RANGES = {
    "facilities": "facility",
    "customers": "customer",
    "links": "link",
    "waypoints": "waypoint",
    "tallies": "tally",
}
KEPT = 32
"""Lives of each mineral that are remembered, about 0.1 MB each in the default world."""

Acting = tuple[str, ...]
"""The instruments that change a mineral: name and content of each."""


@dataclass(frozen=True)
class Life:
    """Everything that belongs to one mineral in the closing tables of a run."""

    rows: Mapping[str, Table]
    tally_all: Table
    ring: NDArray[np.float64]
    short_days: NDArray[np.bool_]
    series: NDArray[np.float32]
    own: Table

    @classmethod
    def of(cls, tables: Tables, m: int) -> Life:
        """Return a copy of what a run's tables hold of one mineral."""
        own = tables.minerals[m : m + 1].copy()
        return cls(
            rows={noun: getattr(tables, noun)[_rows(own[0], noun)].copy() for noun in RANGES},
            tally_all=tables.tallies[int(own[0]["tally_all"])].copy(),
            ring=tables.ring[berths_of(tables, m)],
            short_days=tables.short_days[:, m].copy(),
            series=tables.series[:, m].copy(),
            own=own,
        )

    def put(self, tables: Tables, m: int) -> None:
        """Write it over what another run's tables hold of the mineral."""
        for noun, rows in self.rows.items():
            getattr(tables, noun)[_rows(self.own[0], noun)] = rows
        tables.tallies[int(self.own[0]["tally_all"])] = self.tally_all
        tables.ring[berths_of(tables, m)] = self.ring
        tables.short_days[:, m] = self.short_days
        tables.series[:, m] = self.series
        tables.minerals[m] = self.own[0]


class Reuse:
    """Lives of the current future's minerals, by the instruments that change them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._future: Future | None = None
        self._series = False
        self._lives: list[OrderedDict[Acting, Life]] = []
        self._reach: dict[str, BoolArray] = {}

    def find(self, arm: Arm, future: Future, series: bool) -> dict[int, Life]:
        """Return the lives that an arm may share, by mineral."""
        known = future is self._future and series == self._series
        if not known or not isinstance(arm.reserve, NoReserve):
            return {}
        found = {}
        for m, (lives, acting) in enumerate(zip(self._lives, self._acting(arm), strict=True)):
            if acting in lives:
                lives.move_to_end(acting)
                found[m] = lives[acting]
        return found

    def keep(self, arm: Arm, future: Future, series: bool, tables: Tables) -> None:
        """Remember how the minerals of an arm without a reserve have lived, until the future changes."""
        if not isinstance(arm.reserve, NoReserve):
            return
        if future is not self._future or series != self._series:
            self._future, self._series = future, series
            self._lives = [OrderedDict() for _ in self._world.minerals]
        for m, (lives, acting) in enumerate(zip(self._lives, self._acting(arm), strict=True)):
            if acting not in lives:
                lives[acting] = Life.of(tables, m)
                if len(lives) > KEPT:
                    lives.popitem(last=False)

    def changed(self, arm: Arm) -> BoolArray:
        """Return which minerals the arm's instruments change, by-products of changed hosts included."""
        world = self._world
        changed = np.isin(world.minerals, list(arm.minerals(world)))
        hosted = np.flatnonzero(world.facilities.host >= 0)
        guest, host = (
            world.facilities.mineral[hosted],
            world.facilities.mineral[world.facilities.host[hosted]],
        )
        for _ in world.minerals:
            changed[guest[changed[host]]] = True
        return changed

    def _acting(self, arm: Arm) -> list[Acting]:
        """Return the instruments that change each mineral."""
        acting: list[list[str]] = [[] for _ in self._world.minerals]
        for name in sorted(arm.instruments):
            instrument = arm.instruments[name]
            content = f"{name}={instrument.model_dump_json()}"
            if content not in self._reach:
                self._reach[content] = self.changed(Arm(name=name, instruments={name: instrument}))
            for m in np.flatnonzero(self._reach[content]).tolist():
                acting[m].append(content)
        return [tuple(contents) for contents in acting]


def _rows(own: Table, noun: str) -> slice:
    prefix = RANGES[noun]
    return slice(int(own[f"{prefix}0"]), int(own[f"{prefix}1"]))
