"""Worlds in which the cause of a shortage is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.event_table import EVENT_COLUMNS, events_table, runs_of
from sim.analysis.explain import CAUSE_COLUMNS, explain_tables
from sim.analysis.replay import Replay, differences
from sim.analysis.spells import SPELL_COLUMNS, find_spells
from sim.analysis.trace_table import TRACE_COLUMNS, trace_table
from sim.engine.run import Engine
from sim.policy.arm import Arm
from sim.world.load import load_world
from sim.world.spec import TinySector, TinySupplier, TinyWorldSpec
from tests.helpers.worlds import ban, default_world, delay, future, model, outage, stockpile, with_draws

WITHOUT = Arm(name="without")


def supplier(country, base, transit=5.0):
    return TinySupplier(country=country, base_t_per_d=base, capacity_t_per_d=base, transit_d=transit)


def tiny(cover=20.0, **suppliers):
    """One market with 20 days of stock, cargo 5 days under way, and nothing that behaves."""
    spec = TinyWorldSpec(
        kind="tiny",
        suppliers=suppliers or {"only": supplier("CHN", 1.0)},
        demand_t_per_d=sum(s.base_t_per_d for s in suppliers.values()) or 1.0,
        cover_d=cover,
        sectors={"first": TinySector(tier=1, share=0.25), "rest": TinySector(tier=3, share=0.75)},
    )
    return load_world(spec)


def lived(world, *events, arm=WITHOUT, name="bare", mineral="testium", horizon_d=600):
    draws = with_draws(future(*events, horizon_d=horizon_d), world)
    outcome, trace = Engine(world, model(name)).trace(arm, draws, mineral)
    return Replay(world, draws, arm.name, mineral, 0.01, outcome, trace)


TESTIUM = ("testium",)


def test_one_supplier_banned_for_sixty_days():
    """20 days of stock and 5 days of cargo last 25 days; the first cargo after the ban takes 5 more."""
    run = lived(tiny(), ban(TESTIUM, 100.0, 60.0))
    spells, causes = explain_tables(run)
    (spell,) = spells.to_dict("records")
    assert (spell["onset_day"], spell["first_day"], spell["end_day"]) == (100, 125, 165)
    assert (spell["stock_d"], spell["cargo_d"], spell["bridged_d"]) == pytest.approx((20.0, 5.0, 25))
    assert spell["equivalent_days"] == pytest.approx(40.0)
    assert (spell["peak_depth"], spell["sent_share"]) == pytest.approx((1.0, 0.0))
    assert spell["landed_more_t_per_d"] > 0.9
    assert not spell["censored"]
    (cause,) = causes.to_dict("records")
    assert (cause["reason"], cause["event"], cause["origin"]) == ("control", "ban", "CHN")
    assert (cause["since_day"], cause["begin_day"], cause["end_day"]) == (100, 100.0, 160.0)
    assert (cause["size"], cause["share_of_loss"]) == (1.0, 1.0)


def test_works_that_stop_are_named():
    run = lived(tiny(), outage(TESTIUM, 50.0, 90.0, id="fire"))
    _, causes = explain_tables(run)
    assert set(causes["reason"]) == {"outage"}
    assert set(causes["event"]) == {"fire"}


def test_of_two_suppliers_the_one_that_fell_is_named():
    world = tiny(one=supplier("CHN", 0.6), two=supplier("AUS", 0.4))
    run = lived(world, ban(TESTIUM, 100.0, 100.0))
    _, causes = explain_tables(run)
    fell = causes[causes["reason"] != "made good"]
    assert list(fell["origin"]) == ["CHN"]
    assert fell["share_of_loss"].item() == pytest.approx(1.0)


def test_a_shortage_that_the_horizon_cuts_has_no_end():
    run = lived(tiny(), ban(TESTIUM, 100.0, 1000.0), horizon_d=300)
    spells, causes = explain_tables(run)
    assert spells["censored"].item()
    assert np.isnan(causes["end_day"].item() or np.nan)
    assert spells["landed_more_t_per_d"].isna().all()


def test_late_cargo_is_a_longer_way():
    """With next to no stock, cargo that takes 30 days longer leaves a gap as long."""
    run = lived(tiny(cover=2.0), delay(TESTIUM, 100.0, 200.0, 30.0))
    spells, causes = explain_tables(run)
    assert 100 < spells["first_day"].iloc[0] <= 109
    late = causes[causes["reason"] == "longer way"].iloc[0]
    assert (late["event"], late["size"]) == ("delay", 30.0)
    assert late["sent_t_per_d"] >= 0.95 * late["base_t_per_d"]


def test_nothing_happens_nothing_to_explain():
    run = lived(tiny())
    spells, causes = explain_tables(run)
    assert (len(spells), len(causes)) == (0, 0)
    assert tuple(spells.columns) == SPELL_COLUMNS
    assert tuple(causes.columns) == CAUSE_COLUMNS
    assert len(events_table(run)) == 0


def test_quiet_days_join_or_part_spells():
    short = [ban(TESTIUM, 100.0, 30.0, id="a"), ban(TESTIUM, 150.0, 40.0, id="b")]
    assert len(find_spells(lived(tiny(cover=1.0), *short))) == 1
    apart = [short[0], ban(TESTIUM, 300.0, 40.0, id="b")]
    spells = find_spells(lived(tiny(cover=1.0), *apart))
    assert [spell.onset for spell in spells] == [100, 300]


def test_a_starved_feed_is_followed_to_its_mines():
    """Makers of magnets abroad get no oxide: the ban acts two links away from the market."""
    world = default_world("dysprosium_terbium")
    event = ban(("dysprosium_terbium",), 100.0, 500.0)
    run = lived(world, event, name="default", mineral="dysprosium_terbium", horizon_d=1000)
    _, causes = explain_tables(run)
    feeds = causes[(causes["reason"] == "feed") & (causes["depth"] == 0)]
    assert "JPN" in set(feeds["origin"])
    behind = causes[causes["depth"] == 1]
    assert "ban" in set(behind["event"])
    assert set(behind["origin"]) == {"CHN"}


def test_a_host_that_stops_is_named():
    world = default_world("gallium")
    event = outage(("alumina",), 100.0, 400.0, severity=0.8, id="reds")
    run = lived(world, event, name="default", mineral="gallium", horizon_d=700)
    spells, causes = explain_tables(run)
    assert len(spells)
    hosts = causes[(causes["reason"] == "host") & (causes["origin"] == "CHN")]
    assert set(hosts["event"]) == {"reds"}
    assert hosts["detail"].str.contains("alumina/refine/CHN").all()


def test_the_reserve_and_its_days_are_told():
    world = default_world("gallium")
    arm = Arm(name="vault", reserve=stockpile(initial_fill=1.0))
    run = lived(
        world, ban(("gallium",), 365.0, 600.0), arm=arm, name="default", mineral="gallium", horizon_d=1200
    )
    spells, _ = explain_tables(run)
    spell = spells[spells["reserve_released_t"] > 0.0].iloc[0]
    assert 365 < spell["reserve_declared_day"] < spell["reserve_opened_day"] <= spell["reserve_first_day"]
    assert spell["reserve_released_t"] > 0.9 * spell["reserve_stock_t"]
    assert spell["reserve_empty_day"] >= spell["reserve_first_day"]


def test_tables_have_their_columns_and_sum_over_days():
    run = lived(tiny(), ban(TESTIUM, 100.0, 60.0), horizon_d=300)
    daily, weekly = trace_table(run, 1), trace_table(run, 7)
    assert tuple(daily.columns) == tuple(weekly.columns) == TRACE_COLUMNS
    us = daily[daily["who"] == "US market"]
    assert us["unmet_t_per_d"].sum() == pytest.approx(40.0)
    assert us.loc[us["day"] == 100, "date"].item() == "2027-04-11"
    events = events_table(run)
    assert tuple(events.columns) == EVENT_COLUMNS
    told = dict(zip(events["what"], events["day"], strict=True))
    assert (told["export_ban begins"], told["export_ban ends"], told["US short"]) == (100, 160, 125)
    assert events["day"].is_monotonic_increasing


def test_differences_are_told_to_the_last_bit():
    import pandas as pd

    run = lived(tiny(), ban(TESTIUM, 100.0, 60.0))
    rows = pd.DataFrame(run.outcome.outcomes)
    stored = rows[rows["mineral"] == "testium"].copy()
    assert differences(run, stored) == []
    stored.iloc[0, stored.columns.get_loc("unmet_t")] *= 1.0 + 1e-15
    (told,) = differences(run, stored)
    assert told.startswith("unmet_t of first")
    assert len(differences(run, stored.iloc[1:])) == 1


def test_runs_of_days():
    on = np.array([True, True, False, True, False, False, True])
    assert runs_of(on) == [(0, 2), (3, 4), (6, 7)]
