"""How much worse a policy does than the best one, scenario by scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.sizing.arms import Candidate
from sim.analysis.sizing.measures import aligned

if TYPE_CHECKING:
    import pandas as pd

REGRET_COLUMNS = ("arm", "policy", "budget_usd", "scenario", "futures", "total_usd", "regret_usd")


def regret_table(tables: Mapping[str, pd.DataFrame], candidates: Sequence[Candidate]) -> pd.DataFrame:
    """Return mean loss plus cost of every arm in every scenario, and its distance to the smallest there.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        `measures` by scenario.
    candidates : sequence of Candidate
        What could have been chosen: no reserve, and every policy at every budget.
    """
    import pandas as pd

    rows = []
    for scenario, table in tables.items():
        losses = aligned(table, "total_usd", [one.arm for one in candidates])
        losses = losses[np.isfinite(losses).all(axis=1)]
        means = losses.mean(axis=0)
        for one, mean in zip(candidates, means.tolist(), strict=True):
            known = (one.arm, one.policy, one.budget_usd, scenario, len(losses))
            rows.append((*known, mean, mean - float(means.min())))
    return pd.DataFrame(rows, columns=list(REGRET_COLUMNS))


def max_regret(regrets: pd.DataFrame) -> pd.DataFrame:
    """Return the largest regret of every arm and where it falls, smallest first: the minimax choice leads."""
    worst = regrets.loc[regrets.groupby("arm", sort=False)["regret_usd"].idxmax()]
    worst = worst.rename(columns={"regret_usd": "max_regret_usd", "scenario": "worst_scenario"})
    columns = ["arm", "policy", "budget_usd", "max_regret_usd", "worst_scenario"]
    return worst[columns].sort_values("max_regret_usd", kind="stable").reset_index(drop=True)
