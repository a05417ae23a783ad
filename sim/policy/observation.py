"""The frozen view that a decision sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Holders:
    """The holders of US stock, all arrays of shape ``(n_holders,)``.

    Parameters
    ----------
    mineral : IntArray
        Index of the mineral.
    tier : IntArray
        1 defence, 2 essential civilian, 3 the rest.
    member : BoolArray
        Member of the reserve.
    share : FloatArray
        Share of US demand for the mineral.
    short_since_d : FloatArray
        Day of the review that first saw it short in the present crisis; infinite if none has.
    entitled_t : FloatArray
        Tonnes in the reserve that are the member's own.
    owed_t : FloatArray
        Tonnes it has drawn and not yet replaced.
    loss_ratio : FloatArray
        Value of the output that a missing tonne costs, over the price of day 0.
    """

    mineral: IntArray
    tier: IntArray
    member: BoolArray
    share: FloatArray
    short_since_d: FloatArray
    entitled_t: FloatArray
    owed_t: FloatArray
    loss_ratio: FloatArray


@dataclass(frozen=True)
class Observation:
    """What a policy may know on a day: measured flows and stocks, never the future.

    Unless it says otherwise an array has shape ``(n_minerals,)`` and describes the United States.

    Parameters
    ----------
    day : float
        Days since the start of the run.
    minerals : tuple of str
        Keys.
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
    base_price_usd_per_t : FloatArray
        Baseline price.
    past_price : FloatArray, shape (n_reviews, n_minerals)
        Prices seen at earlier reviews, this one included.
    review_d : float
        Days between reviews.
    reserve_t : FloatArray
        Tonnes the reserve holds on site.
    reserve_position_t : FloatArray
        On site and under way to the reserve.
    reserve_spent_usd : FloatArray
        What its purchases have cost so far.
    reserve_buying : BoolArray
        Whether it has been buying since the last review.
    crisis_d : FloatArray
        Days since the trigger of the present crisis, 0 without one.
    holders : Holders
    """

    day: float
    minerals: tuple[str, ...]
    import_ratio: FloatArray
    unmet_ratio: FloatArray
    demand_t_per_d: FloatArray
    world_trade_t_per_d: FloatArray
    price: FloatArray
    base_price_usd_per_t: FloatArray
    past_price: FloatArray
    review_d: float
    reserve_t: FloatArray
    reserve_position_t: FloatArray
    reserve_spent_usd: FloatArray
    reserve_buying: BoolArray
    crisis_d: FloatArray
    holders: Holders

    def mean_price(self, window_d: float) -> FloatArray:
        """Return the mean price of some days past, over baseline; before day 0 it stood at 1."""
        n = max(1, round(window_d / self.review_d))
        recent = self.past_price[-n:]
        return np.asarray((recent.sum(axis=0) + (n - len(recent))) / n)
