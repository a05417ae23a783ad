"""A ban that leaks is a price wedge, not a shortage (episodes: gallium and antimony, December 2024 on)."""

import pytest

from sim.engine.run import Engine
from sim.futures.sampler import Sampler
from sim.futures.scenario import ScenarioSpec
from tests.helpers.worlds import WITHOUT, default_world, group, model

pytestmark = pytest.mark.functional

BAN = slice(365, 730)


def lived(leakage):
    """Return US unmet shares, and US and Chinese prices over their baselines, while the US ban lasts."""
    scenario = group("scenario/gallium_ban_us")
    scenario["events"]["gallium"]["leakage"] |= {"kind": "fixed", "value": leakage}
    world = default_world("gallium")
    future = Sampler(world, ScenarioSpec.model_validate(scenario), 1095, "mode").draw(1, 0)
    _, trace = Engine(world, model("default")).trace(WITHOUT, future, "gallium")
    markets = [world.customers.country[c] for c in trace.customers.tolist()]
    prices = [trace.price[BAN, markets.index(country)] for country in ("USA", "CHN")]
    return trace.unmet_share[BAN], *prices


def test_a_ban_of_which_most_leaks_splits_prices_and_starves_nobody():
    unmet, us, china = lived(0.7)
    assert (unmet > 0.01).sum() == 0
    assert (us / china)[180:].min() > 2.0
    assert abs(china - 1.0).max() < 0.05


def test_a_tight_ban_starves():
    unmet, us, china = lived(0.0)
    assert (unmet > 0.01).sum() > 100
    assert (us / china).max() > 10.0
