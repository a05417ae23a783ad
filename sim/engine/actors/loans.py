"""Loans of allies: metal of their stockpiles, sold into the US market once imports fail."""

from __future__ import annotations

import numpy as np

from sim.engine.actors.context import Context
from sim.engine.actors.demand import Demand
from sim.engine.calendar import REVIEW, Process
from sim.engine.imports import Imports
from sim.policy.instruments import StockSharing

REVIEW_D = 7.0


class Loans:
    """Lends each mineral once, in the first crisis that the United States declares."""

    def __init__(self, context: Context, demand: Demand, loan: StockSharing, name: str) -> None:
        self._context = context
        self._demand = demand
        self._loan = loan
        self._name = name
        self._imports = Imports(context)
        self._left = loan.loan_t(context.world)

    def reviews(self, start_d: float) -> Process:
        """Look at US imports every week from the entry into force on."""
        calendar, at = self._context.calendar, start_d
        while (at := at + REVIEW_D) < calendar.horizon_d and self._left.any():
            yield calendar.wait(at, REVIEW)
            calendar.sync(at)
            asked = self._loan.asked(self._imports.ratio()) & (self._left > 0.0)
            for mineral in np.flatnonzero(asked).tolist():
                self._lend(mineral, at + self._loan.number("lag_d"))

    def _lend(self, mineral: int, at: float) -> None:
        days = self._loan.number("release_d")
        us = self._context.tables.minerals["us"][[mineral]].astype(np.int64)
        rate = self._left[[mineral]] / days
        self._left[mineral] = 0.0
        cause = f"{self._name}/{self._context.world.minerals[mineral]}"
        self._context.calendar.start(self._demand.sell(us, rate, cause, at, days))
