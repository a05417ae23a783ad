"""Early warning: governments that exchange information see an export control come sooner."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.futures.control_events import BorderEvent
from sim.futures.events import Event
from sim.futures.future import Future
from sim.policy.instruments.mechanism import Mechanism
from sim.world.world import World


class EarlyWarning(Mechanism):
    """Bring announcements of border measures forward; buyers are alarmed earlier, which may help or hurt.

    A control without notice is announced as well. No warning comes before day 0 or the entry into force.

    Parameters
    ----------
    lead_d_row : str
        Row of ``frameworks.csv``: days.
    lead_d : float, optional
        Overrides the table.
    """

    numbers: ClassVar[tuple[str, ...]] = ("lead_d",)
    kind: Literal["early_warning"] = "early_warning"
    lead_d_row: str
    lead_d: Annotated[float, Field(ge=0)] | None = None

    def meet(self, event: Event, world: World, future: Future) -> Event | None:
        """Return an event as buyers with a warning meet it."""
        del world
        day = self.entry.day(future, self.lead_d_row)
        if not isinstance(event, BorderEvent) or day is None or day > event.start_d:
            return event
        told = max(day, event.announced_d - self.number("lead_d"))
        return event.model_copy(update={"announced_d": min(event.announced_d, told)})
