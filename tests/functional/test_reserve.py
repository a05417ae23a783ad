"""What a reserve does to the market it stands in."""

import json
from functools import cache

import numpy as np
import pytest
from pydantic import TypeAdapter

from sim.config import options
from sim.engine.run import Engine
from sim.policy.arm import Arm
from sim.policy.reserve.spec import ReserveSpec
from tests.helpers.worlds import WITHOUT, ban, default_world, future, group, model, reserve, rows, stockpile

pytestmark = pytest.mark.functional

EVE = 60.0
# Never declares a crisis, so that buying goes on, and lets next to nothing go.
KEPT = {"trigger_import_loss": 0.0, "drawdown_cap": 1e-9}


@cache
def engine(*minerals):
    return Engine(default_world(*minerals), model("default"), discount_rate=0.03)


def lived(arm, *minerals, start=EVE, days=500.0, severity=0.8, horizon_d=1200):
    world = engine(*minerals).world
    event = ban(minerals, start, days, severity=severity)
    return engine(*minerals).run(arm, future(event, horizon_d=horizon_d)), world


@pytest.mark.parametrize("mineral", ["gallium", "tungsten"])
def test_filling_on_the_eve_of_a_ban_makes_shortage_worse_unless_markets_are_served_first(mineral):
    """The stock that was bought is not released here: only what buying does is seen."""
    days = {}
    for polite in (True, False):
        buying = {"fill_months": 0.0, "market_share_cap": 0.2, "anti_crowding": polite, "start_d": EVE - 30.0}
        rules = stockpile(sizing={"days": 400.0}, buying=buying, release=KEPT)
        outcome, _ = lived(Arm(name="fill", reserve=rules), mineral)
        days[polite] = rows(outcome, mineral)["equivalent_days"]
    without, _ = lived(WITHOUT, mineral)
    calm = rows(without, mineral)["equivalent_days"]
    assert days[True] <= calm < days[False]


def test_members_are_spared_what_others_suffer():
    """A full reserve under the rule of participants: the gap is between the users, not the uses."""
    outcome, world = lived(Arm(name="vault", reserve=reserve(initial_fill=1.0)), "gallium", start=400.0)
    without, _ = lived(WITHOUT, "gallium", start=400.0)

    def mean(run, member):
        table = run.outcomes
        kept = [
            i for i, name in enumerate(table["mineral"]) if name == "gallium" and table["member"][i] is member
        ]
        lost, base = (sum(table[name][i] for i in kept) for name in ("unmet_t", "demand_t"))
        return lost / base * 1200

    gap = mean(outcome, False) - mean(outcome, True)
    before = mean(without, False) - mean(without, True)
    assert mean(outcome, True) < mean(without, True) - 10.0
    assert gap > before + 10.0
    assert abs(mean(outcome, False) - mean(without, False)) < 0.2 * mean(without, False)


def test_the_accounts_of_members_are_the_stock():
    from sim.engine.actors import reserve as module

    kept = []

    class Spy(module.Warehouse):
        def update(self, *args):
            super().update(*args)
            own = self._tables.minerals
            stock = self._tables.customers["stock"][own["reserve"]]
            account = np.bincount(self.entitlements._mineral, self.entitlements.account_t, len(own))
            kept.append(np.max(np.abs(account - stock) / np.maximum(1.0, stock)))

    original, module.Warehouse = module.Warehouse, Spy
    try:
        lived(Arm(name="vault", reserve=reserve(initial_fill=0.5)), "gallium")
    finally:
        module.Warehouse = original
    assert len(kept) > 100
    assert max(kept) < 1e-9


def test_a_stock_in_the_wrong_form_comes_too_late():
    """The reserve opens when commercial stock has run out; only then does conversion begin."""
    days = {}
    for share in (1.0, 0.0):
        release = {"usable_form": share, "declaration_lag_d": 60.0}
        rules = stockpile(initial_fill=1.0, sizing={"days": 180.0}, release=release)
        outcome, _ = lived(Arm(name="s", reserve=rules), "gallium", severity=1.0, start=400.0)
        days[share] = rows(outcome, "gallium")["equivalent_days"]
    without, _ = lived(WITHOUT, "gallium", severity=1.0, start=400.0)
    assert days[1.0] + 5.0 < days[0.0] <= rows(without, "gallium")["equivalent_days"]


def test_a_price_trigger_holds_the_price_down():
    prices = {}
    trigger = group("reserve/counter_cyclical")["release"] | {"trigger_price": 1.5}
    for arm in (
        WITHOUT,
        Arm(name="sell", reserve=stockpile(initial_fill=1.0, sizing={"days": 180.0}, release=trigger)),
    ):
        outcome, _ = lived(arm, "tungsten", start=400.0, severity=0.5)
        prices[arm.name] = rows(outcome, "tungsten")["peak_price"]
        sold = outcome.reserve["released_t"][0]
    assert sold > 0.0
    assert prices["sell"] < prices["without"]


def test_a_small_facility_is_never_overdrawn():
    rules = reserve(finance={"budget_usd": 2e6}, sizing={"days": 400.0}, buying={"fill_months": 1.0})
    outcome, _ = lived(Arm(name="poor", reserve=rules), "gallium", "tungsten")
    money = {name: column[0] for name, column in outcome.finance.items()}
    assert money["drawn_usd"] <= 2e6 + 0.02
    assert money["purchases_usd"] > 1e6
    assert money["cash_usd"] >= 0.0


def test_paying_for_its_own_impact_costs_more_per_tonne():
    cost = {}
    for impact in (False, True):
        rules = stockpile(buying={"price_impact": impact, "fill_months": 6.0}, sizing={"days": 90.0})
        outcome, _ = lived(Arm(name="r", reserve=rules), "gallium", start=900.0)
        cost[impact] = outcome.reserve["spent_usd"][0] / outcome.reserve["bought_t"][0]
    assert cost[True] > cost[False]


@pytest.mark.parametrize("name", options("reserve"))
def test_every_reserve_file_lives_and_its_books_close(name):
    """`run` raises when tonnes or cents do not close."""
    values = group(f"reserve/{name}")
    if "defaults" in values:
        values = group(f"reserve/{values.pop('defaults')[0]}") | values
    spec = TypeAdapter(ReserveSpec).validate_json(json.dumps(values))
    outcome, _ = lived(Arm(name="r", reserve=spec), "cobalt", "neodymium_praseodymium")
    money = {column: values[0] for column, values in outcome.finance.items()}
    capital = money["loan_usd"] + money["equity_usd"]
    profit = sum(money[f"{kind}_usd"] for kind in ("gains", "charges", "entry_fees", "top_ups"))
    profit -= sum(money[f"{kind}_usd"] for kind in ("interest", "storage", "losses"))
    assert money["cash_usd"] + money["stock_usd"] == pytest.approx(capital + profit, abs=0.005)


def test_rights_put_the_united_states_first_while_a_crisis_lasts():
    values = group("reserve/offtake_rights_australia") | {"trigger_import_loss": 0.05}
    spec = TypeAdapter(ReserveSpec).validate_json(json.dumps(values))
    world = default_world("cobalt")
    wanted = spec.priorities(world)
    assert wanted.sum() > 0.0
    event = ban(("cobalt",), 100.0, 300.0)
    first = {}
    for horizon_d in (150, 300, 3000):
        tables = Engine(world, model("default")).live(
            Arm(name="rights", reserve=spec), future(event, horizon_d=horizon_d)
        )
        first[horizon_d] = tables.links["priority"]
    assert first[150].sum() == 0.0
    assert first[300] == pytest.approx(wanted)
    assert first[3000].sum() == 0.0
