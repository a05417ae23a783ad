"""What each actor changes, and that overlapping causes undo themselves exactly."""

import numpy as np
import pytest

from sim.engine.run import Engine
from sim.policy.arm import Arm
from sim.policy.deliveries import deliveries
from sim.policy.instruments import OfftakePriority, ProjectFinance
from tests.helpers.worlds import (
    WITHOUT,
    ban,
    default_world,
    flood,
    future,
    model,
    outage,
    random_world,
    reserve,
    rows,
    with_draws,
)


def live(world, *events, arm=WITHOUT, name="default", horizon_d=3650):
    return Engine(world, model(name)).live(arm, future(*events, horizon_d=horizon_d))


def test_overlapping_outages_add_up_and_leave_no_trace():
    world = random_world(1)
    first = outage(("testium",), 10.0, 50.0, severity=0.4, id="a")
    second = outage(("testium",), 30.0, 50.0, severity=0.8, id="b")
    hit = [f for f, stage in enumerate(world.facilities.stage) if stage == "refine"][0]
    for day, left in ((20, 0.6), (40, 0.0), (70, 0.2), (90, 1.0)):
        tables = live(world, first, second, horizon_d=day)
        assert tables.facilities["availability"][hit] == pytest.approx(left, abs=1e-12)


def test_of_two_controls_the_harder_one_holds():
    world = random_world(1)
    events = [
        ban(("testium",), 10.0, 80.0, severity=0.3, id="a"),
        ban(("testium",), 20.0, 30.0, severity=0.9, id="b"),
    ]
    for day, worst in ((15, 0.3), (40, 0.9), (60, 0.3), (95, 0.0)):
        assert live(world, *events, horizon_d=day).links["severity"].max() == worst


def test_a_targeted_ban_opens_a_path_through_third_countries_and_closes_it():
    world = default_world("gallium")
    leak = world.links.kind == 1
    event = ban(("gallium",), 100.0, 200.0, destinations=("USA",), leakage=0.5)
    open_ = live(world, event, horizon_d=200).links["weight"][leak]
    into_us = world.customers.market[world.links.customer[leak]] == 0
    parents = world.links.base[world.links.parent[leak]]
    assert open_[into_us] == pytest.approx(0.5 * parents[into_us])
    assert np.all(open_[~into_us] == 0.0)
    assert np.all(live(world, event, horizon_d=301).links["weight"][leak] == 0.0)


def test_a_ban_never_touches_domestic_trade():
    world = default_world("copper")
    tables = live(world, ban(("copper",), 10.0, 50.0), horizon_d=30)
    country = np.array(world.facilities.country)[world.links.supplier]
    into_china = np.array(world.markets)[world.customers.market[world.links.customer]] == "CHN"
    market = world.customers.kind[world.links.customer] == 1
    assert np.all(tables.links["severity"][(country == "CHN") & into_china & market] == 0.0)
    assert tables.links["severity"].max() == 1.0


def test_a_ban_on_every_stage_stops_ore_oxide_and_magnets():
    world = default_world("neodymium_praseodymium")
    event = ban(("neodymium_praseodymium",), 10.0, 50.0)
    severity = live(world, event, horizon_d=30).links["severity"]
    origin = np.array(world.facilities.country)[world.links.supplier]
    end = np.array(world.customers.country)[world.links.customer]
    exports = (world.links.kind == 0) & (origin == "CHN") & (end != "CHN")
    stages = {world.facilities.stage[i] for i in world.links.supplier[exports]}
    assert stages == {"mine", "refine", "recycle", "fabricate"}
    assert np.all(severity[exports] == 1.0)


def test_precaution_rises_with_the_ban_and_fades():
    world = default_world("gallium")
    event = ban(("gallium",), 100.0, 100.0)
    us = world.market_customer("gallium", "USA")
    raised = live(world, event, horizon_d=105).customers["precaution"][us]
    later = live(world, event, horizon_d=800).customers["precaution"][us]
    assert raised == pytest.approx(1.5)
    assert 1.0 < later < raised
    assert live(world, event).customers["precaution"][us] == 1.0


def test_a_price_flood_idles_plants_that_return_late():
    """Plants close below cost and stay closed when the flood ends at the old price."""
    world = default_world("lithium")
    event = flood(("lithium",), 200.0, 1200.0, 0.3)
    during = live(world, event, horizon_d=1300)
    after = live(world, event, horizon_d=1700)
    abroad = np.array(
        [
            c != "CHN" and s == "mine"
            for c, s in zip(world.facilities.country, world.facilities.stage, strict=True)
        ]
    )
    assert during.facilities["availability"][abroad].min() < 1.0
    assert after.facilities["availability"][abroad].min() < 1.0
    assert np.all(
        during.facilities["availability"][~abroad & (np.array(world.facilities.country) == "CHN")] == 1
    )


def test_offtake_priority_moves_tonnes_and_adds_none():
    world = default_world("copper")
    deal = OfftakePriority(
        row="cod.cu_redirect_t", mineral="copper", supplier="COD", tonnes_per_year=100_000.0
    )
    engine = Engine(world, model("bare"))
    calm = engine.live(WITHOUT, future(horizon_d=400))
    dealt = engine.live(Arm(name="deal", instruments={"cod": deal}), future(horizon_d=400))
    links, tonnes = deal.priorities(world)
    assert tonnes.sum() == pytest.approx(100_000 / 365)
    assert dealt.links["ship"][links].sum() > calm.links["ship"][links].sum()
    assert dealt.minerals["source_t"] == pytest.approx(calm.minerals["source_t"], rel=1e-3)


def test_a_project_adds_capacity_only_when_it_succeeds_and_is_qualified():
    world = default_world("gallium")
    finance = ProjectFinance(projects=("wagerup",))
    arm = Arm(name="project", instruments={"wagerup": finance})
    engine = Engine(world, model("default"))
    lucky, unlucky = (with_draws(future(), world, u) for u in (0.1, 0.99))
    plant = int(world.projects.facility[world.projects.name.index("wagerup")])
    built = engine.live(arm, lucky)
    assert built.facilities["capacity"][plant] == pytest.approx(100 / 365, rel=1e-6)
    assert built.facilities["output"][plant] > 0
    assert engine.live(arm, unlucky).facilities["capacity"][plant] == 0.0
    (delivery,) = deliveries([finance], world, lucky)
    early = with_draws(future(horizon_d=int(delivery.qualified_d) - 1), world, 0.1)
    waiting = engine.live(arm, early)
    own = waiting.links["supplier"] == plant
    assert np.all(waiting.links["smoothed"][own] == 0.0)


def test_buying_pauses_while_a_crisis_is_declared():
    world = default_world("gallium")
    arm = Arm(name="vault", reserve=reserve())
    event = ban(("gallium",), 100.0, 300.0)
    tables = Engine(world, model("default")).live(arm, future(event, horizon_d=250))
    gallium = tables.minerals[world.mineral_index("gallium")]
    assert gallium["reserve_rate"] == 0.0
    assert gallium["release_cap"] > 0.0


def test_anti_crowding_off_lets_the_reserve_outbid_the_market():
    """A programme that buys into a tight market must be able to make things worse."""
    world = default_world("gallium")
    event = ban(("gallium",), 200.0, 300.0, severity=0.8)
    rules = {"fill_months": 0.0, "market_share_cap": 0.2}
    open_release = {"trigger_import_loss": 0.0, "drawdown_cap": 1e-9}
    shortfall = {}
    for polite in (True, False):
        buying = rules | {"anti_crowding": polite}
        arm = Arm(name="r", reserve=reserve(sizing={"days": 400.0}, buying=buying, release=open_release))
        outcome = Engine(world, model("default")).run(arm, future(event))
        shortfall[polite] = rows(outcome, "gallium")["equivalent_days"]
    assert shortfall[False] > shortfall[True]
