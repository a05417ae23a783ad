"""More of an event does more, in the right direction, and nothing else moves."""

import pytest

from sim.engine.run import Engine
from tests.helpers.events import big_flood, embargo, sale, shift, staged, step, strike, surge
from tests.helpers.worlds import WITHOUT, future, model, random_world

pytestmark = pytest.mark.functional

WORLD = random_world(7, spare=0.1)
US = WORLD.market_customer("testium", "USA")


def us(*events, horizon_d=500):
    """Equivalent days of unmet demand, demand lost to price included, and the highest price."""
    tables = Engine(WORLD, model("default")).live(WITHOUT, future(*events, horizon_d=horizon_d))
    total = tables.tallies[int(tables.minerals["tally_all"][0])]
    return total["equivalent_days"] + total["price_lost_days"], tables.minerals["peak_price"][0], tables


@pytest.mark.parametrize(
    "make",
    [
        lambda x: strike(50.0, 300.0 * x),
        lambda x: strike(50.0, 200.0, severity=x),
        lambda x: staged(50.0, 200.0, (0.0, 1.0), (100.0, x)),
        lambda x: embargo(50.0, 300.0, severity=x),
        lambda x: embargo(50.0, 300.0, stock_d=100.0 * (1.0 - x) + 1.0),
        lambda x: surge(50.0, 300.0, x, "USA"),
    ],
    ids=[
        "longer strike",
        "harder strike",
        "slower restart",
        "harder embargo",
        "smaller stock",
        "larger surge",
    ],
)
def test_more_of_what_hurts_hurts_more(make):
    losses, peaks = zip(*(us(make(x))[:2] for x in (0.3, 0.6, 0.9)), strict=True)
    assert losses[0] <= losses[1] <= losses[2]
    assert losses[0] < losses[2]
    assert peaks[0] <= peaks[2]


@pytest.mark.parametrize(
    "make",
    [
        lambda x: sale(50.0, 200.0, 100.0 * x * WORLD.customers.demand[US], "USA"),
        lambda x: shift(50.0, 1e6, -x, "USA"),
        lambda x: step(50.0, 1e6, share=x),
        lambda x: big_flood(50.0, 400.0, x),
    ],
    ids=["sale", "lost demand", "new capacity", "flood"],
)
def test_more_of_what_helps_lowers_the_price(make):
    prices = [us(make(x), horizon_d=240)[2].customers["price"][US] for x in (0.2, 0.8)]
    assert 1.0 > prices[0] > prices[1]


def test_a_sale_relieves_an_outage():
    stop = staged(50.0, 200.0, severity=0.9)
    bare, helped = (
        us(stop)[0],
        us(stop, sale(60.0, 150.0, 60.0 * WORLD.customers.demand[US], "USA", id="y"))[0],
    )
    assert helped < bare


def test_stranded_stock_hurts_more_than_sellable_stock():
    sellable, stranded = (us(staged(50.0, 200.0, severity=1.0, stranded_d=d))[0] for d in (0.0, 1e6))
    assert stranded >= sellable
