"""The oracle pack as ``task=verify`` runs it, and what holds path by path."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.oracles.bans import HORIZON, ONE_BAN, STOCK_60
from sim.analysis.oracles.bench import WITHOUT, Setting, stock, total
from sim.analysis.oracles.case import judge, sampled
from sim.analysis.oracles.left import LEFT
from sim.analysis.oracles.pack import FAMILIES
from sim.analysis.oracles.renewals import ONE_SHOT, ONE_SHOT_LARGE
from sim.data.tables import load
from sim.futures.sampler import sample_future
from sim.futures.scenario import ScenarioSpec
from sim.study.spec import TiltSpec
from sim.study.tilt import TiltedSampler
from sim.tasks.verify import make_bench

pytestmark = pytest.mark.oracle

SEED = 20270101
CASES = [case for cases in FAMILIES.values() for case in cases]
IDS = [f"{case.oracle}-{case.row}" for case in CASES]


@pytest.fixture(scope="module")
def bench():
    return make_bench()


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_case_meets_its_value(bench, case):
    verdict = judge(bench, case, SEED, full=False)
    assert verdict.verdict == "pass", verdict


@pytest.mark.oracle_full
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_case_meets_its_value_to_one_per_cent(bench, case):
    verdict = judge(bench, case, SEED, full=True)
    assert verdict.verdict == "pass", verdict


def test_every_row_is_run_or_says_why_not():
    run = [(case.oracle, case.row) for case in CASES]
    left = [(one.oracle, row) for one in LEFT for row in one.rows]
    assert sorted(run + left) == sorted((row["oracle"], int(row["row"])) for row in load("oracles"))
    assert all(one.reason for one in LEFT)


def test_s05_holds_on_every_single_path(bench):
    """Not only on the mean: shortage is what the ban's length exceeds the stock by."""
    sampler = bench.sampler(STOCK_60)
    lengths = np.array([sampler.draw(SEED, i).events[0].duration_d for i in range(300)])
    lived = bench.lives(STOCK_60, 300, SEED)
    over = np.maximum(lengths - 60.0, 0.0)
    assert [row["equivalent_days"] for row in lived] == pytest.approx(over, abs=1e-9)
    assert [row["shortfall_days"] for row in lived] == pytest.approx(np.ceil(over))


@pytest.mark.parametrize(("setting", "days"), [(ONE_SHOT, 60.0), (ONE_SHOT_LARGE, 180.0)])
def test_s22_holds_on_every_single_path(bench, setting, days):
    """Shortage is the total down time beyond the one-shot reserve."""
    sampler = bench.sampler(setting)
    down = [
        sum(min(event.end_d, setting.horizon_d) - event.start_d for event in sampler.draw(SEED, i).events)
        for i in range(100)
    ]
    lived = bench.lives(setting, 100, SEED)
    assert [row["equivalent_days"] for row in lived] == pytest.approx(
        np.maximum(np.array(down) - days, 0.0), abs=1e-9
    )


def test_s19_rare_event_through_the_engine(bench):
    """Five hundred tilted bans see what plain ones would need ten million for."""
    scenario = ScenarioSpec(name="oracle", background=False, events=ONE_BAN)
    sampler = TiltedSampler({"ban": TiltSpec(length=8.0)}, sample_future)
    engine, arm = bench.engine("s05"), stock(60.0, 0.0)
    found = np.zeros(500)
    for index in range(500):
        future = sampler(bench.worlds["s05"], scenario, SEED, index, 4000, parameters="mode")
        short = total(engine.run(arm, future))["equivalent_days"] > 1000.0
        found[index] = short * np.exp(future.log_weight)
    estimate, error = sampled(found)
    (value,) = (float(r["value"]) for r in load("oracles") if (r["oracle"], r["row"]) == ("S19", "3"))
    assert error <= 0.3 * value
    assert abs(estimate - value) <= 3.5 * error


def test_runs_are_shared_only_by_the_same_setting_and_seed(bench):
    short = Setting("s05", ONE_BAN, HORIZON, WITHOUT)
    assert bench.lives(short, 3, SEED) is bench.lives(short, 3, SEED)
    assert bench.lives(short, 3, SEED) != bench.lives(short, 3, SEED + 1)
