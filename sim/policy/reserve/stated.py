"""A reserve with every number in it: what it leaves to the table, read once."""

from __future__ import annotations

from collections import defaultdict

from sim.policy.frameworks import framework_value
from sim.policy.reserve.spec import StockReserve

ROWS = {
    "sizing.days": "vault.target_days_cover",
    "sizing.carrying_rate": "vault.carrying_cost_per_year",
    "buying.count": "vault.tranche_count",
    "buying.fill_months": "vault.fill_months_to_target",
    "release.trigger_import_loss": "vault.crisis_trigger_import_loss_fraction",
    "release.declaration_lag_d": "vault.crisis_declaration_lag_days",
    "release.release_lead_d": "vault.release_lead_days",
    "release.usable_form": "vault.usable_form_fraction",
    "release.routine_draw": "vault.routine_draw_max_fraction",
    "release.nonmember_share": "vault.nonmember_release_fraction",
    "release.replenish_deadline_d": "vault.replenish_deadline_days",
    "finance.loan_usd": "vault.debt_usd",
    "finance.equity_usd": "vault.equity_usd",
    "finance.draws": "vault.tranche_count",
    "finance.tenor_years": "vault.loan_tenor_years",
    "finance.loan_rate": "vault.loan_rate_per_year",
    "finance.carrying_rate": "vault.carrying_cost_per_year",
    "finance.fee": "vault.procurement_fee_fraction",
    "finance.entry_fee": "vault.entry_fee_fraction",
}
"""Rows of ``frameworks.csv`` that a null stands for; a rule without the field reads none."""


def unstated(reserve: StockReserve) -> dict[str, str]:
    """Return the fields that a reserve leaves to the table, with their rows."""
    absent = object()
    found = {}
    for field, row in ROWS.items():
        rule, _, key = field.partition(".")
        if getattr(getattr(reserve, rule), key, absent) is None:
            found[field] = row
    return found


def stated(reserve: StockReserve) -> StockReserve:
    """Return the same reserve with the numbers of the table in place of nulls.

    Raises
    ------
    InputError
        If the table lacks a number.
    """
    numbers: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for field, row in unstated(reserve).items():
        rule, _, key = field.partition(".")
        numbers[rule][key] = framework_value(row)
    rules = {rule: getattr(reserve, rule).model_copy(update=update) for rule, update in numbers.items()}
    return reserve.model_copy(update=rules)
