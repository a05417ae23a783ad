"""Calls a crisis mineral by mineral, opens the reserve when its lags are over, and closes it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.context import Context
from sim.engine.calendar import Process

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


class Declarations:
    """Days of trigger and opening per mineral, infinite while there is no crisis.

    Parameters
    ----------
    context : Context
    delay_d : float
        Days from trigger to opening.
    opened : callable
        Called with the day on which some mineral opens.
    """

    CALM_D = 30.0

    def __init__(self, context: Context, delay_d: float, opened: Callable[[float], None]) -> None:
        self._context = context
        self._delay_d = delay_d
        self._opened = opened
        n = len(context.world.minerals)
        self._last = np.full(n, -np.inf)
        self.triggered_d = np.full(n, np.inf)
        self.opens_d = np.full(n, np.inf)

    @property
    def declared(self) -> BoolArray:
        """Which minerals are in a crisis, open or about to be."""
        return np.asarray(np.isfinite(self.opens_d))

    def crisis_d(self, at: float) -> FloatArray:
        """Return the days since the trigger, 0 without a crisis."""
        return np.where(np.isfinite(self.triggered_d), at - self.triggered_d, 0.0)

    def judge(self, at: float, triggered: BoolArray) -> None:
        """Call crises that begin and end those that have been quiet for a month."""
        self._last[triggered] = at
        fresh = triggered & ~self.declared
        self.triggered_d[fresh] = at
        self.opens_d[fresh] = at + self._delay_d
        self._context.note(at, "reserve declared", np.flatnonzero(fresh), 1.0)
        if fresh.any():
            self._context.calendar.start(self._open(at + self._delay_d, np.flatnonzero(fresh)))
        over = self.declared & (at - self._last >= self.CALM_D) & (at >= self.opens_d)
        if over.any():
            self.opens_d[over] = self.triggered_d[over] = np.inf
            self._context.note(at, "reserve closed", np.flatnonzero(over), 0.0)

    def _open(self, at: float, minerals: NDArray[np.int64]) -> Process:
        calendar = self._context.calendar
        if at >= calendar.horizon_d:
            return
        yield calendar.wait(at)
        calendar.sync(at)
        self._opened(at)
        self._context.note(at, "reserve opened", minerals, 1.0)
