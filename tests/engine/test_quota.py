"""Quotas: as many tonnes as a year allows, early or even, and not one more."""

from datetime import date

import numpy as np
import pytest

from sim.engine.actors.quota import quota_years
from sim.engine.run import Engine
from sim.world.world import LEAK
from tests.helpers.controls import quota
from tests.helpers.worlds import WITHOUT, default_world, future, model, random_world

YEAR = 365.0


@pytest.fixture(scope="module")
def world():
    return default_world("gallium")


def abroad(world):
    country = np.array(world.facilities.country)[world.links.supplier]
    market = np.array(world.markets)[world.customers.market[world.links.customer]]
    return (country == "CHN") & (market != "CHN") & (world.links.kind != LEAK)


def shipped(world, event, *days, name="default"):
    """Exports up to some days, t."""
    found = {}

    def look(day, tables):
        found[day] = float(tables.links["shipped_t"][abroad(world)].sum())

    Engine(world, model(name)).watch(WITHOUT, future(event, horizon_d=max(days) + 1), look, 1)
    return [found[day] for day in days]


def base(world):
    links = world.links
    return float(links.base[abroad(world) & (links.kind == 0)].sum())


@pytest.mark.parametrize("pace", ["run", "even"])
@pytest.mark.parametrize("share", [0.25, 0.6])
def test_a_year_lets_out_its_quota_and_no_more(world, pace, share):
    event = quota(365.0, 3 * YEAR, minerals=("gallium",), share=share, pace=pace)
    begin, end, second = shipped(world, event, 365, 731, 1096)
    allowed = share * base(world) * YEAR
    assert end - begin <= allowed * (1 + 1e-9)
    assert second - end <= allowed * (1 + 1e-9)
    if pace == "run":
        assert end - begin >= 0.98 * allowed


def test_an_early_run_empties_the_quota_sooner(world):
    calm, run = (
        quota(365.0, YEAR, minerals=("gallium",), share=0.5, front_loading_d=days) for days in (0.0, 40.0)
    )
    (begin, *slow), (_, *fast) = shipped(world, calm, 365, 425, 725), shipped(world, run, 365, 425, 725)
    assert fast[0] > slow[0]
    allowed = 0.5 * base(world) * YEAR
    assert fast[1] - begin <= allowed * (1 + 1e-9)


def test_use_is_slack_both_ways(world):
    full = 0.5 * base(world) * YEAR
    for use in (0.56, 1.32):
        event = quota(365.0, YEAR, minerals=("gallium",), share=0.5, uses=(use,))
        begin, end = shipped(world, event, 365, 729)
        assert end - begin == pytest.approx(use * full, rel=0.02)


def test_tonnes_are_those_of_one_year(world):
    event = quota(365.0, 2 * YEAR, minerals=("gallium",), tonnes=40.0)
    begin, end, second = shipped(world, event, 365, 731, 1096)
    assert end - begin == pytest.approx(40.0, rel=0.02)
    assert second - end == pytest.approx(40.0, rel=0.02)


def test_it_ends_exactly_and_the_rest_lapses():
    world = random_world(2)
    event = quota(30.0, 200.0, share=0.2, smuggling=0.1)
    engine = Engine(world, model("default"))
    assert engine.live(WITHOUT, future(event, horizon_d=200)).links["severity"].max() == 1.0
    after = engine.live(WITHOUT, future(event, horizon_d=231)).links
    assert after["severity"].max() == 0.0
    assert after["rush"].max() == 0.0


def test_a_quota_nobody_needs_changes_nothing():
    world = random_world(2)
    engine = Engine(world, model("bare"))
    calm = engine.run(WITHOUT, future(horizon_d=900)).outcomes
    assert engine.run(WITHOUT, future(quota(10.0, 800.0, share=3.0), horizon_d=900)).outcomes == calm


def test_quota_years_are_calendar_years_in_part():
    years = list(quota_years(date(2027, 1, 1), quota(100.0, 700.0, share=1.0, year_start_month=4)))
    assert [(y.start_d, y.end_d) for y in years] == [(100.0, 456), (456, 800.0)]
    assert years[0].part == pytest.approx(356 / 365)
    assert [y.number for y in years] == [0, 1]
