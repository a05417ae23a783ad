"""``task=attribute`` from the command line to the files, and back from Python."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.analysis.attribution.tables import COST_COLUMNS, INTERACTION_COLUMNS, SHARE_COLUMNS, TOTAL_COLUMNS
from sim.cli import main
from sim.study.provenance import COLUMNS as PROVENANCE

pytestmark = pytest.mark.functional

SMALL = ["scenario=gallium_ban_all", "minerals=[gallium]", "study.futures=2", "study.horizon_d=900"]
SMALL += ["execution=serial"]
COLUMNS = {
    "shares": SHARE_COLUMNS,
    "totals": TOTAL_COLUMNS,
    "interactions": INTERACTION_COLUMNS,
    "costs": COST_COLUMNS,
}


def test_attribute_leaves_tables_and_figures_and_goes_on(elsewhere, capsys):
    assert main(["task=attribute", *SMALL]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= 100
    folder = Path(printed[-1])
    assert folder.parent == Path("results/attribute")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.suffix != ".parquet"}
    assert files == {
        "config.yaml",
        "failures.csv",
        *(f"{name}.csv" for name in COLUMNS),
        "figures/waterfall.png",
        "figures/interactions.png",
    }
    for name, columns in COLUMNS.items():
        assert tuple(pd.read_csv(folder / f"{name}.csv").columns) == (*columns, *PROVENANCE)

    written = {file: file.stat().st_mtime_ns for file in (folder / "outcomes").iterdir()}
    lost = next(iter(written))
    lost.unlink()
    text = (folder / "shares.csv").read_bytes()
    assert main([f"resume={folder}"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(folder)
    after = {file: file.stat().st_mtime_ns for file in (folder / "outcomes").iterdir()}
    assert {file for file in after if after[file] != written[file]} == {lost}
    assert (folder / "shares.csv").read_bytes() == text


def test_python_gives_the_same_tables(elsewhere):
    found = sim.attribute(*SMALL, "task.by=instrument", "reserve=none")
    assert len(found.shares["player"].unique()) > 40
    assert "sampled orders" in found.text
    assert set(found.figures()) == {"waterfall"}
    assert found.path.parent == Path("results/attribute")


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("task.by=country", "'group'"),
        ("task.orders=5", "2"),
        ("task.orders=2", "at least 4"),
        ("study.tilt={a:{rate:2.0}}", "same weight"),
        (["frameworks=none", "reserve=none"], "touch a mineral"),
    ],
)
def test_wrong_requests_are_told_before_anything_is_written(override, told, elsewhere, capsys):
    overrides = [override] if isinstance(override, str) else override
    assert main(["task=attribute", *SMALL, *overrides]) == 2
    assert told in capsys.readouterr().err
    assert not Path("results").exists()


def test_the_page_names_every_column(root):
    text = (root / "docs" / "results.md").read_text(encoding="utf-8")
    wanted = [name for columns in COLUMNS.values() for name in columns]
    assert [name for name in wanted if f"`{name}`" not in text] == []
