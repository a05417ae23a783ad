"""Studies that stop at a precision target or at their budget, and say which."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.study.spec import StopSpec, StudySpec
from sim.study.stop import looks, target
from sim.study.store import load_results
from tests.study.study_fakes import FakeEngine, InterruptedEngine, make_study
from tests.study.test_study import content

LOOSE = StopSpec(kind="precision", gamma=0.3, look=25)


def test_looks_are_fixed_and_end_at_the_budget():
    spec = StudySpec(futures=130, stop=StopSpec(kind="precision", pilot=50, look=50))
    assert list(looks(spec)) == [50, 100, 130]
    assert list(looks(StudySpec(futures=130))) == [130]
    assert list(looks(spec.model_copy(update={"futures": 30}))) == [30]


def test_a_study_stops_at_its_target(tmp_path):
    results = make_study(tmp_path, futures=1000, stop=LOOSE).run()
    stop = results.summary["study"]["stop"]
    assert stop["ended_by"] == "target"
    assert stop["relative_half_width"] <= stop["target"] == pytest.approx(0.3 / 1.3)
    assert stop["budget"] == 1000
    n = results.summary["study"]["futures"]
    assert 50 < n < 1000
    assert results.outcomes["future"].nunique() == n
    make_study(tmp_path / "fixed", futures=n).run()
    fixed = load_results(tmp_path / "fixed")
    assert fixed.summary["arms"] == results.summary["arms"]
    # the rule does not change a part
    assert {part.key for part in fixed.parts} == {part.key for part in results.parts}


def test_a_study_says_when_its_budget_is_spent(tmp_path):
    tight = StopSpec(kind="precision", gamma=0.001)
    stop = make_study(tmp_path, futures=60, stop=tight).run().summary["study"]["stop"]
    assert stop["ended_by"] == "budget"
    assert stop["relative_half_width"] > stop["target"]


def test_differences_can_be_the_target(tmp_path):
    rule = StopSpec(kind="precision", gamma=0.3, of="both", metric="equivalent_days", mineral="gallium")
    stop = make_study(tmp_path, futures=600, stop=rule).run().summary["study"]["stop"]
    assert stop["ended_by"] == "target"


def test_a_mean_of_zero_is_precise_where_it_never_varies(tmp_path):
    rule = StopSpec(kind="precision", metric="equivalent_days", mineral="tin")
    results = make_study(tmp_path, futures=600, stop=rule).run()
    assert results.summary["study"]["futures"] == 50


def test_an_interrupted_study_stops_where_the_whole_one_does(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        make_study(tmp_path / "cut", futures=1000, stop=LOOSE, engine=InterruptedEngine).run()
    make_study(tmp_path / "cut", futures=1000, stop=LOOSE).run()
    make_study(tmp_path / "whole", futures=1000, stop=LOOSE, workers=2).run()
    assert content(tmp_path / "cut") == content(tmp_path / "whole")


def test_a_finished_study_is_left_as_it_is_and_a_larger_budget_goes_on(tmp_path):
    class Engine(FakeEngine):
        runs = 0

        def run(self, arm, future, series):
            Engine.runs += 1
            return super().run(arm, future, series)

    tight = StopSpec(kind="precision", gamma=0.001)
    make_study(tmp_path, futures=60, stop=tight, engine=Engine).run()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    make_study(tmp_path, futures=60, stop=tight, engine=Engine).run()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    Engine.runs = 0
    make_study(tmp_path, futures=100, stop=tight, engine=Engine).run()
    assert Engine.runs == 2 * 50
    with pytest.raises(InputError, match="at least 100"):
        make_study(tmp_path, futures=60, stop=tight)


@pytest.mark.parametrize(
    ("rule", "key"),
    [({"mineral": "unobtainium"}, "mineral"), ({"metric": "peak_depth"}, "metric")],
)
def test_a_rule_that_watches_nothing_is_refused(tmp_path, rule, key):
    with pytest.raises(InputError, match=rf"study\.stop\.{key}"):
        make_study(tmp_path, stop=StopSpec(kind="precision", **rule))


def test_looks_are_whole_blocks():
    with pytest.raises(ValueError, match="multiple of 25"):
        StopSpec(pilot=60)
    assert target(StopSpec()) == pytest.approx(0.05 / 1.05)
