"""Tidy numbers of one run: plain columns, one value per row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.engine.statement import discounted_cost_usd, residual_usd
from sim.engine.tables import SERIES_STEP_D, Row, Tables, afloat_t
from sim.world.world import World

Columns = dict[str, list[Any]]
# A shortage is over after this many days in a row without one (methods: recovery time).
RECOVERY_D = 30

OUTCOME_COLUMNS = (
    "mineral",
    "sector",
    "tier",
    "member",
    "shortfall_days",
    "equivalent_days",
    "price_lost_days",
    "unmet_t",
    "demand_t",
    "fill_rate",
    "first_day",
    "longest_spell_d",
    "peak_depth",
    "recovery_day",
    "censored",
    "peak_price",
    "lost_output_usd",
    "discounted_lost_output_usd",
    "price_cap_days",
    "rest_of_world_unmet_t",
    "defense_stockpile_t",
    "floor_usd",
    "duty_usd",
    "support_usd",
)
RESERVE_COLUMNS = (
    "mineral",
    "bought_t",
    "released_t",
    "stock_t",
    "spent_usd",
    "received_usd",
    "carrying_usd",
    "interest_usd",
    "residual_usd",
    "discounted_cost_usd",
)
SERIES_COLUMNS = (
    "mineral",
    "day",
    "cover_d",
    "price",
    "unmet",
    "price_JPN",
    "price_KOR",
    "price_EU",
    "price_CHN",
    "price_ROW",
)


@dataclass(frozen=True)
class Outcome:
    """Tables of one run as equal-length columns, without arm and future.

    ``outcomes`` has one row per US sector and mineral, one row ``all`` per mineral and one row of
    mineral ``any``; ``reserve`` one row per mineral; ``finance`` one row, the reserve's accounts; ``series``
    one row per week and mineral.
    """

    outcomes: Columns
    reserve: Columns
    finance: Columns
    series: dict[str, Any] | None


def make_outcome(
    world: World, tables: Tables, finance: Columns, horizon_d: int, discount_rate: float
) -> Outcome:
    """Turn a run's tables and the reserve's accounts into tidy columns; series only if the run kept them."""
    return Outcome(
        outcomes=_outcomes(world, tables, horizon_d),
        reserve=_reserve(world, tables, horizon_d, discount_rate),
        finance=finance,
        series=_series(world, tables) if len(tables.series) else None,
    )


def _outcomes(world: World, tables: Tables, horizon_d: int) -> Columns:
    columns: Columns = {name: [] for name in OUTCOME_COLUMNS}
    sectors = world.sectors
    lost_total, discounted_total = 0.0, 0.0
    for name, own, told in zip(world.minerals, tables.minerals, world.reported, strict=True):
        if not told:
            continue
        lost, discounted = 0.0, 0.0
        for s in range(int(own["tally0"]), int(own["tally1"])):
            tally = tables.tallies[s]
            row = _row(tally, horizon_d)
            row["lost_output_usd"] = float(tally["unmet_t"] * own["price_usd"] * tally["voll"])
            row |= {"mineral": name, "sector": sectors.name[s], "tier": int(tally["tier"])}
            row["member"] = bool(sectors.member[s])
            row["discounted_lost_output_usd"] = float(
                tally["discounted_unmet_t"] * own["price_usd"] * tally["voll"]
            )
            lost += row["lost_output_usd"]
            discounted += row["discounted_lost_output_usd"]
            _append(columns, row)
        row = _row(tables.tallies[int(own["tally_all"])], horizon_d)
        row |= {"mineral": name, "sector": "all", "lost_output_usd": lost}
        row["discounted_lost_output_usd"] = discounted
        row |= {key: float(own[key]) for key in ("peak_price", "price_cap_days")}
        row["rest_of_world_unmet_t"] = float(own["rest_unmet_t"])
        row["defense_stockpile_t"] = float(own["stockpile_released_t"])
        row |= {key: float(own[key]) for key in ("floor_usd", "duty_usd", "support_usd")}
        lost_total += lost
        discounted_total += discounted
        _append(columns, row)
    any_days = float(np.count_nonzero(tables.short_days[:, world.reported].any(axis=1)))
    total: dict[str, Any] = {
        "mineral": "any",
        "sector": "all",
        "shortfall_days": any_days,
        "lost_output_usd": lost_total,
    }
    total["discounted_lost_output_usd"] = discounted_total
    _append(columns, total)
    return columns


def _append(columns: Columns, row: dict[str, Any]) -> None:
    for name in OUTCOME_COLUMNS:
        columns[name].append(row.get(name))


def _row(tally: Row, horizon_d: int) -> dict[str, Any]:
    """One row; a spell that ends within 30 days of the horizon is cut by it."""
    ever = bool(tally["shortfall_days"] > 0)
    censored = ever and horizon_d - float(tally["last_day"]) < RECOVERY_D
    base = float(tally["base_t"])
    return {
        "shortfall_days": float(tally["shortfall_days"]),
        "equivalent_days": float(tally["equivalent_days"]),
        "price_lost_days": float(tally["price_lost_days"]),
        "unmet_t": float(tally["unmet_t"]),
        "demand_t": base,
        "fill_rate": 1.0 - float(tally["unmet_t"]) / base if base > 0 else None,
        "first_day": float(tally["first_day"]) if ever else None,
        "longest_spell_d": float(tally["longest_spell_d"]),
        "peak_depth": float(tally["peak_depth"]),
        "recovery_day": float(tally["last_day"]) if ever and not censored else None,
        "censored": censored,
    }


def _reserve(world: World, tables: Tables, horizon_d: int, discount_rate: float) -> Columns:
    told = np.flatnonzero(world.reported)
    own = tables.minerals[told]
    held = (tables.customers["stock"] + afloat_t(tables))[own["reserve"]]
    residual = residual_usd(tables)[told]
    kept = ("bought_t", "released_t", "spent_usd", "received_usd", "carrying_usd", "interest_usd")
    values = {name: own[name].tolist() for name in kept}
    values["mineral"] = list(world.reported_minerals)
    values |= {"stock_t": held.tolist(), "residual_usd": residual.tolist()}
    values["discounted_cost_usd"] = discounted_cost_usd(tables, horizon_d, discount_rate)[told].tolist()
    return {name: values[name] for name in RESERVE_COLUMNS}


def _series(world: World, tables: Tables) -> dict[str, Any]:
    told = tables.series[:, world.reported]
    weeks, n, fields = told.shape
    flat = told.reshape(weeks * n, fields)
    columns: dict[str, Any] = {
        "mineral": list(world.reported_minerals) * weeks,
        "day": np.repeat(np.arange(weeks, dtype=np.int32) * SERIES_STEP_D, n),
    }
    return columns | {name: flat[:, field] for field, name in enumerate(SERIES_COLUMNS[2:])}
