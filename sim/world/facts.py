"""What a world was built from: one number with its source, one number that gave way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from sim.data.tables import Row

DAY_0 = "day 0"
"""Year of a number that is computed for the start of the world."""


@dataclass(frozen=True)
class Fact:
    """One number the world was built from.

    Attributes
    ----------
    mineral : str
        Its mineral, several joined by ``;``, or ``all``.
    what : str
    value : float
        In ``unit``.
    unit, confidence, source : str
    year : str
        Year or period the number is for, or was chosen in.
    low, high : float or None
        Its range in ``unit``, where the table has one.
    """

    mineral: str
    what: str
    value: float
    unit: str
    confidence: str
    source: str
    year: str = DAY_0
    low: float | None = None
    high: float | None = None

    @classmethod
    def of_row(
        cls,
        row: Row,
        mineral: str,
        what: str,
        value: float,
        unit: str,
        low: float | None = None,
        high: float | None = None,
    ) -> Self:
        """Return a number of a table row, with the row's grade, source and year."""
        grade = row["confidence"] if "confidence" in row else row["basis"]
        return cls(mineral, what, value, unit, grade, row["source"], row["year"], low, high)


@dataclass(frozen=True)
class Adjustment:
    """One reported number that had to give way, and why."""

    mineral: str
    what: str
    reported: float
    used: float
    reason: str

    @property
    def relative(self) -> float:
        """Change relative to the reported number; infinite where that is 0."""
        if self.reported == 0.0:
            return 0.0 if self.used == 0.0 else float("inf")
        return (self.used - self.reported) / self.reported
