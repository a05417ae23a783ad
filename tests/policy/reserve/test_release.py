"""Each release rule on two minerals and four holders."""

import numpy as np
import pytest

from sim.analysis.oracles.case import exact
from sim.futures.laws import Lognormal
from sim.policy.reserve.release import (
    FirstCome,
    Paced,
    Participants,
    PriceTrigger,
    PriorityTiers,
    Proportional,
)
from sim.policy.reserve.release.paced import remaining_days
from sim.policy.reserve.release.price_trigger import capping_release
from tests.helpers.seen import holders, seen

TARGET = np.array([60.0, 600.0])
OPEN, SHUT = np.ones(2, np.bool_), np.zeros(2, np.bool_)


def test_the_trigger_is_lost_imports_or_unmet_demand():
    rule = Proportional(trigger_import_loss=0.3)
    assert rule.triggered(seen()).tolist() == [False, True]
    assert rule.triggered(seen(unmet_ratio=np.array([0.1, 0.0]))).tolist() == [True, True]
    assert not rule.is_always_open()
    assert Proportional(trigger_import_loss=0.0).is_always_open()


def test_the_table_gives_the_lags():
    assert Proportional().delay_d() == 14 + 10
    assert Proportional(declaration_lag_d=3.0, release_lead_d=4.0).delay_d() == 7.0


@pytest.mark.parametrize(
    "rule", [FirstCome(), Proportional(), PriorityTiers(tiers=(1, 2, 3)), Paced(), PriceTrigger()]
)
def test_what_is_shut_lets_nothing_go(rule):
    permit = rule.permit(seen(price=np.full(2, 9.0), import_ratio=np.zeros(2)), TARGET, SHUT)
    assert permit.gap_t_per_d == pytest.approx([0.0, 0.0])
    assert permit.sale_t_per_d == pytest.approx([0.0, 0.0])


def test_proportional_release_knows_no_ranks():
    permit = Proportional(drawdown_cap=0.1).permit(seen(), TARGET, OPEN)
    assert permit.gap_t_per_d == pytest.approx([6.0, 60.0])
    assert permit.rank.tolist() == [1, 1, 1, 1]
    assert np.all(np.isinf(permit.drawable_t))


def test_first_come_ranks_by_the_onset_of_shortage():
    queue = holders(short_since_d=np.array([21.0, 7.0, np.inf, 7.0]))
    assert FirstCome().permit(seen(holders=queue), TARGET, OPEN).rank.tolist() == [2, 1, 3, 1]


def test_tiers_are_ranks_and_those_left_out_get_nothing():
    assert PriorityTiers(tiers=(1, 2, 3)).permit(seen(), TARGET, OPEN).rank.tolist() == [1, 2, 1, 3]
    assert PriorityTiers(tiers=(1,)).permit(seen(), TARGET, OPEN).rank.tolist() == [1, 0, 1, 0]


def test_a_price_trigger_sells_into_the_market_and_fills_no_gap():
    rule = PriceTrigger(trigger_price=1.5, demand_elasticity=-0.2, supply_elasticity=0.1)
    now = seen(price=np.array([1.4, 1.6]), import_ratio=np.array([0.7, 0.7]))
    assert rule.triggered(now).tolist() == [False, True]
    permit = rule.permit(now, TARGET, np.array([False, True]))
    assert permit.gap_t_per_d == pytest.approx([0.0, 0.0])
    assert permit.sale_t_per_d == pytest.approx([0.0, 10 * exact("S16", 7).value])


@pytest.mark.parametrize(
    ("row", "lost", "ed", "es"), [(1, 0.3, -0.2, 0.1), (3, 0.3, -0.2, 0.0), (5, 0.6, -0.5, 0.2)]
)
def test_nothing_is_sold_at_the_price_that_clears_the_market_by_itself(row, lost, ed, es):
    price = exact("S16", row).value
    share = capping_release(np.array([lost]), price, np.array([ed]), np.array([es]))
    assert share == pytest.approx(0.0, abs=1e-9)


def test_members_draw_on_their_own_account_alone():
    rule = Participants(routine_draw=0.25, nonmember_share=0.0)
    permit = rule.permit(seen(), TARGET, np.array([False, True]))
    assert permit.drawable_t == pytest.approx([5.0, 0.0, 200.0, 0.0])
    owing = holders(entitled_t=np.array([16.0, 0.0, 0.0, 0.0]), owed_t=np.array([4.0, 0.0, 0.0, 0.0]))
    permit = rule.permit(seen(holders=owing), TARGET, SHUT)
    assert permit.drawable_t == pytest.approx([1.0, 0.0, 0.0, 0.0])


def test_others_get_their_part_of_the_stock_in_a_crisis_and_members_make_room():
    rule = Participants(routine_draw=0.0, nonmember_share=0.2)
    permit = rule.permit(seen(), TARGET, OPEN)
    assert permit.drawable_t == pytest.approx([16.0, 4.0, 160.0, 40.0])
    assert rule.permit(seen(), TARGET, SHUT).drawable_t == pytest.approx(np.zeros(4))
    assert permit.rank.tolist() == [1, 2, 1, 2]


def test_pacing_spreads_the_stock_over_the_days_a_ban_may_last():
    law = Lognormal(median=161.0, p90=360.0)
    fresh = Paced().permit(seen(reserve_t=np.array([20.0, 200.0])), TARGET, OPEN)
    pace = np.array([20.0, 200.0]) / law.mean()
    assert fresh.gap_t_per_d == pytest.approx(np.maximum(pace, [0.2, 4.0]))
    assert fresh.rank.tolist() == [1, 2, 1, 2]


def test_what_is_left_of_a_ban_shrinks_first_and_grows_again_if_it_stays():
    law = Lognormal(median=161.0, p90=360.0)
    left = remaining_days(law, np.array([0.0, 500.0, 4000.0]))
    assert left[0] == pytest.approx(law.mean())
    assert left[1] < left[0]
    assert left[1] < left[2]
    sample = law.quantiles((np.arange(400_000) + 0.5) / 400_000)
    assert left[1] == pytest.approx(np.mean(sample[sample > 500.0]) - 500.0, rel=1e-3)
