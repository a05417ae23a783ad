"""What a release rule allows until the next review."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Permit:
    """Arrays that the flow of tonnes applies day by day.

    Parameters
    ----------
    gap_t_per_d : FloatArray, shape (n_minerals,)
        Most that fills the gaps of holders on a day.
    sale_t_per_d : FloatArray, shape (n_minerals,)
        Sold into commercial stock on a day, at the market price.
    rank : FloatArray, shape (n_holders,)
        Order in which holders are served, equal ranks pro rata to their gaps; 0 is not served.
    drawable_t : FloatArray, shape (n_holders,)
        Tonnes a holder may draw until the next review.
    """

    gap_t_per_d: FloatArray
    sale_t_per_d: FloatArray
    rank: FloatArray
    drawable_t: FloatArray
