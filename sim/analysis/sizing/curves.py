"""What a stock of each mineral saves, measured on simulated futures.

Minerals share nothing but the budget, and their losses add up. One run in which every mineral is held at
the same cover, and money is no limit, therefore tells the loss of each of them at that cover, under the
same common-cause bans. What hosts pass on to their by-products is the one tie left; how much it matters
shows when the chosen mix is lived as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sizing.arms import NONE
from sim.policy.arm import Arm
from sim.policy.instruments import InstrumentSpec
from sim.policy.reserve.sizing.cover import DaysOfCover
from sim.policy.reserve.sizing.need import us_demand
from sim.policy.reserve.spec import StockReserve
from sim.study.runs import ALL, ANY
from sim.world.world import World

if TYPE_CHECKING:
    from sim.study.results import Results

FloatArray = NDArray[np.float64]
AMPLE_USD = 1e15
"""Money is no limit."""


@dataclass(frozen=True)
class Curves:
    """Means over futures by mineral and stock, all arrays of shape ``(n_minerals, n_covers)``.

    Attributes
    ----------
    stock_t : FloatArray
        Target; the first column is 0.
    lost_usd, total_usd : FloatArray
        Discounted value of lost output, and that plus the discounted cost of the reserve.
    futures : int
        Lived at every cover.
    """

    stock_t: FloatArray
    lost_usd: FloatArray
    total_usd: FloatArray
    futures: int


def values_at(tonnes: FloatArray, stock_t: FloatArray, values: FloatArray) -> FloatArray:
    """Return what every mineral loses at some stock, by straight lines; beyond the last point as at that one.

    Parameters
    ----------
    tonnes : FloatArray, shape (n_minerals,)
    stock_t, values : FloatArray, shape (n_minerals, n_points)
    """
    rows = zip(tonnes, stock_t, values, strict=True)
    return np.array([np.interp(own, stock, value) for own, stock, value in rows])


def cover_arms(
    covers_d: Sequence[float], reserve: StockReserve, instruments: Mapping[str, InstrumentSpec]
) -> dict[float, Arm]:
    """Return the arms that hold every mineral at one cover; without a reserve at 0."""
    ample = reserve.finance.model_copy(update={"budget_usd": AMPLE_USD})
    arms = {0.0: Arm(name=NONE, instruments=dict(instruments))}
    for days in covers_d:
        name = f"cover_{days:g}d"
        held = {"name": name, "sizing": DaysOfCover(days=days), "finance": ample}
        arms[days] = Arm(name=name, instruments=dict(instruments), reserve=reserve.model_copy(update=held))
    return arms


def curves(results: Results, world: World, arms: Mapping[float, Arm]) -> Curves:
    """Return the curves of a study of `cover_arms`, over the futures that all of them have."""
    outcomes = results.outcomes
    whole = outcomes[(outcomes["sector"] == ALL) & (outcomes["mineral"] != ANY)]
    keys = ["arm", "mineral", "future"]
    lost = whole.set_index(keys)["discounted_lost_output_usd"].unstack("future")
    cost = results.reserve.set_index(keys)["discounted_cost_usd"].unstack("future")
    names = [arm.name for arm in arms.values()]
    shared = lost.columns[lost.notna().groupby(level="arm").all().all()]
    table = lost[shared].mean(axis=1)
    price = cost.reindex(index=lost.index, columns=shared).fillna(0.0).mean(axis=1)

    def wide(values: object) -> FloatArray:
        frame = values.unstack("arm").reindex(index=world.minerals, columns=names)  # type: ignore[attr-defined]
        return np.asarray(frame.fillna(0.0), dtype=np.float64)

    stock = np.outer(us_demand(world), np.array(list(arms)))
    return Curves(stock, wide(table), wide(table + price), len(shared))
