"""Priority: what is served first on a link, for offtake contracts and for what waited for a licence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context

IntArray = NDArray[np.int64]


class Priority:
    """Owns the tonnes per day that are served first; several causes on a link add up."""

    def __init__(self, context: Context) -> None:
        self._controls = context.controls
        self._tonnes = Causes(sum, 0.0)

    def begin(self, links: IntArray, cause: str, tonnes_per_d: NDArray[np.float64], at: float) -> None:
        """Serve tonnes of what buyers order on links first."""
        for link, tonnes in zip(links.tolist(), tonnes_per_d.tolist(), strict=True):
            self._tonnes.add([link], cause, tonnes)
        self._controls.set("priority", links, self._tonnes.now(links.tolist()), at)

    def end(self, links: IntArray, cause: str, at: float) -> None:
        """Treat them like others again."""
        self._controls.set("priority", links, self._tonnes.drop(links.tolist(), cause), at)
