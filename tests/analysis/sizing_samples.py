"""Small invented comparisons of sizing policies."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.analysis.sizing.arms import WITHOUT, Candidate
from sim.analysis.sizing.choice import choice_table
from sim.analysis.sizing.regret import regret_table
from sim.analysis.sizing.searched import ALLOCATION_COLUMNS
from sim.analysis.sizing.table import sizing_table

BUDGETS = (3e9, 12e9)
POLICIES = {"days_60": 0.5, "newsvendor": 0.8, "equal_money": 0.3}
"""Share of the loss that the larger budget saves."""
CANDIDATES = (WITHOUT, *(Candidate(policy, usd) for policy in POLICIES for usd in BUDGETS))
ABOUT = {
    "scenario": "china_export_bans",
    "world": "default",
    "frameworks": "none",
    "reserve": "vault",
    "futures": 60,
    "horizon_d": 3650,
    "seed": 1,
    "indifference": 0.02,
}


def measured(n=60, seed=5, cost=0.1):
    """Return measures of every candidate; a reserve costs a share of its budget and saves one of the loss."""
    rng = np.random.default_rng(seed)
    lost = rng.gamma(1.5, 2e9, n)
    rows = []
    for one in CANDIDATES:
        saved = POLICIES.get(one.policy, 0.0) * (0.6 if one.budget_usd == BUDGETS[0] else 1.0)
        for future in range(n):
            left, paid = lost[future] * (1 - saved), cost * one.budget_usd
            days = left / 1e7
            rows.append(
                {
                    "arm": one.arm,
                    "future": future,
                    "lost_usd": left,
                    "cost_usd": paid,
                    "total_usd": left + paid,
                    "equivalent_days": days,
                    "price_lost_days": days / 2,
                    "shortfall_days": 3 * days,
                    "combined_days": 1.5 * days,
                    "any_mineral_days": min(3650.0, 2 * days),
                    "tier_one_short": float(lost[future] > 5e9),
                    "peak_price": 2.0,
                    "bought_usd": one.budget_usd,
                    "released_usd": 0.2 * one.budget_usd,
                }
            )
    return pd.DataFrame(rows).set_index(["arm", "future"])


def tables():
    """Return what ``task=sizing`` writes, without the search."""
    own = measured()
    calm = measured(seed=6)
    calm["total_usd"] = calm["cost_usd"]
    sizing = sizing_table(own, CANDIDATES, 2.0).assign(look="screening")
    minerals = {"gallium": 0.2, "tungsten": 0.5, "titanium_sponge": 0.3}
    rows = [
        (one.arm, one.policy, one.budget_usd, mineral, 1.0, share * one.budget_usd * saved, 10.0)
        for one in CANDIDATES[1:]
        for saved in (POLICIES[one.policy],)
        for mineral, share in minerals.items()
    ]
    return {
        "sizing": sizing,
        "choice": choice_table(own, CANDIDATES, 0.02).assign(look="screening"),
        "regret": regret_table({"china_export_bans": own, "none": calm}, CANDIDATES),
        "allocation": pd.DataFrame(rows, columns=list(ALLOCATION_COLUMNS)),
    }
