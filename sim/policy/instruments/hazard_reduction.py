"""Hazard reduction: a share of some events never happens, the same ones in every run of a future."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.futures.events import Event
from sim.futures.future import Future
from sim.policy.instruments.mechanism import Mechanism, check_countries
from sim.world.world import World

Kind = Literal[
    "export_ban", "export_quota", "licensing_delay", "export_tax", "threat", "price_flood", "outage", "strike"
]


class HazardReduction(Mechanism):
    """Drop events of some origins and kinds whose mark lies below the reduction.

    Parameters
    ----------
    origins : tuple of str
        ISO3 codes.
    kinds : tuple of str
        Kinds of events.
    reduction_row : str
        Row of ``frameworks.csv``: share of events that never happens.
    reduction : float, optional
        Overrides the table.
    """

    numbers: ClassVar[tuple[str, ...]] = ("reduction",)
    kind: Literal["hazard_reduction"] = "hazard_reduction"
    origins: Annotated[tuple[str, ...], Field(min_length=1)]
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    reduction_row: str
    reduction: Annotated[float, Field(ge=0, le=1)] | None = None

    def check(self, world: World) -> None:
        """Raise if it names a country, mineral or row that nobody knows."""
        super().check(world)
        check_countries("origins", self.origins)

    def meet(self, event: Event, world: World, future: Future) -> Event | None:
        """Return an event, None if it is one of those that are prevented."""
        del world
        if event.kind not in self.kinds or getattr(event, "origin", None) not in self.origins:
            return event
        day = self.entry.day(future, self.reduction_row)
        if day is None or day > event.start_d:
            return event
        return None if event.mark < self.number("reduction") else event
