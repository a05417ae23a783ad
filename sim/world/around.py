"""Places that can close, and how much longer the way around each usually is."""

from __future__ import annotations

import math
from statistics import median

from sim.data.parameters import parameters
from sim.data.tables import load
from sim.data.vintage import cached
from sim.world.sea_ways import SeaWay, canal_d, closable, sea_ways
from sim.world.world import MARKETS


def closable_places() -> frozenset[str]:
    """Chokepoints that can close, and all ports."""
    return closable() | {row["port"] for row in load("ports")}


def place_name(place: str) -> str:
    """Name of a chokepoint or port as a reader would write it."""
    names = {row["key"]: row["name"] for row in load("chokepoints")}
    names |= {row["port"]: row["name"] for row in load("ports")}
    return names.get(place, place)


@cached
def around_d(place: str) -> float:
    """Days that the way around a place usually takes longer.

    Parameters
    ----------
    place : str
        Key of chokepoints.csv or ports.csv.

    Returns
    -------
    float
        For a chokepoint the median over all pairs of ports of which one serves a market and the usual way
        meets it; infinite where most of them are cut off. For a port the parameter ``port_around_d``.
        Infinite for places that the tables do not know.
    """
    ports = {row["port"] for row in load("ports")}
    if place in ports:
        return parameters().mode("port_around_d")
    served = {row["port"] for row in load("ports") if row["country"] in MARKETS}
    extra = [
        _extra_d(ways, place)
        for start in ports
        for end in served - {start}
        if (ways := sea_ways(start, end)) and _meets(ways[0], place)
    ]
    return median(extra) if extra else math.inf


def _meets(way: SeaWay, place: str) -> bool:
    return any(met.place == place for met in way.met)


def _days(way: SeaWay) -> float:
    nm_per_d = 24.0 * parameters().mode("sea_speed_kn")
    return way.nm / nm_per_d + sum(canal_d()[met.place] for met in way.met)


def _extra_d(ways: tuple[SeaWay, ...], place: str) -> float:
    others = [_days(way) for way in ways if not _meets(way, place)]
    return min(others) - _days(ways[0]) if others else math.inf
