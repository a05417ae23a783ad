"""``task=n1`` and the map from the command line to the files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.analysis.cover import CONCENTRATION_COLUMNS
from sim.analysis.n1 import N1_COLUMNS
from sim.cli import main
from sim.study.provenance import COLUMNS as PROVENANCE

pytestmark = pytest.mark.functional


def test_n1_leaves_tables_and_figures_and_prints_a_narrow_table(elsewhere, capsys):
    arguments = ["task=n1", "minerals=[gallium,tin]", "task.horizon_d=200", "execution=serial"]
    assert main(arguments) == 0
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= 100
    folder = Path(printed[-1])
    assert folder.parent == Path("results/n1")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {
        "config.yaml",
        "n1.csv",
        "concentration.csv",
        "figures/survive.png",
        "figures/concentration.png",
    }
    nodes = pd.read_csv(folder / "n1.csv")
    assert tuple(nodes.columns) == (*N1_COLUMNS, *PROVENANCE)
    assert tuple(pd.read_csv(folder / "concentration.csv").columns) == (*CONCENTRATION_COLUMNS, *PROVENANCE)
    china = nodes[
        (nodes["mineral"] == "gallium") & (nodes["country"] == "CHN") & (nodes["level"] == "country")
    ]
    assert china["first_day"].item() > 0
    assert not china["survives"].item()


def test_a_map_is_one_picture(elsewhere, capsys):
    assert main(["task=world", "minerals=[gallium]", "task.map=gallium"]) == 0
    folder = Path(capsys.readouterr().out.splitlines()[-1])
    assert folder.parent == Path("results/world")
    assert {path.name for path in folder.iterdir()} == {"config.yaml", "map_gallium.png"}


def test_the_page_names_every_column(root):
    text = (root / "docs" / "results.md").read_text(encoding="utf-8")
    assert [name for name in (*N1_COLUMNS, *CONCENTRATION_COLUMNS) if f"`{name}`" not in text] == []
