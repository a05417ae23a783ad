"""The queue at a chokepoint or port: all that travels by it shares its capacity."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass
class Traffic:
    """Everybody's traffic at one place, in days of ordinary traffic.

    The minerals of this model are a small part of what passes a canal or port, so the queue is that of all
    traffic: every cargo waits alike, and none of it lengthens the queue. What arrives joins the queue until
    the wait equals the way around; then the rest goes around.

    Attributes
    ----------
    spare : float
        Largest throughput over ordinary traffic, above 1.
    around_d : float
        Days that the way around takes longer; infinite where there is none.
    longest_d : float
        Longest wait that anybody plans with: beyond it nobody joins, way around or not.
    left : float
        Throughput left over ordinary traffic: 0 closed, 1 open.
    queue_d : float
        Traffic that waits, in days of ordinary traffic.
    turned_away : bool
        The place has been closed for so long that nobody waits any more.
    day : int
        Days before it have been lived.
    """

    spare: float
    around_d: float
    longest_d: float = math.inf
    left: float = 1.0
    queue_d: float = 0.0
    turned_away: bool = False
    day: int = 0

    @property
    def throughput(self) -> float:
        """Most that passes on a day, in days of ordinary traffic."""
        return self.left * self.spare if self.left == 1.0 else self.left

    @property
    def wait_d(self) -> float:
        """Days that traffic which arrives now will wait; infinite while closed."""
        if self.left == 0.0:
            return math.inf
        return min(self.longest_d, self.queue_d / self.throughput)

    @property
    def choked(self) -> bool:
        """Whether the wait is so long that only as much sails as passes."""
        return 0.0 < self.left < 1.0 and self.wait_d >= self.longest_d

    @property
    def passing(self) -> float:
        """Share of what stands at the place on a day that passes on it."""
        if self.left == 1.0 and self.queue_d == 0.0:
            return 1.0
        return min(1.0, self.throughput / (self.queue_d + 1.0))

    @property
    def calm(self) -> bool:
        """Whether the place is open and nobody waits."""
        return self.left == 1.0 and self.queue_d == 0.0

    def live_until(self, day: int) -> None:
        """Let traffic arrive, and what may pass pass, on every day before a day."""
        while self.day < day:
            arriving = 1.0
            if self.turned_away:
                arriving = 0.0
            elif self.left > 0.0 and self.wait_d >= min(self.around_d, self.longest_d):
                arriving = min(1.0, self.throughput)
            self.queue_d = max(0.0, self.queue_d + arriving - self.throughput)
            self.day += 1

    def turn_away(self) -> None:
        """Send away what waits, if there is a way around; nobody comes any more until it opens."""
        self.turned_away = True
        if math.isfinite(self.around_d):
            self.queue_d = 0.0

    def set_left(self, left: float) -> None:
        """Close, reduce or open the place."""
        self.left = left
        if left > 0.0:
            self.turned_away = False
