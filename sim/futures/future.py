"""One sampled draw of everything exogenous, as a plain value that can be saved and read."""

from __future__ import annotations

import json
from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.futures.events import Event
from sim.futures.streams import FloatArray, uniform_at, uniforms


class ProjectDraw(BaseModel):
    """The luck of one project, drawn whether or not an arm pursues it: three uniforms in [0, 1)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    success_u: float = Field(ge=0, lt=1)
    delay_u: float = Field(ge=0, lt=1)
    qualification_u: float = Field(ge=0, lt=1)


class Future(BaseModel):
    """Everything exogenous in one future; history is a future somebody wrote down.

    Attributes
    ----------
    id, seed : int
        Number of the future and seed of its study; together they key every draw.
    start_date : date
        Day 0.
    horizon_d : int
        Length in days.
    background : bool
        Whether background hazards are among the events.
    events : tuple of Event
        Sorted by start and id.
    parameters : dict of str to float
        Sampled parameters by ``name@scope``; parameters that are not sampled are absent.
    project_draws : dict of str to ProjectDraw
        One for every project of the world.
    log_weight : float
        Log of the likelihood ratio of the true law to the one sampled from; 0 unless they differ.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    schema_version: Literal[1] = 1
    id: int = Field(ge=0)
    seed: int
    start_date: date
    horizon_d: int = Field(gt=0)
    background: bool
    events: tuple[Event, ...]
    parameters: dict[str, float]
    project_draws: dict[str, ProjectDraw]
    log_weight: float = 0.0

    @model_validator(mode="after")
    def _sorted(self) -> Self:
        keys = [(event.start_d, event.id) for event in self.events]
        if keys != sorted(keys):
            raise ValueError("events must be sorted by start_d and id")
        if len({event.id for event in self.events}) < len(self.events):
            raise ValueError("event ids must be unique")
        return self

    def uniform(self, entity: str, purpose: str, index: int) -> float:
        """Draw a number in [0, 1) inside the engine: the same arguments always give the same number."""
        return uniform_at(self.seed, self.id, entity, purpose, index)

    def uniforms(self, entity: str, purpose: str, n: int) -> FloatArray:
        """Draw the first n numbers of a stream at once; element i equals ``uniform(entity, purpose, i)``."""
        return uniforms(self.seed, self.id, entity, purpose, n)

    def to_json(self) -> str:
        """Return the future as JSON; floats are written by `repr`, so reading gives them back exactly."""
        return json.dumps(self.model_dump(mode="json"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a future written by `to_json`.

        Raises
        ------
        pydantic.ValidationError
            If the text is not a future.
        """
        return cls.model_validate_json(text)
