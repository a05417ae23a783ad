"""Numbers of the frameworks table that instruments and a reserve leave to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.data.parameters import ALL
from sim.data.tables import number, optional_number
from sim.data.vintage import use
from sim.policy.frameworks import framework_row
from sim.policy.instruments import InstrumentSpec
from sim.policy.reserve.spec import ReserveSpec, StockReserve
from sim.world.facts import Fact
from sim.world.plans import FRAMEWORK
from sim.world.world import World

RESERVE_ROWS = {
    "sizing.days": ("vault.target_days_cover",),
    "sizing.carrying_rate": ("vault.carrying_cost_per_year",),
    "buying.count": ("vault.tranche_count",),
    "buying.fill_months": ("vault.fill_months_to_target",),
    "release.trigger_import_loss": ("vault.crisis_trigger_import_loss_fraction",),
    "release.declaration_lag_d": ("vault.crisis_declaration_lag_days",),
    "release.release_lead_d": ("vault.release_lead_days",),
    "release.usable_form": ("vault.usable_form_fraction",),
    "release.routine_draw": ("vault.routine_draw_max_fraction",),
    "release.nonmember_share": ("vault.nonmember_release_fraction",),
    "release.replenish_deadline_d": ("vault.replenish_deadline_days",),
    "finance.loan_usd": ("vault.debt_usd",),
    "finance.equity_usd": ("vault.equity_usd",),
    "finance.draws": ("vault.tranche_count",),
    "finance.tenor_years": ("vault.loan_tenor_years",),
    "finance.loan_rate": ("vault.loan_rate_per_year",),
    "finance.carrying_rate": ("vault.carrying_cost_per_year",),
    "finance.fee": ("vault.procurement_fee_fraction",),
    "finance.entry_fee": ("vault.entry_fee_fraction",),
}
"""Rows that a null of a reserve stands for; a rule without the field reads none."""


STATED = object()


def policy_inventory(
    world: World, instruments: Mapping[str, InstrumentSpec], reserve: ReserveSpec
) -> tuple[Fact, ...]:
    """Return the rows of frameworks.csv that the policies read."""
    read = [row for instrument in instruments.values() for row in instrument.rows(world)]
    names = dict.fromkeys([*read, *_of_reserve(reserve)])
    with use(world.vintage):
        return tuple(_fact(name) for name in names)


def _of_reserve(reserve: ReserveSpec) -> Iterator[str]:
    for field, rows in RESERVE_ROWS.items():
        rule, _, key = field.partition(".")
        if isinstance(reserve, StockReserve) and getattr(getattr(reserve, rule), key, STATED) is None:
            yield from rows


def _fact(name: str) -> Fact:
    table, line, row = framework_row(name)
    value = number(row, "param_value", f"{table}.csv", line)
    low, high = (optional_number(row, f"param_{end}", f"{table}.csv", line) for end in ("low", "high"))
    return Fact.of_row(row, ALL, f"{FRAMEWORK} {name}", value, row["unit"], low, high)
