"""From runs to what the sample supports: paired.csv and summary.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engine.outcome import RESERVE_COLUMNS
from sim.study.arms import BASELINE, pairs
from sim.study.statistics import estimate, paired, sample_warning, share

FloatArray = NDArray[np.float64]
Json = dict[str, Any]

SCHEMA_VERSION = 1
ALL, ANY = "all", "any"
HOLDERS = {True: "yes", False: "no"}
"""How tables write whether a holder is a member of the reserve; empty on ``all``."""

SECTOR_METRICS = (
    "shortfall_days",
    "equivalent_days",
    "unmet_t",
    "fill_rate",
    "longest_spell_d",
    "peak_depth",
    "lost_output_usd",
)
MINERAL_METRICS = (
    "shortfall_days",
    "equivalent_days",
    "price_lost_days",
    "combined_days",
    "unmet_t",
    "fill_rate",
    "longest_spell_d",
    "peak_depth",
    "peak_price",
    "price_cap_days",
    "lost_output_usd",
    "rest_of_world_unmet_t",
    "defense_stockpile_t",
)
TOTALS = {"lost_output_usd": "lost_output_usd", "any_mineral_days": "shortfall_days"}
"""Totals over minerals: value and days, never tonnes."""
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
)


class Runs:
    """Numbers of all runs by arm, mineral and sector, aligned by future.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        Outcome rows of every run (docs/results.md).
    """

    def __init__(self, outcomes: pd.DataFrame) -> None:
        table = outcomes.assign(combined_days=outcomes["equivalent_days"] + outcomes["price_lost_days"])
        table["member"] = table["member"].map(HOLDERS).fillna("")
        keyed = table.set_index(["arm", "mineral", "sector", "member", "future"])
        metrics = {metric: keyed[metric].unstack("future") for metric in MINERAL_METRICS}
        self._rows = {key: row for row, key in enumerate(metrics["shortfall_days"].index)}
        self._values = {metric: wide.to_numpy(float) for metric, wide in metrics.items()}
        self.arms = tuple(outcomes["arm"].unique())
        named = table[table["mineral"] != ANY]
        self.minerals = tuple(named["mineral"].unique())
        self.holders = {
            mineral: tuple(rows[["sector", "member"]].drop_duplicates().itertuples(index=False, name=None))
            for mineral, rows in named.groupby("mineral", sort=False)
        }

    def values(self, arm: str, mineral: str, metric: str, sector: str = ALL, member: str = "") -> FloatArray:
        """Return one number per future, NaN where a run has none; shape ``(n_futures,)``.

        ``member`` is yes or no, and empty on ``all``.
        """
        return np.asarray(self._values[metric][self._rows[arm, mineral, sector, member]])

    def total(self, arm: str, name: str) -> FloatArray:
        """Return a total over minerals, one number per future."""
        return self.values(arm, ANY, TOTALS[name])

    def coincide(self, first: str, second: str, mineral: str | None = None) -> bool:
        """Say whether two arms gave the same numbers in every run, for one mineral or for all."""
        minerals = self.minerals if mineral is None else (mineral,)
        return all(
            np.array_equal(self.values(first, key, metric), self.values(second, key, metric), equal_nan=True)
            for key in minerals
            for metric in MINERAL_METRICS
        )


def paired_table(runs: Runs, order: Sequence[str]) -> pd.DataFrame:
    """Return the paired differences against ``without``, one row per pair, mineral, holder and metric.

    Parameters
    ----------
    runs : Runs
    order : sequence of str
        Names of the study's arms.
    """
    rows = []
    for first, second in _pairs(runs, order):
        for mineral in runs.minerals:
            for sector, member in runs.holders[mineral]:
                for metric in MINERAL_METRICS if sector == ALL else SECTOR_METRICS:
                    a = runs.values(first, mineral, metric, sector, member)
                    b = runs.values(second, mineral, metric, sector, member)
                    row = [f"{first}-{second}", mineral, sector, member, metric, *_paired_row(a, b)]
                    rows.append(row)
        for name in TOTALS:
            a, b = runs.total(first, name), runs.total(second, name)
            rows.append([f"{first}-{second}", ANY, ALL, "", name, *_paired_row(a, b)])
    return pd.DataFrame(rows, columns=list(PAIRED_COLUMNS))


def _paired_row(a: FloatArray, b: FloatArray) -> list[float | int | None]:
    """Return the numbers of one row of the paired table; both means are over the futures they share."""
    both = np.isfinite(a) & np.isfinite(b)
    result = paired(a, b)
    interval = result.difference
    means = [estimate(a[both]).mean, estimate(b[both]).mean]
    return [*means, interval.mean, interval.ci_low, interval.ci_high, interval.n, result.variance_reduction]


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
    chosen = _pairs(runs, order)
    smallest = min((estimate(runs.total(arm, "any_mineral_days")).n for arm in present), default=0)
    warning = sample_warning(smallest)
    return {
        "schema_version": SCHEMA_VERSION,
        "study": dict(about),
        "warnings": [] if warning is None else [warning],
        "coinciding": coinciding(runs, present),
        "arms": {arm: _arm_summary(runs, arm) for arm in present},
        "pairs": {f"{a}-{b}": _pair_summary(runs, a, b) for a, b in chosen},
        "totals": {
            arm: {name: estimate(runs.total(arm, name)).as_dict() for name in TOTALS} for arm in present
        },
        "total_pairs": {
            f"{a}-{b}": {name: paired(runs.total(a, name), runs.total(b, name)).as_dict() for name in TOTALS}
            for a, b in chosen
        },
        "reserve": {arm: _reserve_summary(reserve[reserve["arm"] == arm]) for arm in present},
    }


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


def _pairs(runs: Runs, order: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of which both arms have runs."""
    if BASELINE not in runs.arms:
        return []
    return [(a, b) for a, b in pairs(tuple(order)) if a in runs.arms]


def _arm_summary(runs: Runs, arm: str) -> Json:
    """Return the estimates of one arm per mineral."""
    result: Json = {}
    for mineral in runs.minerals:
        row: Json = {
            metric: estimate(runs.values(arm, mineral, metric)).as_dict() for metric in MINERAL_METRICS
        }
        days = runs.values(arm, mineral, "shortfall_days")
        days = days[np.isfinite(days)]
        row["no_shortfall_share"] = share(int(np.sum(days == 0)), len(days)).as_dict()
        result[mineral] = row
    return result


def _pair_summary(runs: Runs, first: str, second: str) -> Json:
    """Return the paired differences of two arms per mineral."""
    return {
        mineral: {
            metric: paired(
                runs.values(first, mineral, metric), runs.values(second, mineral, metric)
            ).as_dict()
            for metric in MINERAL_METRICS
        }
        for mineral in runs.minerals
    }


def _reserve_summary(rows: pd.DataFrame) -> Json:
    """Return the estimates of an arm's reserve, empty if it has none: tonnes only per mineral."""
    if not rows[["bought_t", "stock_t"]].to_numpy().any():
        return {}
    net = rows["spent_usd"] + rows["carrying_usd"] + rows["interest_usd"]
    rows = rows.assign(net_cost_usd=net - rows["received_usd"] - rows["residual_usd"])
    dollars = [metric for metric in RESERVE_METRICS if metric.endswith("_usd")]
    per_future = rows.groupby("future")[dollars].sum()
    return {
        "total": {name: estimate(per_future[name].to_numpy(float)).as_dict() for name in dollars},
        **{
            str(mineral): {name: estimate(group[name].to_numpy(float)).as_dict() for name in RESERVE_METRICS}
            for mineral, group in rows.groupby("mineral", sort=False)
        },
    }
