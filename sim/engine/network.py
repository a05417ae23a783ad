"""From a World to the opening tables: the steady state in which every run begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.data.parameters import parameters
from sim.engine.fairways import Fairways, cargo
from sim.engine.flow import chart
from sim.engine.tables import (
    ARRIVAL,
    CUSTOMER,
    FACILITY,
    LINK,
    MINERAL,
    SERIES_FIELDS,
    TALLY,
    Table,
    Tables,
    afloat_t,
)
from sim.world.world import LEAK, MARKET, RESERVE, RESERVE_LINK, STAGES, TRADE, World

FloatArray = NDArray[np.float64]


def open_tables(world: World, fairways: Fairways) -> Tables:
    """Flatten a world into the tables of the morning of day 0.

    Parameters
    ----------
    world : World
        Every table sorted by mineral.
    fairways : Fairways
        The ways its cargo may take.

    Returns
    -------
    Tables
        Stocks, cargo, prices and orders at the steady state; behaviours and accumulators at zero.
    """
    links = _links(world, fairways)
    customers = _customers(world, links)
    ring = cargo(links, fairways.routes, fairways.waypoints, len(customers))
    tables = Tables(
        minerals=_minerals(world, fairways.waypoints),
        facilities=_facilities(world),
        customers=customers,
        links=links,
        order=np.argsort(world.links.supplier, kind="stable").astype(np.uint32),
        routes=fairways.routes,
        arrivals=np.zeros(2 * len(fairways.routes), ARRIVAL),
        waypoints=fairways.waypoints,
        tallies=_tallies(world),
        ring=ring,
        short_days=np.zeros((0, len(world.minerals)), np.bool_),
        series=np.zeros((0, len(world.minerals), SERIES_FIELDS), np.float32),
    )
    customers["pipeline"] = afloat_t(tables)
    chart(tables)
    return tables


def _minerals(world: World, waypoints: Table) -> Table:
    n = len(world.minerals)
    table = np.zeros(n, MINERAL)
    customers, links = world.customers, world.links
    link_mineral = world.facilities.mineral[links.supplier]
    rows = {
        "facility": world.facilities.mineral,
        "customer": customers.mineral,
        "link": link_mineral,
        "waypoint": customers.mineral[waypoints["customer"]],
        "tally": world.sectors.mineral,
    }
    for noun, mineral in rows.items():
        edges = np.searchsorted(mineral, np.arange(n + 1))
        table[f"{noun}0"], table[f"{noun}1"] = edges[:-1], edges[1:]
    table["tally_all"] = len(world.sectors.name) + np.arange(n)
    table["us"] = np.flatnonzero((customers.kind == MARKET) & (customers.market == 0))
    table["reserve"] = np.flatnonzero(customers.kind == RESERVE)
    final = (links.kind == TRADE) & (customers.kind[links.customer] == MARKET)
    table["price_usd"] = world.price_usd_per_t
    table["world_flow"] = np.bincount(link_mineral[final], links.base[final], n)
    table["reserve_last"] = 1.0
    table["credit_usd"] = table["usable_t"] = np.inf
    table["active"] = 1
    table["peak_price"] = 1.0
    table["stockpile_t"] = world.defense_stockpile_t
    return table


def _facilities(world: World) -> Table:
    source, customers = world.facilities, world.customers
    table = np.zeros(len(source.base), FACILITY)
    fed = np.flatnonzero(customers.facility >= 0)
    table["feed"] = -1
    table["feed"][customers.facility[fed]] = fed
    edges = np.searchsorted(np.sort(world.links.supplier), np.arange(len(source.base) + 1))
    table["link0"], table["link1"] = edges[:-1], edges[1:]
    table["host"], table["hosted"], table["host_max"] = source.host, source.hosted, source.host_max
    table["yield_"], table["finished_cover"] = source.yield_, source.finished_cover_d
    for field in ("base", "reference", "signal", "pointed", "output"):
        table[field] = source.base
    table["capacity"] = source.capacity
    table["finished"] = source.finished_cover_d * source.base
    for field in ("availability", "uptime", "ask_floor", "ask", "realised"):
        table[field] = 1.0
    return table


def _links(world: World, fairways: Fairways) -> Table:
    """Leak paths carry nothing at the baseline and cost more than their parent."""
    source = world.links
    table = np.zeros(len(source.base), LINK)
    table["supplier"], table["customer"], table["kind"] = source.supplier, source.customer, source.kind
    table["route0"], table["route1"] = fairways.first[:-1], fairways.first[1:]
    leak = source.kind == LEAK
    table["weight"] = np.where(leak, 0.0, source.base)
    table["transit"] = fairways.transit_d
    table["markup"] = np.where(leak, parameters().get("leakage_markup").mode, 1.0)
    table["qualified"] = table["weight"] > 0
    table["smoothed"] = np.where(source.kind == RESERVE_LINK, 0.0, table["weight"])
    return table


def _customers(world: World, links: Table) -> Table:
    source = world.customers
    n = len(source.demand)
    table = np.zeros(n, CUSTOMER)
    table["kind"], table["facility"] = source.kind, source.facility
    table["demand0"], table["cover"] = source.demand, source.cover_d
    stages = [STAGES.index(world.facilities.stage[f]) if f >= 0 else len(STAGES) for f in source.facility]
    rival = source.mineral * (len(STAGES) + 1) + np.array(stages)
    total = np.bincount(rival, source.demand)[rival]
    table["share"] = np.divide(source.demand, total, out=np.zeros(n), where=total > 0)
    table["stock"] = source.cover_d * source.demand
    table["need"] = source.demand
    for field in ("precaution", "surge", "price", "contract_price"):
        table[field] = 1.0
    inflow = np.bincount(links["customer"], links["smoothed"], n)
    cargo = np.bincount(links["customer"], links["smoothed"] * links["transit"], n)
    table["transit"] = np.divide(cargo, inflow, out=np.zeros(n), where=inflow > 0)
    return table


def _tallies(world: World) -> Table:
    sectors, n = world.sectors, len(world.minerals)
    table = np.zeros(len(sectors.name) + n, TALLY)
    rows = slice(0, len(sectors.name))
    table["share"][rows], table["tier"][rows], table["voll"][rows] = sectors.share, sectors.tier, sectors.voll
    table["rank"][rows], table["drawable"][rows] = 1.0, np.inf
    us = (world.customers.kind == MARKET) & (world.customers.market == 0)
    demand, cover = world.customers.demand[us], world.customers.cover_d[us]
    table["cover"][rows] = cover[sectors.mineral]
    table["stock"][rows] = (cover * demand)[sectors.mineral] * sectors.share
    table["first_day"], table["last_day"] = np.inf, -np.inf
    return table
