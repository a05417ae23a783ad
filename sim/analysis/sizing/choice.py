"""Which policy is best, and which ones nobody can tell from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.sizing.arms import NONE, Candidate
from sim.analysis.sizing.measures import aligned
from sim.study.stats.selection import screen

if TYPE_CHECKING:
    import pandas as pd

CHOICE_COLUMNS = ("choice", "futures", "indifference_usd", "best", "may_be_best", "verdict")
ALL_BUDGETS = "all budgets"


def choice_table(table: pd.DataFrame, candidates: Sequence[Candidate], indifference: float) -> pd.DataFrame:
    """Return the selection among all arms, and among those of each budget with ``none``.

    One look of KN++ (`sim.study.stats.selection.screen`) at discounted loss plus cost. ``verdict`` is best
    where one arm is left, else tie: the sample cannot tell those in ``may_be_best`` apart.

    Parameters
    ----------
    table : DataFrame
        Of `measures`.
    candidates : sequence of Candidate
        ``none`` among them.
    indifference : float
        Indifference zone as a share of the mean loss of ``none``.
    """
    import pandas as pd

    delta = indifference * float(table.loc[NONE]["lost_usd"].mean())
    budgets = sorted({one.budget_usd for one in candidates} - {0.0})
    groups = {ALL_BUDGETS: list(candidates)} | {
        f"{usd / 1e9:g} bn USD": [one for one in candidates if one.budget_usd in (0.0, usd)]
        for usd in budgets
    }
    rows = [_chosen(name, table, [one.arm for one in group], delta) for name, group in groups.items()]
    return pd.DataFrame(rows, columns=list(CHOICE_COLUMNS))


def ranked(table: pd.DataFrame, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the arms with a reserve, smallest mean loss plus cost first."""
    means = table["total_usd"].groupby(level="arm").mean()
    return sorted((one for one in candidates if one.arm != NONE), key=lambda one: float(means[one.arm]))


def _chosen(name: str, table: pd.DataFrame, arms: list[str], delta: float) -> dict[str, object]:
    losses = aligned(table, "total_usd", arms)
    losses = losses[np.isfinite(losses).all(axis=1)]
    # without any loss nothing is worth telling apart: the cheapest is best by its cost alone
    kept = screen(losses, delta) if delta > 0.0 else (int(np.argmin(losses.mean(axis=0))),)
    names = [arms[i] for i in kept]
    return {
        "choice": name,
        "futures": len(losses),
        "indifference_usd": delta,
        "best": names[0],
        "may_be_best": ";".join(names),
        "verdict": "best" if len(names) == 1 else "tie",
    }
