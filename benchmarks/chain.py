"""The reference chain as a world, a scenario and an arm of this project."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field

from sim.composing import configure
from sim.futures.scenario import ScenarioSpec
from sim.policy.arm import Arm
from sim.world.countries import market_of
from sim.world.spec import TinySector, TinySupplier, TinyWorldSpec
from sim.world.tiny import build_tiny
from sim.world.world import (
    FEED,
    MARKET,
    MARKETS,
    RESERVE,
    RESERVE_LINK,
    TRADE,
    Customers,
    Facilities,
    Links,
    World,
)

FILE = Path(__file__).resolve().parent / "chain.yaml"
OF_MARKET = "_MARKET"
"""Ends the name of a destination that is the market of a country with a refiner of its own."""


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Route(_Spec):
    """Base flow in t/day and days under way from a country to a refiner's country or a market."""

    origin: str
    destination: str
    base_t_per_d: float = Field(gt=0)
    transit_d: float = Field(ge=0)

    @property
    def market(self) -> str:
        """Market that the destination is or lies in."""
        place = self.destination.removesuffix(OF_MARKET)
        return place if place in MARKETS else market_of(place)


class Disruption(_Spec):
    """Mean days up and down of every mine, refiner and route; days a disrupted route adds."""

    up_d: float = Field(gt=0)
    down_d: float = Field(gt=0)
    route_extra_d: float = Field(gt=0)


class Ban(_Spec):
    """The one export ban."""

    origin: str
    destination: str
    start_d: float = Field(ge=0)
    duration_d: float = Field(gt=0)


class Chain(_Spec):
    """The numbers of ``chain.yaml``; tonnes of contained metal, days, USD."""

    mineral: str
    start_date: date
    horizon_d: int
    price_usd_per_t: float
    capacity_ratio: float = Field(ge=1)
    yield_: float = Field(gt=0, le=1)
    finished_cover_d: float
    feed_cover_d: float
    market_cover_d: float
    mines: tuple[str, ...]
    refiners: tuple[str, ...]
    routes: tuple[Route, ...]
    sectors: dict[str, TinySector]
    disruption: Disruption
    ban: Ban
    reserve_days: float = Field(gt=0)

    def out_of(self, country: str) -> float:
        """Base output of a country, t/day."""
        return sum(route.base_t_per_d for route in self.routes if route.origin == country)

    def into(self, destination: str) -> float:
        """Base flow into a refiner's country or a market, t/day."""
        return sum(route.base_t_per_d for route in self.routes if route.destination == destination)


@cache
def chain() -> Chain:
    """Return the reference chain."""
    return Chain.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def chain_world() -> World:
    """Return the chain as a world of one mineral."""
    own = chain()
    us = own.into("USA")
    # whatever the chain says nothing about is that of a tiny world
    plain = TinyWorldSpec(
        kind="tiny",
        name="reference chain",
        start_date=own.start_date,
        mineral=own.mineral,
        suppliers={"supplier": TinySupplier(country="ROW", base_t_per_d=us, capacity_t_per_d=us)},
        demand_t_per_d=us,
        cover_d=own.market_cover_d,
        sectors=own.sectors,
        price_usd_per_t=own.price_usd_per_t,
    )
    return replace(
        build_tiny(plain), facilities=_facilities(own), customers=_customers(own), links=_links(own), facts=()
    )


def _facilities(own: Chain) -> Facilities:
    countries = own.mines + own.refiners
    n, mines = len(countries), len(own.mines)
    stages = ("mine",) * mines + ("refine",) * (n - mines)
    base = np.array([own.out_of(country) for country in countries])
    return Facilities(
        name=tuple(f"{own.mineral}/{stage}/{at}" for stage, at in zip(stages, countries, strict=True)),
        mineral=np.zeros(n, dtype=np.int64),
        stage=stages,
        country=countries,
        base=base,
        capacity=own.capacity_ratio * base,
        yield_=np.array([1.0] * mines + [own.yield_] * (n - mines)),
        fed=np.arange(n) >= mines,
        plants=np.ones(n, dtype=np.int64),
        finished_cover_d=np.full(n, own.finished_cover_d),
        host=np.full(n, -1, dtype=np.int64),
        hosted=np.zeros(n),
        host_max=np.full(n, np.inf),
    )


def _places(own: Chain) -> list[str]:
    """Destinations by customer row: refiners, then markets."""
    markets = [market if market not in own.refiners else market + OF_MARKET for market in MARKETS]
    return [*own.refiners, *markets]


def _customers(own: Chain) -> Customers:
    fed, markets = len(own.refiners), len(MARKETS)
    demand = [own.into(place) for place in _places(own)]
    n = fed + markets + 1
    return Customers(
        name=(
            *(f"{own.mineral}/feed/{country}" for country in own.refiners),
            *(f"{own.mineral}/market/{market}" for market in MARKETS),
            f"{own.mineral}/reserve",
        ),
        mineral=np.zeros(n, dtype=np.int64),
        kind=np.array([FEED] * fed + [MARKET] * markets + [RESERVE], dtype=np.int64),
        facility=np.array([*range(len(own.mines), len(own.mines) + fed), *[-1] * (markets + 1)]),
        market=np.array([*(MARKETS.index(market_of(at)) for at in own.refiners), *range(markets), 0]),
        country=(*own.refiners, *MARKETS, "USA"),
        demand=np.array([*demand, 0.0]),
        cover_d=np.array([own.feed_cover_d] * fed + [own.market_cover_d] * markets + [0.0]),
    )


def _links(own: Chain) -> Links:
    """One trade link per route, then one reserve link beside each into the United States."""
    places, origins = _places(own), own.mines + own.refiners
    to_us = [k for k, route in enumerate(own.routes) if route.destination == "USA"]
    rows = [*own.routes, *(own.routes[k] for k in to_us)]
    n, trade, reserve = len(rows), len(own.routes), len(places)
    return Links(
        supplier=np.array([origins.index(route.origin) for route in rows]),
        customer=np.array([*(places.index(r.destination) for r in own.routes), *[reserve] * len(to_us)]),
        base=np.array([route.base_t_per_d for route in rows]),
        transit_d=np.array([route.transit_d for route in rows]),
        lead_d=np.zeros(n),
        lane=np.full(n, -1, dtype=np.int64),
        kind=np.array([TRADE] * trade + [RESERVE_LINK] * len(to_us), dtype=np.int64),
        parent=np.array([-1] * trade + to_us, dtype=np.int64),
    )


def chain_scenario() -> ScenarioSpec:
    """Return disruptions of all mines, refiners and routes, and the ban."""
    own = chain()
    timing = {
        "minerals": (own.mineral,),
        "up": {"kind": "exponential", "mean": own.disruption.up_d},
        "down": {"kind": "exponential", "mean": own.disruption.down_d},
    }
    whole = {"kind": "fixed", "value": 1.0}
    events: dict[str, object] = {}
    for stage, countries in (("mine", own.mines), ("refine", own.refiners)):
        for country in countries:
            outage = {"kind": "outage", "origin": country, "stage": stage, "severity": whole}
            events[f"{stage}_{country}"] = timing | outage
    for route in own.routes:
        extra = {"kind": "fixed", "value": own.disruption.route_extra_d}
        delay = {"kind": "route_delay", "origin": route.origin, "destinations": (route.market,)}
        events[f"route_{route.origin}_{route.destination}"] = timing | delay | {"extra_d": extra}
    events["ban"] = {
        "kind": "export_ban",
        "origin": own.ban.origin,
        "destinations": (own.ban.destination,),
        "minerals": (own.mineral,),
        "start": own.ban.start_d,
        "duration": {"kind": "fixed", "value": own.ban.duration_d},
        "severity": whole,
    }
    return ScenarioSpec.model_validate({"name": "reference chain", "events": events})


def chain_arm() -> Arm:
    """Return the arm with the chain's reserve."""
    rules = configure("reserve=jogmec_60", f"reserve.sizing.days={chain().reserve_days}").reserve
    return Arm(name="reserve", reserve=rules)
