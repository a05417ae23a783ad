"""The worst bans against enumeration, and the value of the game between its bounds."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.analysis.sizing.arms import Candidate
from sim.analysis.sizing.game import BEST, Game, game_table
from tests.helpers.worlds import default_world

LENGTHS = (0, 90, 180, 360)
STOCK = np.tile([0.0, 10.0, 20.0], (3, 1))
harms = arrays(np.float64, (4, 3), elements=st.floats(0.0, 100.0))
losses = arrays(np.float64, (4, 3, 3), elements=st.floats(0.0, 100.0))


def game(loss, most_bans=2, most_days=450):
    return Game(LENGTHS, STOCK, loss, most_bans, most_days)


@given(harms, st.integers(1, 3), st.integers(0, 12))
def test_the_worst_portfolio_is_that_of_enumeration(harm, most_bans, quarters):
    rules = game(np.zeros((4, 3, 3)), most_bans, 90 * quarters)
    portfolio, loss = rules.worst(harm)
    allowed = [
        places
        for places in product(range(4), repeat=3)
        if sum(place > 0 for place in places) <= most_bans
        and sum(LENGTHS[place] for place in places) <= rules.most_days
    ]
    assert portfolio in allowed
    totals = [sum(harm[place, mineral] for mineral, place in enumerate(places)) for places in allowed]
    assert loss == pytest.approx(max(totals))
    assert loss == pytest.approx(sum(harm[place, m] for m, place in enumerate(portfolio)))


@settings(max_examples=30, deadline=None)
@given(losses, st.floats(0.0, 60.0))
def test_the_best_stock_lies_between_its_bounds_and_meets_the_budget(loss, budget):
    solution = game(loss).solve(np.ones(3), budget)
    assert solution.lower_usd <= solution.upper_usd + 1e-6
    assert solution.upper_usd - solution.lower_usd <= 1e-4
    assert solution.tonnes.sum() <= budget + 1e-6
    nothing = game(loss).worst(loss[:, :, 0])[1]
    assert solution.upper_usd <= nothing + 1e-6


def test_equal_minerals_share_the_money():
    """Whoever is left bare is struck: three alike minerals and one ban."""
    loss = np.zeros((4, 3, 3))
    loss[1:] = np.array([60.0, 30.0, 0.0])
    solution = game(loss, most_bans=1).solve(np.ones(3), 30.0)
    assert solution.tonnes == pytest.approx([10.0, 10.0, 10.0])
    assert solution.upper_usd == pytest.approx(30.0)


def test_the_table_names_the_bans_and_the_distance_to_the_best():
    world = default_world("tin")
    n = len(world.minerals)
    stock = np.tile([0.0, 10.0], (n, 1))
    loss = np.zeros((2, n, 2))
    loss[1, world.minerals.index("tin")] = [100.0, 20.0]
    rules = Game((0, 90), stock, loss, 1, 90)
    none, small = Candidate("none", 0.0), Candidate("small", 1e9)
    price = float(world.price_usd_per_t[world.minerals.index("tin")])
    targets = {none: np.zeros(n), small: np.where(np.array(world.minerals) == "tin", 5.0, 0.0)}
    table = game_table(rules, world, targets, {1e9: 10.0 * price}).set_index("policy")
    assert table.loc["none", "worst_bans"] == "tin 90 d"
    assert table.loc["small", "loss_usd"] == pytest.approx(60.0)
    assert table.loc["small", "gap_usd"] == pytest.approx(40.0)
    assert table.loc[BEST, "loss_usd"] == pytest.approx(20.0)
    assert table.loc[BEST, "gap_usd"] == pytest.approx(0.0, abs=1e-6)
