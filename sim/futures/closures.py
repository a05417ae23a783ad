"""Rare closures of chokepoints and ports, whatever the scenario."""

from __future__ import annotations

from sim.errors import InputError
from sim.futures.hazard_table import hazard
from sim.futures.plan import EventPlan, plan
from sim.futures.specs import ChokepointClosureSpec, ChokepointRestrictionSpec
from sim.world.world import World

ENTITY = "closures"
# Rows of hazards.csv and the places each is about, by the name their events get. A closure of the Red Sea is
# told at the canal: hardly anything passes one end of it without the other. Coasts fail one by one.
_SOURCES = {
    "suez": ("suez-closure", ("suez",)),
    "panama": ("panama-restriction", ("panama",)),
    "hormuz": ("hormuz-closure", ("hormuz",)),
    "us_east": ("port-strike", ("new_york", "houston")),
    "us_west": ("port-strike", ("los_angeles",)),
    "canada_pacific": ("port-strike", ("vancouver",)),
}
CLOSURE_ROWS = tuple(dict.fromkeys(row for row, _ in _SOURCES.values()))
"""Rows of hazards.csv that closures are drawn from."""


def closure_plans(world: World) -> tuple[EventPlan, ...]:
    """Poisson closures and restrictions of every place with a row, ready to be drawn."""
    return tuple(_plan(world, name, row, places) for name, (row, places) in _SOURCES.items())


def _plan(world: World, name: str, row: str, places: tuple[str, ...]) -> EventPlan:
    lost = hazard(row, "scenario.closures").severity
    if lost is None:
        raise InputError(f"hazards.csv:{row}", None, "table", "a severity")
    kind = ChokepointClosureSpec if lost.mean() >= 1.0 else ChokepointRestrictionSpec
    return plan(world, f"{ENTITY}/{name}", kind(places=places, hazard=row), "mode")
