"""Does an event of markets or plants make sense in a world? One small check per question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from sim.errors import InputError
from sim.futures.specs import EmbargoOfInputSpec, EventSpec, MarketEvent, PlantEvent
from sim.world.countries import codes
from sim.world.world import World


def check_markets(name: str, spec: EventSpec, world: World) -> None:
    """Markets named are markets."""
    if isinstance(spec, MarketEvent) and spec.markets != "all":
        for market in spec.markets:
            if market not in world.markets:
                refuse(name, "markets", market, ("all", *world.markets))


def check_countries(name: str, spec: EventSpec, world: World) -> None:
    """Countries with plants are countries of the tables or of the world."""
    if isinstance(spec, EmbargoOfInputSpec) and spec.countries != "all":
        known = codes() | set(world.facilities.country)
        for country in spec.countries:
            if country not in known:
                refuse(name, "countries", country, ("all", *known))


def check_facility(name: str, spec: EventSpec, world: World) -> None:
    """A plant named is a plant of the origin."""
    if not isinstance(spec, PlantEvent) or spec.facility is None:
        return
    f = world.facilities
    known = {
        plant.rpartition("/")[2]
        for plant, country in zip(f.name, f.country, strict=True)
        if country == spec.origin
    }
    if spec.facility not in known:
        refuse(name, "facility", spec.facility, known)


def refuse(name: str, field: str, value: object, allowed: Iterable[str]) -> NoReturn:
    """Raise on one field of an event.

    Raises
    ------
    InputError
        Always, naming the key ``scenario.events.<name>.<field>``.
    """
    raise InputError(
        f"scenario.events.{name}.{field}", value, "scenario", "one of " + ", ".join(sorted(allowed))
    )
