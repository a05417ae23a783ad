"""Does a scenario make sense in a world? One small check per question."""

from __future__ import annotations

from sim.data.tables import load
from sim.data.vintage import use
from sim.errors import InputError
from sim.futures import closures, regime
from sim.futures.checks_controls import check_controls
from sim.futures.checks_market import check_countries, check_facility, check_markets, refuse
from sim.futures.hazards import RESERVED
from sim.futures.plan import plan, start_day
from sim.futures.scenario import ScenarioSpec
from sim.futures.specs import AbroadSpec, CountryEvent, EventSpec, MarketEvent, PlaceSpec, RouteDelaySpec
from sim.futures.targets import targets
from sim.world.around import closable_places
from sim.world.countries import codes
from sim.world.world import World


def check_scenario(world: World, scenario: ScenarioSpec) -> None:
    """Raise on the first event that does not fit the world.

    An event that selects minerals by name must be able to hit each, one that selects "all" at least one.
    "dominant" may select none: that a country dominates no loaded mineral is an answer, not a mistake.

    Raises
    ------
    InputError
        With key ``scenario.events.<name>.<field>`` and what is allowed.
    """
    with use(world.vintage):
        if scenario.regime is not None:
            regime.check_regime(world, scenario.regime)
        for name, spec in scenario.events.items():
            check_name(name)
            check_origin(name, spec, world)
            check_places(name, spec, world)
            check_facility(name, spec, world)
            check_markets(name, spec, world)
            check_countries(name, spec, world)
            check_destinations(name, spec, world)
            check_controls(name, spec, world)
            check_minerals(name, spec, world)
            check_start(name, spec, world)
            check_hits(name, spec, world)
            plan(world, name, spec, "mode")


def check_name(name: str) -> None:
    """Background events own some names, as ids begin with the name."""
    taken = (*RESERVED, closures.ENTITY, regime.ENTITY)
    if name in taken:
        raise InputError("scenario.events", name, "scenario", "any name but " + ", ".join(taken))


def check_origin(name: str, spec: EventSpec, world: World) -> None:
    """The origin is a country of the tables or of the world."""
    if not isinstance(spec, CountryEvent):
        return
    known = codes() | set(world.facilities.country)
    if spec.origin not in known:
        refuse(name, "origin", spec.origin, known)


def check_places(name: str, spec: EventSpec, world: World) -> None:
    """Places are closable chokepoints or ports of the tables or of the world."""
    if not isinstance(spec, PlaceSpec):
        return
    known = closable_places() | {place for lane in world.lanes for place in lane.places()}
    for place in spec.places:
        if place not in known:
            refuse(name, "places", place, known)


def check_destinations(name: str, spec: EventSpec, world: World) -> None:
    """Destinations are markets."""
    if not isinstance(spec, AbroadSpec | RouteDelaySpec) or spec.destinations == "all":
        return
    for market in spec.destinations:
        if market not in world.markets:
            refuse(name, "destinations", market, ("all", *world.markets))


def check_minerals(name: str, spec: EventSpec, world: World) -> None:
    """Minerals named are minerals of the tables or of the world, and one of them is loaded."""
    if spec.minerals in ("all", "dominant"):
        return
    known = set(world.minerals) | {row["mineral"] for row in load("minerals")}
    for mineral in spec.minerals:
        if mineral not in known:
            refuse(name, "minerals", mineral, known)
    if not set(spec.minerals) & set(world.minerals):
        refuse(name, "minerals", spec.minerals, world.minerals)


def check_start(name: str, spec: EventSpec, world: World) -> None:
    """Nothing starts before day 0."""
    start_d = start_day(world, spec)
    if start_d is not None and start_d < 0:
        raise InputError(
            f"scenario.events.{name}.start", str(spec.start), "scenario", f"{world.start_date} or later"
        )


def check_hits(name: str, spec: EventSpec, world: World) -> None:
    """The event can hit every loaded mineral it names, or any if it names none."""
    # That no cargo of the loaded minerals meets a place is an answer, too.
    if spec.minerals == "dominant" or (isinstance(spec, PlaceSpec) and spec.minerals == "all"):
        return
    hit = targets(world, spec)
    named = hit[:1] if spec.minerals == "all" else tuple(m for m in spec.minerals if m in world.minerals)
    missed = sorted(set(named) - set(hit))
    if missed or not hit:
        where, hint = _where(world, spec)
        raise InputError(
            f"scenario.events.{name}",
            f"{spec.kind} by {where} on {', '.join(missed) or spec.minerals}",
            "scenario",
            f"an event that hits something: {hint}",
        )


def _where(world: World, spec: EventSpec) -> tuple[str, str]:
    """Who acts or where, and a hint what there is to hit."""
    if isinstance(spec, PlaceSpec):
        return ", ".join(spec.places), "see task=world"
    if isinstance(spec, CountryEvent):
        return spec.origin, _supply(world, spec.origin)
    named = spec.markets if isinstance(spec, MarketEvent) else spec.countries
    return named if isinstance(named, str) else ", ".join(named), "see task=world"


def _supply(world: World, origin: str) -> str:
    """What the origin makes in the world, in words."""
    f = world.facilities
    rows = zip(f.mineral.tolist(), f.stage, f.country, strict=True)
    made = sorted({f"{world.minerals[m]} ({stage})" for m, stage, country in rows if country == origin})
    return f"in this world {origin} supplies " + (", ".join(made) or "nothing")
