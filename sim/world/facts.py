"""What a world was built from: one number with its source, one number that gave way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """One number the world was built from."""

    mineral: str
    what: str
    value: float
    unit: str
    confidence: str
    source: str


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
