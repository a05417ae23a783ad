"""Sizing, buying, release and finance: each rule on numbers small enough to check by hand."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.policy.frameworks import framework_value
from sim.policy.observation import Observation
from sim.policy.reserve.buying import BaseStock
from sim.policy.reserve.finance import Finance
from sim.policy.reserve.release import Proportional
from sim.policy.reserve.sizing import DaysOfCover

TARGET = np.array([60.0, 600.0])


def seen(**changes):
    values = {
        "day": 100.0,
        "import_ratio": np.array([1.0, 0.6]),
        "unmet_ratio": np.zeros(2),
        "demand_t_per_d": np.array([1.0, 10.0]),
        "world_trade_t_per_d": np.array([20.0, 40.0]),
        "price": np.ones(2),
        "reserve_t": np.zeros(2),
    }
    return Observation(**(values | changes))


def test_days_of_cover_within_the_budget():
    target = DaysOfCover(days=60).target_t(np.array([1.0, 10.0]), np.array([100.0, 10.0]), 1e9)
    assert target == pytest.approx(TARGET)


def test_over_budget_every_mineral_keeps_the_same_days():
    """60 days cost 12,000; with 6,000 dollars there are 30 days of each."""
    target = DaysOfCover(days=60).target_t(np.array([1.0, 10.0]), np.array([100.0, 10.0]), 6_000.0)
    assert target == pytest.approx(TARGET / 2)


def test_null_days_read_the_table():
    target = DaysOfCover().target_t(np.array([1.0]), np.array([1.0]), 1e9)
    assert target[0] == framework_value("vault.target_days_cover") == 60.0


def test_buying_is_capped_by_market_share_and_by_the_fill_plan():
    none = np.zeros(2, np.bool_)
    fast = BaseStock(fill_months=0.0).rate_t_per_d(seen(), TARGET, none)
    assert fast == pytest.approx([1.0, 2.0])
    slow = BaseStock(fill_months=10.0).rate_t_per_d(seen(), TARGET, none)
    assert slow == pytest.approx([60 / 304.375, 600 / 304.375])


def test_no_buying_before_the_start_nor_in_a_declared_crisis():
    rule = BaseStock(fill_months=0.0, start_d=200.0)
    assert rule.rate_t_per_d(seen(), TARGET, np.zeros(2, np.bool_)) == pytest.approx([0.0, 0.0])
    declared = np.array([False, True])
    assert rule.rate_t_per_d(seen(day=300.0), TARGET, declared) == pytest.approx([1.0, 0.0])


def test_the_trigger_is_lost_imports_or_unmet_demand():
    rule = Proportional(trigger_import_loss=0.3)
    assert rule.triggered(seen()).tolist() == [False, True]
    assert rule.triggered(seen(unmet_ratio=np.array([0.1, 0.0]))).tolist() == [True, True]
    assert not rule.is_always_open()
    assert Proportional(trigger_import_loss=0.0).is_always_open()


def test_the_table_gives_the_lags():
    assert Proportional().delay_d() == 14 + 10
    assert Proportional(declaration_lag_d=3.0, release_lead_d=4.0).delay_d() == 7.0
    assert Proportional(drawdown_cap=0.1).permit_t_per_d(TARGET) == pytest.approx([6.0, 60.0])


def test_finance_reads_the_table():
    assert Finance().budget() == pytest.approx(10e9 + 1.67e9)
    assert Finance().rates() == pytest.approx((0.053, 0.07, 0.02))
    assert Finance(budget_usd=5.0, fee=0.0).rates()[2] == 0.0


def test_a_missing_row_is_named():
    with pytest.raises(InputError, match=r"vault\.nothing"):
        framework_value("vault.nothing")
