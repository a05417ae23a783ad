"""Floors under prices: what they keep open, whom they cost, and nothing where they do not bind."""

from datetime import date

import numpy as np
import pytest

from sim.composing import configure
from sim.engine.run import Engine
from sim.futures.sampler import Sampler
from sim.futures.scenario import ScenarioSpec
from sim.policy.arm import Arm
from tests.helpers.worlds import WITHOUT, default_world, group, model

pytestmark = pytest.mark.functional

NDPR = "neodymium_praseodymium"
FLOODED_D = 900
FLOORS = configure("frameworks=floors").frameworks.instruments


def zone(ratio):
    changes = {"ratio": ratio, "probability": 1.0, "start": date(2027, 1, 1)}
    return FLOORS["preferential_zone"].model_copy(update=changes)


def lived(scenario, horizon_d=1200, **instruments):
    """Return closing tables, world, and availability by facility name when the flood is almost over."""
    world = default_world(NDPR)
    spec = ScenarioSpec.model_validate(group(f"scenario/{scenario}"))
    future = Sampler(world, spec, horizon_d, "mode").draw(1, 0)
    seen = {}

    def look(day, tables):
        if day == FLOODED_D:
            up = tables.facilities["availability"].tolist()
            seen.update(zip(world.facilities.name, up, strict=True))

    engine = Engine(world, model("default"))
    return engine.watch(Arm(name="floors", instruments=instruments), future, look, FLOODED_D), world, seen


def test_a_floor_that_never_binds_changes_nothing():
    world = default_world(NDPR)
    future = Sampler(world, ScenarioSpec.model_validate(group("scenario/flood_then_ban")), 1200, "mode").draw(
        1, 0
    )
    engine = Engine(world, model("default"))
    arm = Arm(name="floors", instruments={"zone": zone(0.01)})
    assert engine.run(arm, future).outcomes == engine.run(WITHOUT, future).outcomes


def test_a_floor_makes_members_pay_and_nobody_else():
    tables, world, _ = lived("none", zone=zone(1.4))
    price = dict(zip(world.customers.name, tables.customers["price"].tolist(), strict=True))
    assert price[f"{NDPR}/market/USA"] > 1.25
    assert price[f"{NDPR}/market/JPN"] > 1.25
    assert price[f"{NDPR}/market/CHN"] < 1.05
    m = world.mineral_index(NDPR)
    assert 0.0 < tables.minerals["duty_usd"][m] <= tables.minerals["floor_usd"][m]


def test_a_promised_price_keeps_plant_and_mine_open_under_a_flood():
    _, _, alone = lived("flood_then_ban")
    tables, world, supported = lived("flood_then_ban", mp=FLOORS["mp_materials"])
    for name in (f"{NDPR}/refine/mountain_pass", f"{NDPR}/mine/mountain_pass"):
        assert alone[name] == 0.0
        assert supported[name] == 1.0
    assert tables.minerals["support_usd"][world.mineral_index(NDPR)] > 1e8


def test_a_contract_costs_nothing_while_the_price_is_above_it():
    mp = FLOORS["mp_materials"].model_copy(update={"usd_per_kg": 10.0})
    tables, _, _ = lived("none", mp=mp)
    assert not np.any(tables.minerals["support_usd"])


def test_a_floor_keeps_plants_open_that_sell_to_members():
    _, _, alone = lived("flood_then_ban")
    _, _, floored = lived("flood_then_ban", zone=zone(1.0))
    assert (alone[f"{NDPR}/fabricate/JPN"], floored[f"{NDPR}/fabricate/JPN"]) == (0.0, 1.0)


def test_where_two_zones_meet_the_higher_floor_holds_with_its_own_duty():
    """China is outside the high zone and inside the low one: what it sells pays the duty of the high one."""
    high = zone(1.4)
    low = zone(1.1).model_copy(update={"members": (*high.members, "CHN")})
    alone, _, _ = lived("none", zone=high)
    for names in (("a", "b"), ("b", "a")):
        both, _, _ = lived("none", **dict(zip(names, (high, low), strict=True)))
        into_us = alone.links["floor"] == 1.4
        assert into_us.any()
        assert np.array_equal(both.links["floor"][into_us], alone.links["floor"][into_us])
        assert np.array_equal(both.links["duty"][into_us], alone.links["duty"][into_us])
