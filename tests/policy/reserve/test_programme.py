"""The dynamic programme against enumeration, and the release rule that rests on it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.analysis.oracles import programme as oracle
from sim.policy.reserve.programme import Programme
from sim.policy.reserve.release.optimal import MOST_D, PERIOD_D, Optimal, weekly_release
from tests.helpers.seen import holders, seen

costs = arrays(np.float64, (3, 3, 2), elements=st.floats(-10.0, 10.0))
chances = st.floats(0.05, 0.95)


@settings(max_examples=30)
@given(costs, chances, chances)
def test_no_other_plan_is_better(cost, a, b):
    """All 729 plans of three levels and two markets."""
    programme = Programme(cost, np.array([[1 - a, a], [b, 1 - b]]), 0.9)
    best = programme.solve().value
    plans = (np.array(choice).reshape(3, 2) for choice in product(range(3), repeat=6))
    least = np.min([programme.worth(plan) for plan in plans], axis=0)
    assert best == pytest.approx(least, abs=1e-9)


def test_many_periods_are_for_ever():
    programme = oracle.programme()
    plan = programme.solve()
    assert programme.backward(np.zeros((8, 2)), 800) == pytest.approx(plan.value, rel=1e-9)
    assert programme.backward(np.zeros((8, 2)), 800, plan.choice) == pytest.approx(plan.value, rel=1e-9)


def test_living_the_plan_costs_what_it_says():
    """Oracle S12: a simulation of the plan from a uniform start reproduces its value."""
    programme, rng = oracle.programme(), np.random.default_rng(1)
    plan = programme.solve()
    runs, periods = 4000, 200
    level, market = rng.integers(0, 8, runs), rng.integers(0, 2, runs)
    paid = np.zeros(runs)
    for period in range(periods):
        goal = plan.choice[level, market]
        paid += programme.discount**period * programme.cost[level, goal, market]
        level, market = goal, (rng.random(runs) < programme.transition[market, 1]).astype(int)
    error = paid.std(ddof=1) / np.sqrt(runs)
    assert abs(paid.mean() - plan.value.mean()) < 3.5 * error
    assert error < 0.01 * plan.value.mean()


def test_uses_of_one_value_are_served_at_once():
    given_ = weekly_release(((100.0, 0.3), (100.0, 0.7)), 161.0)
    assert given_ == tuple(min(days, PERIOD_D) for days in range(MOST_D + 1))


def test_a_short_stock_is_kept_for_the_dearer_use():
    """A fifth of the gap loses four times as much per tonne: what is scarce waits for it."""
    given_ = weekly_release(((400.0, 0.2), (100.0, 0.8)), 161.0)
    assert given_[PERIOD_D] < PERIOD_D
    assert given_[-1] == PERIOD_D
    assert list(given_) == sorted(given_)


def test_the_rule_ranks_uses_by_what_they_lose_and_holds_back():
    now = seen(holders=holders(loss_ratio=np.array([400.0, 100.0, 50.0, 50.0])))
    permit = Optimal().permit(now, np.array([20.0, 200.0]), np.array([False, True]))
    assert permit.rank.tolist() == [1.0, 2.0, 1.0, 1.0]
    assert permit.gap_t_per_d[0] == 0.0
    # 40 % of 10 t/d are missing and 200 t are there: nothing is gained by waiting
    assert permit.gap_t_per_d[1] == pytest.approx(4.0)
    scarce = seen(import_ratio=np.array([0.0, 1.0]), reserve_t=np.array([7.0, 0.0]))
    held = Optimal().permit(scarce, np.array([20.0, 200.0]), np.array([True, False]))
    assert 0.0 < held.gap_t_per_d[0] < 1.0
