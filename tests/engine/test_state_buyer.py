"""A state that buys for its own stock takes metal out of the market for good."""

import numpy as np
import pytest

from sim.engine.run import Engine
from tests.helpers.controls import purchase
from tests.helpers.worlds import WITHOUT, default_world, future, model


@pytest.fixture(scope="module")
def world():
    return default_world("gallium")


def live(world, *events, horizon_d=1200, name="default"):
    return Engine(world, model(name)).live(WITHOUT, future(*events, horizon_d=horizon_d))


@pytest.mark.parametrize("market", ["CHN", "USA", "ROW"])
def test_what_it_buys_leaves_the_books_in_one_place(world, market):
    us = world.customers.demand[world.market_customer("gallium", market)]
    event = purchase(100.0, 200.0, 20.0 * us, minerals=("gallium",), market=market)
    tables = live(world, event)
    gallium = tables.minerals[world.mineral_index("gallium")]
    assert gallium["state_t"] == pytest.approx(20.0 * us, rel=1e-9)
    assert np.all(tables.customers["state_rate"] == 0.0)


def test_it_raises_the_price_and_then_lets_go(world):
    china = world.market_customer("gallium", "CHN")
    event = purchase(100.0, 365.0, 100.0, minerals=("gallium",))
    more = purchase(100.0, 365.0, 200.0, minerals=("gallium",))
    small, large = (live(world, e, horizon_d=400).customers["price"][china] for e in (event, more))
    assert 1.0 < small < large
    assert live(world, event, horizon_d=3650).customers["price"][china] == pytest.approx(1.0, abs=0.03)


def test_it_takes_no_more_than_the_day_leaves(world):
    event = purchase(100.0, 100.0, 1e6, minerals=("gallium",), market="USA")
    tables = live(world, event)
    assert 0 < tables.minerals["state_t"].sum() < 1e6
