"""The intervals of a study with a known answer cover it as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.oracles.bans import ONE_BAN
from sim.analysis.oracles.bench import MINERAL, stock
from sim.analysis.oracles.case import exact
from sim.futures.scenario import ScenarioSpec
from sim.policy.arm import Arm
from sim.study.spec import ExecutionSpec, StudySpec
from sim.study.study import Study
from tests.helpers.worlds import model, tiny

REPETITIONS, FUTURES = 400, 100
SCENARIO = ScenarioSpec(name="oracle", background=False, events=ONE_BAN)


def one_study(folder, seed):
    """Run a small study of the engine itself: stocks of 60 and 90 days against the same bans."""
    folder.mkdir()
    arms = [
        Arm(name="without", reserve=stock(60.0, 0.0).reserve),
        Arm(name="more", reserve=stock(90.0, 0.0).reserve),
    ]
    spec = StudySpec(
        futures=FUTURES, seed=seed, horizon_d=2000, threshold=0.0, series_futures=0, parameters="mode"
    )
    serial = ExecutionSpec(kind="serial")
    return Study(tiny("s05"), SCENARIO, arms, model("bare"), spec, serial, folder, {}).run().summary


@pytest.mark.slow
@pytest.mark.oracle
def test_intervals_cover_as_often_as_they_say(tmp_path):
    truth = {"mean": exact("S05", 2).value, "difference": -exact("S18", 1).value}
    hits = {"mean": [], "difference": [], "difference bootstrap": []}
    for seed in range(REPETITIONS):
        summary = one_study(tmp_path / str(seed), seed)
        mean = summary["arms"]["without"][MINERAL]["equivalent_days"]
        pair = summary["pairs"]["more-without"][MINERAL]["equivalent_days"]
        hits["mean"].append(mean["ci_low"] <= truth["mean"] <= mean["ci_high"])
        hits["difference"].append(pair["ci_low"] <= truth["difference"] <= pair["ci_high"])
        low, high = pair["bootstrap_low"], pair["bootstrap_high"]
        hits["difference bootstrap"].append(low <= truth["difference"] <= high)
    coverage = {name: float(np.mean(hit)) for name, hit in hits.items()}
    print(coverage)
    assert all(0.93 <= share <= 0.97 for share in coverage.values()), coverage
