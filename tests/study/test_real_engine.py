"""The study with the real world, futures and engine: same bytes wherever it runs."""

from __future__ import annotations

import pytest

from sim.engine.model import ModelSpec
from sim.futures.scenario import ScenarioSpec
from sim.policy.arm import Arm
from sim.policy.reserve.buying import BaseStock
from sim.policy.reserve.finance import Finance
from sim.policy.reserve.release import Proportional
from sim.policy.reserve.sizing import DaysOfCover
from sim.policy.reserve.spec import StockReserve
from sim.study.spec import ExecutionSpec, StudySpec
from sim.study.study import Study
from sim.world.load import load_world

pytestmark = pytest.mark.functional

VAULT = StockReserve(
    name="vault", sizing=DaysOfCover(), buying=BaseStock(), release=Proportional(), finance=Finance()
)


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    """Return the results of one study, run here and in two processes."""
    world, results = load_world(minerals=["antimony"]), {}
    for kind in ("serial", "local"):
        folder = tmp_path_factory.mktemp(kind)
        study = Study(
            world,
            ScenarioSpec(name="outages", background=True, events={}),
            [Arm(name="without"), Arm(name="vault", reserve=VAULT)],
            ModelSpec(),
            StudySpec(futures=27, horizon_d=400, series_futures=3),
            ExecutionSpec(kind=kind, workers=2),
            folder,
            {},
        )
        results[kind] = study.run()
    return results


def test_processes_do_not_change_a_byte(studies):
    for name in ("outcomes/*", "reserve/*", "series/*", "summary.json", "paired.csv", "failures.csv"):
        here, there = (
            {file.name: file.read_bytes() for file in results.path.glob(name)} for results in studies.values()
        )
        assert here
        assert here == there


def test_every_run_finished(studies):
    results = studies["serial"]
    assert results.failures.empty
    assert results.outcomes["future"].nunique() == 27
    assert set(results.summary["reserve"]["vault"]) == {"total", "antimony"}
    assert results.summary["reserve"]["without"] == {}
    assert results.series["future"].nunique() == 3
