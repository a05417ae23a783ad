"""What a world was built from: every number used, and every number changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.data.parameters import Parameter, parameters
from sim.data.tables import Row
from sim.world.facts import DAY_0, Adjustment, Fact

PARAMETER = "parameter"
"""First word of a fact that is a row of parameters.csv."""


@dataclass
class Journal:
    """Collects the facts and adjustments of one mineral while its chain is built."""

    mineral: str
    facts: list[Fact] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    _seen: set[Fact] = field(default_factory=set)

    def fact(self, what: str, value: float, unit: str, row: Row) -> float:
        """Note a number of a table row and hand it back; columns for a lower and upper end are its range."""
        ends = (row.get(end) or row.get(f"param_{end}") for end in ("low", "high"))
        low, high = (float(end) if end else None for end in ends)
        return self._note(Fact.of_row(row, self.mineral, what, value, unit, low, high))

    def derived(self, what: str, value: float, unit: str, how: str) -> float:
        """Note a number computed from others and hand it back."""
        return self._note(Fact(self.mineral, what, value, unit, "derived", how))

    def guess(
        self,
        what: str,
        value: float,
        unit: str,
        grade: str,
        source: str,
        year: str = DAY_0,
        low: float | None = None,
        high: float | None = None,
    ) -> float:
        """Note a number that is recalled or judged though its row is graded for another one."""
        return self._note(Fact(self.mineral, what, value, unit, grade, source, year, low, high))

    def parameter(self, name: str) -> float:
        """Mode of a parameter for this mineral."""
        row = parameters().get(name, self.mineral)
        return self._note(parameter_fact(row, self.mineral))

    def adjust(self, what: str, reported: float, used: float, reason: str) -> None:
        """Note a reported number that gave way."""
        self.adjustments.append(Adjustment(self.mineral, what, reported, used, reason))

    def _note(self, fact: Fact) -> float:
        """Keep a fact once, however often it is read."""
        if fact not in self._seen:
            self._seen.add(fact)
            self.facts.append(fact)
        return fact.value


def parameter_fact(row: Parameter, mineral: str) -> Fact:
    """Return a row of parameters.csv as a fact about a mineral, or about ``all``."""
    return Fact(
        mineral,
        f"{PARAMETER} {row.name}",
        row.mode,
        row.unit,
        row.basis,
        row.source,
        row.year,
        row.low,
        row.high,
    )
