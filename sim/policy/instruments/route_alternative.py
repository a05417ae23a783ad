"""Route alternative: part of a region's exports no longer depends on the usual way."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.futures.events import Event, RouteDelay
from sim.futures.future import Future
from sim.policy.instruments.mechanism import Mechanism, check_countries
from sim.world.world import World


class RouteAlternative(Mechanism):
    """Spare a share of exports the delays of their origin; the mean delay falls by that share.

    Closures at sea are met as before: cargo of the other way sails too.

    Parameters
    ----------
    origins : tuple of str
        ISO3 codes.
    share_row : str
        Row of ``frameworks.csv``: share of exports that takes the other way.
    share : float, optional
        Overrides the table.
    """

    numbers: ClassVar[tuple[str, ...]] = ("share",)
    kind: Literal["route_alternative"] = "route_alternative"
    origins: Annotated[tuple[str, ...], Field(min_length=1)]
    share_row: str
    share: Annotated[float, Field(ge=0, le=1)] | None = None

    def check(self, world: World) -> None:
        """Raise if it names a country, mineral or row that nobody knows."""
        super().check(world)
        check_countries("origins", self.origins)

    def meet(self, event: Event, world: World, future: Future) -> Event | None:
        """Return an event with what is left of its delay."""
        del world
        if not isinstance(event, RouteDelay) or event.origin not in self.origins:
            return event
        day = self.entry.day(future, self.share_row)
        if day is None or day > event.start_d:
            return event
        left = event.extra_d * (1.0 - self.number("share"))
        return event.model_copy(update={"extra_d": left}) if left > 0.0 else None
