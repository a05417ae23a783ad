"""Which minerals of a world an event spec can hit."""

from __future__ import annotations

import numpy as np

from sim.data.parameters import parameters
from sim.futures.specs import (
    AbroadSpec,
    CountryEvent,
    EmbargoOfInputSpec,
    EventSpec,
    MarketEvent,
    PlaceSpec,
    PlantEvent,
    PriceFloodSpec,
    StatePurchaseSpec,
    SupplyStepSpec,
)
from sim.world.arrays import BoolArray, IntArray
from sim.world.concentration import dominant
from sim.world.world import MARKET, TRADE, World


def targets(world: World, spec: EventSpec) -> tuple[str, ...]:
    """Minerals the spec selects and can hit, in the order of the world.

    Whether a mineral is among them depends on that mineral alone.
    """
    reach = hittable(world, spec)
    return tuple(
        mineral
        for index, mineral in enumerate(world.minerals)
        if reach[index] and selected(world, spec, mineral)
    )


def selected(world: World, spec: EventSpec, mineral: str) -> bool:
    """Whether the field `minerals` of the spec selects the mineral."""
    if spec.minerals == "all":
        return True
    if spec.minerals == "dominant" and isinstance(spec, CountryEvent):
        return dominant(world, mineral, spec.origin) >= parameters().mode("dominance_share", mineral)
    return mineral in spec.minerals


def hittable(world: World, spec: EventSpec) -> BoolArray:
    """Minerals in which the origin has something to hit, shape (n_minerals,)."""
    if isinstance(spec, PlaceSpec):
        return _passing(world, spec.places)
    if isinstance(spec, MarketEvent):
        buying = (world.customers.kind == MARKET) & (world.customers.demand > 0)
        return _any_per_mineral(
            world, world.customers.mineral[buying & _in_destinations(world, spec.markets)]
        )
    if isinstance(spec, EmbargoOfInputSpec):
        return _any_per_mineral(world, world.facilities.mineral[_in_countries(world, spec)])
    if isinstance(spec, SupplyStepSpec):
        struck = _of_origin(world, spec.origin, spec.stage) & (world.facilities.base > 0)
        return _any_per_mineral(world, world.facilities.mineral[struck])
    if isinstance(spec, PlantEvent | PriceFloodSpec):
        struck = _of_origin(world, spec.origin, spec.stage) & (world.facilities.capacity > 0)
        if isinstance(spec, PlantEvent) and spec.facility is not None:
            struck &= np.array([name.rpartition("/")[2] == spec.facility for name in world.facilities.name])
        return _any_per_mineral(world, world.facilities.mineral[struck])
    if isinstance(spec, StatePurchaseSpec):
        return _used_in(world, spec.market)
    stage = spec.stage if isinstance(spec, AbroadSpec) else None
    links = world.links
    struck = (links.kind == TRADE) & (links.base > 0) & _of_origin(world, spec.origin, stage)[links.supplier]
    # A control or a longer way touches goods that leave the country.
    abroad = np.array([country != spec.origin for country in world.customers.country])
    struck &= (abroad & _in_destinations(world, spec.destinations))[links.customer]
    return _any_per_mineral(world, world.facilities.mineral[links.supplier[struck]])


def _passing(world: World, places: tuple[str, ...]) -> BoolArray:
    """Minerals of which some cargo usually meets one of the places."""
    lanes = [number for number, lane in enumerate(world.lanes) if lane.places() & set(places)]
    moving = (world.links.kind == TRADE) & (world.links.base > 0)
    struck = moving & np.isin(world.links.lane, lanes)
    return _any_per_mineral(world, world.facilities.mineral[world.links.supplier[struck]])


def _used_in(world: World, market: str) -> BoolArray:
    """Minerals that some market uses."""
    own = np.array([name == market for name in world.markets])[world.customers.market]
    return _any_per_mineral(
        world, world.customers.mineral[own & (world.customers.kind == MARKET) & (world.customers.demand > 0)]
    )


def _of_origin(world: World, origin: str, stage: str | None) -> BoolArray:
    places = zip(world.facilities.country, world.facilities.stage, strict=True)
    return np.array([country == origin and stage in (None, own) for country, own in places], dtype=np.bool_)


def _in_countries(world: World, spec: EmbargoOfInputSpec) -> BoolArray:
    table = world.facilities
    there = [
        stage == spec.stage and (spec.countries == "all" or country in spec.countries)
        for country, stage in zip(table.country, table.stage, strict=True)
    ]
    return np.array(there, dtype=np.bool_) & (table.base > 0)


def _in_destinations(world: World, destinations: tuple[str, ...] | str) -> BoolArray:
    if destinations == "all":
        return np.ones(len(world.customers.name), dtype=np.bool_)
    wanted = np.array([market in destinations for market in world.markets])
    return wanted[world.customers.market]


def _any_per_mineral(world: World, minerals: IntArray) -> BoolArray:
    return np.bincount(minerals, minlength=len(world.minerals)) > 0
