"""One number per arm and future for everything a sizing policy is judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.policy.reserve.sizing.need import us_demand
from sim.study.runs import ALL, ANY
from sim.world.world import World

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.results import Results

RUN = ["arm", "future"]
TIER_ONE = 1
BAN = "export_ban"
DAYS_PER_YEAR = 365.0


def measures(results: Results, world: World) -> pd.DataFrame:
    """Return the measures of every run, indexed by arm and future.

    Returns
    -------
    DataFrame
        ``lost_usd`` and ``cost_usd`` (discounted lost output, and what the reserve costs society),
        ``total_usd`` their sum; ``equivalent_days``, ``price_lost_days``, ``combined_days`` and
        ``shortfall_days`` summed over minerals; ``any_mineral_days``; ``tier_one_short`` (1 if defence was
        ever short of anything, else 0); ``peak_price``, over baseline, weighted by what the US spends on
        each mineral; ``bought_usd`` and ``released_usd``, at the prices of day 0.
    """
    import pandas as pd

    outcomes = results.outcomes
    whole = outcomes[outcomes["sector"] == ALL]
    total = whole[whole["mineral"] == ANY].set_index(RUN)
    named = whole[whole["mineral"] != ANY]
    table = pd.DataFrame({"lost_usd": total["discounted_lost_output_usd"]})
    table["cost_usd"] = results.finance.set_index(RUN)["discounted_cost_usd"]
    table["total_usd"] = table["lost_usd"] + table["cost_usd"]
    days = named.groupby(RUN)[["equivalent_days", "price_lost_days", "shortfall_days"]].sum()
    table = table.join(days)
    table["combined_days"] = table["equivalent_days"] + table["price_lost_days"]
    table["any_mineral_days"] = total["shortfall_days"]
    table["tier_one_short"] = _tier_one_short(outcomes, table.index)
    spending = dict(zip(world.minerals, us_demand(world) * world.price_usd_per_t, strict=True))
    weight = named["mineral"].map(spending).astype(float)
    sums = named.assign(weight=weight, weighted=weight * named["peak_price"]).groupby(RUN)
    table["peak_price"] = sums["weighted"].sum() / sums["weight"].sum()
    table = table.join(_turnover(results.reserve, world))
    # an arm without a reserve has rows of zeros
    return table.fillna({"bought_usd": 0.0, "released_usd": 0.0})


def tier_table(results: Results) -> pd.DataFrame:
    """Return ``unmet_t`` by ``arm``, ``mineral``, ``tier`` and ``future``.

    Tonnes of different minerals are never added up.
    """
    rows = results.outcomes
    rows = rows[(rows["sector"] != ALL) & (rows["mineral"] != ANY)].astype({"tier": int})
    return rows.groupby(["arm", "mineral", "tier", "future"])["unmet_t"].sum().reset_index()


def bans_per_year(results: Results) -> float:
    """Return the mean number of export bans a year in the futures of a study that keeps its events."""
    events, about = results.events, results.about
    years = float(about["horizon_d"]) / DAYS_PER_YEAR
    return float((events["kind"] == BAN).sum()) / float(about["futures"]) / years


def _tier_one_short(outcomes: pd.DataFrame, runs: pd.Index) -> pd.Series[float]:
    short = outcomes[(outcomes["tier"] == TIER_ONE) & (outcomes["shortfall_days"] > 0)]
    return short.groupby(RUN).size().clip(upper=1).reindex(runs, fill_value=0).astype(float)


def _turnover(reserve: pd.DataFrame, world: World) -> pd.DataFrame:
    price = reserve["mineral"].map(dict(zip(world.minerals, world.price_usd_per_t, strict=True)))
    values = reserve[RUN].assign(
        bought_usd=reserve["bought_t"] * price.astype(float),
        released_usd=reserve["released_t"] * price.astype(float),
    )
    return values.groupby(RUN)[["bought_usd", "released_usd"]].sum()


def aligned(
    table: pd.DataFrame, measure: str, arms: list[str]
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return one measure of some arms, aligned by future, shape ``(n_futures, n_arms)``; NaN if missing."""
    wide = table[measure].unstack("arm").reindex(columns=arms).sort_index()
    return wide.to_numpy(np.float64)
