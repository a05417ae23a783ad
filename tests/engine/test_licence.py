"""Licences: a queue, decisions that take time, licences that run out."""

import numpy as np
import pytest

from sim.engine.run import Engine
from sim.futures.laws import Fixed, Lognormal
from tests.helpers.controls import licences
from tests.helpers.worlds import WITHOUT, default_world, future, model, random_world, rows

SLOW = Lognormal(median=63.0, p90=180.0)


@pytest.fixture(scope="module")
def world():
    return random_world(2)


def severity(world, event, *days, market=None):
    """Mean severity on the links that have one some day."""
    engine, found = Engine(world, model("default")), []
    for day in days:
        links = engine.live(WITHOUT, future(event, horizon_d=day)).links
        hit = links["severity"] >= 0
        if market is not None:
            own = np.array(world.markets)[world.customers.market[world.links.customer]]
            country = np.array(world.facilities.country)[world.links.supplier]
            hit &= (own == market) & (country == "CHN")
        found.append(float(links["severity"][hit].max()))
    return found


def test_exports_stop_for_as_long_as_a_decision_takes(world):
    event = licences(20.0, 300.0)
    assert severity(world, event, 21, 49, 52, 321) == [1.0, 1.0, 0.0, 0.0]


def test_what_needs_no_licence_goes_on(world):
    assert severity(world, licences(20.0, 300.0, covered=0.4), 30) == [pytest.approx(0.4)]


def test_a_licence_runs_out_and_the_second_dip_comes(world):
    event = licences(20.0, 600.0, validity_d=100.0)
    # first grants on day 50, end on day 150, renewed on day 180
    assert severity(world, event, 60, 149, 160, 179, 182) == [0.0, 0.0, 1.0, 1.0, 0.0]
    early = licences(20.0, 600.0, validity_d=100.0, renewal_lead_d=40.0)
    assert severity(world, early, 60, 160, 260, 400) == [0.0] * 4


def test_a_small_desk_makes_a_queue_with_favourites(world):
    event = licences(20.0, 600.0, lots=10, licences_per_week=10.0, service=Fixed(value=1.0), priority=("EU",))
    (eu,) = severity(world, event, 29, market="EU")
    (us,) = severity(world, event, 29, market="USA")
    assert eu == 0.0
    # The desk was idle when the first file came in.
    assert us == 0.9
    wide = licences(20.0, 600.0, lots=10, licences_per_week=100.0, service=Fixed(value=1.0))
    assert severity(world, wide, 29, market="USA") == [0.0]


def test_nothing_is_granted_by_a_desk_that_grants_nothing(world):
    assert severity(world, licences(20.0, 600.0, grant_share=0.0), 619, 621) == [1.0, 0.0]


def test_a_slower_desk_means_more_shortage():
    gallium = default_world("gallium")
    short = []
    for median in (10.0, 60.0, 180.0):
        event = licences(100.0, 500.0, minerals=("gallium",), service=Fixed(value=median), validity_d=90.0)
        outcome = Engine(gallium, model("default")).run(WITHOUT, future(event, horizon_d=900))
        short.append(rows(outcome, "gallium")["equivalent_days"])
    assert short == sorted(short)
    assert short[0] < short[2]


def test_the_end_of_the_regime_lets_the_backlog_go_first(world):
    event = licences(20.0, 100.0, service=Fixed(value=500.0))
    engine = Engine(world, model("default"))
    during, release, later = (
        engine.live(WITHOUT, future(event, horizon_d=day)).links for day in (119, 125, 152)
    )
    assert during["severity"].max() == 1.0
    assert release["severity"].max() == 0.0
    waited = release["priority"] > 0
    assert release["priority"][waited] == pytest.approx(world.links.base[waited] * 100.0 / 30.0)
    assert later["priority"].max() == 0.0


def test_draws_belong_to_a_lot_alone(world):
    """More lots, or another event, leave the decisions on the first lots as they were."""
    one = licences(20.0, 300.0, lots=1, service=SLOW, id="a")
    other = licences(25.0, 20.0, lots=5, service=SLOW, id="b", destinations=("JPN",))
    engine = Engine(world, model("default"))
    country = np.array(world.facilities.country)[world.links.supplier]
    market = np.array(world.markets)[world.customers.market[world.links.customer]]
    into_us = (country == "CHN") & (market == "USA")

    def opens(*events):
        found = []

        def look(day, tables):
            found.append(float(tables.links["severity"][into_us].max()))

        engine.watch(WITHOUT, future(*events, horizon_d=330), look, 1)
        return found

    assert opens(one) == opens(one, other)


def test_one_minerals_desk_does_not_serve_another():
    alone, both = default_world("germanium"), default_world("gallium", "germanium")
    event = {"service": SLOW, "licences_per_week": 5.0, "validity_d": 120.0, "grant_share": 0.7}
    one = Engine(alone, model("default")).run(
        WITHOUT, future(licences(50.0, 500.0, minerals=("germanium",), **event), horizon_d=800)
    )
    two = Engine(both, model("default")).run(
        WITHOUT, future(licences(50.0, 500.0, minerals=("gallium", "germanium"), **event), horizon_d=800)
    )
    assert rows(one, "germanium") == rows(two, "germanium")
