"""States that buy for stocks of their own."""

from __future__ import annotations

import numpy as np

from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context
from sim.engine.calendar import Process
from sim.futures.control_events import StatePurchase


class StateBuyers:
    """Owns what states buy in every market, t/day; what they buy leaves the market for good."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._rates = Causes(sum, 0.0)

    def state_purchase(self, event: StatePurchase) -> Process:
        """Live through one purchase; what the market lacks on a day is not made up for later."""
        world, calendar = self._context.world, self._context.calendar
        rows = [world.market_customer(m, event.market) for m in event.minerals if m in world.minerals]

        rate = event.tonnes / event.duration_d

        def set_rates(rates: np.ndarray, own: float, at: float) -> None:
            self._context.controls.set("state_rate", np.array(rows, np.int64), rates, at)
            self._context.note(at, "state purchase", rows, own, event.id)

        return calendar.spell(
            event.start_d,
            event.duration_d,
            lambda at: set_rates(self._rates.add(rows, event.id, rate), rate, at),
            lambda at: set_rates(self._rates.drop(rows, event.id), 0.0, at),
        )
