"""Plants that stop."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.futures.specs.timing import CountryEvent, ShareLaw, Stage


class OutageSpec(CountryEvent):
    """A share `severity` of one stage in `origin` stops; None takes the hazard row.

    `facility` names one plant (the last part of its name, as `task=world` prints it); None strikes them all.
    """

    kind: Literal["outage"] = "outage"
    stage: Stage
    facility: str | None = None
    severity: ShareLaw = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.severity is None and self.hazard is None:
            raise ValueError("give a severity, or a hazard whose severity is used")
        return self
