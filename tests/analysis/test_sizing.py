"""Policies compared: by hand, and on a study of the engine."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.sizing.arms import NONE, WITHOUT, Candidate, sizing_arms, stock_budget_usd, targets_t
from sim.analysis.sizing.choice import ALL_BUDGETS, choice_table, ranked
from sim.analysis.sizing.measures import aligned, bans_per_year, measures, tier_table
from sim.analysis.sizing.regret import max_regret, regret_table
from sim.analysis.sizing.table import SIZING_COLUMNS, sizing_table, unmet_table
from sim.policy.reserve.sizing.need import us_demand
from sim.study.stats.means import paired
from tests.analysis import sizing_samples as samples
from tests.helpers.worlds import default_world


@pytest.fixture(scope="module")
def table():
    return sizing_table(samples.measured(), samples.CANDIDATES, 2.0).set_index("arm")


def test_a_row_says_what_was_lost_paid_and_avoided(table):
    own = samples.measured()
    assert tuple(table.reset_index().columns) == SIZING_COLUMNS
    best, none = own.loc["newsvendor_3bn"], own.loc[NONE]
    row = table.loc["newsvendor_3bn"]
    assert row["total_usd"] == pytest.approx(best["total_usd"].mean())
    difference = paired(best["total_usd"].to_numpy(), none["total_usd"].to_numpy()).difference
    assert row["total_usd_against_none"] == pytest.approx(difference.mean)
    assert row["total_usd_against_none_low"] == pytest.approx(difference.ci_low)
    avoided = (none["equivalent_days"] - best["equivalent_days"]).mean()
    assert row["usd_per_equivalent_day_avoided"] == pytest.approx(3e8 / avoided)
    # the loss avoided pays three tenths of a billion at this multiple of the bans assumed
    assert row["break_even_factor"] == pytest.approx(3e8 / (none["lost_usd"] - best["lost_usd"]).mean())
    assert row["break_even_bans_per_year"] == pytest.approx(2.0 * row["break_even_factor"])
    assert row["used_share"] == pytest.approx(0.2)
    assert row["tier_one_share"] == pytest.approx(own.loc[NONE]["tier_one_short"].mean())


def test_no_reserve_is_compared_with_nothing(table):
    row = table.loc[NONE]
    assert row["budget_usd"] == 0.0
    empty = ["total_usd_against_none", "p_holm", "usd_per_equivalent_day_avoided", "used_share"]
    assert row[empty].isna().all()


def test_what_may_not_be_avoided_has_no_price():
    own = samples.measured()
    own.loc["days_60_3bn", "equivalent_days"] = own.loc[NONE]["equivalent_days"].to_numpy() + 1.0
    row = sizing_table(own, samples.CANDIDATES, 2.0).set_index("arm").loc["days_60_3bn"]
    assert np.isnan(row["usd_per_equivalent_day_avoided"])


def test_no_reserve_is_best_where_metal_costs_more_than_it_saves():
    own = samples.measured(cost=10.0)
    choice = choice_table(own, samples.CANDIDATES, 0.02).set_index("choice")
    assert choice.loc[ALL_BUDGETS, ["best", "verdict"]].tolist() == [NONE, "best"]
    assert choice.loc["12 bn USD", "may_be_best"] == NONE


def test_what_cannot_be_told_apart_is_a_tie():
    own = samples.measured(n=800, cost=0.0)
    own.loc["days_60_12bn", "total_usd"] = own.loc["newsvendor_12bn"]["total_usd"].to_numpy()
    choice = choice_table(own, samples.CANDIDATES, 0.02).set_index("choice")
    row = choice.loc["12 bn USD"]
    assert row["verdict"] == "tie"
    assert set(row["may_be_best"].split(";")) == {"days_60_12bn", "newsvendor_12bn"}
    assert ranked(own, samples.CANDIDATES)[0].budget_usd == 12e9


def test_regret_is_the_distance_to_the_best_of_each_scenario():
    regrets = samples.tables()["regret"]
    assert (regrets.groupby("scenario")["regret_usd"].min() == 0.0).all()
    calm = regrets[regrets["scenario"] == "none"].set_index("arm")["regret_usd"]
    assert calm[NONE] == 0.0
    assert calm["days_60_12bn"] == pytest.approx(1.2e9)
    worst = max_regret(regrets).set_index("arm")
    assert worst["max_regret_usd"].is_monotonic_increasing
    own = regrets[regrets["arm"] == "days_60_3bn"]["regret_usd"]
    assert worst.loc["days_60_3bn", "max_regret_usd"] == own.max()


def test_a_future_that_failed_in_one_arm_counts_in_none():
    own = samples.measured(n=10)
    own.loc[("days_60_3bn", 3), :] = np.nan
    found = regret_table({"a": own}, samples.CANDIDATES)
    assert set(found["futures"]) == {9}


def test_the_arms_share_all_rules_but_the_size():
    config = sim.configure("task=sizing")
    arms = sizing_arms(config.task, config.reserve, config.frameworks.instruments, {})
    assert len(arms) == 1 + len(config.task.policies) * len(config.task.budgets_usd)
    assert arms[WITHOUT].name == NONE
    assert arms[WITHOUT].instruments == config.frameworks.instruments
    one = arms[Candidate("newsvendor", 12e9)]
    assert one.name == "newsvendor_12bn"
    assert (one.reserve.buying, one.reserve.release) == (config.reserve.buying, config.reserve.release)
    assert one.reserve.finance.budget() == 12e9
    assert arms[Candidate("newsvendor_optimal", 12e9)].reserve.release.kind == "optimal"


def test_a_searched_mix_fits_its_budget():
    config = sim.configure("task=sizing")
    world = default_world("gallium", "tin")
    usd = stock_budget_usd(config.reserve, 3e9)
    price = dict(zip(world.minerals, world.price_usd_per_t.tolist(), strict=True))
    searched = {Candidate("simulated_benefit", 3e9): {"tin": usd / price["tin"]}}
    arms = sizing_arms(config.task, config.reserve, {}, searched)
    target = targets_t(world, arms)[Candidate("simulated_benefit", 3e9)]
    assert np.sum(target * world.price_usd_per_t) == pytest.approx(usd)


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """Two arms of an ordinary study, one of them a full reserve."""
    out = tmp_path_factory.mktemp("lived")
    words = ["scenario=gallium_ban_us", "minerals=[gallium]", "frameworks=none", "reserve=vault_prefilled"]
    size = ["study.futures=3", "study.events=true", "study.horizon_d=900"]
    return sim.run_study(*words, *size, "execution=serial", f"results_dir={out}")


def test_the_measures_are_those_of_the_study(lived):
    world = default_world("gallium")
    own = measures(lived, world)
    arm = lived.arms[-1]
    whole = lived.outcomes.query("mineral == 'gallium' and sector == 'all' and arm == @arm")
    total = lived.outcomes.query("mineral == 'any' and arm == @arm")
    finance = lived.finance.query("arm == @arm")
    assert own.loc[arm]["lost_usd"].tolist() == total["discounted_lost_output_usd"].tolist()
    assert own.loc[arm]["cost_usd"].tolist() == finance["discounted_cost_usd"].tolist()
    assert own.loc[arm]["combined_days"].tolist() == pytest.approx(
        (whole["equivalent_days"] + whole["price_lost_days"]).tolist()
    )
    assert own.loc[arm]["peak_price"].tolist() == pytest.approx(whole["peak_price"].tolist())
    bought = lived.reserve.query("arm == @arm and mineral == 'gallium'")["bought_t"].to_numpy()
    price = float(world.price_usd_per_t[world.minerals.index("gallium")])
    assert own.loc[arm]["bought_usd"].to_numpy() == pytest.approx(bought * price)
    assert (own.loc["without"]["cost_usd"] == 0.0).all()
    assert us_demand(world).sum() > 0.0
    assert bans_per_year(lived) == pytest.approx(365.0 / 900.0)


def test_the_parts_of_minerals_add_up_to_the_cost_of_the_reserve(lived):
    parts = lived.reserve.groupby(["arm", "future"])["discounted_cost_usd"].sum()
    whole = lived.finance.set_index(["arm", "future"])["discounted_cost_usd"]
    assert parts.reindex(whole.index).to_numpy() == pytest.approx(whole.to_numpy())


def test_unmet_tonnes_of_tiers_add_up_to_those_of_the_mineral(lived):
    table = unmet_table(tier_table(lived).replace("without", NONE), [WITHOUT])
    whole = lived.outcomes.query("mineral == 'gallium' and sector == 'all' and arm == 'without'")
    assert table["unmet_t"].sum() == pytest.approx(whole["unmet_t"].mean())
    assert set(table["arm"]) == {NONE}
    assert set(table["tier"]) == {1, 2, 3}


def test_arms_are_aligned_by_future():
    index = pd.MultiIndex.from_tuples([("a", 1), ("a", 0), ("b", 0)], names=["arm", "future"])
    table = pd.DataFrame({"x": [2.0, 1.0, 3.0]}, index=index)
    found = aligned(table, "x", ["b", "a"])
    assert np.array_equal(found, [[3.0, 1.0], [np.nan, 2.0]], equal_nan=True)
