"""Each buying rule on numbers small enough to check by hand."""

import numpy as np
import pytest

from sim.policy.reserve.buying import BaseStock, CounterCyclical, ReorderPoint, Tranches
from tests.helpers.seen import seen

TARGET = np.array([60.0, 600.0])
CALM = np.zeros(2, np.bool_)
CAP = [1.0, 2.0]  # 5 % of world trade


def test_base_stock_is_capped_by_market_share_and_by_the_fill_plan():
    fast = BaseStock(fill_months=0.0).rate_t_per_d(seen(), TARGET, CALM)
    assert fast == pytest.approx(CAP)
    slow = BaseStock(fill_months=10.0).rate_t_per_d(seen(), TARGET, CALM)
    assert slow == pytest.approx([60 / 304.375, 600 / 304.375])


@pytest.mark.parametrize(
    "rule",
    [
        BaseStock(fill_months=0.0, start_d=200.0),
        ReorderPoint(start_d=200.0),
        Tranches(count=2, start_d=200.0),
    ],
)
def test_no_rule_buys_before_the_start_nor_in_a_declared_crisis(rule):
    assert rule.rate_t_per_d(seen(), TARGET, CALM) == pytest.approx([0.0, 0.0])
    rate = rule.rate_t_per_d(seen(day=300.0, reserve_position_t=np.zeros(2)), TARGET, np.array([False, True]))
    assert rate[0] > 0.0
    assert rate[1] == 0.0


def test_a_reorder_point_waits_until_the_position_is_low_and_then_fills_up():
    rule = ReorderPoint(reorder_share=0.5)

    def rate(position, buying):
        now = seen(reserve_position_t=np.array([position, position * 10]), reserve_buying=np.full(2, buying))
        return rule.rate_t_per_d(now, TARGET, CALM)

    assert rate(31.0, False) == pytest.approx([0.0, 0.0])
    assert rate(30.0, False) == pytest.approx(CAP)
    assert rate(59.0, True) == pytest.approx(CAP)
    assert rate(60.0, True) == pytest.approx([0.0, 0.0])


def test_counter_cyclical_buying_starts_below_the_band_and_stops_above_it():
    rule = CounterCyclical(band=0.1, fill_months=10.0)
    even = TARGET / 304.375

    def rate(price, buying):
        return rule.rate_t_per_d(
            seen(price=np.full(2, price), reserve_buying=np.full(2, buying)), TARGET, CALM
        )

    assert rate(0.91, False) == pytest.approx([0.0, 0.0])
    assert rate(0.89, False) == pytest.approx(np.minimum(even, CAP))
    assert rate(1.05, True) == pytest.approx(np.minimum(even, CAP))
    assert rate(1.15, True) == pytest.approx([0.0, 0.0])


def test_the_mean_price_stood_at_the_baseline_before_day_0():
    now = seen(past_price=np.array([[2.0, 2.0], [4.0, 0.0]]), review_d=7.0)
    assert now.mean_price(28.0) == pytest.approx([(2 + 4 + 1 + 1) / 4, (2 + 0 + 1 + 1) / 4])
    assert now.mean_price(7.0) == pytest.approx([4.0, 0.0])


def test_a_tranche_buys_less_when_metal_is_dear_and_leaves_what_it_saved_to_the_next():
    """Two tranches of 50 days: 3,000 dollars of each mineral per tranche."""
    rule = Tranches(count=2, fill_months=100.0 / 30.4375, market_share_cap=10.0)

    def rate(day, price, spent):
        now = seen(day=day, price=np.full(2, price), reserve_spent_usd=np.full(2, spent))
        return rule.rate_t_per_d(now, TARGET, CALM)

    assert rate(0.0, 1.0, 0.0) == pytest.approx([30 / 50, 300 / 50])
    assert rate(0.0, 2.0, 0.0) == pytest.approx([15 / 50, 150 / 50])
    assert rate(25.0, 1.0, 3000.0) == pytest.approx([0.0, 0.0])
    assert rate(50.0, 1.0, 1000.0) == pytest.approx([50 / 50, 500 / 50])
