"""Holders of US stock: who takes what, who runs dry first, and what only defence may use."""

from dataclasses import replace

import numpy as np
import pytest

from sim.engine.run import Engine
from sim.world.world import Sectors
from tests.helpers.worlds import WITHOUT, ban, default_world, future, model, random_world, rows, tiny

DAYS = 60.0


def world_of(shares, tiers, stockpile_t=0.0):
    """The world of oracle S05 with several holders of its 60 days of stock and no reserve."""
    base = tiny("s14_ban")
    n = len(shares)
    sectors = Sectors(
        mineral=np.zeros(n, np.int64),
        name=tuple(f"use{i}" for i in range(n)),
        tier=np.array(tiers),
        member=np.zeros(n, np.bool_),
        share=np.array(shares),
        voll=np.full(n, 100.0),
    )
    cover = np.where(base.customers.demand > 0, DAYS, 0.0)
    return replace(
        base,
        sectors=sectors,
        customers=replace(base.customers, cover_d=cover),
        defense_stockpile_t=np.array([stockpile_t]),
    )


def bare_with_holders():
    bare = model("bare")
    return bare.model_copy(update={"holders": model("default").holders})


def cover_of(tables, n):
    return tables.tallies["cover"][:n]


def test_covers_differ_around_the_reported_mean():
    world = world_of([0.25] * 4, [1, 2, 3, 3])
    tables = Engine(world, bare_with_holders(), 0.0).live(WITHOUT, future(horizon_d=1))
    cover = cover_of(tables, 4)
    assert cover.mean() == pytest.approx(DAYS)
    assert np.ptp(cover) > 10.0
    assert tables.customers["stock"][0] == pytest.approx(DAYS * world.customers.demand[0])


def test_without_the_behaviour_all_hold_the_mean():
    tables = Engine(world_of([0.5, 0.5], [2, 3]), model("bare"), 0.0).live(WITHOUT, future(horizon_d=1))
    assert cover_of(tables, 2).tolist() == [DAYS, DAYS]


def test_a_draw_belongs_to_its_holder_whoever_stands_beside_it():
    """The ratio of two holders' covers does not change when a third one joins."""
    two = Engine(world_of([0.5, 0.5], [2, 3]), bare_with_holders()).live(WITHOUT, future(horizon_d=1))
    three = Engine(world_of([0.4, 0.4, 0.2], [2, 3, 3]), bare_with_holders()).live(
        WITHOUT, future(horizon_d=1)
    )
    a, b = cover_of(two, 2), cover_of(three, 2)
    assert a[0] / a[1] == pytest.approx(b[0] / b[1])


def test_the_first_holder_runs_dry_long_before_the_last():
    """When nothing arrives any more, each lives on its own stock for as long as it covers."""
    world = world_of([0.25] * 4, [3, 3, 3, 3])
    engine = Engine(world, bare_with_holders(), 0.0)
    cover = cover_of(engine.live(WITHOUT, future(horizon_d=1)), 4)
    event = ban(("testium",), 10.0, 1000.0)
    outcome = engine.run(WITHOUT, future(event, horizon_d=600))
    dry = [rows(outcome, "testium", f"use{i}")["first_day"] for i in range(4)]
    transit = float(world.links.transit_d[0])
    assert dry == pytest.approx((10.0 + transit + cover).tolist(), abs=1.0)


def test_scarce_arrivals_go_to_defence_first():
    world = world_of([0.2, 0.3, 0.5], [1, 2, 3])
    event = ban(("testium",), 10.0, 2000.0, severity=0.6)
    outcome = Engine(world, model("bare"), 0.0).run(WITHOUT, future(event, horizon_d=1000))
    unmet = [rows(outcome, "testium", f"use{i}")["unmet_t"] for i in range(3)]
    assert unmet[0] == 0.0
    assert 0.0 < unmet[1] < unmet[2]
    total = rows(outcome, "testium")
    assert sum(unmet) == pytest.approx(total["unmet_t"])


def test_who_holds_too_much_leaves_arrivals_to_the_others():
    """After a shortage the holders' stocks return to their targets, not only their sum."""
    world = default_world("lithium")
    engine = Engine(world, model("default"))
    tables = engine.live(WITHOUT, future(ban(world.minerals, 365.0, 161.0, severity=0.55)))
    n = len(world.sectors.name)
    us = tables.customers[int(tables.minerals["us"][0])]
    target = cover_of(tables, n) * world.sectors.share * us["need"] * us["precaution"]
    assert tables.tallies["stock"][:n] == pytest.approx(target, rel=0.02)


@pytest.mark.parametrize("seed", range(3))
def test_the_holders_hold_what_the_market_holds(seed):
    tables = Engine(random_world(seed), model("default")).live(
        WITHOUT, future(ban(("testium",), 100.0, 200.0, severity=0.8), horizon_d=700)
    )
    us = int(tables.minerals["us"][0])
    assert tables.tallies["stock"][:2].sum() == pytest.approx(tables.customers["stock"][us])


def test_the_defence_stockpile_serves_defence_only_and_opens_late():
    event = ban(("testium",), 10.0, 2000.0)
    lived = {}
    for tonnes in (0.0, 1e9):
        world = world_of([0.2, 0.8], [1, 3], stockpile_t=tonnes)
        lived[tonnes] = Engine(world, model("bare"), 0.0).run(WITHOUT, future(event, horizon_d=600))
    for use, same in (("use1", True), ("use0", False)):
        none, some = (rows(lived[t], "testium", use)["unmet_t"] for t in lived)
        assert (none == some) is same
        assert some <= none
    defence = rows(lived[1e9], "testium", "use0")
    # Noticed at a weekly review, opened at the first one 60 days later, then served in full.
    assert 60.0 <= defence["shortfall_days"] <= 75.0
    released = rows(lived[1e9], "testium")["defense_stockpile_t"]
    missed = rows(lived[0.0], "testium", "use0")["unmet_t"] - defence["unmet_t"]
    assert released == pytest.approx(missed)


def test_an_empty_defence_stockpile_gives_out():
    world = world_of([0.2, 0.8], [1, 3], stockpile_t=5.0)
    outcome = Engine(world, model("bare"), 0.0).run(
        WITHOUT, future(ban(("testium",), 10.0, 2000.0), horizon_d=600)
    )
    assert rows(outcome, "testium")["defense_stockpile_t"] == pytest.approx(5.0)
