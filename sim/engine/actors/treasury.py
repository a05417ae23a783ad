"""Keeps the reserve's books beside the run: settles what was bought, released and stored, grants credit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.context import Context
from sim.policy.reserve.book import Book
from sim.policy.reserve.buyback import BuyBack
from sim.policy.reserve.finance import Finance

FloatArray = NDArray[np.float64]
# Totals are rounded to cents one by one: one cent per mineral stays in hand.
CENT = 0.01
FLOWS = ("spent_usd", "received_usd", "gain_usd", "bought_t", "released_t")


class Treasury:
    """Reads what the kernel has added up, keeps the book, and grants credit until the next review.

    Parameters
    ----------
    context : Context
    finance : Finance
    target_usd : float
        Value of the target at the prices of day 0.
    duty : bool
        What members draw has to be replaced.
    """

    def __init__(self, context: Context, finance: Finance, target_usd: float, duty: bool) -> None:
        self._minerals = context.tables.minerals
        self._prices = context.tables.customers["price"]
        self._duty = duty and finance.buy_back
        self._seen = {name: np.zeros(len(self._minerals)) for name in FLOWS}
        self._entry_fees, self._top_ups = target_usd * finance.entry_fee_rate(), 0.0
        self.book = Book(finance, target_usd * (1.0 + finance.fee_rate()))
        self.buy_back = BuyBack(len(self._minerals))

    def settle(self, at: float) -> None:
        """Post everything since the last settlement; minerals bear interest as their stock is worth."""
        new = {name: self._minerals[name] - seen for name, seen in self._seen.items()}
        self._seen = {name: self._minerals[name].copy() for name in FLOWS}
        if self._duty:
            # Purchases repay what was owed before; what has been drawn since is owed from now on.
            self._top_ups += self.buy_back.replace(new["bought_t"], new["spent_usd"])
            self.buy_back.draw(new["released_t"], new["received_usd"] - new["gain_usd"])
        totals = {
            "purchases": self._sum("spent_usd"),
            "received": self._sum("received_usd"),
            "gains": self._sum("gain_usd"),
            "losses": self._sum("written_off_usd"),
            "storage": self._sum("carrying_usd"),
            "entry_fees": self._entry_fees,
            "top_ups": self._top_ups,
        }
        interest = self.book.settle(at, totals) * self._parts()
        self._minerals["interest_usd"] += interest
        self._minerals["cash_usd"] -= interest

    def grant(self, rate_t_per_d: FloatArray) -> None:
        """Share what may be spent among minerals by what they would spend."""
        own = self._minerals
        wanted = rate_t_per_d * self._prices[own["us"]] * own["price_usd"]
        available = max(0.0, self.book.available_usd() - CENT * len(own))
        total = float(np.sum(wanted))
        own["credit_usd"] = available * (wanted / total) if total > 0.0 else 0.0

    def _sum(self, name: str) -> float:
        return float(np.sum(self._minerals[name]))

    def _parts(self) -> FloatArray:
        own = self._minerals
        value = own["spent_usd"] - (own["received_usd"] - own["gain_usd"]) - own["written_off_usd"]
        value = np.maximum(0.0, value)
        total = float(np.sum(value))
        return value / total if total > 0.0 else np.full(len(own), 1.0 / len(own))
