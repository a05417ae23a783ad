"""What gets around export controls: third countries and smuggling, fading under enforcement."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context
from sim.engine.calendar import Process
from sim.futures.control_events import ExportControl

IntArray = NDArray[np.int64]
REVIEW_D = 30.0


class Leaks:
    """Owns the cap of every leak path; of several leaks the narrowest holds."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._shares = Causes(min, 0.0)

    def path(self, event: ExportControl, around: IntArray) -> Leak:
        """Return the leak of one control over some paths."""
        return Leak(event, around, self._set, self._context)

    def _set(self, around: IntArray, cause: str, share: float | None, at: float) -> None:
        rows = around.tolist()
        shares = self._shares.drop(rows, cause) if share is None else self._shares.add(rows, cause, share)
        links = self._context.world.links
        self._context.controls.set("weight", around, links.base[links.parent[around]] * shares, at)


class Leak:
    """What gets around one control."""

    def __init__(
        self,
        event: ExportControl,
        around: IntArray,
        put: Callable[[IntArray, str, float | None, float], None],
        context: Context,
    ) -> None:
        self._event = event
        self._around = around
        self._put = put
        self._context = context
        self._severity: float | None = None
        self._openings = 0

    def open(self, severity: float, at: float) -> None:
        """Let its share of what the control stops get around it."""
        if len(self._around) == 0:
            return
        if severity == 0.0:
            self.close(at)
            return
        fresh = self._severity is None
        fading = self._fading and fresh
        self._severity = severity
        self._put(self._around, self._event.id, severity * self._share(at), at)
        if fresh:
            self._context.note(at, "leak", self._around, self._share(at), self._event.id)
        if fading:
            self._openings += 1
            self._context.calendar.start(self._fade(at, self._openings))

    def close(self, at: float) -> None:
        """Let nothing around it any more."""
        if self._severity is not None:
            self._severity = None
            self._put(self._around, self._event.id, None, at)
            self._context.note(at, "leak", self._around, 0.0, self._event.id)

    @property
    def _fading(self) -> bool:
        return self._event.leak_halflife_d is not None and self._event.leak > 0.0

    def _share(self, at: float) -> float:
        """Share left after as much enforcement."""
        halflife = self._event.leak_halflife_d
        if halflife is None:
            return self._event.leak
        return self._event.leak * float(0.5 ** (max(0.0, at - self._event.start_d) / halflife))

    def _fade(self, at: float, opening: int) -> Process:
        """Narrow the leak month by month until it closes."""
        calendar = self._context.calendar
        while (at := at + REVIEW_D) < calendar.horizon_d:
            yield calendar.wait(at)
            if self._severity is None or opening != self._openings:
                return
            calendar.sync(at)
            self._put(self._around, self._event.id, self._severity * self._share(at), at)
