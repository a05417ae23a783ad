"""The parts of summary.json beyond means: tails, recovery, and which arm is best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.study.runs import ANY, HEADLINE_METRICS, TOTALS, Runs
from sim.study.stats.means import FloatArray
from sim.study.stats.recovery import mean_recovery
from sim.study.stats.selection import ocba, screen
from sim.study.stats.tails import quantile, tail, weighted_quantile

Json = dict[str, Any]

TAIL_LEVEL = 0.95
WORTH_TELLING = 0.05
"""Arms closer than this share of the largest mean count as equally good."""


def tails(runs: Runs, arm: str) -> Json:
    """Return median, 95 % quantile and CVaR of the headline metrics per mineral, and of the totals."""
    result: Json = {
        mineral: {metric: _tail(runs, runs.raw(arm, mineral, metric)) for metric in HEADLINE_METRICS}
        for mineral in runs.minerals
    }
    totals = {name: _tail(runs, runs.raw(arm, ANY, column)) for name, column in TOTALS.items()}
    return result | {ANY: totals}


def _tail(runs: Runs, values: FloatArray) -> Json:
    """Return the numbers of one metric."""
    log_weights = runs.log_weights if runs.weighted else None
    upper = tail(values, TAIL_LEVEL, log_weights).as_dict()
    finite = np.isfinite(values)
    if log_weights is None:
        median = quantile(values, 0.5)
    else:
        median = weighted_quantile(values[finite], 0.5, np.exp(log_weights[finite]))
    return {"median": median.as_dict(), "quantile_95": upper["quantile"], "cvar_95": upper["cvar"]}


def recovery(runs: Runs, arm: str, horizon_d: float) -> Json:
    """Return the Kaplan-Meier mean days to recovery per mineral, over the futures with a shortage.

    Empty for futures of a tilted law, whose censoring the estimator cannot weigh.
    """
    result: Json = {}
    for mineral in runs.minerals:
        spells = runs.recovery(arm, mineral, horizon_d)
        if spells is not None and not runs.weighted:
            result[mineral] = mean_recovery(*spells).as_dict()
    return result


def selection(runs: Runs, arms: Sequence[str]) -> Json:
    """Return for each total the arms that may be the best, and where further futures would tell most.

    One look of KN++ over the futures all arms have; ``worth_telling`` is its indifference zone.
    """
    result: Json = {}
    for name in TOTALS if len(arms) > 1 else ():
        losses = np.column_stack([runs.total(arm, name) for arm in arms])
        losses = losses[np.isfinite(losses).all(axis=1)]
        if len(losses) < 2 or not losses.any():
            continue
        means = losses.mean(axis=0)
        delta = WORTH_TELLING * float(np.max(np.abs(means)))
        shares = ocba(means, losses.std(axis=0, ddof=1))
        result[name] = {
            "may_be_best": [arms[i] for i in screen(losses, delta)],
            "worth_telling": delta,
            "futures": len(losses),
            "next_futures": dict(zip(arms, shares.tolist(), strict=True)),
        }
    return result
