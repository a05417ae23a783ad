"""Entry into force: on a date, on a date with a probability, or after talks of unknown length."""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.futures.future import Future
from sim.policy.frameworks import framework_value

DAYS_PER_MONTH = 30.4375


class Signed(BaseModel):
    """A text in force from a date on.

    Parameters
    ----------
    start : date
        First day.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["signed"] = "signed"
    start: date

    def rows(self) -> tuple[str, ...]:
        """Return the rows of ``frameworks.csv`` that it reads: none."""
        return ()

    def day(self, future: Future, key: str) -> float | None:
        """Return the first day of force, at least 0."""
        del key
        return float(max(0, (self.start - future.start_date).days))


class Uncertain(BaseModel):
    """A text that comes into force on a date in a share of all futures, else never.

    Parameters
    ----------
    start : date
        First day.
    probability_row : str
        Row of ``frameworks.csv``.
    probability : float, optional
        Overrides the table.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["uncertain"] = "uncertain"
    start: date
    probability_row: str
    probability: Annotated[float, Field(ge=0, le=1)] | None = None

    def rows(self) -> tuple[str, ...]:
        """Return the rows of ``frameworks.csv`` that it reads."""
        return (self.probability_row,) if self.probability is None else ()

    def day(self, future: Future, key: str) -> float | None:
        """Return the first day of force, at least 0; None in a future without it."""
        del key  # parts that share a row come into force together
        probability = framework_value(self.probability_row, self.probability)
        if future.uniform(self.probability_row, "in_force", 0) >= probability:
            return None
        return float(max(0, (self.start - future.start_date).days))


class Negotiated(BaseModel):
    """A text under negotiation: signed after an exponential time, so with a constant hazard.

    Parameters
    ----------
    since : date
        Day from which the hazard runs.
    hazard_row : str
        Row of ``frameworks.csv``: signatures per partner and month.
    hazard_per_month : float, optional
        Overrides the table.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["negotiated"] = "negotiated"
    since: date
    hazard_row: str
    hazard_per_month: Annotated[float, Field(ge=0)] | None = None

    def rows(self) -> tuple[str, ...]:
        """Return the rows of ``frameworks.csv`` that it reads."""
        return (self.hazard_row,) if self.hazard_per_month is None else ()

    def day(self, future: Future, key: str) -> float | None:
        """Return the day of signature, at least 0; None where nobody ever signs."""
        hazard = framework_value(self.hazard_row, self.hazard_per_month)
        if hazard == 0.0:
            return None
        months = -math.log1p(-future.uniform(key, "signature", 0)) / hazard
        return max(0.0, (self.since - future.start_date).days + months * DAYS_PER_MONTH)


Entry = Annotated[Signed | Uncertain | Negotiated, Field(discriminator="kind")]
