"""What each policy holds, and what the measured curves say of its mix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sizing.arms import Candidate
from sim.analysis.sizing.curves import Curves, values_at
from sim.policy.reserve.sizing.need import us_demand
from sim.world.world import World

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
ALLOCATION_COLUMNS = ("arm", "policy", "budget_usd", "mineral", "target_t", "target_usd", "cover_d")
SEARCH_COLUMNS = (
    "arm",
    "policy",
    "budget_usd",
    "target_usd",
    "search_futures",
    "predicted_lost_usd",
    "predicted_total_usd",
    "distance_usd",
    "lived_total_usd",
)


def allocation_table(world: World, targets: Mapping[Candidate, FloatArray]) -> pd.DataFrame:
    """Return tonnes, dollars of day 0 and days of US demand that every arm aims at, per mineral."""
    import pandas as pd

    demand = us_demand(world)
    rows = []
    for one, tonnes in targets.items():
        for mineral, told, own, daily, price in zip(
            world.minerals,
            world.reported,
            tonnes.tolist(),
            demand.tolist(),
            world.price_usd_per_t,
            strict=True,
        ):
            if told:
                cover = own / daily if daily > 0.0 else 0.0
                rows.append((one.arm, one.policy, one.budget_usd, mineral, own, own * float(price), cover))
    return pd.DataFrame(rows, columns=list(ALLOCATION_COLUMNS))


def search_table(
    world: World, measured: Curves, targets: Mapping[Candidate, FloatArray], lived: pd.Series[float]
) -> pd.DataFrame:
    """Return what the curves predict of every mix, its distance to the best at that budget, and what it did.

    Parameters
    ----------
    world : World
    measured : Curves
    targets : mapping of Candidate to FloatArray
        Tonnes, shape ``(n_minerals,)``.
    lived : Series
        Mean loss plus cost of every arm in the comparison, whose futures the curves have not seen.
    """
    import pandas as pd

    rows = []
    for one, tonnes in targets.items():
        lost = float(np.sum(values_at(tonnes, measured.stock_t, measured.lost_usd)))
        total = float(np.sum(values_at(tonnes, measured.stock_t, measured.total_usd)))
        value = float(np.sum(tonnes * world.price_usd_per_t))
        known = (one.arm, one.policy, one.budget_usd, value, measured.futures)
        rows.append((*known, lost, total, np.nan, float(lived.get(one.arm, np.nan))))
    table = pd.DataFrame(rows, columns=list(SEARCH_COLUMNS))
    least = table.groupby("budget_usd")["predicted_total_usd"].transform("min")
    # holding nothing is open to every budget
    nothing = float(table.loc[table["budget_usd"] == 0.0, "predicted_total_usd"].iloc[0])
    return table.assign(distance_usd=table["predicted_total_usd"] - np.minimum(least, nothing))
