"""Planned projects of one mineral, from projects.csv."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.data.tables import Row, load, number
from sim.errors import InputError
from sim.world.journal import Journal
from sim.world.minerals import Mineral

DAYS_PER_MONTH = 365.25 / 12.0
QUALIFICATION = "delivery.customer_qualification_months"
FRAMEWORK = "framework"
"""First word of a fact that is a row of frameworks.csv."""


@dataclass(frozen=True)
class Plan:
    """One project; times in days, capacity in tonnes of contained metal per year."""

    name: str
    stage: str
    country: str
    capacity: float
    start_d: float
    ramp_d: float
    p_success: float
    delay_mode_d: float
    delay_max_d: float
    qualification_d: float
    us_access: float
    note: str


def plans_of(mineral: Mineral, start: date, journal: Journal) -> tuple[Plan, ...]:
    """Projects of one mineral, sorted by name.

    Parameters
    ----------
    mineral : Mineral
    start : date
        Day 0; an announced start before it counts as day 0.
    journal : Journal
    """
    plans = [
        _plan(mineral, row, line, start, journal)
        for line, row in enumerate(load("projects"), start=2)
        if row["mineral"] == mineral.key
    ]
    return tuple(sorted(plans, key=lambda plan: plan.name))


def _plan(mineral: Mineral, row: Row, line: int, start: date, journal: Journal) -> Plan:
    def cell(column: str) -> float:
        return number(row, column, "projects.csv", line)

    def judged(column: str, unit: str, low: float | None = None, high: float | None = None) -> float:
        what = f"project {name}: {column.replace('_', ' ')}"
        why = row["note"] or row["source"]
        return journal.guess(what, cell(column), unit, "judgement", why, row["year"], low, high)

    name = row["project"]
    tonnes = journal.fact(f"project {name}: product", cell("capacity_product_t_per_year"), "t/yr", row)
    capacity = tonnes * _contained(mineral, row, journal)
    journal.derived(f"project {name}: contained metal", capacity, "t/yr", "product x contained metal")
    year, month = (int(part) for part in row["expected_start"].split("-"))
    return Plan(
        name=name,
        stage=row["stage"],
        country=row["country"],
        capacity=capacity,
        start_d=float(max(0, (date(year, month, 1) - start).days)),
        ramp_d=journal.fact(f"project {name}: ramp", cell("ramp_months"), "months", row) * DAYS_PER_MONTH,
        p_success=judged("p_success_mode", "fraction", cell("p_success_low"), cell("p_success_high")),
        delay_mode_d=judged("delay_mode_months", "months") * DAYS_PER_MONTH,
        delay_max_d=judged("delay_max_months", "months") * DAYS_PER_MONTH,
        qualification_d=_qualification_d(journal),
        us_access=judged("us_access_share_prior", "fraction"),
        note=row["note"],
    )


def _contained(mineral: Mineral, row: Row, journal: Journal) -> float:
    """Tonnes of metal per tonne of the product that the capacity counts."""
    if row["capacity_basis"].startswith("TREO"):
        return journal.parameter("treo_share") * mineral.contained
    return mineral.contained


def _qualification_d(journal: Journal) -> float:
    for line, row in enumerate(load("frameworks"), start=2):
        if row["param_name"] == QUALIFICATION:
            months = number(row, "param_value", "frameworks.csv", line)
            return journal.fact(f"{FRAMEWORK} {QUALIFICATION}", months, "months", row) * DAYS_PER_MONTH
    raise InputError("frameworks.csv:param_name", None, "sim/data", f"a row {QUALIFICATION}")
