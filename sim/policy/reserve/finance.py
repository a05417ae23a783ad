"""What a reserve's money costs."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sim.policy.frameworks import framework_value

Rate = Annotated[float, Field(ge=0, le=1)]


class Finance(BaseModel):
    """Loan, equity and running cost; None reads the ``vault.*`` row named after it.

    Parameters
    ----------
    loan_rate : float, optional
        Interest on net outlay, per year (``vault.loan_rate_per_year``).
    carrying_rate : float, optional
        Storage, insurance and loss, per year of stock value (``vault.carrying_cost_per_year``).
    fee : float, optional
        Procurement fee, share of the purchase value (``vault.procurement_fee_fraction``).
    budget_usd : float, optional
        Dollars to spend; None is loan plus equity.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    loan_rate: Rate | None = None
    carrying_rate: Rate | None = None
    fee: Rate | None = None
    budget_usd: Annotated[float, Field(ge=0)] | None = None

    def rates(self) -> tuple[float, float, float]:
        """Return loan rate and carrying rate per year, and the procurement fee."""
        return (
            framework_value("vault.loan_rate_per_year", self.loan_rate),
            framework_value("vault.carrying_cost_per_year", self.carrying_rate),
            framework_value("vault.procurement_fee_fraction", self.fee),
        )

    def budget(self) -> float:
        """Return the dollars that may be spent on stock."""
        total = framework_value("vault.debt_usd") + framework_value("vault.equity_usd")
        return total if self.budget_usd is None else self.budget_usd
