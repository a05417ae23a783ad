"""The border: how much of its base flow a link may carry, whoever forbids or blocks the rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context

IntArray = NDArray[np.int64]


class Border:
    """Owns the severity of every link; of several causes the hardest holds."""

    def __init__(self, context: Context) -> None:
        self._controls = context.controls
        self._note = context.note
        self._causes = Causes(max, 0.0)

    def restrict(self, links: IntArray, cause: str, severity: float, at: float) -> None:
        """Let a cause take a share of the base flow of links away."""
        self._controls.set("severity", links, self._causes.add(links.tolist(), cause, severity), at)
        self._note(at, "control", links, severity, cause)

    def lift(self, links: IntArray, cause: str, at: float) -> None:
        """End what a cause does to links."""
        self._controls.set("severity", links, self._causes.drop(links.tolist(), cause), at)
        self._note(at, "control", links, 0.0, cause)
