"""``task=verify`` from the command line to the file and the exit code."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.analysis.oracles import arithmetic, pack
from sim.analysis.oracles.case import Measured
from sim.cli import main

pytestmark = pytest.mark.functional
TASK = ["task=verify", "execution=serial"]


@pytest.fixture
def few(monkeypatch):
    """The cases without chance alone."""
    monkeypatch.setattr(pack, "FAMILIES", {"arithmetic": arithmetic.CASES})


def test_the_table_is_printed_and_written(few, elsewhere, capsys):
    assert main(TASK) == 0
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= 120
    assert any(line.startswith("S16-3") and line.endswith("pass") for line in printed)
    table = pd.read_csv(Path(printed[-1]) / "verify.csv")
    assert len(table) == len(arithmetic.CASES) + sum(len(left.rows) for left in pack.LEFT)
    assert set(table["verdict"]) == {"pass", "not run"}


def test_a_case_that_fails_is_exit_code_1(few, elsewhere, capsys, monkeypatch):
    wrong = [case for case in arithmetic.CASES if case.row == 1][0]
    broken = type(wrong)(wrong.oracle, wrong.row, wrong.code, lambda *_: Measured(0.0))
    monkeypatch.setattr(pack, "FAMILIES", {"arithmetic": (broken,)})
    assert main(TASK) == 1
    assert "1 FAIL" in capsys.readouterr().out
