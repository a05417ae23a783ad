"""Steady state is a law: with no event and no policy nothing moves, whatever behaviours are on."""

import numpy as np
import pytest

from sim.engine.run import Engine
from sim.futures.sampler import sample_future
from sim.futures.scenario import ScenarioSpec
from tests.helpers.worlds import WITHOUT, default_world, future, model, random_world

pytestmark = pytest.mark.functional

STATE = {
    "customers": ("stock", "pipeline", "price", "contract_price", "transit", "thrift"),
    "facilities": ("finished", "signal", "pointed", "output", "ask", "realised"),
    "links": ("smoothed",),
    "waypoints": ("held",),
    "tallies": ("stock",),
    "minerals": ("stockpile_t",),
}


def drift(engine, tables):
    """Largest relative change of any stock, price or flow since the first day."""
    worst = 0.0
    start = engine.live(WITHOUT, future(horizon_d=1))
    for noun, fields in STATE.items():
        for field in fields:
            before, after = getattr(start, noun)[field], getattr(tables, noun)[field]
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


def test_ordinary_outages_are_already_in_reported_output():
    """With background hazards alone, mean output and price stay near the baseline."""
    world = default_world("copper", "palladium", "tin")
    engine = Engine(world, model("default"))
    scenario = ScenarioSpec(name="background", background=True, events={})
    prices, made = [], []
    for index in range(8):
        tables = engine.live(WITHOUT, sample_future(world, scenario, 3, index, 3650), series=True)
        prices.append(tables.series[:, :, 1].mean(axis=0))
        made.append(tables.minerals["consumed_t"])
    assert np.abs(np.mean(prices, axis=0) - 1.0).max() < 0.02
    demand = engine.opening()[1].customers["demand0"][
        np.flatnonzero(engine.opening()[1].customers["kind"] == 1)
    ]
    expected = demand.reshape(len(world.minerals), -1).sum(axis=1) * 3650
    assert np.mean(made, axis=0) == pytest.approx(expected, rel=0.01)
