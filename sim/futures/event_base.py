"""What all sampled events share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

COUNTRY_PATTERN = r"^[A-Z]{3}$"
Country = Annotated[str, Field(pattern=COUNTRY_PATTERN)]
Share = Annotated[float, Field(gt=0, le=1)]
Stages = tuple[tuple[float, float], ...]
"""Days after the start, and the fraction of the severity from each on; empty: all of it throughout."""


class EventBase(BaseModel):
    """What all events share; times in days after the start date of the world."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    id: str
    mark: float = Field(ge=0, lt=1)
    start_d: float = Field(ge=0)
    duration_d: float = Field(gt=0)
    minerals: tuple[str, ...]

    @property
    def end_d(self) -> float:
        """Day on which the event ends."""
        return self.start_d + self.duration_d
