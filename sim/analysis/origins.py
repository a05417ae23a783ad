"""Where an event acts: the exports that leave its origin, or what its origin makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.replay import Replay
from sim.engine.actors.context import links_hit
from sim.engine.trace import FloatArray, Trace
from sim.futures.events import EmbargoOfInput, Event, Outage, PriceFlood, Strike, SupplyStep
from sim.world.countries import name_of
from sim.world.world import World

LAST_FIRST = ("fabricate", "refine", "mine", "recycle")


@dataclass(frozen=True)
class Flow:
    """A flow of one mineral at the origin of an event.

    Attributes
    ----------
    what : {"exports", "output"}
    where : str
        Origin, destinations if not all, and stage, in words.
    columns : tuple of int
        Of the trace: pairs for exports, facilities for output.
    """

    what: str
    where: str
    columns: tuple[int, ...]

    def of(self, trace: Trace) -> FloatArray:
        """Return the flow in a trace, t/day."""
        table = trace.shipped if self.what == "exports" else trace.output
        return np.asarray(table[:, list(self.columns)].sum(axis=1))


def origin_flows(run: Replay, events: Sequence[Event]) -> tuple[Flow, ...]:
    """Return the flows at the origins of some events, each once, in the order of the events.

    Of events at plants and sellers it is what the origin makes, and where they add supply also what all
    others make; of all other events it is what leaves the origin. An event without an origin has none.
    """
    found = [flow for event in events for flow in _flows(run, event) if flow.columns]
    return tuple(dict.fromkeys(found))


def home(event: Event) -> tuple[str, ...]:
    """Return the countries that act or are struck; none where an event knows only places or markets."""
    if isinstance(event, EmbargoOfInput):
        return event.countries
    origin: str | None = getattr(event, "origin", None)
    return () if origin is None else (origin,)


def _flows(run: Replay, event: Event) -> Iterator[Flow]:
    countries = home(event)
    stage = getattr(event, "stage", None) or _last_stage(run, countries)
    if stage is None:
        return
    where = ", ".join(map(name_of, countries)) or "everywhere"
    if not isinstance(event, Outage | Strike | SupplyStep | PriceFlood | EmbargoOfInput):
        yield _exports(run, event, stage, where)
        return
    made = [c for c, f in enumerate(run.trace.facilities.tolist()) if run.world.facilities.stage[f] == stage]
    made = [column for column in made if _own(run, int(run.trace.facilities[column]))]
    plant = getattr(event, "facility", None)
    struck = [c for c in made if _struck(run.world, int(run.trace.facilities[c]), countries, plant)]
    yield Flow("output", f"{plant or where} ({stage})", tuple(struck))
    if isinstance(event, SupplyStep | PriceFlood):
        yield Flow("output", f"all others ({stage})", tuple(c for c in made if c not in struck))


def _exports(run: Replay, event: Event, stage: str, where: str) -> Flow:
    """What leaves the origin for the destinations of an event, openly or not."""
    world, to = run.world, getattr(event, "destinations", ())
    (origin,) = home(event)
    hit = links_hit(world, (run.mineral,), stage, origin, to)
    pairs = set(zip(world.links.supplier[hit].tolist(), world.links.customer[hit].tolist(), strict=True))
    columns = tuple(column for column, pair in enumerate(run.trace.pairs) if pair in pairs)
    return Flow("exports", f"{where}{' to ' + ', '.join(to) if to else ''} ({stage})", columns)


def _own(run: Replay, f: int) -> bool:
    """Whether a facility makes the mineral, and is no host of it."""
    return bool(run.world.facilities.mineral[f] == run.trace.mineral)


def _struck(world: World, f: int, countries: Sequence[str], plant: str | None) -> bool:
    here = not countries or world.facilities.country[f] in countries
    return here and plant in (None, world.facilities.name[f].rpartition("/")[2])


def _last_stage(run: Replay, countries: Sequence[str]) -> str | None:
    """Return the last stage of the mineral that some countries have."""
    table = run.world.facilities
    stages = {
        table.stage[f]
        for f in run.trace.facilities.tolist()
        if _own(run, f) and table.country[f] in countries
    }
    return next((stage for stage in LAST_FIRST if stage in stages), None)
