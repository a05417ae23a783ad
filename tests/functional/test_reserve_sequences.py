"""Any sequence of reserve operations: no negative stock, no overdraft, no tonne and no cent lost."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sim.engine.actors.treasury import Treasury
from sim.engine.actors.warehouse import Warehouse
from sim.engine.behaviour import behaviour, reader
from sim.engine.flow import advance
from sim.engine.ledger import check_ledgers, tonnes_held
from sim.engine.run import Engine
from sim.engine.tables import fresh
from sim.policy.reserve.finance import Finance
from tests.helpers.worlds import default_world, future, model

pytestmark = pytest.mark.functional

HORIZON_D = 2000
SHARE = st.floats(0.0, 1.0)
WORLD = default_world("gallium", "tungsten")
ENGINE = Engine(WORLD, model("default"))


class Reserve(RuleBasedStateMachine):
    """The kernel, the warehouse and the treasury, driven by no rule but chance."""

    @initialize(
        budget=st.floats(0.0, 5e7), loan=SHARE, draws=st.integers(1, 9), loss=SHARE, duty=st.booleans()
    )
    def open(self, budget, loan, draws, loss, duty):
        finance = Finance(
            loan_usd=loan * budget,
            equity_usd=(1.0 - loan) * budget,
            draws=draws,
            loss_rate=loss,
            tenor_years=2.0,
        )
        self.finance, self.day = finance, 0
        self.tables = fresh(ENGINE.opening()[1], HORIZON_D, False)
        for name, column in behaviour(reader(WORLD, future()), model("default")).items():
            self.tables.minerals[name] = column
        self.rates = np.array([finance.storage_rate(), finance.fee_rate(), loss, 0.03])
        context = SimpleNamespace(tables=self.tables, world=WORLD)
        self.holders = slice(0, len(WORLD.sectors.name))
        self.opening = tonnes_held(self.tables)
        self.treasury = Treasury(context, finance, 0.5 * budget, duty)
        self.warehouse = Warehouse(context, 0.7)
        self.warehouse.open()
        self.treasury.settle(0.0)
        self.tables.minerals["credit_usd"] = 0.0

    @rule(cover=st.floats(0.0, 400.0), rate=SHARE, polite=st.booleans(), impact=st.floats(0.0, 8.0))
    def order(self, cover, rate, polite, impact):
        own = self.tables.minerals
        own["reserve_target"] = cover * self.tables.customers["demand0"][own["us"]]
        own["reserve_rate"] = rate * own["world_flow"]
        own["reserve_last"], own["impact"] = float(polite), impact

    @rule(gap=SHARE, sale=SHARE, seed=st.integers(0, 99))
    def allow(self, gap, sale, seed):
        own, draw = self.tables.minerals, np.random.default_rng(seed)
        own["release_cap"] = gap * own["reserve_target"]
        own["inject_cap"] = 0.1 * sale * own["reserve_target"]
        holders = self.tables.tallies[self.holders]
        holders["rank"] = draw.integers(0, 4, len(holders))
        own_account = self.warehouse.entitlements.account_t
        holders["drawable"] = np.where(draw.random(len(holders)) < 0.5, own_account, np.inf)

    @rule(left=SHARE)
    def cut_supply(self, left):
        self.tables.facilities["availability"] = left

    @rule(days=st.integers(1, 120))
    def live(self, days):
        end = min(HORIZON_D, self.day + days)
        advance(self.tables, self.rates, 0.01, self.day, end)
        self.day = end

    @rule(opened=st.floats(-1.0, 200.0), capacity=st.floats(0.0, 1.0))
    def review(self, opened, capacity):
        n = len(WORLD.minerals)
        self.treasury.settle(self.day)
        self.warehouse.update(self.day, np.full(n, opened), np.full(n, capacity))
        self.treasury.grant(self.tables.minerals["reserve_rate"])
        own = self.tables.minerals
        stock = self.tables.customers["stock"][own["reserve"]]
        accounts = self.warehouse.entitlements.account_t
        assert np.bincount(WORLD.sectors.mineral, accounts, n) == pytest.approx(stock, rel=1e-9, abs=1e-9)

    @invariant()
    def books_close(self):
        if not hasattr(self, "tables"):
            return
        own = self.tables.minerals
        check_ledgers(self.tables, self.opening, WORLD.minerals)
        self.treasury.book.check()
        assert np.all(own["credit_usd"] >= -1e-6)
        assert np.all(own["usable_t"] >= 0.0)
        # A holder has drawn from its gap alone, and all that it has drawn has left the reserve.
        drawn = np.bincount(
            WORLD.sectors.mineral, self.tables.tallies["drawn_t"][self.holders], len(WORLD.minerals)
        )
        assert drawn + own["sold_t"] == pytest.approx(own["released_t"], rel=1e-9, abs=1e-9)
        assert np.all(self.tables.tallies["gap"] >= 0.0)

    def teardown(self):
        if not hasattr(self, "tables"):
            return
        self.treasury.settle(self.day)
        book, spent = self.treasury.book, float(self.tables.minerals["spent_usd"].sum())
        assert book.turnover_usd("purchases") == pytest.approx(spent, abs=0.0051)
        assert book.turnover_usd("drawn") <= self.finance.budget() + 0.01


def run(n):
    options = settings(
        max_examples=n, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Reserve, settings=options)


def test_a_few_hundred_sequences():
    run(200)


@pytest.mark.slow
def test_ten_thousand_sequences():
    run(10_000)
