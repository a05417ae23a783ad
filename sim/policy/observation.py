"""The frozen view that a decision sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Observation:
    """What a policy may know on a day: measured flows and stocks, never the future.

    All arrays have shape ``(n_minerals,)`` and describe the United States.

    Parameters
    ----------
    day : float
        Days since the start of the run.
    import_ratio : FloatArray
        Smoothed shipments towards the US market over their baseline.
    unmet_ratio : FloatArray
        Unmet over baseline demand on the last whole day.
    demand_t_per_d : FloatArray
        Baseline demand.
    world_trade_t_per_d : FloatArray
        Baseline world shipments of the final stage.
    price : FloatArray
        US price over its baseline.
    reserve_t : FloatArray
        Tonnes the reserve holds on site.
    """

    day: float
    import_ratio: FloatArray
    unmet_ratio: FloatArray
    demand_t_per_d: FloatArray
    world_trade_t_per_d: FloatArray
    price: FloatArray
    reserve_t: FloatArray
