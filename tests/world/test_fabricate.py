"""Rare earths go from mine to oxide to magnet; the market buys magnets."""

import numpy as np
import pytest

from sim.data.parameters import parameters
from sim.data.tables import load
from sim.world import concentration
from sim.world.load import load_world
from sim.world.world import FEED, MARKET, TRADE

KEYS = ("neodymium_praseodymium", "dysprosium_terbium")


@pytest.fixture(scope="module")
def world():
    return load_world(minerals=KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_the_market_buys_magnets_only(world, key):
    f, links, customers = world.facilities, world.links, world.customers
    own = (f.mineral[links.supplier] == world.mineral_index(key)) & (links.kind == TRADE)
    into = own & (customers.kind[links.customer] == MARKET)
    assert {f.stage[i] for i in links.supplier[into]} == {"fabricate"}
    assert concentration.stages(world, key) == ("mine", "refine", "fabricate", "recycle")


@pytest.mark.parametrize("key", KEYS)
def test_all_oxide_becomes_magnets_at_the_yield(world, key):
    f = world.facilities
    made = {
        stage: f.base[world.facilities_of(key, stage)].sum() for stage in ("refine", "recycle", "fabricate")
    }
    yield_ = parameters().mode("yield_fabricate", key)
    assert made["fabricate"] == pytest.approx((made["refine"] + made["recycle"]) * yield_, rel=1e-12)
    assert set(f.yield_[world.facilities_of(key, "fabricate")]) == {yield_}


@pytest.mark.parametrize("key", KEYS)
def test_makers_hold_the_shares_of_the_table(world, key):
    shares = concentration.shares(world, key, "fabricate")
    assert sum(
        float(row["share_pct"]) for name in ("fabrication", "fabrication_added") for row in load(name)
    ) == (pytest.approx(100.0))
    assert shares["CHN"] == pytest.approx(0.941)
    assert shares["JPN"] == pytest.approx(0.045)
    assert set(shares) == {"CHN", "JPN", "VNM", "DEU", "KOR", "ROW"}


@pytest.mark.parametrize("key", KEYS)
def test_us_purchases_follow_magnet_imports(world, key):
    bought = concentration.us_sources(world, key)
    assert list(bought)[:3] == ["CHN", "DEU", "JPN"]
    assert bought["KOR"] == pytest.approx(0.0385, abs=0.001)


def test_feed_links_carry_the_lead_time_of_what_they_feed(world):
    f, links, customers = world.facilities, world.links, world.customers
    feed = customers.kind[links.customer] == FEED
    assert (links.lead_d[~feed] == 0.0).all()
    for i in np.flatnonzero(feed):
        stage = f.stage[customers.facility[links.customer[i]]]
        key = world.minerals[f.mineral[links.supplier[i]]]
        oxide = {"neodymium_praseodymium": 75.0, "dysprosium_terbium": 90.0}[key]
        assert links.lead_d[i] == (oxide if stage == "refine" else 45.0)
        assert links.transit_d[i] > links.lead_d[i]


def test_recyclers_feed_magnet_makers(world):
    f, links, customers = world.facilities, world.links, world.customers
    for i in world.facilities_of(KEYS[0], "recycle"):
        ends = links.customer[(links.supplier == i) & (links.kind == TRADE)]
        assert {f.stage[customers.facility[k]] for k in ends} == {"fabricate"}
