"""Named plants come out of national totals and change none."""

import numpy as np
import pytest

from sim.data.tables import load
from sim.world import concentration, plants
from sim.world.journal import Journal
from sim.world.load import load_world
from sim.world.minerals import all_minerals, mineral
from sim.world.plants import parts_of
from sim.world.supply import levels_of
from sim.world.world import FEED, TRADE

ROWS = [row for table in ("plants", "plants_added") for row in load(table)]


@pytest.fixture(scope="module")
def world():
    return load_world()


@pytest.fixture(scope="module")
def without():
    """The world as it is without a named plant."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plants, "_rows", lambda *_: [])
        return load_world()


def national(world):
    """Base output by mineral, stage and country."""
    f, total = world.facilities, {}
    for i in range(len(f.name)):
        key = (world.minerals[f.mineral[i]], f.stage[i], f.country[i])
        total[key] = total.get(key, 0.0) + f.base[i]
    return total


def test_every_row_is_a_facility_of_its_own(world):
    names = set(world.facilities.name)
    assert {f"{r['mineral']}/{r['stage']}/{r['plant']}" for r in ROWS} <= names
    assert len({(r["mineral"], r["stage"], r["plant"]) for r in ROWS}) == len(ROWS)
    assert 12 <= len({r["plant"] for r in ROWS}) <= 20


def test_plants_change_no_national_total(world, without):
    with_plants, plain = national(world), national(without)
    assert with_plants.keys() == plain.keys()
    for key, total in plain.items():
        assert with_plants[key] == pytest.approx(total, rel=1e-12), key


def test_plants_change_no_trade_between_countries(world, without):
    def flows(one):
        f, links, c = one.facilities, one.links, one.customers
        total = {}
        for i in np.flatnonzero(links.kind == TRADE):
            m = one.minerals[f.mineral[links.supplier[i]]]
            k = links.customer[i]
            stage = f.stage[c.facility[k]] if c.kind[k] == FEED else "market"
            key = (m, f.stage[links.supplier[i]], f.country[links.supplier[i]], stage, c.country[k])
            total[key] = total.get(key, 0.0) + links.base[i]
        return total

    split, plain = flows(world), flows(without)
    assert split.keys() == plain.keys()
    assert all(split[key] == pytest.approx(plain[key], rel=1e-12) for key in plain)


def test_concentration_counts_plants_with_their_country(world, without):
    for key in all_minerals():
        for stage in concentration.stages(world, key):
            assert concentration.hhi(world, key, stage) == pytest.approx(
                concentration.hhi(without, key, stage)
            )


@pytest.mark.parametrize("key", all_minerals())
def test_parts_of_a_country_sum_to_one(key):
    journal = Journal(key)
    for level in levels_of(mineral(key), journal):
        shares = np.zeros(len(level.producers.country))
        for part in parts_of(mineral(key), level, journal):
            shares[part.place] += part.share
            assert part.plants >= 1
        np.testing.assert_allclose(shares, 1.0, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "tonnes"),
    [("copper/mine/kcc", 188_700), ("cobalt/mine/kcc", 22_900), ("cobalt/mine/mutanda", 10_600)],
)
def test_tonnes_are_those_of_the_table(name, tonnes):
    key, stage, plant = name.split("/")
    journal = Journal(key)
    (level,) = (level for level in levels_of(mineral(key), journal) if level.stage == stage)
    (part,) = (p for p in parts_of(mineral(key), level, journal) if p.label == plant)
    assert part.share * level.producers.output[part.place] == pytest.approx(tonnes)
    assert part.plants == 1


def test_a_plant_takes_no_more_than_its_country(world):
    f = world.facilities
    assert [f.name[i] for i in world.facilities_of("dysprosium_terbium", "refine", "MYS")] == [
        "dysprosium_terbium/refine/lynas_malaysia"
    ]
    (capped,) = [a for a in world.adjustments if a.what == "refine output of lynas_malaysia, t/yr"]
    assert (capped.reported, capped.used) == (90.3, pytest.approx(36.6))
    assert "MYS" in capped.reason


def test_fed_plants_buy_for_themselves(world):
    names = world.customers.name
    assert "neodymium_praseodymium/feed/lynas_malaysia" in names
    assert "neodymium_praseodymium/feed/mountain_pass" in names
    assert "neodymium_praseodymium/feed/MYS" not in names
