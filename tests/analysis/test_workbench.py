"""The Exploratory Modeling Workbench drives a study."""

import pickle

import numpy as np
import pytest

pytest.importorskip("ema_workbench")

import sim  # noqa: E402
from sim.analysis.workbench import workbench  # noqa: E402
from sim.errors import InputError  # noqa: E402

STUDY = ("scenario=gallium_ban_us", "minerals=[gallium]", "study.horizon_d=800")
INPUTS = ["leakage_share", "vault.target_days_cover"]


@pytest.fixture(scope="module")
def model():
    return sim.workbench_model(*STUDY, inputs=INPUTS, futures=2)


def perform(model, scenarios, policies):
    with workbench("em_framework").SequentialEvaluator(model) as evaluator:
        return evaluator.perform_experiments(scenarios=scenarios, policies=policies)


def policy(name, **levers):
    return workbench("em_framework").Policy(name, **levers)


def test_uncertainties_levers_and_outcomes_are_the_studys(model):
    ranges = {one.name: (one.lower_bound, one.upper_bound) for one in model.uncertainties}
    assert ranges == {"leakage_share": (0.13, 0.87), "vault.target_days_cover": (30.0, 90.0)}
    assert [lever.name for lever in model.levers] == ["arm", "reserve_budget_usd"]
    assert [c.value for c in model.levers["arm"].categories] == ["without", "frameworks", "vault", "with"]
    assert model.levers["reserve_budget_usd"].upper_bound == pytest.approx(11.67e9)
    names = [outcome.name for outcome in model.outcomes]
    assert names == ["gallium_equivalent_days", "total_lost_output_usd"]


@pytest.mark.functional
def test_the_workbench_runs_experiments_end_to_end(model):
    policies = [
        policy("none", arm="without", reserve_budget_usd=0.0),
        policy("full", arm="vault", reserve_budget_usd=1e10),
        policy("broke", arm="vault", reserve_budget_usd=0.0),
    ]
    experiments, outcomes = perform(model, 3, policies)
    days = {
        name: outcomes["gallium_equivalent_days"][(experiments["policy"] == name).to_numpy()]
        for name in ("none", "full", "broke")
    }
    assert len(experiments) == 9
    # a reserve without money does nothing; one with money helps, but for a small shortage while it buys
    assert np.array_equal(days["none"], days["broke"])
    assert days["full"].sum() < days["none"].sum()
    # less leakage, more days
    leakage = experiments.loc[experiments["policy"] == "none", "leakage_share"].to_numpy(float)
    assert np.array_equal(np.argsort(leakage), np.argsort(-days["none"]))


def test_the_model_can_travel_to_workers(model):
    assert pickle.loads(pickle.dumps(model.function)) is not None


def test_wrong_names_are_told():
    with pytest.raises(InputError, match="leakage_share"):
        sim.workbench_model(*STUDY, inputs=["leakage"])
    with pytest.raises(InputError, match="equivalent_days"):
        sim.workbench_model(*STUDY, metric="happiness")
