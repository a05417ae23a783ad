"""The benchmark of one mineral: no plan beats the best, and cases that can be done by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.sizing.arms import Candidate
from sim.analysis.sizing.bound import COVERS, OPEN, PERIOD_D, Stylised, bound_table
from sim.policy.reserve.sizing.belief import BanBelief
from sim.policy.reserve.sizing.marginal import MarginalBenefit
from tests.helpers.worlds import default_world, reserve

HORIZON_D = 3600.0
MINERAL = Stylised(
    gap_t_per_d=1.0,
    rate_per_year=0.5,
    length_d=180.0,
    loss_usd_per_t=1000.0,
    price_usd_per_t=100.0,
    fee=0.02,
    storage=0.01,
    fill_d=900.0,
    discount_rate=0.03,
)


@settings(max_examples=25, deadline=None)
@given(
    stock=st.floats(1.0, 2000.0),
    rate=st.floats(0.05, 3.0),
    length=st.floats(20.0, 600.0),
    loss=st.floats(50.0, 10_000.0),
    fill=st.floats(30.0, 1500.0),
)
def test_no_plan_beats_the_best(stock, rate, length, loss, fill):
    one = replace(MINERAL, rate_per_year=rate, length_d=length, loss_usd_per_t=loss, fill_d=fill)
    plain, best = one.totals(stock, HORIZON_D)
    assert best <= plain + 1e-6 * abs(plain)
    assert best <= one.totals(0.0, HORIZON_D)[1] * (1 + 1e-9)


def test_more_stock_never_makes_the_best_worse():
    found = [MINERAL.totals(float(days), HORIZON_D)[1] for days in (0.0, 30.0, 60.0, 120.0, 240.0, 480.0)]
    assert found == sorted(found, reverse=True)


def test_a_ban_that_never_comes_makes_a_stock_cost_its_holding():
    calm = replace(MINERAL, rate_per_year=0.0, discount_rate=0.0, fee=0.0, fill_d=PERIOD_D)
    plain, best = calm.totals(15.0, HORIZON_D)
    # bought in the first period, stored in all but that, sold at the end for what it cost
    assert plain == pytest.approx(15.0 * 100.0 * 0.01 * (HORIZON_D - PERIOD_D) / 365.0)
    assert best == 0.0


def test_without_a_stock_all_of_every_ban_is_lost():
    """Discounting off, the chain's own days of ban times gap and loss."""
    plain, best = replace(MINERAL, discount_rate=0.0).totals(0.0, HORIZON_D)
    programme, _, _ = MINERAL.programme(30.0)
    share, days = np.array([1.0, 0.0]), 0.0
    for _ in range(round(HORIZON_D / PERIOD_D)):
        days += share[1] * PERIOD_D
        share = share @ programme.transition
    assert plain == best == pytest.approx(1000.0 * days)
    assert OPEN == 0


def test_metal_beyond_all_use_costs_its_holding():
    most = float(COVERS[-1]) * PERIOD_D
    assert MINERAL.useful_t(most + 100.0) == most
    assert MINERAL.idle_usd(most, HORIZON_D) == 0.0
    assert 0.0 < MINERAL.idle_usd(most + 100.0, HORIZON_D) < 100.0 * 100.0


def test_the_formula_is_near_the_best_where_its_assumptions_hold():
    world, rules = default_world("gallium", "tin", "tungsten"), reserve()
    targets = {Candidate("none", 0.0): np.zeros(len(world.minerals))}
    for usd in (1e6, 2e8, 1e9):
        metal = usd / (1.0 + rules.finance.fee_rate())
        targets[Candidate("formula", usd)] = MarginalBenefit().target_t(world, metal)
    table = bound_table(world, BanBelief(), rules, targets, HORIZON_D, 0.03)
    assert (table["distance_usd"] >= -1e-6).all()
    assert table.loc[table["policy"] == "formula", "share_of_possible"].between(0.8, 1.0).all()
    assert table.loc[0, "distance_usd"] == pytest.approx(0.0)
    assert np.isnan(table.loc[0, "share_of_possible"])
