"""Double-entry in cents: hand-made cases, and ten thousand random years that lose no cent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policy.frameworks import framework_value
from sim.policy.reserve.book import Book, BookError
from sim.policy.reserve.buyback import BuyBack
from sim.policy.reserve.finance import Finance

NOTHING = dict.fromkeys(("purchases", "received", "gains", "losses", "storage", "entry_fees", "top_ups"), 0.0)


def public(**changes):
    values = {"loan_usd": 800.0, "equity_usd": 200.0, "loan_rate": 0.1, "draws": 2.0, "tenor_years": 2.0}
    return Finance(**(values | changes))


def test_finance_reads_the_table():
    assert Finance().budget() == pytest.approx(10e9 + 1.67e9)
    assert Finance().loan_share() == pytest.approx(10 / 11.67)
    assert Finance(budget_usd=5.0).budget() == 5.0
    assert Finance().interest_rate() == framework_value("vault.loan_rate_per_year")


def test_storage_is_what_carrying_exceeds_interest_by():
    """The table's carrying cost is loan interest and storage together."""
    assert Finance().storage_rate() == pytest.approx(0.07 - 0.053)
    assert Finance(loan_rate=0.1, carrying_rate=0.07).storage_rate() == 0.0


def test_loan_and_equity_are_drawn_together_when_cash_runs_short():
    book = Book(public(), 1000.0)
    book.settle(10.0, NOTHING | {"purchases": 300.0})
    assert (book.usd("loan"), book.usd("equity")) == (400.0, 100.0)
    assert (book.usd("cash"), book.usd("stock")) == (200.0, 300.0)
    assert book.available_usd() == 700.0


def test_interest_runs_on_the_loan_drawn_and_somebody_else_pays_it():
    book = Book(public(), 1000.0)
    book.settle(0.0, NOTHING | {"purchases": 300.0})
    assert book.settle(365.0, NOTHING | {"purchases": 300.0}) == pytest.approx(40.0)
    assert book.usd("charges") == book.usd("interest") == 40.0
    assert book.usd("cash") == 200.0


def test_a_sale_above_cost_is_a_gain():
    book = Book(public(), 1000.0)
    book.settle(1.0, NOTHING | {"purchases": 300.0})
    book.settle(2.0, NOTHING | {"purchases": 300.0, "received": 500.0, "gains": 350.0, "losses": 10.0})
    assert book.usd("stock") == 300.0 - 150.0 - 10.0
    assert book.usd("gains") == 350.0
    assert book.usd("cash") == 700.0


def test_after_its_term_the_loan_is_repaid_and_nothing_more_is_lent():
    book = Book(public(), 1000.0)
    book.settle(1.0, NOTHING | {"purchases": 300.0})
    book.settle(730.0, NOTHING | {"purchases": 300.0, "received": 100.0})
    assert (book.usd("cash"), book.usd("loan")) == (0.0, 100.0)
    assert book.available_usd() == 100.0  # of equity


def test_spending_what_is_not_there_is_an_error():
    with pytest.raises(BookError, match=r"overdrawn its facility by 0\.01 USD"):
        Book(public(), 1000.0).settle(1.0, NOTHING | {"purchases": 1000.01})


def test_rounding_to_cents_never_adds_up():
    book, total = Book(public(), 1000.0), 0.0
    for day in range(1, 10_001):
        total += 0.004
        book.settle(day / 100.0, NOTHING | {"purchases": total})
    assert book.usd("stock") == pytest.approx(40.0, abs=0.005)


FLOWS = st.lists(
    st.tuples(*[st.floats(0.0, 1.0) for _ in range(6)], st.floats(0.01, 400.0)), min_size=1, max_size=12
)


@given(flows=FLOWS, loan=st.floats(0.0, 1e10), equity=st.floats(0.0, 1e10), draws=st.floats(1.0, 20.0))
def test_whatever_happens_the_books_balance(flows, loan, equity, draws):
    """`settle` raises when they do not, or when cash or facility are overdrawn."""
    finance = public(loan_usd=loan, equity_usd=equity, draws=draws)
    book, totals, day = Book(finance, 0.7 * (loan + equity)), dict(NOTHING), 0.0
    for spend, sell, gain, lose, store, more, days in flows:
        day += days
        stock = book.usd("stock")
        cost = sell * stock
        totals["received"] += cost + gain * 1e6
        totals["gains"] += gain * 1e6
        totals["losses"] += lose * (stock - cost)
        totals["purchases"] += max(0.0, spend * (book.available_usd() - 0.1))
        totals["storage"] += store * 1e6
        totals["top_ups"] += more * 1e3
        book.settle(day, totals)
        assert book.usd("loan") <= loan + 0.01
        assert book.usd("equity") <= equity + 0.02


def test_members_bear_a_higher_price_when_they_replace():
    owed = BuyBack(2)
    owed.draw(np.array([10.0, 10.0]), np.array([100.0, 100.0]))
    assert owed.replace(np.array([4.0, 20.0]), np.array([60.0, 100.0])) == pytest.approx(20.0)
    assert owed.owed_t == pytest.approx([6.0, 0.0])
    assert owed.replace(np.array([6.0, 5.0]), np.array([60.0, 500.0])) == pytest.approx(0.0)
    assert owed.owed_t == pytest.approx([0.0, 0.0])
