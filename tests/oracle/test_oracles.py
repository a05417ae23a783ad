"""Exact results that the engine itself must reproduce, as tiny worlds under the bare model.

Pass: |estimate - value| <= 3.5 standard errors, and the standard error is at most 1 % of the value in
the full run (``-m oracle_full``) and 4 % in the short one. A case that fails once may be run again with
another seed and four times the futures; two failures are a defect.
"""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.engine.run import Engine
from sim.futures.sampler import sample_future
from sim.futures.scenario import ScenarioSpec
from sim.policy.arm import Arm
from tests.helpers.worlds import WITHOUT, ban, delay, future, model, outage, reserve, rows, tiny

pytestmark = pytest.mark.oracle

SEED = 20270101
MINERAL = "testium"
YEAR = 365.0
LAWS = {"CHN": (5400.0, 600.0), "ZAF": (11_400.0, 600.0), "CHL": (29_400.0, 600.0)}


@cache
def exact(oracle, row):
    path = Path(__file__).parent / "oracles.csv"
    for line in csv.DictReader(path.read_text().splitlines()):
        if line["id"] == oracle and line["row"] == str(row):
            return float(line["value"])
    raise KeyError((oracle, row))


def renewal(origin, up, down):
    law = {"kind": "exponential"}
    return {
        "kind": "outage", "origin": origin, "stage": "refine", "minerals": "all",
        "up": law | {"mean": up}, "down": law | {"mean": down}, "severity": {"kind": "fixed", "value": 1.0},
    }  # fmt: skip


def full_ban(**timing):
    """Everything stops at the border; a partial day is cut in proportion."""
    return {
        "kind": "export_ban", "origin": "CHN", "minerals": "all", "severity": {"kind": "fixed", "value": 1.0},
    } | timing  # fmt: skip


def stock(days, rate, filled=1.0):
    """A reserve of some days of demand that is always open and refills at a rate (x demand)."""
    rules = reserve(
        initial_fill=filled,
        sizing={"days": days},
        buying={"fill_months": 0.0, "market_share_cap": rate},
        release={"trigger_import_loss": 0.0, "review_d": 1e9},
        finance={"carrying_rate": 1.0, "fee": 0.0},
    )
    return Arm(name="stock", reserve=rules)


@cache
def lives(world, events, arm, n, horizon_d):
    """Run n futures and return the US row and the reserve row of each."""
    scenario = ScenarioSpec.model_validate_json(
        json.dumps({"name": "oracle", "background": False, "events": json.loads(events)}), strict=True
    )
    place = tiny(world)
    engine = Engine(place, model("bare"), 0.0)
    policy = ARMS[arm]
    results = []
    for index in range(n):
        fate = sample_future(place, scenario, SEED, index, horizon_d, parameters="mode")
        outcome = engine.run(policy, fate)
        kept = {name: column[0] for name, column in outcome.reserve.items()}
        results.append(rows(outcome, MINERAL) | kept)
    return results


ARMS = {
    "none": WITHOUT,
    "60 never": stock(60.0, 0.0),
    "180 never": stock(180.0, 0.0),
    "60 at once": stock(60.0, 1000.0),
    "60 at 0.25": stock(60.0, 0.25),
}
SUPPLIER = json.dumps({"s": renewal("CHN", 700.0, 100.0)})
BAN = json.dumps({"s": full_ban(start=100.0, duration={"kind": "exponential", "mean": 120.0})})
BANS = json.dumps(
    {"s": full_ban(up={"kind": "exponential", "mean": 600.0}, down={"kind": "exponential", "mean": 120.0})}
)
ON_OFF = json.dumps({"s": renewal("CHN", 600.0, 120.0)})
THREE = json.dumps({name: renewal(name, *LAWS[name]) for name in LAWS})
LONG, VERY_LONG = 200_000, 400_000


def full_share(result, horizon_d):
    """Time full is what is left of filling (at 0.25 a day) and being down."""
    down = result["unmet_t"] + result["released_t"]
    return 1.0 - (result["bought_t"] - 60.0) / 0.25 / horizon_d - down / horizon_d


def mean_stock(result, horizon_d):
    """Carrying cost at 100 % a year of a price of 1,000 counts the days of stock."""
    return result["carrying_usd"] * YEAR / 1000.0 / horizon_d


# (oracle, row, world, events, arm, futures short and full, horizon, quantity of one future)
CASES = [
    ("S04", 1, "s04", SUPPLIER, "none", 40, 400, LONG, lambda r, h: r["fill_rate"]),
    ("S04", 2, "s04", SUPPLIER, "none", 40, 400, LONG, lambda r, h: r["equivalent_days"] * YEAR / h),
    ("S04", 3, "s04", SUPPLIER, "none", 800, 8000, 1825, lambda r, h: r["equivalent_days"]),
    ("S04", 5, "s04", SUPPLIER, "none", 9000, 140_000, 1825, lambda r, h: float(r["unmet_t"] == 0)),
    ("S05", 1, "s05", BAN, "60 never", 800, 8000, 4000, lambda r, h: float(r["unmet_t"] > 0)),
    ("S05", 2, "s05", BAN, "60 never", 1600, 25_000, 4000, lambda r, h: r["equivalent_days"]),
    ("S05", 3, "s05", BANS, "60 at once", 40, 600, LONG, lambda r, h: r["equivalent_days"] / h),
    ("S05", 5, "s05", BAN, "60 never", 1600, 25_000, 4000, lambda r, h: r["shortfall_days"]),
    ("S06", 1, "s06", ON_OFF, "60 at 0.25", 40, 600, LONG, lambda r, h: r["equivalent_days"] / h),
    ("S06", 2, "s06", ON_OFF, "60 at 0.25", 40, 400, LONG, full_share),
    ("S06", 3, "s06", ON_OFF, "60 at 0.25", 40, 400, LONG, mean_stock),
    ("S06", 4, "s06", ON_OFF, "60 at 0.25", 40, 600, LONG, lambda r, h: r["equivalent_days"] * YEAR / h),
    ("S07", 1, "s07", THREE, "none", 40, 300, VERY_LONG, lambda r, h: r["shortfall_days"] / h),
    ("S07", 2, "s07", THREE, "none", 40, 300, VERY_LONG, lambda r, h: r["unmet_t"] / h),
    ("S22", 1, "s22", SUPPLIER, "60 never", 800, 8000, 1825, lambda r, h: float(r["unmet_t"] > 1e-9)),
    ("S22", 2, "s22", SUPPLIER, "180 never", 800, 12_000, 1825, lambda r, h: float(r["unmet_t"] > 1e-9)),
    ("S22", 3, "s22", SUPPLIER, "60 never", 1200, 14_000, 1825, lambda r, h: r["equivalent_days"]),
    ("S22", 4, "s22", SUPPLIER, "180 never", 2000, 30_000, 1825, lambda r, h: r["equivalent_days"]),
]
IDS = [f"{case[0]}-{case[1]}" for case in CASES]


def check(values, value, precision):
    mean, error = np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values))
    assert error <= precision * value, f"standard error {error:.3g} of {value:.6g}"
    assert abs(mean - value) <= 3.5 * error, f"{mean:.6g} +- {error:.2g}, exact {value:.6g}"


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_engine_reproduces_theory(case):
    oracle, row, world, events, arm, n, _, horizon_d, quantity = case
    values = [quantity(r, horizon_d) for r in lives(world, events, arm, n, horizon_d)]
    check(values, exact(oracle, row), 0.04)


@pytest.mark.oracle_full
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_engine_reproduces_theory_to_one_per_cent(case):
    oracle, row, world, events, arm, _, n, horizon_d, quantity = case
    values = [quantity(r, horizon_d) for r in lives(world, events, arm, n, horizon_d)]
    check(values, exact(oracle, row), 0.01)


@pytest.mark.parametrize(
    ("oracle", "row", "world", "events", "arm", "n", "horizon_d"),
    [("S04", 4, "s04", SUPPLIER, "none", 800, 1825), ("S05", 4, "s05", BAN, "60 never", 1600, 4000)],
)
def test_standard_deviations_agree(oracle, row, world, events, arm, n, horizon_d):
    values = np.array([r["equivalent_days"] for r in lives(world, events, arm, n, horizon_d)])
    deviation = values.std(ddof=1)
    fourth = np.mean((values - values.mean()) ** 4)
    error = np.sqrt((fourth - deviation**4) / n) / (2 * deviation)
    assert abs(deviation - exact(oracle, row)) <= 3.5 * error


def dated(world, event, **changes):
    spec = model("bare").model_copy(update=changes)
    return Engine(tiny(world), spec, 0.0).live(WITHOUT, future(event, horizon_d=600))


def test_s14_dates_are_exact():
    banned = dated("s14_ban", ban((MINERAL,), 100.0, 90.0))
    total = banned.tallies[int(banned.minerals["tally_all"][0])]
    assert total["first_day"] == pytest.approx(exact("S14", 1), abs=1e-9)
    assert total["shortfall_days"] == pytest.approx(exact("S14", 2), abs=1e-9)
    rerouted = dated("s14_route", delay((MINERAL,), 50.0, 550.0, 12.0))
    total = rerouted.tallies[int(rerouted.minerals["tally_all"][0])]
    assert total["shortfall_days"] == pytest.approx(exact("S14", 3), abs=1e-9)
    assert total["first_day"] == pytest.approx(exact("S14", 4), abs=1e-9)


def test_s14_pipeline_is_rate_times_transit():
    calm = Engine(tiny("s14_ban"), model("bare"), 0.0).live(WITHOUT, future(horizon_d=100))
    per_tonne = calm.customers["pipeline"][0] / calm.customers["demand0"][0]
    assert 8.0 * per_tonne == pytest.approx(exact("S14", 5), abs=1e-9)


def test_s14_a_stock_lasts_longer_when_demand_shrinks():
    tables = dated("s14_thrift", outage((MINERAL,), 0.0, 600.0), growth_per_year=-0.1)
    first = tables.tallies["first_day"][int(tables.minerals["tally_all"][0])]
    assert first == pytest.approx(exact("S14", 6), rel=1e-6)


def fates(world, events, n, horizon_d):
    scenario = ScenarioSpec.model_validate_json(
        json.dumps({"name": "oracle", "background": False, "events": json.loads(events)}), strict=True
    )
    return [sample_future(tiny(world), scenario, SEED, i, horizon_d, parameters="mode") for i in range(n)]


def test_s05_holds_on_every_single_path():
    """Not only on the mean: shortage is what the ban's length exceeds the stock by."""
    lengths = np.array([fate.events[0].duration_d for fate in fates("s05", BAN, 300, 4000)])
    lived = lives("s05", BAN, "60 never", 300, 4000)
    over = np.maximum(lengths - 60.0, 0.0)
    assert [r["equivalent_days"] for r in lived] == pytest.approx(over, abs=1e-9)
    assert [r["shortfall_days"] for r in lived] == pytest.approx(np.ceil(over))


@pytest.mark.parametrize("days", [60, 180])
def test_s22_holds_on_every_single_path(days):
    """Shortage is the total down time beyond the one-shot reserve."""
    down = [
        sum(min(event.end_d, 1825.0) - event.start_d for event in fate.events)
        for fate in fates("s22", SUPPLIER, 100, 1825)
    ]
    lived = lives("s22", SUPPLIER, f"{days} never", 100, 1825)
    assert [r["equivalent_days"] for r in lived] == pytest.approx(
        np.maximum(np.array(down) - days, 0.0), abs=1e-9
    )
