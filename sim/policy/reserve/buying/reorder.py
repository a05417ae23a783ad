"""Wait until the position is low, then order up to the target."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.policy.observation import Observation
from sim.policy.reserve.buying.purchase import FloatArray, Purchase


class ReorderPoint(Purchase):
    """Buying rule U2, (s, S): nothing above s; from s on as fast as the cap allows, up to the target S.

    Parameters
    ----------
    reorder_share : float
        s as a share of S.
    """

    kind: Literal["reorder_point"] = "reorder_point"
    reorder_share: Annotated[float, Field(ge=0, le=1)] = 0.5

    def wanted_t_per_d(self, seen: Observation, target_t: FloatArray) -> FloatArray:
        """Return no limit while an order runs, else nothing, shape ``(n_minerals,)``."""
        low = seen.reserve_position_t <= self.reorder_share * target_t
        running = seen.reserve_buying & (seen.reserve_position_t < target_t)
        return np.where(low | running, np.inf, 0.0)
