"""Tables of an invented study."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.study.tables import Runs, paired_table, summarise

ARMS = ("without", "frameworks", "vault", "with")
EFFECTS = {"without": 1.0, "frameworks": 0.97, "vault": 0.7, "with": 0.68}
ABOUT = {
    "scenario": "china_export_bans",
    "world": "default",
    "start_date": "2027-01-01",
    "minerals": ["gallium", "antimony", "copper", "tin"],
    "arms": list(ARMS),
    "futures": 8,
    "seed": 1,
    "horizon_d": 3650,
    "threshold": 0.01,
    "series_futures": 8,
    "parameters": "sampled",
    "version": "1.0",
    "confidence": 0.95,
    "initial_state": "baseline steady state, vault 0 % full",
    "discount_rate": 0.0,
    "dollar_year": "2023-2024",
}
SCALES = {"gallium": 300.0, "antimony": 60.0, "copper": 0.4, "tin": 0.0}


def outcomes(scales=None, n=8, effects=None):
    """Return outcome rows; days of each mineral are exponential with the given mean."""
    scales, effects = scales or SCALES, effects or EFFECTS
    rows = []
    for arm, effect in effects.items():
        for future in range(n):
            total, any_days = 0.0, 0.0
            for number, (mineral, scale) in enumerate(scales.items()):
                draws = np.random.default_rng([future, number]).random(2)
                days = 0.0 if draws[0] < 0.3 else -float(np.log(draws[1])) * scale * effect
                total += days * 1e7
                any_days = max(any_days, days * 2)
                for sector in ("defence", "all"):
                    rows.append(row(arm, future, mineral, sector, days))
            rows.append(
                row(arm, future, "any", "all", None) | {"shortfall_days": any_days, "lost_output_usd": total}
            )
    return pd.DataFrame(rows)


def row(arm, future, mineral, sector, days):
    """Return one outcome row."""
    whole = sector == "all" and mineral != "any"
    return {
        "arm": arm,
        "future": future,
        "mineral": mineral,
        "sector": sector,
        "member": None if sector == "all" else False,
        "shortfall_days": None if days is None else min(3650.0, np.ceil(days * 2)),
        "equivalent_days": days,
        "price_lost_days": None if days is None else (days * 0.4 if whole else np.nan),
        "unmet_t": days,
        "fill_rate": None if days is None else 1 - days / 3650,
        "longest_spell_d": days,
        "peak_depth": None if days is None else min(1.0, days / 100),
        "peak_price": 1 + days / 50 if whole else np.nan,
        "price_cap_days": 0.0 if whole else np.nan,
        "lost_output_usd": None if days is None else days * 1e7,
        "rest_of_world_unmet_t": 100.0 / (1 + days) if whole else np.nan,
        "defense_stockpile_t": 0.0 if whole else np.nan,
        "floor_usd": 0.0 if whole else np.nan,
        "duty_usd": 0.0 if whole else np.nan,
        "support_usd": 0.0 if whole else np.nan,
    }


def reserve(scales=None, n=8, effects=None):
    """Return reserve rows: arms whose name says so hold one."""
    rows = []
    for arm in effects or EFFECTS:
        for future in range(n):
            for mineral in scales or SCALES:
                size = 1.0 if arm in ("vault", "with") else 0.0
                rows.append(
                    {
                        "arm": arm,
                        "future": future,
                        "mineral": mineral,
                        "bought_t": 100.0 * size,
                        "released_t": 40.0 * size,
                        "stock_t": 60.0 * size,
                        "spent_usd": 1e9 * size,
                        "received_usd": 5e8 * size,
                        "carrying_usd": 2e7 * size,
                        "interest_usd": 3e7 * size,
                        "residual_usd": 4e8 * size + future * 1e7 * size,
                        "discounted_cost_usd": 2e8 * size,
                    }
                )
    return pd.DataFrame(rows)


def series(mineral="gallium", n=8, weeks=60, effects=None):
    """Return weekly series: a shortage after a quarter of the time."""
    tables = []
    for arm, effect in (effects or EFFECTS).items():
        for future in range(n):
            rng = np.random.default_rng(future)
            day = np.arange(weeks) * 7.0
            start, length = rng.integers(weeks // 8, weeks // 2), rng.integers(weeks // 10, weeks // 3)
            hit = np.exp(-(((np.arange(weeks) - start - length / 2) / (length / 2)) ** 4)) * effect
            prices = {f"price_{m}": 1 + hit * rng.random() * 2 for m in ("JPN", "KOR", "EU", "CHN", "ROW")}
            table = {
                "arm": arm,
                "future": future,
                "mineral": mineral,
                "day": day,
                "cover_d": 60 * (1 - 0.9 * hit),
            }
            table |= {"price": 1 + 8 * hit * rng.random(), "unmet": hit * 0.6 * rng.random()} | prices
            tables.append(pd.DataFrame(table))
    return pd.concat(tables, ignore_index=True)


def summary(table=None, n=8, effects=None):
    """Return the summary of the sample."""
    runs = Runs(outcomes(table, n, effects))
    arms = tuple(effects or EFFECTS)
    return summarise(runs, reserve(table, n, effects), arms, ABOUT | {"futures": n})


def paired(table=None, n=8, effects=None):
    """Return the paired table of the sample."""
    return paired_table(Runs(outcomes(table, n, effects)), tuple(effects or EFFECTS))


class FakeResults:
    """The sample as if it had been read from a folder."""

    def __init__(self, effects=None, n=8):
        table = outcomes(n=n, effects=effects)
        self.arms = tuple(effects or EFFECTS)
        self.about = ABOUT | {"futures": n}
        self.runs = Runs(table)
        self.paired = paired(n=n, effects=effects)
        self.summary = summarise(self.runs, reserve(n=n, effects=effects), self.arms, self.about)
        self.failures = pd.DataFrame(columns=["arm", "future", "stage", "reason"])
        self.manifest = {
            "hashes": {"data": "d4", "source": "5c"},
            "environment": {"python": "3", "system": "S", "machine": "m", "packages": {"numpy": "2"}},
            "sessions": [{"workers": 2, "wall_s": 1.5}, {"workers": 1, "wall_s": 2.0}],
        }

    def series_of(self, mineral):
        table = series(n=2)
        return table[table["mineral"] == mineral]
