"""After a shock the world comes back: no limit cycles, whatever behaviours are on."""

import numpy as np
import pytest

from sim.engine.run import Engine
from tests.helpers.worlds import WITHOUT, ban, default_world, future, model, outage, random_world

pytestmark = pytest.mark.functional

YEAR = 365
PRICES = [1, 3, 4, 5, 6, 7]
SETTLED = 0.02


def yearly_deviation(world, *events):
    """Largest price deviation over markets, per mineral and year after the last event, from weekly prices."""
    end = max(event.start_d + event.duration_d for event in events)
    series = Engine(world, model("default")).live(WITHOUT, future(*events), series=True).series
    off = np.abs(series[:, :, PRICES] - 1.0).max(axis=2)
    years = int((3650 - end) // YEAR)
    bounds = [int((end + YEAR * k) // 7) + 1 for k in range(years + 1)]
    return np.array([off[a:b].max(axis=0) for a, b in zip(bounds, bounds[1:], strict=False)])


def is_ordinary(world, mineral):
    """At least 10 % spare capacity at the last stage and 20 to 120 days of US cover."""
    facilities, customers = world.facilities, world.customers
    own = facilities.mineral == mineral
    last = own & (np.array(facilities.stage) != "mine")
    stage = last if last.any() else own
    spare = facilities.capacity[stage].sum() / facilities.base[stage].sum() - 1.0
    us = (customers.mineral == mineral) & (customers.kind == 1) & (customers.market == 0)
    return spare >= 0.1 and 20.0 <= customers.cover_d[us][0] <= 120.0


def test_prices_return_within_three_years_of_a_decree_of_ordinary_depth():
    """Demand thrifted away comes back with a half-life of three years: asks stay that much lower."""
    world = default_world()
    event = ban(world.minerals, 365.0, 161.0, severity=0.55)
    off = yearly_deviation(world, event)
    ordinary = [m for m in range(len(world.minerals)) if is_ordinary(world, m)]
    assert len(ordinary) >= 14
    then = int(event.end_d) + 3 * YEAR
    tables = Engine(world, model("default")).live(WITHOUT, future(event, horizon_d=then))
    thrift = [
        tables.customers["thrift"][own["customer0"] : own["customer1"]].max() for own in tables.minerals
    ]
    lower_asks = tables.minerals["ask_exponent"] * np.array(thrift)
    assert np.all(off[3:, ordinary] <= SETTLED + lower_asks[ordinary])
    assert np.median(off[3, ordinary]) <= SETTLED / 2


@pytest.mark.parametrize("seed", range(40))
def test_prices_return_on_random_networks(seed):
    world = random_world(seed, spare=0.2)
    off = yearly_deviation(world, ban(("testium",), 365.0, 161.0, severity=0.55))
    assert off[3:].max() <= SETTLED


@pytest.mark.parametrize("shock", ["year-long full ban", "mines and refiners out"])
def test_after_an_extreme_shock_the_deviation_falls_year_on_year(shock):
    world = default_world()
    everything = world.minerals
    events = {
        "year-long full ban": [ban(everything, 365.0, 365.0)],
        "mines and refiners out": [
            outage(everything, 365.0, 120.0, stage="mine"),
            outage(everything, 365.0, 120.0, id="refiners"),
        ],
    }[shock]
    off = yearly_deviation(world, *events)
    falls = off[1:] <= np.maximum(off[:-1], SETTLED)
    assert falls.all(), [world.minerals[m] for m in np.flatnonzero(~falls.all(axis=0))]
