"""A scenario: a named set of event specs, and which hazards run beside them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sim.futures.specs import EventSpec
from sim.futures.specs.regime import RegimeSpec
from sim.world.patch import WorldPatch
from sim.world.spec import WorldSpec

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
    start_date : date or None
        Day 0 of a recorded future; None leaves that to the world.
    world_patch : WorldPatch or None
        What the baseline of its time is known to have been, where the tables hold another year.
    events : dict of str to EventSpec
        By name, never a list, so that one field can be set from the command line.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str = Field(min_length=1)
    background: bool = False
    closures: bool = False
    regime: RegimeSpec | None = None
    start_date: Annotated[date, Field(strict=False)] | None = None
    world_patch: WorldPatch | None = None
    events: dict[EventName, EventSpec] = Field(default_factory=dict)

    def dated(self, world: WorldSpec) -> WorldSpec:
        """Return a world spec that begins when the scenario begins, if the scenario says when."""
        if self.start_date is None:
            return world
        return world.model_copy(update={"start_date": self.start_date})
