"""Stoppages that buyers see coming or plants can delay: strikes, and inputs that no longer arrive."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.buyers import Buyers
from sim.engine.actors.context import Context
from sim.engine.actors.producer import Producers
from sim.engine.actors.ramps import falling
from sim.engine.calendar import Process
from sim.futures.events import EmbargoOfInput, Strike


class Stoppages:
    """Takes output away through the producers."""

    def __init__(self, context: Context, producers: Producers, buyers: Buyers) -> None:
        self._context = context
        self._producers = producers
        self._buyers = buyers

    def strike(self, event: Strike) -> Process:
        """Live through one strike: notice, stoppage, ramp back."""
        calendar, hit = self._context.calendar, self._producers.struck(event)
        if event.announced_d < event.start_d:
            yield calendar.wait(event.announced_d)
            calendar.sync(event.announced_d)
            customers, share = self._dependants(hit)
            self._buyers.warn(customers, event.severity * share, event.id, event.announced_d)
        yield from calendar.stages(
            event.start_d,
            event.duration_d + event.ramp_d,
            falling(event.profile, event.duration_d, event.ramp_d),
            lambda at, fraction: self._producers.lose(hit, event.id, event.severity * fraction, at),
            lambda at: self._producers.regain(hit, event.id, at),
        )

    def _dependants(self, hit: list[int]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return who buys from facilities, and the share of their supply that comes from these."""
        links, n = self._context.world.links, len(self._context.tables.customers)
        total = np.bincount(links.customer, links.base, n)
        theirs = np.isin(links.supplier, hit)
        bought = np.bincount(links.customer[theirs], links.base[theirs], n)
        customers = np.flatnonzero(bought > 0.0)
        return customers, bought[customers] / total[customers]

    def embargo_of_input(self, event: EmbargoOfInput) -> Process:
        """Live through the loss of one input: plants run on their stock, then on what still comes."""
        missing = event.dependence * event.severity
        lasts = event.stock_d / missing
        table, minerals = self._context.world.facilities, self._context.world.minerals
        hit = [
            row
            for row, key in enumerate(zip(table.mineral.tolist(), table.stage, table.country, strict=True))
            if minerals[key[0]] in event.minerals
            and key[1] == event.stage
            and (not event.countries or key[2] in event.countries)
        ]
        if lasts < event.duration_d and event.start_d + lasts < self._context.calendar.horizon_d:
            yield from self._context.calendar.spell(
                event.start_d + lasts,
                event.duration_d - lasts,
                lambda at: self._producers.lose(hit, event.id, event.affected * missing, at),
                lambda at: self._producers.regain(hit, event.id, at),
            )
