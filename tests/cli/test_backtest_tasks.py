"""``task=backtest`` and ``task=calibrate`` from the command line to the files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.analysis.backtest.table import BACKTEST_COLUMNS
from sim.cli import main
from sim.study.provenance import COLUMNS as PROVENANCE

pytestmark = pytest.mark.functional
FEW = ["task.episodes=[chn_ga_2023_lic,idn_ni_2014_ban,chk_bcport_2023]", "execution=serial"]


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_backtest_leaves_tables_and_a_figure_and_prints_both(elsewhere, capsys):
    assert main(["task=backtest", "task.futures=3", *FEW]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= 120
    folder = Path(printed[-1])
    tables = {f"{name}.csv" for name in ("backtest", "scores", "eligible")}
    assert files(folder) == {"config.yaml", "figures/backtest.png", *tables}
    table = pd.read_csv(folder / "backtest.csv")
    assert set(BACKTEST_COLUMNS) | set(PROVENANCE) == set(table.columns)
    assert set(table["episode"]) == {"CHN_GA_2023_LIC", "IDN_NI_2014_BAN", "CHK_BCPORT_2023"}
    assert np.all(table["low"] <= table["high"])


def test_the_same_numbers_in_worker_processes(elsewhere, capsys):
    told = []
    for execution in (["execution=serial"], ["execution=local", "execution.workers=2"]):
        assert main(["task=backtest", "task.futures=2", FEW[0], *execution]) == 0
        folder = Path(capsys.readouterr().out.splitlines()[-1])
        told.append((folder / "backtest.csv").read_bytes())
    assert told[0] == told[1]


def test_a_calibration_leaves_a_table_of_parameters_and_changes_no_default(elsewhere, capsys, root):
    before = (root / "sim" / "data" / "parameters.csv").read_bytes()
    assert main(["task=calibrate", "task.futures=20", *FEW]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= 120
    folder = Path(printed[-1])
    tables = {f"{name}.csv" for name in ("parameters", "backtest", "scores", "scores_before")}
    assert files(folder) == {"config.yaml", "figures/backtest.png", *tables}
    table = pd.read_csv(folder / "parameters.csv")
    assert np.all((table["low"] <= table["kept_low"]) & (table["kept_high"] <= table["high"]))
    assert (root / "sim" / "data" / "parameters.csv").read_bytes() == before


def test_an_unknown_episode_is_refused(elsewhere, capsys):
    assert main(["task=backtest", "task.episodes=[chn_ga_2032_lic]"]) == 2
    assert "chn_ga_2023_lic" in capsys.readouterr().err


@pytest.mark.backtest
def test_history_is_told_better_than_by_those_who_know_no_dynamics(elsewhere, capsys):
    assert main(["task=backtest", "task.futures=100"]) == 0
    folder = Path(capsys.readouterr().out.splitlines()[-1])
    scores = pd.read_csv(folder / "scores.csv").set_index(["score", "of"])
    price = scores.loc[("median absolute log error", "price_outside")]
    assert price["model"] <= np.log(1.6)
    assert price["model"] < min(price["nothing"], price["equilibrium"])
    wide = scores.loc[("80 % bands with the misses of the others cover", "price_outside"), "model"]
    assert 0.7 <= wide <= 0.9
