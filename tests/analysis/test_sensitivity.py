"""From a design over the executors to the indices: known functions stand in for the engine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("SALib")

from SALib.test_functions import Ishigami  # noqa: E402

from sim.analysis.indices import sobol_design, sobol_indices  # noqa: E402
from sim.analysis.inputs import Input  # noqa: E402
from sim.analysis.points import Experiment  # noqa: E402
from sim.analysis.sensitivity import Sensitivity  # noqa: E402
from sim.analysis.spec import SensitivityTask  # noqa: E402
from sim.analysis.stage import (  # noqa: E402
    NOISE_COLUMNS,
    SENSITIVITY_COLUMNS,
    noise_table,
    points_table,
    sensitivity_table,
)
from sim.errors import InputError  # noqa: E402
from sim.futures.laws import Triangular  # noqa: E402
from sim.policy.arm import Arm  # noqa: E402
from sim.study.block import Case  # noqa: E402
from sim.study.schema import OUTCOMES  # noqa: E402
from sim.study.spec import ExecutionSpec, StudySpec  # noqa: E402
from tests.study.study_fakes import (  # noqa: E402
    FakeEngine,
    FakeOutcome,
    FakeScenario,
    FakeWorld,
    fake_future,
    two_arms,
)

SERIAL = ExecutionSpec(kind="serial")
HASHES = {"data": "d", "source": "s"}
SLOPES = (4.0, -2.0, 1.0, 0.0)


@dataclass(frozen=True)
class FunctionModel:
    """Stands where a model stands: which function, how much noise, and the values of the point."""

    function: str = "linear"
    noise: float = 0.0
    values: dict = field(default_factory=dict)


class FunctionEngine(FakeEngine):
    """Equivalent days are a function of the inputs, less a tenth of it with an instrument, and noise."""

    def __init__(self, world, model, threshold, discount_rate):
        super().__init__(world, model, threshold, discount_rate)
        self.model = model

    def run(self, arm, future, series):
        x = np.array(list(self.model.values.values()))
        days = float(Ishigami.evaluate(x[None, :])[0]) if self.model.function == "ishigami" else x @ SLOPES
        days = days * (0.9 if arm.instruments else 1.0) + self.model.noise * (future.draw - 100.0)
        table = {name: [] for name in OUTCOMES.names if name not in ("arm", "future", "log_weight")}
        for mineral in (*self.world.minerals, "any"):
            row = dict.fromkeys(table) | {"mineral": mineral, "sector": "all"}
            row |= {"equivalent_days": days, "lost_output_usd": 10.0 * days}
            for name, value in row.items():
                table[name].append(value)
        return FakeOutcome(table, self._reserve(), {}, None)


class FailingFunction(FunctionEngine):
    """Cannot live future 1."""

    def run(self, arm, future, series):
        if future.id == 1:
            raise ArithmeticError("tonnes do not close")
        return super().run(arm, future, series)


class HopelessFunction(FunctionEngine):
    """Cannot live where the first input is high."""

    def run(self, arm, future, series):
        if next(iter(self.model.values.values())) > 0.9:
            raise ArithmeticError("tonnes do not close")
        return super().run(arm, future, series)


class StoppingFunction(FunctionEngine):
    """Ctrl-C at the fifth point."""

    lived = 0

    def run(self, arm, future, series):
        StoppingFunction.lived += 1
        if StoppingFunction.lived > 40:
            raise KeyboardInterrupt
        return super().run(arm, future, series)


class Functions(Experiment):
    """An experiment whose points go into the model."""

    def at(self, point):
        values = {one.name: one.mode for one in self.inputs} | dict(point)
        return replace(self.case, model=replace(self.case.model, values=values))


def even(name, low=0.0, high=1.0):
    return Input(name, "d", _Even(low=low, mode=low, high=high), low, "judgement", "nobody")


class _Even(Triangular):
    """An even law, whose indices are in the books."""

    def quantiles(self, u):
        return self.low + u * (self.high - self.low)


def experiment(folder: Path, inputs, engine=FunctionEngine, arms=None, **model) -> Functions:
    folder.mkdir(exist_ok=True)
    case = Case(
        world=FakeWorld(),
        scenario=FakeScenario(),
        arms={arm.name: arm for arm in (two_arms() if arms is None else arms)},
        model=FunctionModel(**model),
        threshold=0.01,
        discount_rate=0.0,
        seed=1,
        horizon_d=100,
        parameters="sampled",
        folder=folder,
        engine=engine,
        sampler=fake_future,
    )
    return Functions(case, world=None, minerals=None, inputs=tuple(inputs))


def task(**changes) -> SensitivityTask:
    given = {"kind": "sensitivity", "mineral": "gallium", "metric": "equivalent_days", "trajectories": 4}
    given |= {"top": 3, "samples": 8, "futures": 2, "max_futures": 2, "max_noise": 0.1}
    return SensitivityTask(**given | changes)


def lived(made, asked=None, execution=SERIAL, **study):
    sensitivity = Sensitivity(made, asked or task(), StudySpec(**study), execution)
    sensitivity.run(made.folder, HASHES)
    return sensitivity


def table_of(sensitivity) -> pd.DataFrame:
    return sensitivity_table(sensitivity.outputs, *sensitivity.stages, seed=1)


@pytest.fixture
def linear(tmp_path):
    return experiment(tmp_path / "linear", [even(name) for name in "abcd"])


def test_a_linear_model_through_the_whole_pipeline(linear):
    done = lived(linear)
    table = table_of(done)
    assert tuple(table.columns) == SENSITIVITY_COLUMNS
    own = table[(table["output"] == "without") & (table["metric"] == "equivalent_days")].set_index("input")
    assert own["mu_star"].to_dict() == pytest.approx({"a": 3.0, "b": 1.5, "c": 0.75, "d": 0.0})
    # the input without effect was screened out
    assert own["ST"].notna().to_dict() == {"a": True, "b": True, "c": True, "d": False}
    # total indices of a linear model are right to a few hundredths on small designs too
    assert own["ST"].dropna().to_dict() == pytest.approx({"a": 16 / 21, "b": 4 / 21, "c": 1 / 21}, abs=0.2)


def test_the_paired_difference_is_taken_future_by_future(linear):
    """An instrument takes a tenth away, whatever the noise of the futures."""
    noisy = replace(linear, case=replace(linear.case, model=FunctionModel(noise=1.0)))
    done = lived(noisy)
    table = table_of(done)
    gain = table[(table["output"] == "frameworks-without") & (table["metric"] == "equivalent_days")]
    effects = gain.set_index("input")["mu_star"]
    assert effects.to_dict() == pytest.approx({"a": 0.3, "b": 0.15, "c": 0.075, "d": 0.0})
    noise = noise_table(done.outputs, done.stages, 0.1)
    assert tuple(noise.columns) == NOISE_COLUMNS
    shares = noise[noise["phase"] == "screening"].set_index(["output", "metric"])["noise_share"]
    assert shares["frameworks-without", "equivalent_days"] == pytest.approx(0.0, abs=1e-20)
    assert shares["without", "equivalent_days"] > 1.0


def test_ishigami_through_the_whole_pipeline(tmp_path):
    inputs = [even(f"x{i}", -np.pi, np.pi) for i in range(3)]
    made = experiment(tmp_path / "i", inputs, function="ishigami", arms=[Arm(name="without")])
    table = table_of(lived(made, task(samples=32)))
    own = table[table["metric"] == "equivalent_days"].set_index("input").sort_index()
    # the same design evaluated here, without parts and workers; test_indices holds it to the books
    x = np.pi * (2.0 * sobol_design(3, 32, seed=1) - 1.0)
    direct = sobol_indices(3, Ishigami.evaluate(x), seed=1)
    for name, values in direct.items():
        assert own[name].to_numpy() == pytest.approx(values)
    assert set(table["output"]) == {"without"}


def test_futures_are_doubled_until_noise_is_small(linear):
    # the draws have a standard deviation near 100, the means of a linear model one near 1.3
    made = replace(linear, case=replace(linear.case, model=FunctionModel(noise=0.02)))
    done = lived(made, task(max_futures=64))
    futures = {stage.name: stage.values.shape[2] for stage in done.stages}
    noise = {stage.name: max(stage.noise()[list(done.headline)]) for stage in done.stages}
    for name, share in noise.items():
        assert share <= 0.1
        assert 2 < futures[name] <= 64


def test_a_spent_budget_is_said(linear):
    made = replace(linear, case=replace(linear.case, model=FunctionModel(noise=1.0)))
    done = lived(made, task(max_futures=4))
    noise = noise_table(done.outputs, done.stages, 0.1)
    level = noise[(noise["output"] == "without") & (noise["metric"] == "equivalent_days")]
    assert level["futures"].tolist() == [4, 4]
    assert not level["met"].any()


def test_an_interrupted_sensitivity_goes_on(tmp_path):
    inputs = [even(name) for name in "abcd"]
    whole = table_of(lived(experiment(tmp_path / "whole", inputs)))
    folder = tmp_path / "cut"
    StoppingFunction.lived = 0
    with pytest.raises(KeyboardInterrupt):
        lived(experiment(folder, inputs, engine=StoppingFunction))
    kept = {file.name: file.stat().st_mtime_ns for file in (folder / "outcomes").iterdir()}
    # 40 runs are 10 points of 2 futures and 2 arms, a part per arm
    assert len(kept) == 20
    again = table_of(lived(experiment(folder, inputs)))
    pd.testing.assert_frame_equal(again, whole)
    assert {name: (folder / "outcomes" / name).stat().st_mtime_ns for name in kept} == kept


def test_a_finished_sensitivity_lives_nothing(linear):
    first = table_of(lived(linear))
    StoppingFunction.lived = 1000
    made = replace(linear, case=replace(linear.case, engine=StoppingFunction))
    pd.testing.assert_frame_equal(table_of(lived(made)), first)


def test_only_the_parts_asked_for_stay(linear):
    done = lived(linear, task(futures=2, max_futures=8, max_noise=1e-9))
    made = replace(linear, case=replace(linear.case, model=FunctionModel(noise=1.0)))
    lived(made, task(futures=2, max_futures=8, max_noise=1e-9))
    files = list((linear.folder / "outcomes").iterdir())
    assert len(files) == 2 * sum(len(stage.design) for stage in done.stages)


@pytest.mark.functional
def test_workers_give_the_same_table(tmp_path):
    inputs = [even(name) for name in "abcd"]
    here = table_of(lived(experiment(tmp_path / "here", inputs, noise=0.1)))
    local = ExecutionSpec(kind="local", workers=2)
    there = table_of(lived(experiment(tmp_path / "there", inputs, noise=0.1), execution=local))
    pd.testing.assert_frame_equal(here, there)


def test_failed_runs_are_recorded_and_left_out(tmp_path):
    made = experiment(tmp_path / "f", [even(name) for name in "abcd"], engine=FailingFunction)
    done = lived(made, task(futures=3, max_futures=3))
    assert {failure.future for failure in done.failures} == {1}
    assert np.isnan(done.stages[0].values).sum() == done.stages[0].values.size // 3
    assert np.isfinite(done.stages[0].means).all()


def test_a_point_nobody_can_live_is_an_error(tmp_path):
    made = experiment(tmp_path / "h", [even(name) for name in "abcd"], engine=HopelessFunction)
    with pytest.raises(InputError, match="cannot: ArithmeticError: tonnes do not close"):
        lived(made)


def test_the_points_can_be_read_elsewhere(linear):
    done = lived(linear)
    points = points_table(done.outputs, done.stages[0])
    assert len(points) == 4 * 5
    exact = points[list("abcd")].to_numpy() @ SLOPES
    assert points["without gallium equivalent_days"].to_numpy() == pytest.approx(exact)


def test_an_unknown_mineral_is_an_error(linear):
    with pytest.raises(InputError, match="gallium, tin"):
        Sensitivity(linear, task(mineral="unobtainium"), StudySpec(), SERIAL)
