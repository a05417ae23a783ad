"""Design tables, resumed sweeps, launchers, and resuming in general, from the command line."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.study.ledger import RUNNING, Ledger

SMALL = ["scenario=gallium_ban_us", "minerals=[gallium]", "study.futures=2", "execution=serial"]
pytestmark = pytest.mark.functional


def last_line(capsys) -> Path:
    return Path(capsys.readouterr().out.splitlines()[-1])


def test_a_design_table_runs_one_cell_per_row_past_failures_and_resumes(elsewhere, capsys):
    table = "study.seed,reserve,frameworks,world.tables\n1,none,none,\n1,vault,none,\n2,none,none,mine\n"
    Path("table.csv").write_text(table)
    base = [text for text in SMALL if not text.startswith("scenario")]
    assert main(["task=sweep", "task.design=table.csv", "scenario=gallium_ban_us", *base]) == 1
    sweep = last_line(capsys)
    cells = pd.read_csv(sweep / "cells.csv")
    assert cells["status"].to_list() == ["done", "done", "failed"]
    failures = pd.read_csv(sweep / "failures.csv")
    assert failures["message"].str.contains("world.tables").all()
    assert set(pd.read_csv(sweep / "combined.csv")["cell"]) == {0, 1}
    assert set(pd.read_csv(sweep / "paired.csv")["cell"]) == {1}
    assert (sweep / "figures" / "heatmap.png").stat().st_size > 0
    before = {path: path.stat().st_mtime_ns for path in Path("results/run").rglob("*")}
    # the cause is mended: only the third cell is computed
    header = Path(sim.__file__).parent / "data" / "sectors.csv"
    Path("mine").mkdir()
    Path("mine/sectors.csv").write_bytes(header.read_bytes())
    assert main([f"resume={sweep}"]) == 0
    assert last_line(capsys) == sweep
    assert all(path.stat().st_mtime_ns == before[path] for path in before if path.is_file())
    assert len(list(Path("results/run").iterdir())) == 3
    assert set(pd.read_csv(sweep / "combined.csv")["cell"]) == {0, 1, 2}
    assert main(["task=sweep", "resume=latest"]) == 0


def test_a_cell_cut_short_goes_on_in_its_folder(elsewhere, capsys):
    assert main([*SMALL, "-m", "reserve=none,vault", "frameworks=none"]) == 0
    sweep = last_line(capsys)
    ledger = Ledger(sweep)
    ledger.mark(1, RUNNING)
    assert main([f"resume={sweep}"]) == 0
    assert ledger.cell(1).status == "done"
    assert len(list(Path("results/run").iterdir())) == 2


@pytest.mark.parametrize(
    ("text", "word"), [("a\n", "at least one row"), ("", "header"), ("a,b\n1\n", "2 fields"), (None, "read")]
)
def test_a_bad_design_table_is_refused(elsewhere, capsys, text, word):
    if text is not None:
        Path("table.csv").write_text(text)
    assert main(["task=sweep", "task.design=table.csv"]) == 2
    assert word in capsys.readouterr().err
    assert not Path("results").exists()


def test_a_design_is_needed(elsewhere, capsys):
    assert main(["task=sweep"]) == 2
    assert "task.design" in capsys.readouterr().err


@pytest.mark.slow
def test_joblib_runs_cells_side_by_side_with_one_worker_each(elsewhere, capfd, monkeypatch):
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher")
    own = [text for text in SMALL if not text.startswith("execution")]
    arguments = ["hydra/launcher=joblib", "hydra.launcher.n_jobs=2", "reserve=none,vault", "frameworks=none"]
    assert main([*own, "-m", *arguments]) == 0
    out, err = capfd.readouterr()
    assert "joblib runs cells side by side" in err
    ledger = Ledger(Path(out.splitlines()[-1]))
    assert [cell.status for cell in ledger.cells] == ["done", "done"]
    manifest = json.loads((Path(ledger.cell(0).folder) / "manifest.json").read_text())
    assert manifest["sessions"][0]["workers"] == 1


def test_resume_latest_takes_the_same_command_again(elsewhere, capsys):
    assert main(SMALL) == 0
    folder = last_line(capsys)
    before = (folder / "manifest.json").read_bytes()
    assert main([*SMALL, "resume=latest"]) == 0
    assert last_line(capsys) == folder
    assert (folder / "manifest.json").read_bytes() == before
    assert main([*SMALL[1:], "scenario=none", "resume=latest"]) == 2
    assert "as before" in capsys.readouterr().err


def test_nothing_to_resume(elsewhere, capsys):
    assert main(["resume=latest"]) == 2
    assert "there is none in results/run" in capsys.readouterr().err


def test_a_results_folder_that_cannot_be_made(elsewhere, capsys):
    Path("results").write_text("a file")
    assert main(SMALL) == 2
    assert "results_dir" in capsys.readouterr().err


def test_a_full_disk_ends_with_a_message_and_exit_code_1(elsewhere, capsys, monkeypatch):
    calls, sync = [], os.fsync

    def full(handle):
        calls.append(handle)
        if len(calls) > 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert main(SMALL) == 1
    err = capsys.readouterr().err
    assert "stopped:" in err
    assert "No space left" in err
    assert "python -m sim resume=" in err
    assert main(["resume=latest"]) == 0


def test_events_on_request_and_one_query_for_all(elsewhere):
    results = sim.run_study(*SMALL, "study.events=true")
    events = results.events
    assert {"event", "start_d", "origin"} <= set(events)
    assert events["event"].str.startswith("gallium/").any()
    assert set(events["future"]) == {0, 1}
    assert len(pd.read_parquet(results.path / "outcomes")) == len(results.outcomes)
    duckdb = pytest.importorskip("duckdb")
    query = f"select arm, avg(equivalent_days) from '{results.path}/outcomes/*.parquet' group by arm"
    assert len(duckdb.sql(query).fetchall()) == 4
