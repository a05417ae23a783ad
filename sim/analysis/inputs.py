"""Uncertain inputs of a study: what each may be, where it is from, and the place where it is set.

An input is set where the user would set it: in the cells of its table, or in the event of the scenario. A
parameter whose low, mode and high are one number is drawn as that number in every future.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.data.cells import Cell
from sim.data.parameters import ALL, parameters
from sim.data.tables import load
from sim.data.vintage import use
from sim.futures.hazard_table import TABLE as HAZARDS
from sim.futures.laws import LAWS, Law, Triangular
from sim.futures.plan import plan
from sim.futures.scenario import ScenarioSpec
from sim.futures.specs import EventSpec
from sim.policy.frameworks import framework_row
from sim.world.facts import Fact
from sim.world.journal import PARAMETER
from sim.world.minerals import mineral
from sim.world.plans import FRAMEWORK
from sim.world.world import World

HAZARD = "hazard"
"""First word of a fact that is a row of hazards.csv."""
CUT = 0.05
"""Probability cut off at each end of a law without bounds: its central 90 % is swept."""
RECURRENCE = ("up",)
"""Laws of an event that say when it comes; they stay random."""
DAYS = {"duration", "down", "leak_halflife", "service", "validity", "stock_d", "extra_d"}
PER_YEAR = {"tonnes_per_year"}


@dataclass(frozen=True)
class Input:
    """One uncertain number.

    Attributes
    ----------
    name : str
        Unique within a study.
    unit : str
    law : Law
        What it may be.
    mode : float
        What it is in an ordinary study: the mode of a range, the median of a law.
    basis : str
        reported, estimated, derived, recalled or judgement.
    source : str
    cells : tuple of Cell
        Cells that hold it; empty for a law of an event.
    event, field : str
        The law of a scenario's event that it takes the place of; empty for a number of a table.
    """

    name: str
    unit: str
    law: Law
    mode: float
    basis: str
    source: str
    cells: tuple[Cell, ...] = ()
    event: str = ""
    field: str = ""

    @property
    def low(self) -> float:
        """Smallest value swept."""
        return self.value(0.0)

    @property
    def high(self) -> float:
        """Largest value swept."""
        return self.value(1.0)

    def value(self, share: float) -> float:
        """Return the value at a share in [0, 1] of the probability that is swept."""
        cut = 0.0 if np.isfinite(self.law.support()).all() else CUT
        return self.law.ppf(cut + share * (1.0 - 2.0 * cut))


def uncertain_inputs(world: World, scenario: ScenarioSpec, facts: Sequence[Fact]) -> tuple[Input, ...]:
    """Return every input of a study that has a range or a law.

    Parameters
    ----------
    world : World
    scenario : ScenarioSpec
    facts : sequence of Fact
        Every number that a run can read; those with a range are inputs.

    Returns
    -------
    tuple of Input
        Parameters, rates of hazards, terms of frameworks and numbers of the world first, then the laws of the
        scenario's events.
    """
    with use(world.vintage):
        ranged = [_of_fact(fact) for fact in facts if has_range(fact)]
        return (*ranged, *_of_events(world, scenario))


def has_range(fact: Fact) -> bool:
    """Say whether a number has a range of some width."""
    return fact.low is not None and fact.high is not None and fact.low < fact.high


def _of_fact(fact: Fact) -> Input:
    assert fact.low is not None and fact.high is not None
    kind, _, rest = fact.what.partition(" ")
    name = rest if kind in (PARAMETER, FRAMEWORK, HAZARD) else fact.what
    label = name if fact.mineral == ALL else f"{name}@{fact.mineral}"
    # an interval of a rate need not hold the rate that was chosen
    middle = float(np.clip(fact.value, fact.low, fact.high))
    law = Triangular(low=fact.low, mode=middle, high=fact.high)
    return Input(label, fact.unit, law, fact.value, fact.confidence, fact.source, _cells(fact, kind, rest))


def _cells(fact: Fact, kind: str, rest: str) -> tuple[Cell, ...]:
    """Return the cells that hold a number.

    Raises
    ------
    LookupError
        If no table is known to hold it.
    """
    name = rest.partition(":")[0]
    if kind == PARAMETER:
        number = next(
            i for i, row in enumerate(parameters().rows) if row == parameters().get(rest, _one(fact))
        )
        return tuple(Cell("parameters", number, end) for end in ("low", "mode", "high"))
    if kind == FRAMEWORK:
        table = framework_row(name)[0]
        return (Cell(table, _row(table, param_name=name), "param_value"),)
    if kind == HAZARD:
        return (Cell(HAZARDS, _row(HAZARDS, hazard_id=name), "rate_per_year"),)
    if kind == "project":
        row = _row("projects", project=name, mineral=fact.mineral)
        return (Cell("projects", row, rest.partition(": ")[2].replace(" ", "_")),)
    if fact.what == "process lead time":
        one = mineral(fact.mineral)
        return (Cell("lead_times", _row("lead_times", mineral=one.form, scope=one.lead_time_scope), "value"),)
    raise LookupError(f"no cell is known for {fact.what}")


def _one(fact: Fact) -> str | None:
    """Return a mineral that reads the row of a fact, None where the row is for all."""
    return None if fact.mineral == ALL else fact.mineral.partition(";")[0]


def _row(table: str, **words: str | None) -> int:
    """Return the number of the first row with these words."""
    return next(
        i for i, row in enumerate(load(table)) if all(row[name] == word for name, word in words.items())
    )


def _of_events(world: World, scenario: ScenarioSpec) -> Iterator[Input]:
    """Yield the laws of all events that can take more than one value."""
    hazards = {row["hazard_id"]: row for row in load(HAZARDS)}
    for name, spec in scenario.events.items():
        for field, law in _laws(world, name, spec):
            bottom, top = law.support()
            if bottom == top:
                continue
            basis, source = "judgement", f"scenario {scenario.name}"
            if getattr(spec, field) is None and spec.hazard is not None:
                row = hazards[spec.hazard]
                basis, source = row["confidence"], row["source"]
            mode = law.mode if isinstance(law, Triangular) else law.ppf(0.5)
            yield Input(f"{name}.{field}", _unit(field), law, mode, basis, source, (), name, field)


def _laws(world: World, name: str, spec: EventSpec) -> Iterator[tuple[str, Law]]:
    """Yield field and law of all that an event draws from a law of its own or of its hazard row."""
    filled = plan(world, name, spec, "mode")
    for field in type(spec).model_fields:
        given = getattr(spec, field)
        law = filled.duration if field == "duration" else filled.severity if field == "severity" else given
        if isinstance(law, LAWS) and field not in RECURRENCE:
            yield field, law


def _unit(field: str) -> str:
    if field in DAYS:
        return "d"
    return "t/yr" if field in PER_YEAR else "t" if field == "tonnes" else "fraction"
