"""A run whose books do not close fails loudly."""

import pytest

from sim.engine.ledger import LedgerError, check_ledgers, tonnes_held
from sim.engine.run import Engine
from tests.helpers.worlds import WITHOUT, future, model, random_world


@pytest.fixture
def closed():
    world = random_world(2)
    engine = Engine(world, model("default"))
    return engine.live(WITHOUT, future(horizon_d=300)), tonnes_held(engine.opening()[1])


def test_an_honest_run_closes(closed):
    check_ledgers(*closed, ("testium",))


@pytest.mark.parametrize("column", ["consumed_t", "source_t", "bought_t", "spent_usd"])
def test_a_missing_entry_is_found(closed, column):
    tables, opening = closed
    tables.minerals[column] += 1.0
    with pytest.raises(LedgerError, match="testium"):
        check_ledgers(tables, opening, ("testium",))


def test_a_negative_stock_is_found(closed):
    tables, opening = closed
    moved = tables.customers["stock"][0] + 1.0
    tables.customers["stock"][0] -= moved
    tables.customers["stock"][1] += moved
    with pytest.raises(LedgerError, match="negative"):
        check_ledgers(tables, opening, ("testium",))
