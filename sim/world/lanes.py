"""Lanes from the tables: which ports, which ways, how many days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.data.parameters import parameters
from sim.data.passage import Met
from sim.data.tables import Row, load, number
from sim.data.vintage import cached
from sim.errors import InputError
from sim.world.countries import codes, market_of
from sim.world.lane import Lane, Passage, Route, Way
from sim.world.sea_ways import SeaWay, canal_d, closable, sea_ways

SEA, AIR, LAND, DOMESTIC = "sea", "air", "land", "domestic"
FREIGHTS = (SEA, AIR)
EU, ROW = "EU", "ROW"


@dataclass(frozen=True)
class _Port:
    key: str
    land_d: float
    weight: float


@cached
def lane(origin: str, destination: str, freight: str) -> Lane:
    """How goods get from one country to a country or market.

    Parameters
    ----------
    origin : str
        ISO3 code or ROW.
    destination : str
        ISO3 code, ROW, or the market EU.
    freight : str
        ``sea``: the surface, by land where land_legs.csv says so; ``air``.

    Returns
    -------
    Lane
        Shares sum to 1. Inside one country or the EU a single domestic haul.

    Raises
    ------
    InputError
        On an unknown place or freight, or when nothing connects the two.
    """
    _check(origin, destination, freight)
    return Lane(origin, destination, tuple(_routes(origin, destination, freight)))


@cached
def domestic(origin: str, destination: str) -> Lane:
    """A domestic haul, whatever lies between the two."""
    return Lane(origin, destination, (_plain(DOMESTIC, 1.0, parameters().mode("domestic_transit_d")),))


def is_domestic(origin: str, destination: str) -> bool:
    """Same country, or both in the EU; the residual ROW is no country."""
    return (origin == destination and origin != ROW) or (_in_eu(origin) and _in_eu(destination))


def _routes(origin: str, destination: str, freight: str) -> Iterator[Route]:
    if is_domestic(origin, destination):
        yield _plain(DOMESTIC, 1.0, parameters().mode("domestic_transit_d"))
        return
    if freight == AIR:
        yield _plain(AIR, 1.0, parameters().mode("air_transit_d"))
        return
    days, by_land = _land_leg(origin, destination)
    if by_land > 0.0:
        yield _plain(LAND, by_land, days)
    if by_land < 1.0:
        yield from _sea_routes(origin, destination, 1.0 - by_land)


def _plain(mode: str, share: float, days: float) -> Route:
    return Route(mode, share, (Way(days),))


def _sea_routes(origin: str, destination: str, total: float) -> list[Route]:
    """Routes between the ports of both ends; quicker and larger pairs carry more."""
    decay, smallest = (parameters().mode(name) for name in ("port_choice_decay", "port_share_min"))
    scored = []
    for load_port in _ports()[origin]:
        for port in _ports()[destination]:
            route = _port_route(load_port, port)
            if route is not None:
                scored.append((load_port.weight * port.weight * route.ways[0].days ** -decay, route))
    whole = sum(score for score, _ in scored)
    kept = [(score, route) for score, route in scored if score >= smallest * whole]
    if not kept:
        raise InputError(f"lane {origin}-{destination}", "no way", "sim/data",
                         "a row of land_legs.csv, or ports that sea_ways.csv connects")  # fmt: skip
    left = sum(score for score, _ in kept)
    return [
        Route(route.mode, total * score / left, route.ways, route.load_port, route.discharge_port)
        for score, route in kept
    ]


@cached
def _port_route(start: _Port, end: _Port) -> Route | None:
    """The route by one pair of ports; by land where both ends use the same port, None without a way."""
    handling = parameters().mode("port_customs_d")
    if start.key == end.key:
        return _plain(LAND, 1.0, start.land_d + handling + end.land_d)
    before, behind = start.land_d + handling / 2.0, handling / 2.0 + end.land_d
    found = [_way(way, before, end.key, behind, frozenset()) for way in sea_ways(start.key, end.key)]
    if not found:
        return None
    return Route(SEA, 1.0, _by_days(found), start.key, end.key)


def _way(way: SeaWay, before: float, port: str, behind: float, avoided: frozenset[str]) -> Way:
    """Days of a way at sea, with the days before sailing and behind the discharge port.

    From a passage on to the door it takes whole days, at least one more than from the next: cargo of many
    origins then has the same way ahead. What is left of a day falls into the first leg.
    """
    nm_per_d = 24.0 * parameters().mode("sea_speed_kn")
    waited, met_on = 0.0, list[tuple[float, Met]]()
    for met in way.met:
        if met.place in closable():
            met_on.append((before + waited + met.nm_in / nm_per_d, met))
        waited += canal_d()[met.place]
    days = before + waited + way.nm / nm_per_d + behind
    left = max(1, round(behind))
    passages = [Passage(port, days - left)]
    for day, met in reversed(met_on):
        left = max(round(days - day), left + 1)
        onward = _turns(met.place, met.side, port, behind, avoided | {met.place})
        passages.insert(0, Passage(met.place, days - left, onward))
    return Way(days, tuple(passages), way.nm)


@cached
def _turns(place: str, side: str, port: str, behind: float, avoided: frozenset[str]) -> tuple[Way, ...]:
    """Ways on to a port from just short of a chokepoint, past everything that has been avoided so far."""
    found = [
        _way(way, 0.0, port, behind, avoided)
        for way in sea_ways(f"{place}/{side}", port)
        if avoided.isdisjoint(met.place for met in way.met)
    ]
    return _by_days(found)


def _by_days(ways: list[Way]) -> tuple[Way, ...]:
    return tuple(sorted(ways, key=lambda way: way.days))


@cached
def _ports() -> dict[str, tuple[_Port, ...]]:
    found: dict[str, list[_Port]] = {}
    for line, row in enumerate(load("ports"), start=2):
        land_d, weight = (number(row, column, "ports.csv", line) for column in ("land_d", "weight"))
        found.setdefault(row["country"], []).append(_Port(row["port"], land_d, weight))
    return {country: tuple(ports) for country, ports in found.items()}


def _land_leg(origin: str, destination: str) -> tuple[float, float]:
    """Days and share by land; no row means all by sea. A row of the EU serves each of its members."""
    for a, b in ((origin, destination), (destination, origin)):
        for start in (a, EU) if _in_eu(a) else (a,):
            for end in (b, EU) if _in_eu(b) else (b,):
                if (start, end) in _land_legs():
                    return _land_legs()[start, end]
    return 0.0, 0.0


@cached
def _land_legs() -> dict[tuple[str, str], tuple[float, float]]:
    def cells(row: Row, line: int) -> tuple[float, float]:
        return number(row, "days", "land_legs.csv", line), number(row, "share", "land_legs.csv", line)

    rows = enumerate(load("land_legs"), start=2)
    return {(row["origin"], row["destination"]): cells(row, line) for line, row in rows}


def _in_eu(place: str) -> bool:
    return place == EU or market_of(place) == EU


def _check(origin: str, destination: str, freight: str) -> None:
    if freight not in FREIGHTS:
        raise InputError("freight", freight, "lane", "one of " + ", ".join(FREIGHTS))
    if origin not in codes():
        raise InputError("lane origin", origin, "countries.csv", "an ISO3 code of the table, or ROW")
    if destination not in codes() | {EU}:
        raise InputError(
            "lane destination", destination, "countries.csv", "an ISO3 code of the table, ROW or EU"
        )
