"""The reserve's dollars, double-entry and in whole cents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import ceil

from sim.policy.reserve.finance import Finance

CENTS = 100
ASSETS = ("cash", "stock")
CAPITAL = ("loan", "equity")
INCOME = ("gains", "charges", "entry_fees", "top_ups")
EXPENSES = ("interest", "storage", "losses")
ACCOUNTS = (*ASSETS, *CAPITAL, *INCOME, *EXPENSES)
DAYS_PER_YEAR = 365.0


class BookError(RuntimeError):
    """The books do not balance, or money was spent that was not there."""


class Book:
    """Every change is posted to two accounts, in cents, so that assets equal capital plus profit exactly.

    Purchases, with the traders' fee, become stock at cost; a release takes stock out at cost and any
    difference is a gain. Loan and equity are drawn together, in equal parts of the plan,
    when cash runs short.

    Parameters
    ----------
    finance : Finance
    planned_usd : float
        Cost of the target at the prices of day 0, at most the budget.
    """

    def __init__(self, finance: Finance, planned_usd: float) -> None:
        self._finance = finance
        budget = _cents(finance.budget())
        loan = _cents(finance.budget() * finance.loan_share())
        self._limit = {"loan": loan, "equity": budget - loan}
        self._planned = min(1.0, _cents(planned_usd) / budget) if budget > 0 else 0.0
        self._account: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        self._turnover: Counter[str] = Counter()
        self._interest = 0.0
        self._day = 0.0

    def usd(self, account: str) -> float:
        """Return the balance of an account in dollars."""
        return self._account[account] / CENTS

    def turnover_usd(self, what: str) -> float:
        """Return all dollars that have gone through: ``purchases``, ``sales``, ``drawn`` or ``repaid``."""
        return self._turnover[what] / CENTS

    def available_usd(self) -> float:
        """Return what may still be spent: cash and what is left of loan and equity."""
        return (self._account["cash"] + self._undrawn()) / CENTS

    def settle(self, day: float, totals: Mapping[str, float]) -> float:
        """Post everything since the last settlement and return the interest of it, dollars.

        Parameters
        ----------
        day : float
            Days since the start; interest runs on the loan as it stood at the last settlement.
        totals : mapping of str to float
            Dollars since day 0: ``purchases``, ``received``, ``gains``, ``losses``, ``storage``,
            ``entry_fees`` and ``top_ups``.

        Raises
        ------
        BookError
            If more was spent than was available, or the books do not balance.
        """
        days, self._day = day - self._day, day
        self._interest += self.usd("loan") * self._finance.interest_rate() * days / DAYS_PER_YEAR
        new = {name: self._new(name, total) for name, total in totals.items()}
        interest = self._new("interest", self._interest)
        for name in ("entry_fees", "top_ups"):
            self._post("cash", name, new[name])
        self._release(new["received"], new["gains"])
        self._buy(new["purchases"])
        self._post("losses", "stock", new["losses"])
        for cost, amount in (("interest", interest), ("storage", new["storage"])):
            self._post("cash", "charges", amount)
            self._post(cost, "cash", amount)
        if day >= self._finance.tenor_d():
            self._repay()
        self.check()
        return interest / CENTS

    def check(self) -> None:
        """Raise unless the books balance, cash is there and the facility is not overdrawn.

        Raises
        ------
        BookError
        """
        account = self._account
        profit = sum(account[name] for name in INCOME) - sum(account[name] for name in EXPENSES)
        gap = sum(account[name] for name in ASSETS) - sum(account[name] for name in CAPITAL) - profit
        if gap != 0:
            raise BookError(f"the reserve's books are open by {gap / CENTS:.2f} USD")
        if account["cash"] < 0:
            raise BookError(f"the reserve has overdrawn its facility by {-account['cash'] / CENTS:.2f} USD")

    def _new(self, name: str, total_usd: float) -> int:
        """Return the cents of a running total that have not been posted yet: rounding never adds up."""
        cents = _cents(total_usd)
        new = cents - self._seen[name]
        self._seen[name] = cents
        return new

    def _post(self, debit: str, credit: str, cents: int) -> None:
        for account, side in ((debit, 1), (credit, -1)):
            grows_by_debit = account in ASSETS or account in EXPENSES
            self._account[account] += side * cents if grows_by_debit else -side * cents

    def _release(self, received: int, gain: int) -> None:
        self._post("cash", "stock", received - gain)
        self._post("cash", "gains", gain)
        self._turnover["sales"] += received

    def _buy(self, cents: int) -> None:
        while self._account["cash"] < cents and self._draw():
            pass
        self._post("stock", "cash", cents)
        self._turnover["purchases"] += cents

    def _draw(self) -> bool:
        """Draw one part of loan and equity; say whether there was any."""
        drawn = 0
        for source, limit in self._limit.items():
            part = ceil(limit * self._planned / self._finance.draw_count())
            if source == "loan" and self._day >= self._finance.tenor_d():
                part = 0
            part = min(part, limit - self._turnover[source])
            self._post("cash", source, part)
            self._turnover[source] += part
            drawn += part
        self._turnover["drawn"] += drawn
        return drawn > 0

    def _undrawn(self) -> int:
        due = self._day >= self._finance.tenor_d()
        return sum(
            limit - self._turnover[source]
            for source, limit in self._limit.items()
            if not (due and source == "loan")
        )

    def _repay(self) -> None:
        cents = min(self._account["cash"], self._account["loan"])
        self._post("loan", "cash", cents)
        self._turnover["repaid"] += cents


def _cents(usd: float) -> int:
    return round(usd * CENTS)
