"""Join the chains of all minerals into one World."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

import numpy as np

from sim.world.arrays import BoolArray, FloatArray, IntArray
from sim.world.chain import build_chain
from sim.world.demand import price_years
from sim.world.facilities import DAYS_PER_YEAR
from sim.world.host_chain import build_host_chain
from sim.world.hosts import assign_hosts, with_hosts
from sim.world.journal import Journal
from sim.world.lane import Lane
from sim.world.minerals import all_minerals, mineral, wanted
from sim.world.rows import Chain
from sim.world.spec import TablesWorldSpec
from sim.world.world import MARKETS, Customers, Facilities, Links, Projects, Sectors, World


def build_tables(spec: TablesWorldSpec, minerals: Sequence[str] | None) -> World:
    """World of the tables.

    Parameters
    ----------
    spec : TablesWorldSpec
    minerals : sequence of str or None
        Keys in any order; None for all. Hosts of by-products come along, not reported unless asked for.

    Raises
    ------
    InputError
        On an unknown mineral, or one that is a host only.
    """
    asked = {wanted(key).key for key in (all_minerals() if minerals is None else minerals)}
    keys = with_hosts(asked)
    chains = [_chain(key, spec) for key in keys]
    assign_hosts(chains)
    lanes = tuple({id(r.lane): r.lane for c in chains for r in c.links}.values())
    return World(
        name=spec.name,
        start_date=spec.start_date,
        minerals=tuple(keys),
        markets=MARKETS,
        price_usd_per_t=_floats(c.price for c in chains),
        dollar_year=price_years(c.mineral for c in chains),
        reported=_flags(key in asked for key in keys),
        defense_stockpile_t=_floats(c.stockpile_t for c in chains),
        lanes=lanes,
        facilities=_facilities(chains),
        customers=_customers(chains),
        links=_links(chains, lanes),
        sectors=_sectors(chains),
        projects=_projects(chains),
        facts=tuple(fact for c in chains for fact in c.journal.facts),
        adjustments=tuple(a for c in chains for a in c.journal.adjustments),
    )


def _chain(key: str, spec: TablesWorldSpec) -> Chain:
    one = mineral(key)
    return build_host_chain(one) if one.host_only else build_chain(one, spec)


def _facilities(chains: list[Chain]) -> Facilities:
    rows = [(m, c, f) for m, c in enumerate(chains) for f in c.facilities]
    names = [f"{c.mineral.key}/{f.label}" for _, c, f in rows]
    index = {name: i for i, name in enumerate(names)}
    hosts = [c.hosts.get(i) for c in chains for i in range(len(c.facilities))]
    return Facilities(
        name=tuple(names),
        mineral=_ints(m for m, _, _ in rows),
        stage=tuple(f.stage for _, _, f in rows),
        country=tuple(f.country for _, _, f in rows),
        base=_floats(f.base for _, _, f in rows),
        capacity=_floats(f.capacity for _, _, f in rows),
        yield_=_floats(f.yield_ for _, _, f in rows),
        fed=_flags(f.fed for _, _, f in rows),
        plants=_ints(f.plants for _, _, f in rows),
        finished_cover_d=_floats(f.finished_cover_d for _, _, f in rows),
        host=_ints(-1 if h is None else index[f"{h.mineral}/{h.label}"] for h in hosts),
        hosted=_floats(0.0 if h is None else h.hosted for h in hosts),
        host_max=_floats(np.inf if h is None else h.host_max for h in hosts),
    )


def _customers(chains: list[Chain]) -> Customers:
    offset = _offsets(len(c.facilities) for c in chains)
    rows = [(m, c, r) for m, c in enumerate(chains) for r in c.customers]
    return Customers(
        name=tuple(f"{c.mineral.key}/{r.label}" for _, c, r in rows),
        mineral=_ints(m for m, _, _ in rows),
        kind=_ints(r.kind for _, _, r in rows),
        facility=_ints(r.facility if r.facility < 0 else r.facility + offset[m] for m, _, r in rows),
        market=_ints(r.market for _, _, r in rows),
        country=tuple(r.country for _, _, r in rows),
        demand=_floats(r.demand for _, _, r in rows),
        cover_d=_floats(r.cover_d for _, _, r in rows),
    )


def _links(chains: list[Chain], lanes: tuple[Lane, ...]) -> Links:
    number = {id(lane): i for i, lane in enumerate(lanes)}
    facility = _offsets(len(c.facilities) for c in chains)
    customer = _offsets(len(c.customers) for c in chains)
    link = _offsets(len(c.links) for c in chains)
    rows = [(m, r) for m, c in enumerate(chains) for r in c.links]
    return Links(
        supplier=_ints(r.supplier + facility[m] for m, r in rows),
        customer=_ints(r.customer + customer[m] for m, r in rows),
        base=_floats(r.base for _, r in rows),
        transit_d=_floats(r.transit_d for _, r in rows),
        lead_d=_floats(r.lead_d for _, r in rows),
        lane=_ints(number[id(r.lane)] for _, r in rows),
        kind=_ints(r.kind for _, r in rows),
        parent=_ints(r.parent if r.parent < 0 else r.parent + link[m] for m, r in rows),
    )


def _sectors(chains: list[Chain]) -> Sectors:
    rows = [(m, use) for m, c in enumerate(chains) for use in c.uses]
    voll = [Journal(c.mineral.key).parameter("sector_voll") for c in chains]
    return Sectors(
        mineral=_ints(m for m, _ in rows),
        name=tuple(use.name for _, use in rows),
        tier=_ints(use.tier for _, use in rows),
        member=_flags(use.member for _, use in rows),
        share=_floats(use.share for _, use in rows),
        voll=_floats(voll[m] for m, _ in rows),
    )


def _projects(chains: list[Chain]) -> Projects:
    offset = _offsets(len(c.facilities) for c in chains)
    rows = [(c.plan_facility[p.name] + offset[m], p) for m, c in enumerate(chains) for p in c.plans]
    return Projects(
        name=tuple(p.name for _, p in rows),
        facility=_ints(i for i, _ in rows),
        capacity=_floats(p.capacity / DAYS_PER_YEAR for _, p in rows),
        start_d=_floats(p.start_d for _, p in rows),
        ramp_d=_floats(p.ramp_d for _, p in rows),
        p_success=_floats(p.p_success for _, p in rows),
        delay_mode_d=_floats(p.delay_mode_d for _, p in rows),
        delay_max_d=_floats(p.delay_max_d for _, p in rows),
        qualification_d=_floats(p.qualification_d for _, p in rows),
        us_access=_floats(p.us_access for _, p in rows),
        note=tuple(p.note for _, p in rows),
    )


def _offsets(sizes: Iterable[int]) -> list[int]:
    return [0, *accumulate(sizes)]


def _ints(values: Iterable[int]) -> IntArray:
    return np.array(list(values), dtype=np.int64)


def _floats(values: Iterable[float]) -> FloatArray:
    return np.array(list(values), dtype=np.float64)


def _flags(values: Iterable[bool]) -> BoolArray:
    return np.array(list(values), dtype=np.bool_)
