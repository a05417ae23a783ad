"""Steady state is a law: with no event and no policy nothing moves, whatever behaviours are on."""

import numpy as np
import pytest

from sim.engine.run import Engine
from tests.helpers.worlds import WITHOUT, default_world, future, model, random_world

pytestmark = pytest.mark.functional

STATE = {
    "customers": ("stock", "pipeline", "price", "contract_price", "transit", "thrift"),
    "facilities": ("finished", "signal", "pointed", "output", "ask", "realised"),
    "links": ("smoothed",),
}


def drift(engine, tables):
    """Largest relative change of any stock, price or flow."""
    worst = 0.0
    for noun, fields in STATE.items():
        for field in fields:
            before, after = getattr(engine._start, noun)[field], getattr(tables, noun)[field]
            change = np.abs(after - before) / np.where(before > 0, before, 1.0)
            worst = max(worst, float(change.max(initial=0.0)))
    return worst


@pytest.mark.parametrize("name", ["default", "bare"])
def test_ten_undisturbed_years_change_nothing_for_any_mineral(name):
    engine = Engine(default_world(), model(name))
    tables = engine.live(WITHOUT, future())
    assert drift(engine, tables) < 1e-9
    assert np.all(tables.tallies["unmet_t"] == 0.0)
    assert np.all(tables.tallies["shortfall_days"] == 0.0)


@pytest.mark.parametrize("seed", range(20))
def test_ten_undisturbed_years_change_nothing_on_random_networks(seed):
    engine = Engine(random_world(seed), model("default"))
    tables = engine.live(WITHOUT, future())
    assert drift(engine, tables) < 1e-9
    assert np.all(tables.tallies["unmet_t"] == 0.0)
