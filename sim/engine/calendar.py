"""The SimPy clock and the rule that binds it to the kernel: whole days first, then the change."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import simpy

from sim.engine.controls import CLOCK_TOLERANCE_D
from sim.futures.events import Stages

# Within an instant: disruptions, then reviews, then flow (which moves only when a day has ended).
DISRUPTION, REVIEW = 1, 2

# One stage: all of it from the start on.
WHOLE: Stages = ((0.0, 1.0),)

Process = Generator[simpy.Event, Any, None]


class Moment(simpy.Event):
    """An event at an absolute time with a fixed place within its instant."""

    def __init__(self, env: simpy.Environment, at: float, priority: int) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, priority=priority, delay=max(0.0, at - env.now))  # type: ignore[arg-type]


class Calendar:
    """Brings the flow up to date before anything changes.

    Parameters
    ----------
    advance : callable
        ``advance(day0, day1)`` moves the tonnes over whole days.
    horizon_d : int
        Last day of the run.
    """

    def __init__(self, advance: Callable[[int, int], None], horizon_d: int) -> None:
        self.env = simpy.Environment()
        self.horizon_d = horizon_d
        self.day = 0
        self._advance = advance

    def wait(self, at: float, priority: int = DISRUPTION) -> Moment:
        """Return the event that fires at ``at`` (days)."""
        return Moment(self.env, at, priority)

    def sync(self, at: float) -> None:
        """Advance all whole days that have ended by ``at``."""
        day = min(int(np.floor(at + CLOCK_TOLERANCE_D)), self.horizon_d)
        if day > self.day:
            self._advance(self.day, day)
            self.day = day

    def spell(
        self, start: float, days: float, begin: Callable[[float], None], end: Callable[[float], None]
    ) -> Process:
        """Live through something that begins and, before the horizon, ends; both are told the time."""
        return self.stages(start, days, (), lambda at, _: begin(at), end)

    def stages(
        self,
        start: float,
        days: float,
        profile: Stages,
        begin: Callable[[float, float], None],
        end: Callable[[float], None],
    ) -> Process:
        """Live through a spell in stages: `begin` is told the time and the fraction of each.

        `profile` holds the day after the start and the fraction of every stage, the first at day 0; without
        one the whole holds until the end. Stages after the end are never lived.
        """
        for after, fraction in profile or WHOLE:
            if after >= days or start + after >= self.horizon_d:
                break
            yield self.wait(start + after)
            self.sync(start + after)
            begin(start + after, fraction)
        if start + days < self.horizon_d:
            yield self.wait(start + days)
            self.sync(start + days)
            end(start + days)

    def start(self, process: Process) -> None:
        """Hand a process to SimPy."""
        self.env.process(process)

    def run(self) -> None:
        """Live through the horizon."""
        self.env.run(until=self.horizon_d)
        self.sync(self.horizon_d)
