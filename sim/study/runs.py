"""The numbers of all runs, aligned by future."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.study.stats.means import FloatArray

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
HEADLINE_METRICS = ("shortfall_days", "equivalent_days", "combined_days", "lost_output_usd")
"""Metrics that also get bootstrap intervals and tails."""
SPELL_COLUMNS = ("first_day", "recovery_day", "censored")
LOG_WEIGHT = "log_weight"


def _labels(outcomes: pd.DataFrame) -> pd.Series[str]:
    """Return the sectors with members of the reserve apart: their rows must not share a key."""
    # of large studies a category, to which nothing can be added
    sector = outcomes["sector"].astype(object)
    if "member" not in outcomes:
        return sector
    return sector.where(~outcomes["member"].eq(True), sector + " (members)")


class Runs:
    """Numbers of all runs by arm, mineral and sector, aligned by future.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        Outcome rows of every run (docs/results.md).
    """

    def __init__(self, outcomes: pd.DataFrame) -> None:
        outcomes = outcomes.assign(sector=_labels(outcomes))
        table = outcomes.assign(combined_days=outcomes["equivalent_days"] + outcomes["price_lost_days"])
        table["member"] = table["member"].map(HOLDERS).fillna("")
        self.futures = tuple(sorted(outcomes["future"].unique()))
        self.log_weights = _log_weights(outcomes)
        keyed = table.set_index(["arm", "mineral", "sector", "member", "future"])
        metrics = {metric: keyed[metric].unstack("future") for metric in MINERAL_METRICS}
        self._spells = {name: keyed[name].unstack("future") for name in SPELL_COLUMNS if name in keyed}
        self._rows = {key: row for row, key in enumerate(metrics["shortfall_days"].index)}
        self._values = {metric: wide.to_numpy(float) for metric, wide in metrics.items()}
        self.arms = tuple(outcomes["arm"].unique())
        named = table[table["mineral"] != ANY]
        self.minerals = tuple(named["mineral"].unique())
        self.holders = {
            mineral: tuple(rows[["sector", "member"]].drop_duplicates().itertuples(index=False, name=None))
            for mineral, rows in named.groupby("mineral", sort=False)
        }

    @property
    def weighted(self) -> bool:
        """Whether the futures were drawn from a tilted law (`study.tilt`)."""
        return bool(np.any(self.log_weights != 0))

    def values(self, arm: str, mineral: str, metric: str, sector: str = ALL, member: str = "") -> FloatArray:
        """Return one number per future whose mean estimates the metric; shape ``(n_futures,)``.

        NaN where a run has none. Futures of a tilted law carry their likelihood ratio: the outcome times
        that ratio. ``member`` is yes or no, and empty on ``all``.
        """
        raw = self.raw(arm, mineral, metric, sector, member)
        return raw * np.exp(self.log_weights) if self.weighted else raw

    def raw(self, arm: str, mineral: str, metric: str, sector: str = ALL, member: str = "") -> FloatArray:
        """Return the outcomes themselves, whatever law the futures came from; shape ``(n_futures,)``."""
        return np.asarray(self._values[metric][self._rows[arm, mineral, sector, member]])

    def recovery(self, arm: str, mineral: str, horizon_d: float) -> tuple[FloatArray, FloatArray] | None:
        """Return days from first shortage to recovery, and 1 where the horizon cut them instead.

        NaN where a future has no shortage; None if the runs do not say.
        """
        if len(self._spells) < len(SPELL_COLUMNS):
            return None
        row = self._rows[arm, mineral, ALL, ""]
        first, end, cut = (
            pd.to_numeric(self._spells[name].iloc[row], errors="coerce").to_numpy(float)
            for name in SPELL_COLUMNS
        )
        censored = np.nan_to_num(cut)
        return np.where(censored > 0, horizon_d, end) - first, censored

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


def _log_weights(outcomes: pd.DataFrame) -> FloatArray:
    """Return one log likelihood ratio per future, in order; zeros where the table has none."""
    futures = outcomes["future"].nunique()
    if LOG_WEIGHT not in outcomes:
        return np.zeros(futures)
    return outcomes.groupby("future")[LOG_WEIGHT].first().fillna(0.0).to_numpy(float)
