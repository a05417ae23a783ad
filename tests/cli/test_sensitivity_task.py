"""``task=sensitivity`` from the command line to the files."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("SALib")

from sim.analysis.stage import NOISE_COLUMNS, SENSITIVITY_COLUMNS  # noqa: E402
from sim.cli import main  # noqa: E402
from sim.study.provenance import COLUMNS as PROVENANCE  # noqa: E402

pytestmark = pytest.mark.functional

TINY = ["world=tiny/s05", "scenario=none", "frameworks=none", "reserve=none", "execution=serial"]
SMALL = ["task=sensitivity", "task.trajectories=2", "task.samples=2", "task.top=2", "task.futures=2"]
SMALL += ["task.max_futures=2", "study.horizon_d=120"]


def test_sensitivity_leaves_tables_and_a_figure_and_goes_on(elsewhere, capsys):
    assert main([*TINY, *SMALL]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= 100
    folder = Path(printed[-1])
    assert folder.parent == Path("results/sensitivity")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.suffix != ".parquet"}
    assert files == {
        "config.yaml",
        "sensitivity.csv",
        "noise.csv",
        "failures.csv",
        "screening.csv",
        "indices.csv",
        "figures/sensitivity.png",
    }
    table = pd.read_csv(folder / "sensitivity.csv")
    assert tuple(table.columns) == (*SENSITIVITY_COLUMNS, *PROVENANCE)
    assert set(table["output"]) == {"without"}
    assert tuple(pd.read_csv(folder / "noise.csv").columns) == (*NOISE_COLUMNS, *PROVENANCE)

    written = {file: file.stat().st_mtime_ns for file in (folder / "outcomes").iterdir()}
    lost = next(iter(written))
    lost.unlink()
    text = (folder / "sensitivity.csv").read_bytes()
    assert main([f"resume={folder}"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(folder)
    after = {file: file.stat().st_mtime_ns for file in (folder / "outcomes").iterdir()}
    assert {file for file in after if after[file] != written[file]} == {lost}
    assert (folder / "sensitivity.csv").read_bytes() == text


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("task.samples=12", "a power of two"),
        ("task.max_futures=1", "at least 2"),
        ("task.futures=50", "task.max_futures = 2"),
        ("task.mineral=tin", "null or one of: testium"),
        ("task.metric=happiness", "'shortfall_days'"),
        ("study.tilt={a:{rate:2.0}}", "same weight"),
    ],
)
def test_wrong_requests_are_told_before_anything_is_written(override, told, elsewhere, capsys):
    assert main([*TINY, *SMALL, override]) == 2
    assert told in capsys.readouterr().err
    assert not Path("results").exists()


def test_a_missing_extra_is_told_before_anything_is_written(elsewhere, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.sample.morris", None)
    assert main([*TINY, *SMALL]) == 2
    assert "pip install 'vaultsim[analysis]'" in capsys.readouterr().err
    assert not Path("results").exists()


def test_the_page_names_every_column(root):
    text = (root / "docs" / "sensitivity.md").read_text(encoding="utf-8")
    assert [name for name in (*SENSITIVITY_COLUMNS, *NOISE_COLUMNS) if f"`{name}`" not in text] == []
