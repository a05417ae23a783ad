"""Every sizing rule on a world small enough to check by hand, and on the real one for what must hold."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.policy.frameworks import framework_value
from sim.policy.reserve.sizing import (
    BaseCaseShortfall,
    BudgetShare,
    DaysOfCover,
    GivenStock,
    MarginalBenefit,
    Newsvendor,
)
from sim.policy.reserve.sizing.belief import BanBelief
from sim.policy.reserve.sizing.need import import_reliance, us_demand
from tests.helpers.worlds import default_world, tiny

MINERALS = ("gallium", "cobalt", "copper")
BUDGET = 1e8


@pytest.fixture(scope="module")
def world():
    return default_world(*MINERALS)


def cost(world, target):
    return float(np.sum(target * world.price_usd_per_t))


def test_cover_is_the_same_days_of_every_mineral(world):
    target = DaysOfCover(days=60.0).target_t(world, np.inf)
    assert target == pytest.approx(60.0 * us_demand(world))


def test_over_budget_every_mineral_keeps_the_same_days(world):
    target = DaysOfCover(days=60.0).target_t(world, BUDGET)
    days = target[us_demand(world) > 0] / us_demand(world)[us_demand(world) > 0]
    assert cost(world, target) == pytest.approx(BUDGET)
    assert days == pytest.approx(np.full(3, days[0]))


def test_some_minerals_have_days_of_their_own(world):
    target = DaysOfCover(days=60.0, other_days={"cobalt": 180.0, "tin": 1.0}).target_t(world, np.inf)
    days = target / np.where(us_demand(world) > 0, us_demand(world), 1.0)
    assert days[world.mineral_index("cobalt")] == pytest.approx(180.0)
    assert days[world.mineral_index("gallium")] == pytest.approx(60.0)


def test_null_days_read_the_table():
    target = DaysOfCover().target_t(tiny("s22"), np.inf)
    assert target[0] == framework_value("vault.target_days_cover") == 60.0


@pytest.mark.parametrize("by", ["equal", "imports", "concentration", "expected_loss"])
def test_shares_spend_the_whole_budget_and_nothing_on_hosts(world, by):
    target = BudgetShare(by=by).target_t(world, BUDGET)
    assert cost(world, target) == pytest.approx(BUDGET)
    assert np.all(target[~world.reported] == 0.0)


def test_equal_money_is_equal(world):
    spent = BudgetShare(by="equal").target_t(world, BUDGET) * world.price_usd_per_t
    assert spent[world.reported] == pytest.approx(np.full(3, BUDGET / 3))


def test_imports_count_by_value(world):
    value = us_demand(world) * world.price_usd_per_t * import_reliance(world)
    spent = BudgetShare(by="imports").target_t(world, BUDGET) * world.price_usd_per_t
    assert spent == pytest.approx(BUDGET * value / value.sum())


def test_expected_loss_leaves_out_what_nobody_can_cut(world):
    """China makes most gallium and little copper."""
    target = BudgetShare(by="expected_loss").target_t(world, BUDGET)
    assert target[world.mineral_index("gallium")] > 0.0
    assert target[world.mineral_index("copper")] == 0.0


def test_a_newsvendor_buys_nothing_that_costs_more_than_it_saves(world):
    often, never = BanBelief(rate_per_year=1.0), BanBelief(rate_per_year=1e-9)
    assert Newsvendor(bans=never).target_t(world, np.inf).sum() == 0.0
    assert Newsvendor(bans=often).target_t(world, np.inf)[world.mineral_index("gallium")] > 0.0


@pytest.mark.parametrize("rule", [Newsvendor, MarginalBenefit])
def test_more_frequent_bans_never_mean_less_of_the_mineral(world, rule):
    gallium = world.mineral_index("gallium")
    stocks = [
        rule(bans=BanBelief(rate_per_year=rate)).target_t(world, 1e9)[gallium] for rate in (0.1, 0.5, 2.0)
    ]
    assert stocks == sorted(stocks)


def test_the_marginal_rule_spends_its_budget_and_no_more(world):
    assert cost(world, MarginalBenefit().target_t(world, BUDGET)) == pytest.approx(BUDGET)
    assert MarginalBenefit().target_t(world, 0.0).sum() == 0.0


def test_the_base_case_counts_what_unreliable_countries_sent():
    """The one supplier is Chinese: a year without it is a year of demand, less what is given up."""
    case = {"unreliable": ("CHN",), "years": 1.0}
    everything = BaseCaseShortfall(**case, austerity=0.0, tiers=(1, 2, 3))
    assert everything.target_t(tiny("s22"), np.inf) == pytest.approx([365.0])
    modest = BaseCaseShortfall(**case, austerity=0.2, tiers=(1, 2, 3))
    assert modest.target_t(tiny("s22"), np.inf) == pytest.approx([292.0])
    friends = BaseCaseShortfall(unreliable=("RUS",), years=1.0, austerity=0.0, tiers=(1, 2, 3))
    assert friends.target_t(tiny("s22"), np.inf) == pytest.approx([0.0])


def test_defence_alone_needs_its_share(world):
    case = {"unreliable": ("CHN",), "years": 1.0, "austerity": 0.0}
    all_uses = BaseCaseShortfall(**case, tiers=(1, 2, 3)).target_t(world, np.inf)
    defence = BaseCaseShortfall(**case, tiers=(1,)).target_t(world, np.inf)
    share = np.bincount(
        world.sectors.mineral,
        np.where(world.sectors.tier == 1, world.sectors.share, 0.0),
        len(world.minerals),
    )
    assert defence == pytest.approx(share * all_uses)


def test_a_given_stock_must_fit_the_budget(world):
    stock = GivenStock(tonnes={"gallium": 1.0, "tin": 5.0})
    assert stock.target_t(world, 1e9).sum() == 1.0
    with pytest.raises(InputError, match="at most the budget"):
        stock.target_t(world, 1.0)
