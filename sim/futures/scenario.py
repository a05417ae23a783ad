"""A scenario: a named set of event specs, and which hazards run beside them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sim.futures.specs import EventSpec
from sim.futures.specs.regime import RegimeSpec

# No slash: it separates the parts of event ids.
EventName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$")]


class ScenarioSpec(BaseModel):
    """A named set of event specs.

    Attributes
    ----------
    name : str
        How results call it.
    background : bool
        Whether ordinary outages and strikes run beside the events.
    closures : bool
        Whether rare closures of chokepoints and ports do.
    regime : RegimeSpec or None
        Coercing states whose decrees come at the pace of their regime; None: nobody's.
    events : dict of str to EventSpec
        By name, never a list, so that one field can be set from the command line.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str = Field(min_length=1)
    background: bool = False
    closures: bool = False
    regime: RegimeSpec | None = None
    events: dict[EventName, EventSpec] = Field(default_factory=dict)
