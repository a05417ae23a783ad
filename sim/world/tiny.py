"""Tiny worlds for oracles: unfed suppliers, one market with demand, nothing else."""

from __future__ import annotations

import numpy as np

from sim.errors import InputError
from sim.world import countries
from sim.world.facts import Fact
from sim.world.spec import TinySector, TinyWorldSpec
from sim.world.world import (
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


def build_tiny(spec: TinyWorldSpec) -> World:
    """World of one mineral whose only demand is the US market.

    Parameters
    ----------
    spec : TinyWorldSpec

    Raises
    ------
    InputError
        On a country that is not in countries.csv.
    """
    return World(
        name=spec.name,
        start_date=spec.start_date,
        minerals=(spec.mineral,),
        markets=MARKETS,
        price_usd_per_t=np.array([spec.price_usd_per_t]),
        dollar_year="as the world file states prices",
        reported=np.ones(1, dtype=bool),
        defense_stockpile_t=np.zeros(1),
        lanes=(),
        facilities=_facilities(spec),
        customers=_customers(spec),
        links=_links(spec),
        sectors=_sectors(spec),
        projects=_no_projects(),
        facts=_facts(spec),
        adjustments=(),
    )


def _facilities(spec: TinyWorldSpec) -> Facilities:
    suppliers = list(spec.suppliers.values())
    n = len(suppliers)
    for name, supplier in spec.suppliers.items():
        if supplier.country not in countries.codes():
            raise InputError(
                f"world.suppliers.{name}.country",
                supplier.country,
                "the world file",
                "an ISO3 code of sim/data/countries.csv or ROW",
            )
    return Facilities(
        name=tuple(f"{spec.mineral}/refine/{name}" for name in spec.suppliers),
        mineral=np.zeros(n, dtype=np.int64),
        stage=("refine",) * n,
        country=tuple(s.country for s in suppliers),
        base=_bases(spec),
        capacity=np.array([s.capacity_t_per_d for s in suppliers]),
        yield_=np.ones(n),
        fed=np.zeros(n, dtype=bool),
        plants=np.ones(n, dtype=np.int64),
        finished_cover_d=np.array([s.finished_cover_d for s in suppliers]),
        host=np.full(n, -1, dtype=np.int64),
        hosted=np.zeros(n),
        host_max=np.full(n, np.inf),
    )


def _bases(spec: TinyWorldSpec) -> np.ndarray:
    """Base outputs, t/day, closed on demand to the last digit."""
    base = np.array([s.base_t_per_d for s in spec.suppliers.values()])
    return np.asarray(base * (spec.demand_t_per_d / base.sum()))


def _customers(spec: TinyWorldSpec) -> Customers:
    n = len(MARKETS)
    demand = np.zeros(n + 1)
    cover = np.zeros(n + 1)
    demand[0], cover[0] = spec.demand_t_per_d, spec.cover_d
    return Customers(
        name=(*(f"{spec.mineral}/market/{m}" for m in MARKETS), f"{spec.mineral}/reserve"),
        mineral=np.zeros(n + 1, dtype=np.int64),
        kind=np.array([MARKET] * n + [RESERVE], dtype=np.int64),
        facility=np.full(n + 1, -1, dtype=np.int64),
        market=np.array([*range(n), 0], dtype=np.int64),
        country=(*MARKETS, "USA"),
        demand=demand,
        cover_d=cover,
    )


def _links(spec: TinyWorldSpec) -> Links:
    """One trade link per supplier into the US market, then one reserve link beside each."""
    n = len(spec.suppliers)
    base = _bases(spec)
    transit = np.array([s.transit_d for s in spec.suppliers.values()])
    order = np.arange(n, dtype=np.int64)
    return Links(
        supplier=np.concatenate([order, order]),
        customer=np.array([0] * n + [len(MARKETS)] * n, dtype=np.int64),
        base=np.concatenate([base, base]),
        transit_d=np.concatenate([transit, transit]),
        lead_d=np.zeros(2 * n),
        lane=np.full(2 * n, -1, dtype=np.int64),
        kind=np.array([TRADE] * n + [RESERVE_LINK] * n, dtype=np.int64),
        parent=np.concatenate([np.full(n, -1, dtype=np.int64), order]),
    )


def _sectors(spec: TinyWorldSpec) -> Sectors:
    sectors = spec.sectors or {"uses": TinySector(tier=3, share=1.0)}
    rows = list(sectors.values())
    share = np.array([s.share for s in rows])
    return Sectors(
        mineral=np.zeros(len(rows), dtype=np.int64),
        name=tuple(sectors),
        tier=np.array([s.tier for s in rows], dtype=np.int64),
        member=np.zeros(len(rows), dtype=bool),
        share=share / share.sum(),
        voll=np.array([s.voll for s in rows]),
    )


def _no_projects() -> Projects:
    none = np.zeros(0)
    return Projects(
        name=(),
        facility=np.zeros(0, dtype=np.int64),
        capacity=none,
        start_d=none,
        ramp_d=none,
        p_success=none,
        delay_mode_d=none,
        delay_max_d=none,
        qualification_d=none,
        us_access=none,
        note=(),
    )


def _facts(spec: TinyWorldSpec) -> tuple[Fact, ...]:
    source = "written out in the world file"
    supply = [
        Fact(spec.mineral, f"base output of {name}", s.base_t_per_d, "t/day", "judgement", source)
        for name, s in spec.suppliers.items()
    ]
    return (*supply, Fact(spec.mineral, "US demand", spec.demand_t_per_d, "t/day", "judgement", source))
