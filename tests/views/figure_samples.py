"""Small fixed tables behind every figure that is not of a study's outcomes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.analysis.atlas import CHOKEPOINT_COLUMNS, FACILITY_COLUMNS, LAND_COLUMNS, LINE_COLUMNS, Atlas
from sim.analysis.closure import CLOSURE_COLUMNS, CURVE_COLUMNS
from sim.analysis.detours import LINE_COLUMNS as WAY_COLUMNS
from sim.analysis.detours import Detours
from sim.analysis.event_table import events_table
from sim.analysis.explain import explain_tables
from sim.analysis.trace_table import trace_table
from tests.analysis.test_explain import TESTIUM, lived, tiny
from tests.helpers.worlds import ban, outage

N1 = {"world": "default", "model": "default", "seed": 7, "runs": 12, "horizon_d": 1825, "threshold": 0.01}
CLOSURE = {
    "world": "default",
    "model": "default",
    "places": "Suez Canal, Bab el-Mandeb",
    "start_d": 30,
    "days": 200,
    "horizon_d": 400,
    "seed": 1,
}
LIVED = {
    "mineral": "testium",
    "arm": "without",
    "future": 0,
    "scenario": "test",
    "world": "tiny",
    "start_date": "2027-01-01",
    "horizon_d": 600,
    "seed": 1,
    "threshold": 0.01,
    "demand_t_per_d": 1.0,
    "lowest_cover_d": 19.0,
    "lowest_cover_day": 3,
    "peak_price": 1.0,
}
SQUARE = [(1, lat, lon) for lat, lon in ((0, 0), (0, 20), (20, 20), (20, 0))]
STRAITS = [("Suez Canal", 30.5, 32.3, True, 0.0), ("Strait of Malacca", 3.6, 100.2, True, 50.0)]


def lived_tables():
    """Return trace, events, spells and causes of a ban and an outage in the tiny world."""
    run = lived(tiny(), ban(TESTIUM, 100.0, 90.0), outage(TESTIUM, 90.0, 30.0))
    return trace_table(run, 1), events_table(run), *explain_tables(run)


def node(mineral, country, first_day, lost, level="country"):
    """Return one row of n1.csv."""
    survives = first_day is None
    return {
        "mineral": mineral,
        "level": level,
        "country": country,
        "stage": "" if level == "country" else "refine",
        "plant": "",
        "share": 0.6,
        "share_stage": "refine",
        "output_t_per_year": 1000.0,
        "survives": survives,
        "first_day": np.nan if survives else first_day,
        "first_sector": None if survives else "a_sector_with_quite_a_long_name_indeed",
        "first_sector_tier": np.nan if survives else 3.0,
        "first_sector_day": np.nan if survives else first_day,
        "shortfall_days": 0.0,
        "equivalent_days": 0.0 if survives else lost / 2,
        "price_lost_days": lost if survives else lost / 2,
        "combined_days": lost,
        "peak_depth": 0.0,
        "peak_price": 30.0,
        "price_cap_days": 0.0,
        "lost_output_usd": 0.0,
        "rest_of_world_unmet_t": 0.0,
    }


def nodes():
    """Return rows of n1.csv: more countries than are drawn."""
    rows = [
        node("neodymium_praseodymium", "CHN", 95.4, 1618.0),
        node("neodymium_praseodymium", "CHN", 95.4, 1618.0, "stage"),
        node("neodymium_praseodymium", "USA", None, 103.0),
        node("tin", "PER", None, -0.2),
        node("tin", "IDN", 0.0, 400.0),
        *[node("tin", f"X{letter}Y", None, 95.0) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
    ]
    return pd.DataFrame(rows)


def stage(mineral, name, cover):
    """Return one row of concentration.csv."""
    return {
        "mineral": mineral,
        "stage": name,
        "output_t_per_year": 1000.0,
        "countries": 3,
        "hhi": 9804.0,
        "top1": "CHN",
        "top1_share": 0.6,
        "top2": "RUS",
        "top3": "",
        "top3_share": 0.8,
        "own_use_share": np.nan,
        "n1_cover": cover,
        "n1_cover_capacity": cover,
    }


def stages():
    """Return rows of concentration.csv, one without a cover."""
    return pd.DataFrame(
        [stage("tin", "mine", np.nan), stage("tin", "refine", 0.4), stage("tin", "recycle", 0.4)]
    )


def closure_tables():
    """Return the tables of ``task=closure``: one buyer far round, one not concerned."""
    hit = ("graphite", "EU", 100.0, 0.8, 40.0, 12.0, 50.0, 38.0, 75.0, 190.0, 1.3)
    far = ("graphite", "refiners", 80.0, 0.5, 30.0, 6.0, 45.0, 40.0, 70.0, np.nan, 1.1)
    calm = ("tin", "USA", 60.0, 0.0, 35.0, 0.0, 60.0, 60.0, np.nan, np.nan, 1.0)
    day = np.arange(0, 400, 7)
    shut = (day > 30) & (day < 230)
    curves = [
        (row[0], row[1], d, row[4] + row[5] * s, row[6] - (row[6] - row[7]) * s, 1.0)
        for row in (hit, far, calm)
        for d, s in zip(day.tolist(), shut.tolist(), strict=True)
    ]
    return (
        pd.DataFrame([hit, far, calm], columns=list(CLOSURE_COLUMNS)),
        pd.DataFrame(curves, columns=list(CURVE_COLUMNS)),
    )


def detours():
    """Return lines of all three kinds."""
    lines = [
        ("open", "a", 0, -30.0, -71.0, 3e9),
        ("open", "a", 0, -30.0, 10.0, 3e9),
        ("stopped", "b", 0, 3.6, 100.2, 2e9),
        ("stopped", "b", 0, 30.5, 32.3, 2e9),
        ("around", "c", 0, 3.6, 100.2, 1e9),
        ("around", "c", 0, -35.0, 20.0, 1e9),
    ]
    land = pd.DataFrame(SQUARE, columns=list(LAND_COLUMNS))
    chokepoints = pd.DataFrame(STRAITS, columns=["name", "lat", "lon", "closable", "usd_per_year"])
    return Detours(
        lines=pd.DataFrame(lines, columns=list(WAY_COLUMNS)),
        chokepoints=chokepoints,
        land=land,
        by_sea_usd=6e9,
        stopped_usd=2e9,
        cut_off_usd=1e8,
    )


def small_atlas(lines=True):
    """Return two makers, a route over the date line and two straits."""
    makers = [
        ("CHN", "mine", 36.0, 104.0, 60.0, 0.2),
        ("CHN", "refine", 36.0, 104.0, 240.0, 0.75),
        ("CHL", "mine", -30.0, -71.0, 200.0, 0.7),
    ]
    ways = [("a-b", 0, -30.0, -71.0, 50.0), ("a-b", 0, 10.0, -179.0, 50.0), ("a-b", 1, 10.0, 179.0, 50.0)]
    return Atlas(
        mineral="lithium",
        world="default",
        facilities=pd.DataFrame(makers, columns=list(FACILITY_COLUMNS)),
        lines=pd.DataFrame(ways if lines else [], columns=list(LINE_COLUMNS)),
        chokepoints=pd.DataFrame(STRAITS if lines else [], columns=list(CHOKEPOINT_COLUMNS)),
        land=pd.DataFrame(SQUARE, columns=list(LAND_COLUMNS)),
        elsewhere={"mine": 0.1},
        by_sea=0.5,
    )


def combined():
    """Return rows of combined.csv: six cells, two of which coincide, one cell with a gap."""
    rows = []
    for cell in range(6):
        for mineral, mean in (("gallium", 300.0), ("tin", 0.003), ("dysprosium_terbium", 12.0)):
            size = mean / (1 + cell // 2)
            rows.append(
                {
                    "cell": cell,
                    "scenario": ("china_export_bans", "gallium_ban_us", "drc_cobalt")[cell // 2],
                    "reserve": ("none", "vault")[cell % 2],
                    "arm": "without",
                    "mineral": mineral,
                    "metric": "combined_days",
                    "mean": size if cell != 3 else size / 3,
                    "ci_low": 0.8 * size if cell != 3 else np.nan,
                    "ci_high": 1.2 * size if cell != 3 else np.nan,
                    "n": 25 if cell != 3 else 1,
                    "seed": 1,
                    "version": "1.0",
                    "horizon_d": 3650,
                }
            )
    return pd.DataFrame(rows[:-1])


ATTRIBUTION = {
    "scenario": "china_export_bans",
    "frameworks": "all",
    "reserve": "vault",
    "world": "default",
    "futures": 8,
    "horizon_d": 3650,
    "seed": 1,
    "by": "group",
    "arms": 32,
    "orders": 0,
}
GIVEN = {"projects": (40.0, 9e8), "floors": (-12.0, 4e7), "reserve": (6.0, 2e8), "idle": (0.0, 0.0)}


def attribution_shares(given=None):
    """Return rows of shares.csv over all minerals: one player helps, one harms, one does nothing."""
    rows = []
    for player, values in (given or GIVEN).items():
        for measure, value in zip(("combined_days_avoided", "lost_output_usd_avoided"), values, strict=True):
            rows.append(
                {
                    "player": player,
                    "measure": measure,
                    "mineral": "sum",
                    "value": value,
                    "ci_low": value - abs(value) / 2,
                    "ci_high": value + abs(value) / 2,
                    "order_error": abs(value) / 10,
                    "alone": 1.2 * value,
                    "last": 0.8 * value,
                    "n": 8,
                }
            )
    return pd.DataFrame(rows)


def attribution_totals(given=None):
    """Return rows of totals.csv that go with the shares."""
    rows = []
    given = (given or GIVEN).values()
    sums = {"combined_days_avoided": sum(days for days, _ in given)}
    sums["lost_output_usd_avoided"] = sum(usd for _, usd in given)
    for measure, total in sums.items():
        row = {"measure": measure, "mineral": "sum", "without": 2 * total, "with": total, "value": total}
        rows.append(row | {"ci_low": total / 2, "ci_high": 1.5 * total, "n": 8})
    return pd.DataFrame(rows)


def attribution_interactions():
    """Return rows of interactions.csv: a clear pair, and one that is not."""
    rows = []
    pairs = (("projects", "floors", -5.0), ("projects", "reserve", 0.2), ("floors", "reserve", 3.0))
    for measure, scale in (("combined_days_avoided", 1.0), ("lost_output_usd_avoided", 1e7)):
        for first, second, value in pairs:
            clear = "unclear" if value == 0.2 else "substitutes" if value < 0 else "complements"
            rows.append(
                {
                    "first": first,
                    "second": second,
                    "measure": measure,
                    "mineral": "sum",
                    "value": scale * value,
                    "ci_low": scale * (value - 1),
                    "ci_high": scale * (value + 1),
                    "n": 8,
                    "together": clear,
                }
            )
    return pd.DataFrame(rows)


def attribution_costs():
    """Return rows of costs.csv: public money spent, earned, and none."""
    names = ("support_usd", "reserve_usd", "duty_usd", "floor_usd", "firm_usd", "public_usd_per_day")
    given = {
        "projects": (0.0, 0.0, 0.0, 0.0, 9e9, np.nan),
        "floors": (2e8, 0.0, 3e8, 4e8, 0.0, np.nan),
        "reserve": (0.0, 1.2e9, 0.0, 0.0, 0.0, 2e8),
        "idle": (0.0,) * 5 + (np.nan,),
    }
    rows = []
    for player, numbers in given.items():
        row = {"player": player, **dict(zip(names, numbers, strict=True))}
        public = row["support_usd"] + row["reserve_usd"] - row["duty_usd"]
        rows.append(row | {"public_usd": public, "public_low": public - 1e8, "public_high": public + 1e8})
    return pd.DataFrame(rows)
