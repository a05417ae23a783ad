"""Tables in which single cells hold another value, and the caches behind them."""

import pytest

from sim.data import vintage
from sim.data.cells import Cell, with_cells
from sim.data.parameters import parameters
from sim.data.tables import load
from sim.data.vintage import COMMITTED, cached, current, use

ROW = next(i for i, row in enumerate(parameters().rows) if row.name == "price_gamma")
ENDS = tuple(Cell("parameters", ROW, end) for end in ("low", "mode", "high"))


def test_only_the_cells_named_change():
    changed = with_cells(COMMITTED, dict.fromkeys(ENDS, 0.875))
    before = load("parameters")
    with use(changed):
        after = load("parameters")
        assert parameters().mode("price_gamma") == 0.875
    assert [i for i, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]] == [ROW]
    differing = {name for name in before[ROW] if before[ROW][name] != after[ROW][name]}
    assert differing == {"low", "mode", "high"}
    assert parameters().mode("price_gamma") != 0.875


def test_cells_of_changed_tables_change_again():
    first = with_cells(COMMITTED, {Cell("hazards", 0, "rate_per_year"): 0.5})
    second = with_cells(first, dict.fromkeys(ENDS, 1.0))
    assert second.names == ("hazards", "parameters")
    with use(second):
        assert load("hazards")[0]["rate_per_year"] == "0.5"
        assert parameters().mode("price_gamma") == 1.0


def test_vintages_that_agree_in_a_table_read_it_once():
    with use(with_cells(COMMITTED, dict.fromkeys(ENDS, 0.5))):
        other = load("sea_ways")
    assert other is load("sea_ways")


@pytest.mark.parametrize("walked", [1, 3 * vintage.KEPT])
def test_a_cache_forgets_old_vintages_but_not_the_committed_one(walked):
    asked = []

    @cached
    def read(name):
        asked.append((current(), name))
        return len(asked)

    first = read("a")
    for number in range(walked):
        with use(with_cells(COMMITTED, dict.fromkeys(ENDS, 0.5 + 0.01 * number))):
            assert read("a") == read("a")
    assert read("a") == first
    assert len(asked) == 1 + walked
    with use(with_cells(COMMITTED, dict.fromkeys(ENDS, 0.5))):
        read("a")
    # the first of many is read again: memory stays bounded over thousands of vintages
    assert len(asked) == 1 + walked + (walked > vintage.KEPT)
