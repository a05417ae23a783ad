"""``task=closure`` from the command line to the files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.analysis.closure import CLOSURE_COLUMNS, CURVE_COLUMNS
from sim.cli import main
from sim.study.provenance import COLUMNS as PROVENANCE

pytestmark = pytest.mark.functional


def test_a_closure_leaves_tables_and_figures_and_prints_a_narrow_table(elsewhere, capsys):
    arguments = ["task=closure", "minerals=[graphite]", "task.days=60", "task.horizon_d=300"]
    assert main(arguments) == 0
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= 100
    assert "Bab el-Mandeb" in printed[0]
    folder = Path(printed[-1])
    assert folder.parent == Path("results/closure")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {"config.yaml", "closure.csv", "curve.csv", "figures/cover.png", "figures/map.png"}
    table = pd.read_csv(folder / "closure.csv")
    assert tuple(table.columns) == (*CLOSURE_COLUMNS, *PROVENANCE)
    assert tuple(pd.read_csv(folder / "curve.csv").columns) == (*CURVE_COLUMNS, *PROVENANCE)
    assert table.set_index("buyer").loc["EU", "extra_d"] > 5.0


def test_the_page_names_every_column(root):
    text = (root / "docs" / "results.md").read_text(encoding="utf-8")
    assert [name for name in (*CLOSURE_COLUMNS, *CURVE_COLUMNS) if f"`{name}`" not in text] == []
