"""``task=discover`` from a results folder to the box."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("ema_workbench")

import sim  # noqa: E402
from sim.analysis.boxes import BOX_COLUMNS, TRAJECTORY_COLUMNS  # noqa: E402
from sim.cli import main  # noqa: E402
from sim.study.provenance import COLUMNS as PROVENANCE  # noqa: E402

pytestmark = pytest.mark.functional

STUDY = ["scenario=gallium_ban_us", "minerals=[gallium]", "frameworks=none", "execution=serial"]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    out = tmp_path_factory.mktemp("study")
    return sim.run_study(*STUDY, "study.futures=40", "study.horizon_d=900", f"results_dir={out}").path


def test_discover_leaves_the_box_and_the_futures(study, elsewhere, capsys):
    arguments = ["task=discover", f"task.results={study}", "task.metric=combined_days", "task.above=200"]
    assert main(arguments) == 0
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= 100
    folder = Path(printed[-1])
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {"config.yaml", "futures.csv", "trajectory.csv", "box.csv", "figures/box.png"}
    futures = pd.read_csv(folder / "futures.csv")
    results = sim.load_results(study)
    assert (
        futures["combined_days"].tolist() == results.runs.raw("without", "gallium", "combined_days").tolist()
    )
    assert futures["of_interest"].sum() == (futures["combined_days"] > 200).sum()
    assert tuple(pd.read_csv(folder / "box.csv").columns) == (*BOX_COLUMNS, *PROVENANCE)
    assert tuple(pd.read_csv(folder / "trajectory.csv").columns) == (*TRAJECTORY_COLUMNS, *PROVENANCE)


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("task.arm=sideways", "without, vault"),
        ("task.mineral=tin", "gallium"),
        ("task.above=100000", "what some futures are above and others not"),
        ("task.results=null", "a results folder"),
        ("task.density=2", "at most 1"),
    ],
)
def test_wrong_requests_are_told(study, override, told, elsewhere, capsys):
    assert main(["task=discover", f"task.results={study}", override]) == 2
    assert told in capsys.readouterr().err


def test_a_missing_extra_is_told(study, elsewhere, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis.prim", None)
    arguments = ["task=discover", f"task.results={study}", "task.metric=combined_days", "task.above=200"]
    assert main(arguments) == 2
    assert "pip install 'vaultsim[workbench]'" in capsys.readouterr().err
    assert not Path("results").exists()


def test_too_few_futures_are_told(elsewhere, capsys):
    path = sim.run_study(*STUDY, "study.futures=2", "study.horizon_d=400", "results_dir=few").path
    assert main(["task=discover", f"task.results={path}"]) == 2
    assert "at least 20 futures; it holds 2" in capsys.readouterr().err


def test_the_page_names_every_column(root):
    text = (root / "docs" / "sensitivity.md").read_text(encoding="utf-8")
    assert [name for name in (*BOX_COLUMNS, *TRAJECTORY_COLUMNS) if f"`{name}`" not in text] == []
