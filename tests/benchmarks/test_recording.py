"""A recorded run, played without SimPy and in C, is the same run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import plain_c
from benchmarks.case import MODELS, chain_case
from benchmarks.plain_c import NoCompilerError, OtherArithmeticError, check_same, compiled, player

DAYS = 1000


@pytest.fixture(scope="module", params=MODELS.values())
def recording(request):
    """The chain until well into the ban."""
    return replace(chain_case(request.param), horizon_d=DAYS).record()


def test_the_kernel_alone_gives_the_same_tables_to_the_last_bit(recording):
    block, tables = recording.tables()
    for _ in range(2):
        recording.play(block, tables)
        assert np.array_equal(block, recording.closing)
    assert tables.tallies["base_t"].sum() > 0.0
    assert recording.day0[0] == 0
    assert recording.day1[-1] == DAYS
    assert np.array_equal(recording.day1[:-1], recording.day0[1:])


def test_the_c_loop_gives_the_same_numbers(recording):
    try:
        with compiled() as library:
            player(library, recording)()
    except NoCompilerError as error:
        pytest.skip(str(error))


def test_other_numbers_are_not_the_same_arithmetic(recording):
    tables = recording.closing_tables()
    check_same(tables, recording)
    tables.minerals["source_t"] *= 1.0 + 1e-8
    with pytest.raises(OtherArithmeticError, match=r"source_t of the C loop is 1\.0e-08 off"):
        check_same(tables, recording)


def test_without_a_compiler_the_row_says_so(monkeypatch):
    monkeypatch.setattr(plain_c.shutil, "which", lambda command: None)
    with pytest.raises(NoCompilerError, match="no C compiler"), compiled():
        pass


def test_the_structs_are_the_tables():
    lines = plain_c.header().splitlines()
    assert "} Customer;" in lines
    assert "    double demand0;" in lines
    assert "    int64_t facility;" in lines
