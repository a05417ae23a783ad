"""What an arm without instruments has lived need not be lived again.

Without a reserve minerals do not disturb one another by a bit, so an arm with instruments differs from the
arm with none only in the minerals that its instruments change. A reserve spends one budget on all of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.tables import Tables, berths_of
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


class Reuse:
    """Closing tables of the current future's arm without instruments and reserve."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._future: Future | None = None
        self._series = False
        self._lived: Tables | None = None

    def find(self, arm: Arm, future: Future, series: bool) -> Tables | None:
        """Return the closing tables that an arm may share, if they have been lived."""
        known = future is self._future and series == self._series
        return self._lived if known and isinstance(arm.reserve, NoReserve) else None

    def keep(self, arm: Arm, future: Future, series: bool, tables: Tables) -> None:
        """Remember the tables of an arm without instruments and reserve until the future changes."""
        if not arm.instruments and isinstance(arm.reserve, NoReserve):
            self._future, self._series, self._lived = future, series, tables

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


def copy_mineral(source: Tables, target: Tables, m: int) -> None:
    """Copy everything that belongs to one mineral from one run's tables to another's."""
    own = source.minerals[m]
    for noun, prefix in RANGES.items():
        rows = slice(int(own[f"{prefix}0"]), int(own[f"{prefix}1"]))
        getattr(target, noun)[rows] = getattr(source, noun)[rows]
    target.tallies[int(own["tally_all"])] = source.tallies[int(own["tally_all"])]
    berths = berths_of(source, m)
    target.ring[berths] = source.ring[berths]
    target.short_days[:, m] = source.short_days[:, m]
    target.series[:, m] = source.series[:, m]
    target.minerals[m] = own
