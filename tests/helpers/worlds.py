"""Small worlds for tests: random two-stage networks, and one-line futures."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import yaml

from sim.config import scenarios_dir
from sim.engine.model import ModelSpec
from sim.futures.events import (
    ChokepointClosure,
    ChokepointRestriction,
    ExportBan,
    Outage,
    PriceFlood,
    RouteDelay,
)
from sim.futures.future import Future, ProjectDraw
from sim.policy.arm import Arm
from sim.policy.reserve.spec import StockReserve
from sim.world.lane import Lane, Passage, Route, Way
from sim.world.load import load_world
from sim.world.spec import TinyWorldSpec
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
    Projects,
    Sectors,
    World,
)

START = date(2027, 1, 1)
WITHOUT = Arm(name="without")
COUNTRIES = ("CHN", "AUS", "CHL", "COD", "KAZ", "ZAF")


def group(path: str) -> dict[str, Any]:
    """Read one file of ``scenarios/``."""
    return yaml.safe_load((scenarios_dir() / f"{path}.yaml").read_text())


@cache
def model(name: str) -> ModelSpec:
    return ModelSpec.model_validate_json(json.dumps(group(f"model/{name}")), strict=True)


@cache
def default_world(*minerals: str) -> World:
    return load_world(minerals=minerals or None)


@cache
def tiny(name: str) -> World:
    return load_world(TinyWorldSpec.model_validate_json(json.dumps(group(f"world/tiny/{name}"))))


def reserve(name: str = "vault", **rules: Any) -> StockReserve:
    """A reserve file with some of its rules replaced, e.g. ``buying={"fill_months": 0}``."""
    values = group(f"reserve/{name}")
    for rule, change in rules.items():
        values[rule] = {**values[rule], **change} if isinstance(change, dict) else change
    return StockReserve.model_validate_json(json.dumps(values))


def stockpile(name: str = "stockpile", **rules: Any) -> StockReserve:
    """A reserve for everybody alike, all of it usable, that pays the market price; some rules replaced."""
    plain: dict[str, dict[str, Any]] = {
        "buying": {"price_impact": False},
        "release": {
            "kind": "proportional",
            "trigger_import_loss": None,
            "declaration_lag_d": None,
            "release_lead_d": None,
            "drawdown_cap": 1.0,
            "usable_form": 1.0,
            "review_d": 7.0,
        },
    }
    values = group("reserve/vault") | {"name": name, "release": plain["release"]}
    values["buying"] = values["buying"] | plain["buying"]
    for rule, change in rules.items():
        same = isinstance(change, dict) and change.get("kind") in (None, values[rule].get("kind"))
        values[rule] = {**values[rule], **change} if same else change
    return StockReserve.model_validate_json(json.dumps(values))


def future(*events: Any, horizon_d: int = 3650, **parameters: float) -> Future:
    return Future(
        id=0,
        seed=1,
        start_date=START,
        horizon_d=horizon_d,
        background=False,
        events=tuple(sorted(events, key=lambda event: (event.start_d, event.id))),
        parameters=parameters,
        project_draws={},
    )


def with_draws(base: Future, world: World, u: float = 0.1) -> Future:
    draw = ProjectDraw(success_u=u, delay_u=u, qualification_u=u)
    return base.model_copy(update={"project_draws": dict.fromkeys(world.projects.name, draw)})


def ban(minerals: tuple[str, ...], start: float = 365.0, days: float = 365.0, **fields: Any) -> ExportBan:
    values = {"id": "ban", "mark": 0.5, "origin": "CHN", "severity": 1.0, "leakage": 0.0}
    values |= {"announced_d": start} | fields
    return ExportBan(minerals=minerals, start_d=start, duration_d=days, **values)


def outage(minerals: tuple[str, ...], start: float, days: float, **fields: Any) -> Outage:
    values = {"id": "outage", "mark": 0.5, "origin": "CHN", "stage": "refine", "severity": 1.0} | fields
    return Outage(minerals=minerals, start_d=start, duration_d=days, **values)


def flood(minerals: tuple[str, ...], start: float, days: float, factor: float) -> PriceFlood:
    return PriceFlood(
        id="flood",
        mark=0.5,
        start_d=start,
        duration_d=days,
        minerals=minerals,
        origin="CHN",
        ask_factor=factor,
    )


def delay(minerals: tuple[str, ...], start: float, days: float, extra: float) -> RouteDelay:
    return RouteDelay(
        id="delay", mark=0.5, start_d=start, duration_d=days, minerals=minerals, origin="CHN", extra_d=extra
    )


def rows(outcome: Any, mineral: str, sector: str = "all") -> dict[str, Any]:
    """The row of a mineral as a mapping."""
    table = outcome.outcomes
    for i, name in enumerate(table["mineral"]):
        if name == mineral and table["sector"][i] == sector:
            return {column: table[column][i] for column in table}
    raise KeyError((mineral, sector))


def random_world(
    seed: int, mines: int = 3, refiners: int = 3, spare: float | None = None, scale: float = 1.0
) -> World:
    """A balanced two-stage world of one mineral with random flows, transits, covers and yields.

    ``spare`` sets capacity over base for everybody (None: 1.1 to 1.6 at random); ``scale`` multiplies
    all tonnes.
    """
    rng = np.random.default_rng(seed)
    refined = rng.gamma(1.0, 1.0, (refiners, len(MARKETS))) * scale + 1e-3 * scale
    made = refined.sum(axis=1)
    yields = rng.uniform(0.7, 1.0, refiners)
    ore = rng.gamma(1.0, 1.0, (mines, refiners)) + 1e-3
    ore *= (made / yields) / ore.sum(axis=0)
    base = np.concatenate([ore.sum(axis=1), made])
    n_f, n_c = mines + refiners, refiners + len(MARKETS) + 1
    slack = rng.uniform(1.1, 1.6, n_f) if spare is None else np.full(n_f, 1.0 + spare)
    supplier, customer, flow, kind, parent = [], [], [], [], []
    for i in range(mines):
        for j in range(refiners):
            (
                supplier.append(i),
                customer.append(j),
                flow.append(ore[i, j]),
                kind.append(TRADE),
                parent.append(-1),
            )
    for i in range(refiners):
        for j in range(len(MARKETS)):
            supplier.append(mines + i), customer.append(refiners + j), flow.append(refined[i, j])
            kind.append(TRADE), parent.append(-1)
    for i in range(refiners):
        into_us = mines * refiners + i * len(MARKETS)
        supplier.append(mines + i), customer.append(n_c - 1), flow.append(refined[i, 0])
        kind.append(RESERVE_LINK), parent.append(into_us)
    transit = rng.uniform(0.0, 60.0, len(flow))
    country = tuple(COUNTRIES[i % len(COUNTRIES)] for i in range(mines)) + COUNTRIES[:refiners]
    return World(
        name="random",
        start_date=START,
        minerals=("testium",),
        markets=MARKETS,
        price_usd_per_t=np.array([1000.0]),
        dollar_year="none",
        reported=np.ones(1, np.bool_),
        defense_stockpile_t=np.zeros(1),
        lanes=(),
        facilities=Facilities(
            name=tuple(f"testium/{'mine' if i < mines else 'refine'}/{i}" for i in range(n_f)),
            mineral=np.zeros(n_f, np.int64),
            stage=("mine",) * mines + ("refine",) * refiners,
            country=country,
            base=base,
            capacity=base * slack,
            yield_=np.concatenate([np.ones(mines), yields]),
            fed=np.arange(n_f) >= mines,
            plants=np.ones(n_f, np.int64),
            finished_cover_d=rng.uniform(2.0, 10.0, n_f),
            host=np.full(n_f, -1, np.int64),
            hosted=np.zeros(n_f),
            host_max=np.full(n_f, np.inf),
        ),
        customers=Customers(
            name=tuple(f"testium/{i}" for i in range(n_c)),
            mineral=np.zeros(n_c, np.int64),
            kind=np.array([FEED] * refiners + [MARKET] * len(MARKETS) + [RESERVE]),
            facility=np.array([*range(mines, n_f), *[-1] * (len(MARKETS) + 1)]),
            market=np.array([5] * refiners + [*range(len(MARKETS))] + [0]),
            country=(*COUNTRIES[:refiners], *MARKETS, "USA"),
            demand=np.concatenate([made / yields, refined.sum(axis=0), [0.0]]),
            cover_d=rng.uniform(20.0, 120.0, n_c),
        ),
        links=Links(
            supplier=np.array(supplier),
            customer=np.array(customer),
            base=np.array(flow),
            transit_d=transit,
            lead_d=np.zeros(len(flow)),
            lane=np.full(len(flow), -1, np.int64),
            kind=np.array(kind),
            parent=np.array(parent),
        ),
        sectors=Sectors(
            mineral=np.zeros(2, np.int64),
            name=("defence", "rest"),
            tier=np.array([1, 3]),
            member=np.zeros(2, np.bool_),
            share=np.array([0.2, 0.8]),
            voll=np.array([1000.0, 100.0]),
        ),
        projects=Projects((), np.zeros(0, np.int64), *(np.zeros(0) for _ in range(8)), ()),
        facts=(),
        adjustments=(),
    )


def gated_world(ways: tuple[Way, ...] | None = None, cover_d: float = 0.0, stock_d: float = 0.0) -> World:
    """One supplier whose cargo meets ``gate`` on day 15, ``harbour`` on day 30 and its customer on day 35.

    The way around the gate takes 47 days; what turns at the gate needs 30 more. The supplier cannot make
    more than it sells.
    """
    turns = (Way(30.0, (Passage("harbour", 25.0),)),)
    usual = Way(35.0, (Passage("gate", 15.0, turns), Passage("harbour", 30.0)))
    around = Way(47.0, (Passage("harbour", 42.0),))
    lane = Lane("CHN", "USA", (Route("sea", 1.0, ways or (usual, around), "quay", "harbour"),))
    base = tiny("s14_route")
    facilities, customers = base.facilities, base.customers
    n = len(base.links.base)
    return replace(
        base,
        lanes=(lane,),
        links=replace(base.links, lane=np.zeros(n, np.int64), transit_d=np.full(n, lane.days)),
        facilities=replace(
            facilities,
            capacity=facilities.base,
            finished_cover_d=np.full(len(facilities.base), stock_d),
        ),
        customers=replace(customers, cover_d=np.where(customers.demand > 0, cover_d, 0.0)),
    )


def closure(start: float, days: float, *places: str, **fields: Any) -> ChokepointClosure:
    values = {"id": "closure", "mark": 0.5, "minerals": ("testium",), "places": places or ("gate",)} | fields
    return ChokepointClosure(start_d=start, duration_d=days, **values)


def restriction(start: float, days: float, severity: float, *places: str) -> ChokepointRestriction:
    return ChokepointRestriction(
        id="restriction",
        mark=0.5,
        minerals=("testium",),
        places=places or ("gate",),
        start_d=start,
        duration_d=days,
        severity=severity,
    )
