"""Several events may act on one thing at once: remembered per event, so that each undoes itself exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray


class Causes:
    """What acts on each row of a table, by event.

    Parameters
    ----------
    combine : callable
        Makes one number of the values that act on a row, e.g. ``sum`` or ``max``.
    rest : float
        The number of a row on which nothing acts.
    """

    def __init__(self, combine: Callable[[Iterable[float]], float], rest: float) -> None:
        self._acting: defaultdict[int, dict[str, float]] = defaultdict(dict)
        self._combine = combine
        self._rest = rest

    def add(self, rows: list[int], event: str, value: float) -> NDArray[np.float64]:
        """Let an event act on rows; return what acts on them now."""
        for row in rows:
            self._acting[row][event] = value
        return self.now(rows)

    def drop(self, rows: list[int], event: str) -> NDArray[np.float64]:
        """End an event's action on rows; return what acts on them now."""
        for row in rows:
            del self._acting[row][event]
        return self.now(rows)

    def now(self, rows: list[int]) -> NDArray[np.float64]:
        """Return what acts on rows."""
        acting = (self._acting[row].values() for row in rows)
        return np.array([self._combine(values) if values else self._rest for values in acting])
