"""Bans that are announced, leak, stop cargo, and are kept or ended by a rule."""

import numpy as np
import pytest

from sim.engine.run import Engine
from sim.futures.response import Response
from sim.policy.arm import Arm
from sim.world.world import LEAK, TRADE
from tests.helpers.controls import tax, threat
from tests.helpers.worlds import WITHOUT, ban, default_world, future, model, random_world, reserve, rows

GALLIUM = ("gallium",)
AWARE = Response(rule="stock_aware", review_d=30.0, cover_d=150.0, shorten_to=0.25)


def live(world, *events, arm=WITHOUT, name="default", horizon_d=600):
    return Engine(world, model(name)).live(arm, future(*events, horizon_d=horizon_d))


@pytest.fixture(scope="module")
def world():
    return default_world("gallium")


def exports(world, tables):
    """All that ever left China openly for other markets, t."""
    country = np.array(world.facilities.country)[world.links.supplier]
    market = np.array(world.markets)[world.customers.market[world.links.customer]]
    abroad = (country == "CHN") & (market != "CHN") & (world.links.kind == TRADE)
    return float(tables.links["shipped_t"][abroad].sum())


def test_smuggling_gets_around_a_ban_on_everybody_and_fades(world):
    event = ban(GALLIUM, 100.0, 400.0, smuggling=0.2, leak_halflife_d=90.0)
    leak = world.links.kind == LEAK
    parents = world.links.base[world.links.parent[leak]]
    for day, share in ((110, 0.2), (195, 0.1), (285, 0.05), (501, 0.0)):
        tables = live(world, event, horizon_d=day)
        assert tables.links["weight"][leak] == pytest.approx(share * parents)
    shortage = [
        rows(Engine(world, model("default")).run(WITHOUT, future(e, horizon_d=900)), "gallium")
        for e in (event, ban(GALLIUM, 100.0, 400.0))
    ]
    assert shortage[0]["equivalent_days"] < shortage[1]["equivalent_days"]


def test_a_leak_without_a_half_life_does_not_fade(world):
    event = ban(GALLIUM, 100.0, 400.0, smuggling=0.2)
    leak = world.links.kind == LEAK
    early, late = (live(world, event, horizon_d=day).links["weight"][leak] for day in (110, 490))
    assert np.array_equal(early, late)


def test_notice_brings_cargo_forward_and_none_does_not(world):
    early = {"announced_d": 100.0, "front_loading_d": 40.0}
    calm = exports(world, live(world, horizon_d=150))
    alarmed = exports(world, live(world, ban(GALLIUM, 150.0, 300.0, announced_d=100.0), horizon_d=150))
    rushed = exports(world, live(world, ban(GALLIUM, 150.0, 300.0, **early), horizon_d=150))
    surprised = exports(world, live(world, ban(GALLIUM, 150.0, 300.0, front_loading_d=40.0), horizon_d=150))
    assert surprised == calm
    assert calm < alarmed < rushed
    base = calm / 150.0
    assert rushed - alarmed <= 40.0 * base * (1 + 1e-9)


def test_more_front_loading_means_less_shortage(world):
    def short(days):
        event = ban(GALLIUM, 150.0, 200.0, announced_d=100.0, front_loading_d=days)
        outcome = Engine(world, model("default")).run(WITHOUT, future(event, horizon_d=900))
        return rows(outcome, "gallium")["equivalent_days"]

    assert short(60.0) < short(20.0) < short(0.0)


def test_the_rush_ends_with_the_notice(world):
    event = ban(GALLIUM, 150.0, 100.0, announced_d=100.0, front_loading_d=40.0)
    during, after = (live(world, event, horizon_d=day) for day in (140, 152))
    assert during.links["rush"].max() > 0
    assert during.minerals["rushing"].max() == 1.0
    assert after.links["rush"].max() == after.minerals["rushing"].max() == 0.0
    assert after.customers["ahead"].max() == 0.0


@pytest.mark.parametrize("name", ["gallium", "random"])
def test_stopped_cargo_returns_to_the_seller(name, world):
    """What arrives later is less by what was on its way to the border; the rest goes on."""
    place, mineral = (world, "gallium") if name == "gallium" else (random_world(3), "testium")
    going = ban((mineral,), 100.0, 200.0)
    stopped = ban((mineral,), 100.0, 200.0, in_transit="stop")
    goes, stops = (live(place, event, name="bare", horizon_d=101) for event in (going, stopped))
    afloat = [t.customers["pipeline"].sum() for t in (goes, stops)]
    assert afloat[0] > afloat[1] > 0
    live(place, stopped, name="bare")


def test_half_a_ban_stops_half_the_cargo(world):
    afloat = {}
    for share in (0.5, 1.0):
        for way in ("continue", "stop"):
            event = ban(GALLIUM, 100.0, 200.0, severity=share, in_transit=way)
            tables = live(world, event, name="bare", horizon_d=101)
            afloat[share, way] = tables.customers["pipeline"].sum()
    half = afloat[0.5, "continue"] - afloat[0.5, "stop"]
    whole = afloat[1.0, "continue"] - afloat[1.0, "stop"]
    assert half == pytest.approx(whole / 2, rel=1e-3)
    # Gallium flies four days: what left the plant a day ago has not left the country.
    assert whole == pytest.approx(exports(world, live(world, name="bare", horizon_d=100)) / 100, rel=1e-3)


def lasts(world, response, arm, horizon_d=1000):
    """Days a ban on the United States lasts, by the week."""
    event = ban(GALLIUM, 100.0, 600.0, destinations=("USA",), response=response)
    found = []

    def look(day, tables):
        found.append(float(tables.links["severity"].max()))

    Engine(world, model("default")).watch(arm, future(event, horizon_d=horizon_d), look, 7)
    return 7 * sum(severity > 0 for severity in found)


def test_a_bigger_reserve_shortens_the_ban_only_under_the_rule(world):
    small = Arm(name="small", reserve=reserve(sizing={"days": 30.0}, initial_fill=1.0))
    large = Arm(name="large", reserve=reserve(sizing={"days": 400.0}, initial_fill=1.0))
    assert lasts(world, AWARE, large) < lasts(world, AWARE, small)
    assert lasts(world, AWARE, large) == pytest.approx(150, abs=7)
    fixed = Response()
    assert lasts(world, fixed, large) == lasts(world, fixed, small) == pytest.approx(600, abs=7)


def test_an_adversary_that_never_acts_keeps_the_ban(world):
    large = Arm(name="large", reserve=reserve(sizing={"days": 400.0}, initial_fill=1.0))
    asleep = AWARE.model_copy(update={"acts_share": 0.0})
    assert lasts(world, asleep, large) == lasts(world, Response(), large)


def test_a_seeker_of_wedges_ends_a_ban_that_achieves_too_little(world):
    seek = Response(rule="wedge_seeking", review_d=60.0, wedge=1.01)
    assert lasts(world, seek.model_copy(update={"wedge": 29.0}), WITHOUT) == pytest.approx(60, abs=7)
    above, below = (seek.model_copy(update={"keep_while": side}) for side in ("above", "below"))
    assert lasts(world, above, WITHOUT) > lasts(world, below, WITHOUT)


def test_one_minerals_ban_ends_without_the_others():
    """A rule looks at each mineral alone, so that one mineral cannot disturb another by a bit."""
    both, alone = default_world("gallium", "germanium"), default_world("germanium")
    aware = {"destinations": ("USA",), "response": AWARE}
    two = Engine(both, model("default")).run(
        WITHOUT, future(ban(("gallium", "germanium"), 100.0, 600.0, **aware), horizon_d=900)
    )
    one = Engine(alone, model("default")).run(
        WITHOUT, future(ban(("germanium",), 100.0, 600.0, **aware), horizon_d=900)
    )
    assert rows(two, "germanium") == rows(one, "germanium")


def test_a_tax_raises_prices_abroad_and_leaves_no_trace(world):
    event = tax(100.0, 200.0, 0.5, minerals=GALLIUM)
    us, home = world.market_customer("gallium", "USA"), world.market_customer("gallium", "CHN")
    during, after = (live(world, event, horizon_d=day) for day in (290, 301))
    assert during.customers["price"][us] > 1.05
    assert during.customers["price"][us] > during.customers["price"][home]
    # Sellers do not see the tax as their own price.
    assert during.facilities["realised"].max() < during.customers["price"].max()
    assert np.array_equal(after.links["markup"], live(world, horizon_d=1).links["markup"])
    harder = live(world, tax(100.0, 200.0, 1.0, minerals=GALLIUM), horizon_d=290)
    assert harder.customers["price"][us] > during.customers["price"][us]


def test_a_threat_moves_stocks_and_prices_only(world):
    event = threat(100.0, 29.0, 153.0, minerals=GALLIUM)
    us = world.market_customer("gallium", "USA")
    tables = live(world, event, horizon_d=135)
    assert tables.customers["precaution"][us] == pytest.approx(1.5)
    assert tables.customers["price"][us] > 1.0
    assert tables.links["severity"].max() == tables.links["rush"].max() == 0.0
    outcome = Engine(world, model("default")).run(WITHOUT, future(event))
    assert rows(outcome, "gallium")["shortfall_days"] == 0.0
    bare = Engine(world, model("bare"))
    quiet = bare.run(WITHOUT, future(horizon_d=300)).outcomes
    assert bare.run(WITHOUT, future(event, horizon_d=300)).outcomes == quiet
