"""Finished stock that nobody can fetch while its plant stands still."""

from __future__ import annotations

import numpy as np

from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context
from sim.engine.calendar import Process
from sim.futures.events import Outage


class Stranded:
    """Owns what of the finished stock of every facility is locked away."""

    def __init__(self, context: Context) -> None:
        self._context = context
        # Kept per event, so that each frees exactly what it locked.
        self._locked = Causes(sum, 0.0)

    def spell(self, event: Outage, hit: list[int]) -> Process:
        """Lock the struck share of finished stock away, and free it at the latest when the outage ends.

        Stock changes hands between two columns of one facility, from one day to the next.
        """
        table = self._context.tables.facilities
        kept = np.zeros(len(hit))

        def lock(at: float) -> None:
            kept[:] = event.severity * table["finished"][hit]
            table["finished"][hit] -= kept
            for row, tonnes in zip(hit, kept.tolist(), strict=True):
                table["stranded"][row] = self._locked.add([row], event.id, tonnes)[0]

        def free(at: float) -> None:
            table["stranded"][hit] = self._locked.drop(hit, event.id)
            table["finished"][hit] += kept

        days = min(event.stranded_d, event.duration_d)
        return self._context.calendar.spell(event.start_d, days, lock, free)
