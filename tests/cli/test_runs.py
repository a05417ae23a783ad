"""The command line from the first argument to the last line it prints."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.errors import InputError
from sim.study.ledger import Ledger

SMALL = ["scenario=gallium_ban_us", "minerals=[gallium]", "study.futures=2", "execution=serial"]
pytestmark = pytest.mark.functional


def folder_of(captured: pytest.CaptureFixture[str]) -> Path:
    """Return the results folder: the last line printed."""
    return Path(captured.readouterr().out.splitlines()[-1])


def everything_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_run_leaves_its_folder_and_nothing_else(elsewhere, capsys):
    assert main(SMALL) == 0
    folder = folder_of(capsys)
    assert folder.parent == Path("results/run")
    outside = [path for path in everything_in(elsewhere) if not f"{path}/".startswith(f"{folder}/")]
    assert sorted(outside) == ["results", "results/run"]
    tables = {"config.yaml", "manifest.json", "summary.json", "paired.csv", "failures.csv"}
    assert tables <= everything_in(folder)
    assert list((folder / "figures").glob("*.png"))
    assert not [path for path in everything_in(folder) if Path(path).name.startswith(".")]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_shown_on_a_terminal(elsewhere, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert main(SMALL) == 0
    assert "0/8" in sys.stderr.getvalue()


def test_progress_stays_out_of_files_and_pipes(elsewhere, capsys):
    assert main(SMALL) == 0
    assert capsys.readouterr().err == ""


def test_results_open_and_equal_those_of_run_study(elsewhere, capsys):
    assert main(SMALL) == 0
    first = sim.load_results(folder_of(capsys))
    second = sim.run_study(*SMALL)
    assert first.complete
    assert first.summary == second.summary
    assert first.path != second.path
    assert list(first.arms) == ["without", "frameworks", "vault", "with"]


def test_run_study_raises_on_a_wrong_request(elsewhere):
    with pytest.raises(InputError, match=r"study\.futures"):
        sim.run_study("study.futures=0")
    assert everything_in(elsewhere) == set()


def test_resume_grows_the_study_in_its_own_folder(elsewhere, capsys):
    assert main(SMALL) == 0
    folder = folder_of(capsys)
    assert main([f"resume={folder}", "study.futures=3", "execution=local", "execution.workers=1"]) == 0
    assert folder_of(capsys) == folder
    grown = sim.load_results(folder)
    assert grown.about["futures"] == 3
    assert grown.config["resume"] is None
    assert grown.config["scenario"]["name"] == "gallium_ban_us"
    direct = sim.run_study(*SMALL, "study.futures=3")
    assert grown.summary == direct.summary


@pytest.mark.parametrize(
    ("argument", "allowed"),
    [
        ("study.futures=1", "at least 2, as before"),
        ("study.seed=5", "only study.futures and execution"),
        ("scenario=none", "only study.futures and execution"),
        ("results_dir=other", "only study.futures and execution"),
    ],
)
def test_resume_changes_nothing_else(argument, allowed, elsewhere, capsys):
    assert main(SMALL) == 0
    folder = folder_of(capsys)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert main([f"resume={folder}", argument]) == 2
    err = capsys.readouterr().err
    assert f"command line: {argument}" in err
    assert allowed in err
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_sweep_runs_one_study_per_cell(elsewhere, capsys):
    assert main([*SMALL, "-m", "reserve=none,vault", "frameworks=none"]) == 0
    captured = capsys.readouterr()
    assert captured.err.splitlines()[0].startswith("cell 0: ")
    folders = [line for line in captured.out.splitlines() if line.startswith("results/run/")]
    assert captured.out.splitlines()[-1].startswith("results/sweep/")
    assert [list(sim.load_results(folder).arms) for folder in folders] == [["without"], ["vault"]]
    assert {path.name for path in Path("results").iterdir()} == {"run", "sweep"}


def test_a_sweep_takes_study_arms_when_given(elsewhere, capsys):
    assert main([*SMALL, "--multirun", "reserve=vault", "frameworks=none", "study.arms=factorial"]) == 0
    cell = Ledger(folder_of(capsys)).cell(0)
    assert list(sim.load_results(cell.folder).arms) == ["without", "vault"]


def test_failed_runs_are_recorded_and_the_exit_code_is_1(elsewhere, capsys, monkeypatch):
    from sim.engine.run import Engine

    live = Engine.run

    def break_in_the_second_future(self, arm, future, series):
        if future.id == 1 and arm.name == "vault":
            raise RuntimeError("broken")
        return live(self, arm, future, series)

    monkeypatch.setattr(Engine, "run", break_in_the_second_future)
    assert main(SMALL) == 1
    failures = sim.load_results(folder_of(capsys)).failures
    assert failures[["arm", "future"]].to_numpy().tolist() == [["vault", 1]]


def test_the_world_is_described(elsewhere, capsys):
    assert main(["task=world", "minerals=[gallium]"]) == 0
    assert "gallium" in capsys.readouterr().out
    assert everything_in(elsewhere) == set()


def test_the_data_sheet_gets_a_folder_of_its_own(elsewhere, capsys):
    assert main(["task=world", "task.sheet=true", "minerals=[gallium]"]) == 0
    out = capsys.readouterr().out
    folder = Path(out.splitlines()[-1])
    assert folder.parent == Path("results/world")
    assert everything_in(folder) == {"config.yaml", "data_sheet.csv", "data_sheet.md"}
    assert "reported" in out


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_says_where_things_are_and_how_to_go_on(elsewhere, root):
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-m", "sim", *SMALL[:2], "study.futures=5000", "execution.workers=1"]
    process = subprocess.Popen(
        command, cwd=elsewhere, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while not list(elsewhere.glob("results/run/*/outcomes/*.parquet")):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in err
    folder = next(elsewhere.glob("results/run/*"))
    assert f"python -m sim resume={folder.relative_to(elsewhere)}" in err
    assert out == ""
    assert json.loads((folder / "manifest.json").read_text())["status"] == "interrupted"
    partial = sim.load_results(folder)
    assert not partial.complete
    assert len(partial.outcomes) > 0
