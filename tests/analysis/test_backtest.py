"""Readings, scores and calibration on past episodes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.analysis.backtest.calibration import calibrated_rows, draw_sets, kept, key, parameter_table
from sim.analysis.backtest.episode import WITHOUT, changed, predict
from sim.analysis.backtest.naive import equilibrium
from sim.analysis.backtest.observed import SCORES, eligibility, observed
from sim.analysis.backtest.readings import STEP_D, Reading, links_of, read
from sim.analysis.backtest.scores import LEAST_HOLE, log_errors, rank_correlation, score_table, wide_bands
from sim.data.tables import load
from sim.engine.run import Engine
from sim.futures.sampler import Sampler
from sim.tasks.episodes import past_episodes, replayed
from sim.world.spec import TablesWorldSpec
from sim.world.world import TRADE
from tests.helpers.worlds import default_world, model

EPISODES = {row["episode"]: row for row in load("episodes")}


@pytest.fixture(scope="module")
def gallium():
    (episode,) = past_episodes(TablesWorldSpec(), ["chn_ga_2023_lic"])
    return episode


def one(score, **fields):
    """An observed number of the gallium episode with some fields replaced."""
    row = next(row for row in observed() if row.episode == "CHN_GA_2023_LIC" and row.score == score)
    return replace(row, **fields)


def reading(flow=None, price=None):
    """A run of a hundred days in which Chinese exports of gallium and the price in Europe are as given."""
    world = default_world("gallium")
    links = links_of(world, one("flow_hole"), (TRADE,))
    flows = np.tile(world.links.base, (20, 1))
    if flow is not None:
        flows[:, links] *= np.asarray(flow)[:, None]
    prices = np.ones((21, len(world.customers.name)))
    if price is not None:
        prices[:, world.market_customer("gallium", "EU")] = price
    return Reading(world, flows, prices, (), np.nan)


def test_a_flow_is_dead_below_half_and_the_hole_is_the_deepest_mean():
    flow = np.ones(20)
    flow[4:8] = 0.4
    told = reading(flow)
    assert read(told, one("dead_time"), 0, 100) == pytest.approx(4 * STEP_D)
    assert read(told, one("flow_hole", over_d=10.0), 0, 100) == pytest.approx(0.6)
    assert read(told, one("flow_hole", over_d=40.0), 0, 100) == pytest.approx(0.3)
    assert read(told, one("dead_time"), 40, 100) == 0.0


def test_a_flow_has_recovered_when_nine_tenths_are_back():
    flow = np.ones(20)
    flow[2:6] = 0.0
    assert read(reading(flow), one("months_to_recover"), 0, 100) == pytest.approx(6 * STEP_D / (365 / 12))
    assert read(reading(), one("months_to_recover"), 0, 100) == 0.0


def test_a_price_is_read_where_it_is_farthest_from_its_baseline():
    price = np.ones(21)
    price[10], price[15] = 2.0, 0.4
    assert read(reading(price=price), one("price_outside"), 0, 100) == pytest.approx(0.4)
    assert read(reading(price=price), one("price_outside"), 0, 60) == pytest.approx(2.0)
    assert read(reading(price=price), one("months_to_peak"), 0, 100) == pytest.approx(50 / (365 / 12))


def test_small_holes_count_as_the_least_one():
    assert log_errors("flow_hole", np.array([0.0, -0.3]), 0.01) == pytest.approx([0.0, 0.0])
    assert log_errors("flow_hole", np.array([0.5]), 0.0) == pytest.approx(np.log(0.5 / LEAST_HOLE))
    assert log_errors("price_outside", np.array([2.0]), 4.0) == pytest.approx(-np.log(2.0))


def numbers(model, seen):
    """A table of scored prices abroad."""
    n = len(model)
    table = pd.DataFrame({"observed": seen, "model": model, "low": model, "high": model})
    names = [f"e{i}" for i in range(n)]
    return table.assign(episode=names, score="price_outside", use="scored", nothing=1.0, equilibrium=2.0)


def test_the_scores_of_a_perfect_forecast_and_of_one_that_says_the_same_of_all():
    seen = np.array([1.0, 2.0, 4.0, 8.0])
    table = numbers(seen, seen)
    scores = score_table(table.join(wide_bands(table))).set_index(["score", "of"])
    assert scores.loc[("median absolute log error", "price_outside"), "model"] == 0.0
    assert scores.loc[("median absolute log error", "price_outside"), "nothing"] == pytest.approx(
        np.log(8) / 2
    )
    assert scores.loc[("rank correlation", "price_outside"), "model"] == pytest.approx(1.0)
    assert np.isnan(scores.loc[("rank correlation", "price_outside"), "nothing"])
    assert rank_correlation(np.array([3.0, 2.0, 1.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(-1.0)


def test_numbers_that_are_given_are_not_scored():
    table = numbers(np.array([1.0, 9.0]), np.array([1.0, 1.0]))
    table.loc[1, "use"] = "given"
    scores = score_table(table.join(wide_bands(table))).set_index(["score", "of"])
    assert scores.loc[("median absolute log error", "price_outside"), "n"] == 1


def test_a_wide_band_does_not_look_at_its_own_episode():
    seen = np.array([1.0, 1.1, 0.9, 1.2, 50.0])
    bands = wide_bands(numbers(np.ones(5), seen))
    assert bands.loc[4, "wide_high"] == pytest.approx(1.2)
    assert bands.loc[0, "wide_high"] == pytest.approx(50.0)


def test_the_kept_draws_are_the_best_and_may_leave_an_episode_out():
    errors = {("a", "price_outside"): np.linspace(0, 1, 20), ("b", "price_outside"): np.linspace(2, 0, 20)}
    assert np.flatnonzero(kept(errors)).tolist() == [18, 19]
    assert np.flatnonzero(kept(errors, without="b")).tolist() == [0, 1]


def test_the_sets_fill_the_range_of_every_parameter():
    rows = calibrated_rows(["gallium", "nickel"])
    assert {row.scope for row in rows if row.name == "price_gamma"} == {"all", "copper;nickel;tin;manganese"}
    sets = draw_sets(rows, 50, seed=1)
    for row in rows:
        values = np.array([one[key(row)] for one in sets])
        share = (values - row.low) / (row.high - row.low)
        assert np.histogram(share, 50, (0, 1))[0].tolist() == [1] * 50
    table = parameter_table(rows, sets, np.ones(50, np.bool_))
    assert table["informed"].abs().max() < 0.1


def test_a_set_reaches_the_run(gallium):
    low, high = ({"price_gamma@all": value} for value in (0.3, 1.2))
    column = next(i for i, one in enumerate(gallium.observed) if one.score == "price_outside")
    told = predict(gallium, model("default"), 1, [low, high])
    assert told[0, column] < told[1, column]


def test_what_a_future_drew_stays_where_no_set_replaces_it(gallium):
    future = Sampler(gallium.world, gallium.scenario, 100, "sampled").draw(1, 0)
    other = changed(future, {"price_lag_d@all": 12.0})
    assert other.parameters == {**future.parameters, "price_lag_d@all": 12.0}
    assert other.events == future.events


def test_every_episode_draws_the_same_parameters():
    episodes = past_episodes(TablesWorldSpec(), ["chn_ga_2023_lic", "idn_ni_2014_ban"])
    drawn = [Sampler(e.world, e.scenario, e.horizon_d, "sampled").draw(7, 3).parameters for e in episodes]
    assert drawn[0] == drawn[1]


def test_looking_does_not_change_a_run(gallium):
    future = Sampler(gallium.world, gallium.scenario, 500, "mode").draw(1, 0)
    engine = Engine(gallium.world, model("default"))
    seen = engine.watch(WITHOUT, future, lambda day, tables: None, STEP_D)
    lived = engine.live(WITHOUT, future)
    assert seen.customers["stock"].tolist() == lived.customers["stock"].tolist()


def test_the_equilibrium_forecast_is_the_formula(gallium):
    row = next(row for row in gallium.observed if row.score == "price_outside")
    world = gallium.world
    abroad = links_of(world, one("flow_hole"), (TRADE,))
    refined = world.facilities.base[world.facilities.mineral == world.mineral_index("gallium")]
    lost = world.links.base[abroad].sum() / refined.sum()
    assert equilibrium(gallium, row) == pytest.approx((1 - lost) ** (-1 / 0.22))


def test_every_row_belongs_to_an_episode_and_says_what_it_is():
    for row in observed():
        assert row.episode in EPISODES
        assert row.score in SCORES
        assert row.use in ("scored", "given", "reported")
        assert row.basis
        assert row.until.isoformat() > min(EPISODES[row.episode]["announced"], EPISODES[row.episode]["start"])
    keys = [(row.episode, row.score, row.mineral, row.market) for row in observed()]
    assert len(set(keys)) == len(keys)


def test_an_episode_has_one_scored_price_abroad():
    prices = [row.episode for row in observed() if row.score == "price_outside"]
    assert len(set(prices)) == len(prices)


def test_every_flow_and_market_is_one_of_the_world():
    for episode in past_episodes(TablesWorldSpec()):
        for row in episode.observed:
            if row.flow:
                links = links_of(episode.world, row, (TRADE,))
                assert episode.world.links.base[links].sum() > 0, row


def test_every_episode_is_eligible_or_says_why_not():
    rows = eligibility(replayed())
    assert [row["episode"] for row in rows] == list(EPISODES)
    assert all(row["scored"] or row["why_not"] for row in rows)
    assert sum(bool(row["scored"]) for row in rows) >= 22
