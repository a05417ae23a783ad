"""A patched baseline says what it states, balances, and is named."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sim.data.parameters import parameters
from sim.data.vintage import use
from sim.errors import InputError
from sim.world.checks import problems
from sim.world.load import load_world
from sim.world.patch import PATCHED, WorldPatch
from sim.world.spec import TablesWorldSpec, TinySupplier, TinyWorldSpec


def patch(**fields):
    said = {
        "origin_shares": {},
        "cover_d": {},
        "price_usd_per_t": {},
        "why": "told",
        "confidence": "recalled",
    }
    return WorldPatch.model_validate(said | fields)


def share(world, mineral, stage, country):
    rows = world.facilities_of(mineral, stage)
    own = world.facilities_of(mineral, stage, country)
    return world.facilities.base[own].sum() / world.facilities.base[rows].sum()


def test_an_origin_has_its_share_and_its_plants_move_along():
    shares = {"cobalt": {"mine": {"COD": 0.5}, "refine": {"COD": 0.4, "CHN": 0.2}}}
    plain, world = load_world(minerals=["cobalt"]), load_world(None, ["cobalt"], patch(origin_shares=shares))
    assert problems(world) == []
    assert share(world, "cobalt", "mine", "COD") == pytest.approx(0.5)
    assert share(world, "cobalt", "refine", "COD") == pytest.approx(0.4)
    assert share(world, "cobalt", "refine", "CHN") == pytest.approx(0.2)
    for name in ("cobalt/mine/tenke_fungurume", "cobalt/mine/COD"):
        parts = []
        for one in (plain, world):
            whole = one.facilities.base[one.facilities_of("cobalt", "mine", "COD")].sum()
            parts.append(one.facilities.base[one.facilities.name.index(name)] / whole)
        assert parts[0] == pytest.approx(parts[1])


def test_makers_of_magnets_have_theirs():
    shares = {"neodymium_praseodymium": {"fabricate": {"CHN": 0.76, "JPN": 0.22}}}
    world = load_world(None, ["neodymium_praseodymium"], patch(origin_shares=shares))
    assert problems(world) == []
    assert share(world, "neodymium_praseodymium", "fabricate", "JPN") == pytest.approx(0.22)


def test_cover_and_price_are_those_stated():
    stated = patch(
        cover_d={"germanium": {"USA": 81.0, "JPN": 12.0, "other": 9.0}}, price_usd_per_t={"germanium": 1e6}
    )
    world = load_world(None, ["germanium", "tungsten"], stated)
    assert problems(world) == []
    covers = {
        market: world.customers.cover_d[world.market_customer("germanium", market)]
        for market in world.markets
    }
    assert covers == {"USA": 81.0, "JPN": 12.0, "KOR": 9.0, "EU": 9.0, "CHN": 9.0, "ROW": 9.0}
    assert world.price_usd_per_t[world.mineral_index("germanium")] == pytest.approx(1e6)
    # the row of the tables holds both
    plain = load_world(minerals=["tungsten"])
    us = [one.customers.cover_d[one.market_customer("tungsten", "USA")] for one in (plain, world)]
    assert us[0] == us[1]
    with use(world.vintage):
        assert parameters().get("commercial_cover_d", "germanium").source == "told"


def test_only_the_minerals_patched_change():
    plain = load_world(minerals=["copper", "tin"])
    world = load_world(None, ["copper", "tin"], patch(origin_shares={"tin": {"mine": {"MMR": 0.2}}}))
    own = [world.facilities_of("copper"), plain.facilities_of("copper")]
    assert (world.facilities.base[own[0]] == plain.facilities.base[own[1]]).all()


def test_the_world_says_that_it_is_patched_and_by_what():
    world = load_world(
        TablesWorldSpec(name="mine"), ["gallium"], patch(origin_shares={"gallium": {"refine": {"CHN": 0.9}}})
    )
    assert world.name == f"mine, {PATCHED}"
    assert "production" in world.vintage.names
    told = [fact for fact in world.facts if fact.source == "told"]
    assert told
    assert {fact.confidence for fact in told} == {"recalled"}
    assert load_world(minerals=["gallium"]).vintage.names == ()


@pytest.mark.parametrize(
    ("fields", "key", "allowed"),
    [
        ({"origin_shares": {"galium": {"refine": {"CHN": 0.9}}}}, "origin_shares", "gallium"),
        ({"origin_shares": {"gallium": {"mine": {"CHN": 0.9}}}}, "origin_shares.gallium.mine", "a stage"),
        ({"origin_shares": {"gallium": {"refine": {"XYZ": 0.9}}}}, "origin_shares.gallium.refine", "CHN"),
        (
            {"origin_shares": {"tin": {"mine": {"CHN": 0.9, "IDN": 0.2}}}},
            "origin_shares.tin.mine",
            "the rest",
        ),
        ({"cover_d": {"zinc": {"USA": 3.0}}}, "cover_d", "tin"),
        ({"price_usd_per_t": {"gold": 3.0}}, "price_usd_per_t", "tin"),
    ],
)
def test_a_patch_that_does_not_fit_is_refused(fields, key, allowed):
    with pytest.raises(InputError) as refused:
        load_world(None, ["gallium"], patch(**fields))
    assert refused.value.key == f"scenario.world_patch.{key}"
    assert allowed in refused.value.allowed


def test_a_patch_must_say_something_about_tables():
    with pytest.raises(ValidationError, match="world_patch null"):
        patch()
    with pytest.raises(ValidationError):
        patch(cover_d={"tin": {"MARS": 3.0}})
    supplier = TinySupplier(country="CHN", base_t_per_d=1.0, capacity_t_per_d=1.0)
    tiny = TinyWorldSpec(kind="tiny", suppliers={"only": supplier}, demand_t_per_d=1.0)
    with pytest.raises(InputError, match="without tables"):
        load_world(tiny, None, patch(price_usd_per_t={"testium": 3.0}))
