"""Studies: paired, repeatable, resumable, and robust against what goes wrong."""

from __future__ import annotations

import csv
import json

import pytest

from sim.errors import InputError
from sim.policy.arm import Arm
from sim.study.plan import jobs_of
from sim.study.store import load_results
from tests.study.study_fakes import (
    DoomedEngine,
    FailingEngine,
    FakeEngine,
    FakeWorld,
    InterruptedEngine,
    MortalEngine,
    RefusingEngine,
    bad_draw,
    make_study,
    offtake,
    two_arms,
)

NOT_REPEATABLE = {"manifest.json"}


def content(folder):
    """Return the bytes of every file that must not depend on where and when it was made."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name not in NOT_REPEATABLE
    }


class CountingEngine(FakeEngine):
    """Writes down what it has run."""

    runs: list

    def run(self, arm, future, series):
        self.runs.append((arm.name, future.id))
        return super().run(arm, future, series)


@pytest.fixture
def counting():
    class Engine(CountingEngine):
        runs = []

    return Engine


def test_a_study_leaves_its_tables(tmp_path):
    results = make_study(tmp_path, futures=30).run()
    assert results.complete
    assert results.arms == ("without", "frameworks")
    assert len(results.outcomes) == 2 * 30 * 5
    assert len(results.reserve) == 2 * 30 * 2
    assert len(results.series) == 2 * 30 * 6
    assert results.failures.empty
    assert results.config == {"study": {"futures": 30}}
    assert {file.name for file in tmp_path.iterdir()} == {
        "config.yaml",
        "manifest.json",
        "outcomes",
        "reserve",
        "finance",
        "series",
        "paired.csv",
        "summary.json",
        "failures.csv",
    }


def test_every_arm_lives_the_same_futures(tmp_path):
    table = make_study(tmp_path, futures=3).run().outcomes
    gallium = table[(table["mineral"] == "gallium") & (table["sector"] == "all")]
    wide = gallium.pivot(index="future", columns="arm", values="equivalent_days")
    assert wide["frameworks"].to_list() == pytest.approx((0.9 * wide["without"]).to_list())


def test_one_and_two_processes_give_the_same_bytes(tmp_path):
    make_study(tmp_path / "serial", futures=60).run()
    make_study(tmp_path / "one", futures=60, workers=1).run()
    make_study(tmp_path / "two", futures=60, workers=2).run()
    assert content(tmp_path / "serial") == content(tmp_path / "one") == content(tmp_path / "two")


def test_series_are_kept_for_the_first_futures_only(tmp_path):
    results = make_study(tmp_path, futures=30, series_futures=27).run()
    assert results.series["future"].nunique() == 27
    assert len(results.series_of("tin")) == 2 * 27 * 3


def test_no_series_at_all(tmp_path):
    results = make_study(tmp_path, futures=2, series_futures=0).run()
    assert results.series.empty
    assert not (tmp_path / "series").exists()


def test_nothing_is_computed_twice(tmp_path, counting):
    make_study(tmp_path, futures=30, engine=counting).run()
    before, counting.runs[:] = content(tmp_path), []
    make_study(tmp_path, futures=30, engine=counting).run()
    assert counting.runs == []
    assert content(tmp_path) == before


def test_growing_computes_only_what_is_new(tmp_path, counting):
    make_study(tmp_path / "grown", futures=30, engine=counting).run()
    counting.runs.clear()
    results = make_study(tmp_path / "grown", futures=60, engine=counting).run()
    # blocks of 25: the first is kept, the partial second is done again
    assert sorted({future for _, future in counting.runs}) == list(range(25, 60))
    assert results.outcomes["future"].nunique() == 60
    make_study(tmp_path / "fresh", futures=60).run()
    assert content(tmp_path / "grown") == content(tmp_path / "fresh")


def test_a_study_does_not_shrink(tmp_path):
    make_study(tmp_path, futures=3).run()
    with pytest.raises(InputError, match="at least 3"):
        make_study(tmp_path, futures=2)


def test_resuming_a_lost_part_computes_only_that_part(tmp_path, counting):
    study = make_study(tmp_path, futures=30, engine=counting)
    results = study.run()
    before = content(tmp_path)
    results.parts[-1].path(tmp_path, "outcomes").unlink()
    counting.runs.clear()
    make_study(tmp_path, futures=30, engine=counting).run()
    assert counting.runs == [("frameworks", future) for future in range(25, 30)]
    assert content(tmp_path) == before


def test_ctrl_c_leaves_finished_parts_and_a_readable_folder(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        make_study(tmp_path, futures=60, engine=InterruptedEngine).run()
    partial = load_results(tmp_path)
    assert not partial.complete
    assert partial.manifest["status"] == "interrupted"
    assert partial.outcomes["future"].nunique() == 25
    assert partial.summary["arms"]["without"]["gallium"]["equivalent_days"]["n"] == 25
    assert len(partial.paired) > 0
    assert partial.failures.empty
    make_study(tmp_path, futures=60).run()
    make_study(tmp_path.parent / "fresh", futures=60).run()
    assert content(tmp_path) == content(tmp_path.parent / "fresh")


def test_ctrl_c_stops_the_workers_and_keeps_their_parts(tmp_path):
    def interrupt(done, total):
        if done >= 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_study(tmp_path, futures=100, workers=2).run(interrupt)
    kept = load_results(tmp_path).outcomes["future"].nunique()
    assert 25 <= kept <= 100
    results = make_study(tmp_path, futures=100, workers=2).run()
    assert results.complete
    assert results.outcomes["future"].nunique() == 100


def test_a_failed_run_is_recorded_and_the_rest_kept(tmp_path):
    results = make_study(tmp_path, futures=3, engine=FailingEngine).run()
    assert results.failures.to_dict("records") == [
        {"arm": "frameworks", "future": 1, "stage": "run", "reason": "ArithmeticError: tonnes do not close"}
    ]
    assert results.complete
    summary = results.summary
    assert summary["arms"]["without"]["gallium"]["equivalent_days"]["n"] == 3
    assert summary["arms"]["frameworks"]["gallium"]["equivalent_days"]["n"] == 2
    assert summary["pairs"]["frameworks-without"]["gallium"]["equivalent_days"]["n"] == 2


def test_a_failed_draw_is_recorded_for_every_arm(tmp_path):
    results = make_study(tmp_path, futures=4, sampler=bad_draw).run()
    assert results.failures[["arm", "future", "stage"]].to_numpy().tolist() == [
        ["without", 2, "sample"],
        ["frameworks", 2, "sample"],
    ]


def test_a_study_in_which_all_runs_fail_still_ends(tmp_path):
    class Never(FakeEngine):
        def run(self, arm, future, series):
            raise ArithmeticError("never")

    results = make_study(tmp_path, futures=2, engine=Never).run()
    assert len(results.failures) == 4
    assert results.summary["arms"] == {}
    assert results.outcomes.empty


@pytest.mark.parametrize("workers", [0, 1])
def test_a_wrong_request_is_raised_not_recorded(tmp_path, workers):
    with pytest.raises(InputError, match="a country that makes gallium"):
        make_study(tmp_path, futures=3, engine=RefusingEngine, workers=workers).run()


def test_a_killed_worker_costs_nothing_but_time(tmp_path):
    flag = tmp_path / "flag"
    flag.touch()
    world = FakeWorld(name=str(flag))
    survived = make_study(tmp_path / "killed", futures=100, workers=2, engine=MortalEngine, world=world).run()
    assert not flag.exists()
    assert survived.failures.empty
    make_study(tmp_path / "calm", futures=100, workers=2, engine=MortalEngine, world=world).run()
    assert content(tmp_path / "killed") == content(tmp_path / "calm")


def test_a_block_that_kills_every_worker_is_given_up_and_the_rest_kept(tmp_path):
    results = make_study(tmp_path, futures=75, workers=2, engine=DoomedEngine, arms=two_arms()[:1]).run()
    assert results.failures["future"].to_list() == list(range(25, 50))
    assert set(results.failures["stage"]) == {"worker"}
    assert results.outcomes["future"].nunique() == 50
    assert results.manifest["status"] == "incomplete"
    assert not results.complete


def test_arms_with_one_content_run_once_under_both_names(tmp_path, counting):
    arms = [Arm(name="without"), Arm(name="nothing")]
    results = make_study(tmp_path, futures=3, arms=arms, engine=counting).run()
    assert counting.runs == [("without", 0), ("without", 1), ("without", 2)]
    assert set(results.outcomes["arm"]) == {"without", "nothing"}
    assert results.summary["coinciding"] == [["without", "nothing"]]


def test_arms_need_different_names(tmp_path):
    with pytest.raises(InputError, match="different names"):
        make_study(tmp_path, arms=[Arm(name="a"), Arm(name="a")])


def test_progress_counts_runs(tmp_path):
    seen = []
    make_study(tmp_path, futures=30).run(lambda done, total: seen.append((done, total)))
    assert seen == [(0, 60), (50, 60), (60, 60)]
    make_study(tmp_path, futures=60).run(lambda done, total: seen.append((done, total)))
    assert seen[3:] == [(50, 120), (100, 120), (120, 120)]


def test_a_small_study_is_split_over_its_arms(tmp_path):
    study = make_study(tmp_path, futures=10)
    jobs = jobs_of(study.case, study.parts, workers=2)
    assert [len(job.parts) for job in jobs] == [1, 1]


def test_many_arms_are_several_jobs_of_neighbours(tmp_path):
    arms = [
        Arm(name=f"arm{count:02}", instruments={f"deal{n}": offtake() for n in range(count)})
        for count in range(20)
    ]
    study = make_study(tmp_path, futures=10, arms=arms)
    jobs = jobs_of(study.case, study.parts, workers=1)
    assert [part.arm for job in jobs for part in job.parts] == [arm.name for arm in arms]
    assert [len(job.parts) for job in jobs] == [6, 7, 7]


def test_times_live_only_in_the_manifest(tmp_path):
    results = make_study(tmp_path, futures=2).run()
    (session,) = results.manifest["sessions"]
    assert session["runs"] == 4
    assert session["wall_s"] >= 0
    year = session["started"][:5]
    for name in ("summary.json", "paired.csv", "failures.csv", "config.yaml"):
        assert year not in (tmp_path / name).read_text().replace("2026-01-01", "")


def test_resuming_adds_a_session(tmp_path):
    make_study(tmp_path, futures=2).run()
    results = make_study(tmp_path, futures=4).run()
    assert [session["runs"] for session in results.manifest["sessions"]] == [4, 8]


def test_old_parts_and_torn_files_are_cleared_away(tmp_path):
    make_study(tmp_path, futures=2).run()
    (tmp_path / "outcomes" / ".torn.parquet.123").touch()
    make_study(tmp_path, futures=4).run()
    assert len(list((tmp_path / "outcomes").iterdir())) == 2


def test_summary_json_holds_no_nan(tmp_path):
    make_study(tmp_path, futures=1).run()

    def refuse(constant):
        raise AssertionError(constant)

    summary = json.loads((tmp_path / "summary.json").read_text(), parse_constant=refuse)
    one = summary["arms"]["without"]["gallium"]["equivalent_days"]
    assert one["n"] == 1
    assert one["ci_low"] is None
    assert summary["warnings"]


def test_paired_csv_reads_back_exactly(tmp_path):
    results = make_study(tmp_path, futures=5).run()
    with (tmp_path / "paired.csv").open() as file:
        rows = {(row["mineral"], row["sector"], row["metric"]): row for row in csv.DictReader(file)}
    value = results.summary["pairs"]["frameworks-without"]["gallium"]["equivalent_days"]
    row = rows["gallium", "all", "equivalent_days"]
    assert (float(row["difference"]), float(row["ci_low"])) == (value["mean"], value["ci_low"])
    assert len(results.paired) == len(rows)
