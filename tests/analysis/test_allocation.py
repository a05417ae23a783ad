"""The best mix from curves against its closed form, and against what it must never do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.analysis.oracles.sizing import BANS, BUDGET_USD, LOSS, MEAN_D, PRICE, US_DEMAND
from sim.analysis.sizing.allocation import greedy, least_worst, lower_hull, minimax_regret
from sim.policy.reserve.sizing.marginal import best_mix

COVERS = np.linspace(0.0, 3000.0, 3001)
STOCK = np.outer(US_DEMAND, COVERS)
LEFT = (BANS * LOSS * US_DEMAND * MEAN_D)[:, None] * np.exp(-COVERS / MEAN_D[:, None])


def test_greedy_on_exponential_curves_meets_the_closed_form():
    """Oracle S17: separable, convex losses, where the formula is the optimum."""
    stock, theta = greedy(STOCK, LEFT, PRICE, BUDGET_USD)
    exact, exact_theta = best_mix(BANS * LOSS, MEAN_D, US_DEMAND, PRICE, BUDGET_USD)
    assert stock == pytest.approx(exact, abs=float(np.max(US_DEMAND)))
    assert theta == pytest.approx(exact_theta, rel=0.02)
    assert np.sum(stock * PRICE) == pytest.approx(BUDGET_USD)


def test_money_that_saves_nothing_is_not_spent():
    stock = np.array([[0.0, 10.0, 20.0], [0.0, 10.0, 20.0]])
    loss = np.array([[100.0, 40.0, 60.0], [5.0, 6.0, 7.0]])
    found, last = greedy(stock, loss, np.ones(2), 1000.0)
    assert found.tolist() == [10.0, 0.0]
    assert last == 0.0


def test_a_dent_in_a_curve_is_bridged():
    stock = np.array([[0.0, 10.0, 20.0]])
    loss = np.array([[100.0, 99.0, 0.0]])
    assert lower_hull(stock[0], loss[0]) == [0, 2]
    assert greedy(stock, loss, np.ones(1), 20.0)[0].tolist() == [20.0]


curve = arrays(np.float64, (3, 4), elements=st.floats(0.0, 100.0))


@given(curve, st.floats(0.0, 40.0))
def test_greedy_is_the_linear_programme(loss, budget):
    stock = np.tile([0.0, 5.0, 10.0, 20.0], (3, 1))
    tonnes, _ = greedy(stock, loss, np.ones(3), budget)
    assert tonnes.sum() <= budget * (1 + 1e-9)
    hulls = [
        np.interp(own, stock[i][corners], loss[i][corners])
        for i, own in enumerate(tonnes)
        for corners in [lower_hull(stock[i], loss[i])]
    ]
    assert sum(hulls) == pytest.approx(least_worst(stock, [loss], [0.0], np.ones(3), budget)[1], abs=1e-6)


def test_minimax_hedges_between_two_scenarios():
    """One scenario needs the first mineral, the other the second: half of each, half the regret."""
    stock = np.array([[0.0, 10.0], [0.0, 10.0]])
    first = np.array([[100.0, 0.0], [0.0, 0.0]])
    second = np.array([[0.0, 0.0], [100.0, 0.0]])
    tonnes, regret = minimax_regret(stock, [first, second], np.ones(2), 10.0)
    assert tonnes == pytest.approx([5.0, 5.0])
    assert regret == pytest.approx(50.0)


@given(curve, curve, st.floats(0.0, 40.0))
def test_no_regret_is_negative_and_one_scenario_has_none(a, b, budget):
    stock = np.tile([0.0, 5.0, 10.0, 20.0], (3, 1))
    assert minimax_regret(stock, [a], np.ones(3), budget)[1] == pytest.approx(0.0, abs=1e-6)
    assert minimax_regret(stock, [a, b], np.ones(3), budget)[1] >= -1e-6
