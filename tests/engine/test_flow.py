"""The kernel's steps, one claim each, on worlds small enough to check by hand."""

from dataclasses import replace

import numpy as np
import pytest

from sim.engine import flow
from sim.engine.run import Engine
from sim.engine.tables import fresh
from sim.policy.arm import Arm
from tests.helpers.worlds import (
    WITHOUT,
    ban,
    delay,
    future,
    model,
    outage,
    random_world,
    rows,
    stockpile,
    tiny,
)


def bare(world, threshold=0.0):
    return Engine(world, model("bare"), threshold)


def test_cargo_at_sea_is_flow_times_transit():
    world = random_world(3)
    engine = bare(world)
    tables = engine.live(WITHOUT, future(horizon_d=200))
    trade = world.links.kind == 0
    cargo = np.bincount(
        world.links.customer[trade],
        (world.links.base * world.links.transit_d)[trade],
        len(world.customers.demand),
    )
    assert tables.customers["pipeline"] == pytest.approx(cargo, rel=1e-9)


def test_a_detour_stretches_only_what_sails_after_it():
    outcome = bare(tiny("s14_route")).run(WITHOUT, future(delay(("testium",), 50.0, 3000.0, 12.0)))
    assert rows(outcome, "testium")["first_day"] == 75.0
    assert rows(outcome, "testium")["shortfall_days"] == 12.0


def test_cargo_that_sailed_before_a_ban_arrives():
    world = tiny("s14_ban")
    outcome = bare(world).run(WITHOUT, future(ban(("testium",), 100.0, 90.0)))
    assert rows(outcome, "testium")["first_day"] == 175.0


def test_lowest_tier_is_cut_first():
    world = random_world(5)
    outcome = bare(world).run(
        WITHOUT,
        future(
            *(ban(("testium",), 100.0, 400.0, origin=c, id=c, severity=0.3) for c in ("CHN", "AUS", "CHL"))
        ),
    )
    rest, defence = rows(outcome, "testium", "rest"), rows(outcome, "testium", "defence")
    total = rows(outcome, "testium")
    assert total["unmet_t"] > 0
    assert defence["unmet_t"] == 0.0
    assert rest["unmet_t"] == pytest.approx(total["unmet_t"])
    assert rest["equivalent_days"] == pytest.approx(total["equivalent_days"] / 0.8)


def test_host_output_caps_the_by_product():
    world = random_world(7, mines=2, refiners=2)
    hosted = replace(
        world.facilities,
        host=np.array([-1, 0, -1, -1]),
        hosted=np.array([0.0, 1.0, 0.0, 0.0]),
        host_max=np.array([np.inf, 1.0, np.inf, np.inf]),
    )
    tables = bare(replace(world, facilities=hosted)).live(
        WITHOUT, future(outage(("testium",), 50.0, 10.0, stage="mine", severity=0.5), horizon_d=55)
    )
    host, guest = tables.facilities["output"][:2] / tables.facilities["base"][:2]
    assert host < 0.9
    assert guest <= host + 1e-12


def test_a_reserve_fills_at_its_rate_and_releases_into_the_gap_only():
    world = tiny("s06")
    stocked = stockpile(
        initial_fill=0.0,
        sizing={"days": 60.0},
        buying={"fill_months": 0.0, "market_share_cap": 0.25},
        release={"trigger_import_loss": 0.0},
    )
    arm = Arm(name="vault", reserve=stocked)
    tables = bare(world).live(arm, future(horizon_d=100))
    own = tables.minerals[0]
    # On day 0 the supplier makes what it always made; it notices the new buyer a day later.
    assert tables.customers["stock"][own["reserve"]] == pytest.approx(0.25 * 99)
    assert own["released_t"] == 0.0
    tables = bare(world).live(arm, future(outage(("testium",), 100.0, 40.0), horizon_d=140))
    own = tables.minerals[0]
    assert own["released_t"] == pytest.approx(0.25 * 99)
    assert tables.tallies["unmet_t"][own["tally_all"]] == pytest.approx(40 - 0.25 * 99)


def test_declaration_lag_and_lead_time_hold_the_first_tonne_back():
    world = tiny("s06")
    stocked = stockpile(
        initial_fill=1.0,
        sizing={"days": 60.0},
        release={
            "trigger_import_loss": 0.3,
            "declaration_lag_d": 10.0,
            "release_lead_d": 5.0,
            "review_d": 1.0,
        },
    )
    outcome = bare(world).run(Arm(name="vault", reserve=stocked), future(outage(("testium",), 100.0, 40.0)))
    # The review of day 101 is the first to see a day without supply.
    assert rows(outcome, "testium")["shortfall_days"] == pytest.approx(1 + 15)


def test_stock_price_and_demand_of_another_day_one_do_not_depend_on_step_boundaries():
    """Reviews cut the run into pieces; the pieces must add up to the same numbers."""
    world = random_world(11)
    event = ban(("testium",), 100.4, 200.3)
    whole = Engine(world, model("default")).live(WITHOUT, future(event))
    idle = Engine(world, model("default").model_copy(update={"idling": model("bare").idling}))
    assert np.array_equal(whole.customers["stock"], idle.live(WITHOUT, future(event)).customers["stock"])


def test_serving_all_orders_at_once_ships_what_contract_and_spot_passes_would():
    world = random_world(11)
    start = bare(world).opening()[1]
    own, shipped = start.minerals[0], []
    for serve in ("all", "shares"):
        tables = fresh(start, 1, False)
        tables.minerals["contract_share"] = 0.6
        tables.customers["left"] = tables.customers["order"] = 0.9 * tables.customers["need"]
        tables.customers["keen"] = 1.0
        own = tables.minerals[0]
        nouns = own, tables.facilities, tables.customers, tables.links, tables.order
        flow._weigh(*nouns, 1.0)
        if serve == "all":
            assert flow._can_fill(*nouns, int(own["reserve"]))
            flow._fill_all(*nouns, int(own["reserve"]))
        else:
            flow._share_out(*nouns, int(own["reserve"]))
        shipped.append(tables.links["ship"].copy())
    assert shipped[0].sum() > 0.0
    assert shipped[0] == pytest.approx(shipped[1], rel=1e-12)


def test_an_order_a_supplier_cannot_serve_is_not_filled_at_once():
    tables = fresh(bare(random_world(11)).opening()[1], 1, False)
    own = tables.minerals[0]
    tables.customers["left"] = 2.0 * tables.customers["need"]
    tables.facilities["finished"] = 1e-3 * tables.facilities["base"]
    nouns = own, tables.facilities, tables.customers, tables.links, tables.order
    flow._weigh(*nouns, 1.0)
    assert not flow._can_fill(*nouns, int(own["reserve"]))
