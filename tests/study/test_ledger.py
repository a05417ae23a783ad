"""Sweeps: the ledger, the table of all cells, and cells that may be paired."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.errors import InputError
from sim.policy.arm import Arm
from sim.study.combined import cells_table, combined_table, open_cells, paired_cells, varied
from sim.study.ledger import DONE, FAILED, PENDING, RUNNING, Ledger
from sim.views.sweep import sweep_heatmap
from tests.study.study_fakes import make_study, offtake

CELLS = [["scenario=a", "reserve=none"], ["scenario=a", "reserve=vault"], ["scenario=a"]]


@pytest.fixture
def ledger(tmp_path):
    return Ledger.create(tmp_path, CELLS)


def test_cells_begin_pending_and_keep_their_folder(ledger, tmp_path):
    assert [cell.status for cell in ledger.cells] == [PENDING] * 3
    ledger.mark(1, RUNNING, folder=tmp_path / "x")
    ledger.mark(1, FAILED, code=1, message="disk full")
    again = Ledger(ledger.folder).cell(1)
    assert (again.status, again.code, again.folder, again.message) == (
        FAILED,
        1,
        str(tmp_path / "x"),
        "disk full",
    )
    assert Ledger(ledger.folder).cell(2).overrides == ("scenario=a",)


def test_a_folder_without_a_sweep(tmp_path):
    with pytest.raises(InputError, match=r"sweep\.json"):
        Ledger(tmp_path)


def test_only_settings_that_vary_are_columns(ledger):
    assert varied(ledger.cells) == {"reserve": ["none", "vault", ""]}


def test_cells_that_share_their_futures_are_paired(ledger, tmp_path):
    arms = ([Arm(name="without")], [Arm(name="frameworks", instruments={"cod": offtake()})])
    for number, cell in enumerate(arms):
        study = make_study(tmp_path / str(number), futures=30, arms=cell)
        study.config = {"study": {"futures": 30, "seed": 1}, "reserve": {"name": str(number)}}
        study.run()
        ledger.mark(number, RUNNING, folder=study.folder)
        ledger.mark(number, DONE, code=0)
    ledger.mark(2, FAILED, code=2, message="error")
    results = open_cells(ledger.cells)
    assert list(results) == [0, 1]
    table = combined_table(ledger.cells, results)
    assert set(table["cell"]) == {0, 1}
    assert table.loc[table["cell"] == 1, "reserve"].unique().tolist() == ["vault"]
    pairs = paired_cells(results).set_index(["mineral", "metric"])
    row = pairs.loc["gallium", "equivalent_days"]
    both = make_study(tmp_path / "both", futures=30).run().summary["pairs"]["frameworks-without"]["gallium"]
    assert row["mean"] == pytest.approx(both["equivalent_days"]["mean"])
    assert row["ci_low"] == pytest.approx(both["equivalent_days"]["ci_low"])
    assert cells_table(ledger.cells)["status"].to_list() == [DONE, DONE, FAILED]
    assert len(sweep_heatmap(table, ["reserve"], missing=1).axes) == 1


def test_nothing_done_gives_empty_tables(ledger):
    assert combined_table(ledger.cells, {}).empty
    assert isinstance(paired_cells({}), pd.DataFrame)
