"""All trade by sea on one map: what a closure stops, and the ways it takes instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.atlas import chokepoint_table, land_table
from sim.analysis.nodes import DAYS_PER_YEAR
from sim.data.vintage import use
from sim.errors import InputError
from sim.world.lane import Route
from sim.world.sea_lines import Parts, course
from sim.world.sea_ways import SeaWay, sea_ways
from sim.world.world import TRADE, World

if TYPE_CHECKING:
    import pandas as pd

OPEN, STOPPED, AROUND = "open", "stopped", "around"
"""Kinds of line: the usual way stays, is stopped, is replaced by another."""
LINE_COLUMNS = ("kind", "route", "part", "lat", "lon", "usd_per_year")


@dataclass(frozen=True)
class Detours:
    """Plain tables behind the map of a closure; degrees, dollars at baseline prices.

    Attributes
    ----------
    lines : DataFrame
        Columns `LINE_COLUMNS`; one row per corner. Parts of a way end at the date line.
    chokepoints, land : DataFrame
        As in an `Atlas`, with dollars instead of tonnes.
    by_sea_usd, stopped_usd, cut_off_usd : float
        Value per year that goes by sea, whose usual way is stopped, and which has no other way.
    """

    lines: pd.DataFrame
    chokepoints: pd.DataFrame
    land: pd.DataFrame
    by_sea_usd: float
    stopped_usd: float
    cut_off_usd: float


def detours(world: World, places: Collection[str]) -> Detours:
    """Return the tables behind the map of a closure, for all reported minerals together.

    Parameters
    ----------
    world : World
    places : collection of str
        Keys of chokepoints.csv or ports.csv that are closed.
    """
    import pandas as pd

    closed = frozenset(places)
    value, routes = _values(world)
    stopped = {pair for pair, route in routes.items() if not _stays(route, closed)}
    cut_off = {pair for pair in stopped if routes[pair].open_way(closed) is None}
    passing: dict[str, float] = defaultdict(float)
    for pair, usd in value.items():
        for passage in routes[pair].ways[0].passages:
            passing[passage.place] += usd
    with use(world.vintage):
        lines = [row for pair in sorted(value) for row in _lines(pair, value[pair], pair in stopped, closed)]
        chokepoints, land = chokepoint_table(passing), land_table()
    return Detours(
        lines=pd.DataFrame(lines, columns=list(LINE_COLUMNS)),
        chokepoints=chokepoints,
        land=land,
        by_sea_usd=sum(value.values()),
        stopped_usd=sum(value[pair] for pair in stopped),
        cut_off_usd=sum(value[pair] for pair in cut_off),
    )


def _values(world: World) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], Route]]:
    """Dollars per year and a route of every pair of ports in use."""
    links = world.links
    value: dict[tuple[str, str], float] = defaultdict(float)
    routes: dict[tuple[str, str], Route] = {}
    for i in range(len(links.base)):
        mineral = int(world.facilities.mineral[links.supplier[i]])
        if links.kind[i] != TRADE or links.lane[i] < 0 or not world.reported[mineral]:
            continue
        usd = float(links.base[i] * world.price_usd_per_t[mineral]) * DAYS_PER_YEAR
        for route in world.lanes[links.lane[i]].routes:
            if route.load_port:
                pair = route.load_port, route.discharge_port
                value[pair] += usd * route.share
                routes[pair] = route
    return dict(value), routes


def _stays(route: Route, closed: frozenset[str]) -> bool:
    return route.load_port not in closed and route.ways[0].avoids(closed)


def _lines(
    pair: tuple[str, str], usd: float, stopped: bool, closed: frozenset[str]
) -> Iterator[tuple[object, ...]]:
    """Corners of the usual way, and of the way around it when that is stopped."""
    yield from _corners(STOPPED if stopped else OPEN, pair, 1, usd)
    if stopped:
        free = [rank for rank, way in enumerate(sea_ways(*pair), start=1) if _avoids(way, closed)]
        if free and closed.isdisjoint(pair):
            yield from _corners(AROUND, pair, free[0], usd)


def _avoids(way: SeaWay, closed: frozenset[str]) -> bool:
    return closed.isdisjoint(met.place for met in way.met)


def _corners(kind: str, pair: tuple[str, str], rank: int, usd: float) -> Iterator[tuple[object, ...]]:
    for part, corners in enumerate(_course(pair, rank)):
        for lon, lat in corners:
            yield kind, "-".join(pair), part, lat, lon, usd


def _course(pair: tuple[str, str], rank: int) -> Parts:
    """Return a way; nothing between two ports that serve no market: no line is kept there."""
    try:
        return course(*pair, rank)
    except InputError:
        return ()
