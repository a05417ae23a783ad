"""What a reserve's money is and costs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.policy.frameworks import framework_value

Rate = Annotated[float, Field(ge=0, le=1)]
Dollars = Annotated[float, Field(ge=0)]


class Finance(BaseModel):
    """Loan, equity and running cost; None reads the ``vault.*`` row named after it.

    Parameters
    ----------
    loan_usd, equity_usd : float, optional
        Most that is lent and paid in (``vault.debt_usd``, ``vault.equity_usd``).
    budget_usd : float, optional
        Loan and equity together, in the same proportion; None is their sum.
    draws : float, optional
        Equal parts in which both are drawn, when needed (``vault.tranche_count``).
    tenor_years : float, optional
        After these nothing is lent any more and cash repays the loan (``vault.loan_tenor_years``).
    loan_rate : float, optional
        Interest on the loan drawn, per year (``vault.loan_rate_per_year``).
    carrying_rate : float, optional
        Interest and storage together, per year of stock value (``vault.carrying_cost_per_year``); storage is
        what exceeds the loan rate.
    loss_rate : float
        Share of the stock lost per year.
    fee : float, optional
        Procurement fee of traders, share of the purchase value (``vault.procurement_fee_fraction``).
    entry_fee : float, optional
        Paid by members on day 0, share of the value of the target (``vault.entry_fee_fraction``).
    running_costs : {"members", "state"}
        Who pays interest and storage; neither is paid out of the facility.
    buy_back : bool
        Members replace what they drew at the price they drew it at, and so bear a higher price.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    loan_usd: Dollars | None = None
    equity_usd: Dollars | None = None
    budget_usd: Dollars | None = None
    draws: Annotated[float, Field(ge=1)] | None = None
    tenor_years: Annotated[float, Field(gt=0)] | None = None
    loan_rate: Rate | None = None
    carrying_rate: Rate | None = None
    loss_rate: Rate = 0.0
    fee: Rate | None = None
    entry_fee: Rate | None = None
    running_costs: Literal["members", "state"] = "members"
    buy_back: bool = True

    def budget(self) -> float:
        """Return the dollars that may be spent on stock."""
        if self.budget_usd is not None:
            return self.budget_usd
        return framework_value("vault.debt_usd", self.loan_usd) + self._equity()

    def loan_share(self) -> float:
        """Return the share of the budget that is lent."""
        loan = framework_value("vault.debt_usd", self.loan_usd)
        total = loan + self._equity()
        return loan / total if total > 0 else 0.0

    def draw_count(self) -> float:
        """Return in how many parts loan and equity are drawn."""
        return framework_value("vault.tranche_count", self.draws)

    def tenor_d(self) -> float:
        """Return the days after which the loan is due."""
        return 365.0 * framework_value("vault.loan_tenor_years", self.tenor_years)

    def interest_rate(self) -> float:
        """Return the interest per year on the loan drawn."""
        return framework_value("vault.loan_rate_per_year", self.loan_rate)

    def storage_rate(self) -> float:
        """Return storage and insurance per year of stock value."""
        carrying = framework_value("vault.carrying_cost_per_year", self.carrying_rate)
        return max(0.0, carrying - self.interest_rate())

    def fee_rate(self) -> float:
        """Return the traders' fee as a share of the purchase value."""
        return framework_value("vault.procurement_fee_fraction", self.fee)

    def entry_fee_rate(self) -> float:
        """Return the members' entry fee as a share of the value of the target."""
        return framework_value("vault.entry_fee_fraction", self.entry_fee)

    def _equity(self) -> float:
        return framework_value("vault.equity_usd", self.equity_usd)
