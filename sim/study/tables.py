"""From runs to what the sample supports: paired.csv and summary.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.engine.outcome import RESERVE_COLUMNS
from sim.study import depth
from sim.study.comparisons import Comparison, Key, chosen_pairs, compare
from sim.study.runs import ALL, ANY, MINERAL_METRICS, TOTALS
from sim.study.runs import Runs as Runs
from sim.study.stats.means import estimate, sample_warning, share
from sim.study.stats.rare import effective_futures
from sim.study.stats.tails import tail_warning

Json = dict[str, Any]

SCHEMA_VERSION = 1
RESERVE_METRICS = (*RESERVE_COLUMNS[1:], "net_cost_usd")
PAIRED_COLUMNS = (
    "pair",
    "mineral",
    "sector",
    "member",
    "metric",
    "mean_first",
    "mean_second",
    "difference",
    "ci_low",
    "ci_high",
    "n",
    "variance_reduction",
    "bootstrap_low",
    "bootstrap_high",
    "p_value",
    "p_holm",
)


def paired_table(runs: Runs, order: Sequence[str]) -> pd.DataFrame:
    """Return the paired differences against ``without``, one row per pair, mineral, holder and metric.

    Parameters
    ----------
    runs : Runs
    order : sequence of str
        Names of the study's arms.
    """
    rows = [_paired_row(key, comparison) for key, comparison in compare(runs, order).items()]
    return pd.DataFrame(rows, columns=list(PAIRED_COLUMNS))


def _paired_row(key: Key, comparison: Comparison) -> list[object]:
    """Return one row of the paired table."""
    first, second, *labels = key
    numbers = comparison.as_dict()
    found = {"difference": numbers["mean"], **numbers}
    return [f"{first}-{second}", *labels, *comparison.means, *(found[name] for name in PAIRED_COLUMNS[7:])]


def summarise(runs: Runs, reserve: pd.DataFrame, order: Sequence[str], about: Mapping[str, object]) -> Json:
    """Return the content of summary.json.

    Parameters
    ----------
    runs : Runs
    reserve : pandas.DataFrame
        Reserve rows of every run.
    order : sequence of str
        Names of the study's arms.
    about : mapping of str to object
        What the study was: seed, futures, horizon, threshold and names.
    """
    present = [arm for arm in order if arm in runs.arms]
    compared = compare(runs, order)
    chosen = chosen_pairs(runs, order)
    smallest = _sample(runs, present)
    horizon = float(str(about.get("horizon_d", "nan")))
    return {
        "schema_version": SCHEMA_VERSION,
        "study": dict(about),
        "warnings": _listed(sample_warning(smallest)),
        "coinciding": coinciding(runs, present),
        "arms": {arm: _arm_summary(runs, arm) for arm in present},
        "pairs": {f"{a}-{b}": _pair_summary(runs, compared, a, b) for a, b in chosen},
        "totals": {
            arm: {name: estimate(runs.total(arm, name)).as_dict() for name in TOTALS} for arm in present
        },
        "total_pairs": {
            f"{a}-{b}": {name: compared[a, b, ANY, ALL, "", name].as_dict() for name in TOTALS}
            for a, b in chosen
        },
        "reserve": {arm: _reserve_summary(reserve[reserve["arm"] == arm], runs) for arm in present},
        "tail_warnings": [] if runs.weighted else _listed(tail_warning(smallest, depth.TAIL_LEVEL)),
        "tails": {arm: depth.tails(runs, arm) for arm in present},
        "recovery": {arm: depth.recovery(runs, arm, horizon) for arm in present},
        "selection": depth.selection(runs, present),
    }


def _sample(runs: Runs, arms: Sequence[str]) -> int:
    """Return the futures of the arm with fewest, equally weighted ones for a tilted law."""
    smallest = min((estimate(runs.total(arm, "any_mineral_days")).n for arm in arms), default=0)
    return min(smallest, int(effective_futures(runs.log_weights))) if runs.weighted else smallest


def _listed(warning: str | None) -> list[str]:
    return [] if warning is None else [warning]


def coinciding(runs: Runs, arms: Sequence[str]) -> list[list[str]]:
    """Return the groups of arms whose numbers are the same in every run."""
    groups: list[list[str]] = []
    for arm in arms:
        home = next((group for group in groups if runs.coincide(group[0], arm)), None)
        if home is None:
            groups.append([arm])
        else:
            home.append(arm)
    return [group for group in groups if len(group) > 1]


def _arm_summary(runs: Runs, arm: str) -> Json:
    """Return the estimates of one arm per mineral."""
    result: Json = {}
    for mineral in runs.minerals:
        row: Json = {
            metric: estimate(runs.values(arm, mineral, metric)).as_dict() for metric in MINERAL_METRICS
        }
        row["no_shortfall_share"] = _no_shortfall(runs, arm, mineral)
        result[mineral] = row
    return result


def _no_shortfall(runs: Runs, arm: str, mineral: str) -> Json:
    """Return the share of futures without a shortfall day."""
    days = runs.raw(arm, mineral, "shortfall_days")
    finite = np.isfinite(days)
    if runs.weighted:
        return estimate(np.exp(runs.log_weights[finite]) * (days[finite] == 0)).as_dict()
    return share(int(np.sum(days[finite] == 0)), int(np.sum(finite))).as_dict()


def _pair_summary(runs: Runs, compared: Mapping[Key, Comparison], first: str, second: str) -> Json:
    """Return the paired differences of two arms per mineral."""
    return {
        mineral: {
            metric: compared[first, second, mineral, ALL, "", metric].as_dict() for metric in MINERAL_METRICS
        }
        for mineral in runs.minerals
    }


def _reserve_summary(rows: pd.DataFrame, runs: Runs) -> Json:
    """Return the estimates of an arm's reserve, empty if it has none: tonnes only per mineral."""
    if not rows[["bought_t", "stock_t"]].to_numpy().any():
        return {}
    net = rows["spent_usd"] + rows["carrying_usd"] + rows["interest_usd"]
    rows = rows.assign(net_cost_usd=net - rows["received_usd"] - rows["residual_usd"])
    dollars = [metric for metric in RESERVE_METRICS if metric.endswith("_usd")]
    if runs.weighted:
        weights = rows["future"].map(dict(zip(runs.futures, np.exp(runs.log_weights), strict=True)))
        rows = rows.assign(**{name: rows[name] * weights for name in RESERVE_METRICS})
    per_future = rows.groupby("future")[dollars].sum()
    return {
        "total": {name: estimate(per_future[name].to_numpy(float)).as_dict() for name in dollars},
        **{
            str(mineral): {name: estimate(group[name].to_numpy(float)).as_dict() for name in RESERVE_METRICS}
            for mineral, group in rows.groupby("mineral", sort=False)
        },
    }
