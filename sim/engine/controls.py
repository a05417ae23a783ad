"""Controls: what actors change and the kernel reads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.tables import CONTROLS, Tables

FloatArray = NDArray[np.float64]
Index = int | slice | NDArray[np.int64] | NDArray[np.bool_]

# A moment this close to midnight belongs to the day that begins.
CLOCK_TOLERANCE_D = 1e-9
LEGS = ("days", "turn_days")
# What the arrivals of links are made of.
COURSES = frozenset({"share", "days", "delay"})


class Controls:
    """Holds the value now beside the day's time average, which stands in the kernel's tables.

    Parameters
    ----------
    tables : Tables
        The run's tables; their control columns are the day's averages.
    """

    def __init__(self, tables: Tables) -> None:
        by_noun = tables._asdict()
        self._day: dict[str, FloatArray] = {
            name: by_noun[noun][name] for noun, names in CONTROLS.items() for name in names
        }
        self._now = {name: column.copy() for name, column in self._day.items()}
        self._ring_days = tables.ring.shape[1]
        self._averaged: set[str] = set()
        self._rerouted = False

    def now(self, name: str) -> FloatArray:
        """Return the current value of a control; read only."""
        return self._now[name]

    def set(self, name: str, index: Index, value: FloatArray | float, at: float) -> None:
        """Change a control at time ``at`` (days).

        The day's average moves by the change times the part of the day that is left, so the kernel
        keeps its whole-day steps and no event moves a step boundary.

        Raises
        ------
        ValueError
            If a leg does not fit into the ring.
        """
        if name in LEGS:
            self.check_leg(value)
        now, day = self._now[name], self._day[name]
        left = 1.0 - (at - np.floor(at + CLOCK_TOLERANCE_D))
        if left >= 1.0 - CLOCK_TOLERANCE_D:
            day[index] = value
        else:
            day[index] += left * (value - now[index])
            self._averaged.add(name)
        now[index] = value
        self._rerouted |= name in COURSES

    def put(self, name: str, index: Index, value: FloatArray | float) -> None:
        """Change a control of which a mean over the day would mean nothing.

        Raises
        ------
        ValueError
            If a leg does not fit into the ring.
        """
        if name in LEGS:
            self.check_leg(value)
        self._now[name][index] = value
        self._day[name][index] = value
        self._rerouted |= name in COURSES

    def check_leg(self, days: FloatArray | float) -> None:
        """Raise if cargo cannot be put that many days ahead.

        Raises
        ------
        ValueError
            If the leg does not fit into the ring.
        """
        if np.max(days, initial=0.0) + 1.0 >= self._ring_days:
            raise ValueError(
                f"a leg of {np.max(days):g} days is longer than the ring ({self._ring_days} days)"
            )

    def has_averages(self) -> bool:
        """Say whether the current day mixes two values of some control."""
        return bool(self._averaged)

    def close_day(self) -> None:
        """Drop the averages of the day that ended."""
        for name in self._averaged:
            self._day[name][:] = self._now[name]
        self._rerouted |= not self._averaged.isdisjoint(COURSES)
        self._averaged.clear()

    def take_rerouted(self) -> bool:
        """Say whether cargo takes other courses than when this was last asked."""
        rerouted, self._rerouted = self._rerouted, False
        return rerouted
