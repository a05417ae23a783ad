"""Countries: name, market, sea region; and days under way between two of them."""

from __future__ import annotations

from sim.data.parameters import parameters
from sim.data.tables import Row, load, number
from sim.data.vintage import cached

EU = "EU"


@cached
def _rows() -> dict[str, Row]:
    return {row["country"]: row for row in load("countries")}


def codes() -> frozenset[str]:
    """All ISO3 codes the tables know, and ROW."""
    return frozenset(_rows())


def market_of(country: str) -> str:
    """Market a country buys in: USA, JPN, KOR, EU, CHN or ROW."""
    return _rows()[country]["market"]


def name_of(country: str) -> str:
    """English name of a country."""
    return _rows()[country]["name"]


@cached
def transit_d(origin: str, destination: str) -> float:
    """Days from one country to a country or market, with port and customs.

    Parameters
    ----------
    origin : str
        ISO3 code or ROW.
    destination : str
        ISO3 code, ROW, or the market EU.

    Returns
    -------
    float
        Inside one country or the EU the domestic haul only; else inland haul of the origin, sea or land leg
        between the two regions (transit.csv), port and customs.
    """
    if (origin == destination and origin != "ROW") or (market_of(origin) == EU and _in_eu(destination)):
        return parameters().mode("domestic_transit_d")
    start = _rows()[origin]
    end = "EUR" if destination == EU else _rows()[destination]["region"]
    inland = number(start, "inland_d", "countries.csv", 0)
    return inland + _legs()[start["region"], end] + parameters().mode("port_customs_d")


def _in_eu(place: str) -> bool:
    return place == EU or market_of(place) == EU


@cached
def _legs() -> dict[tuple[str, str], float]:
    return {
        (row["origin"], row["destination"]): number(row, "days", "transit.csv", line)
        for line, row in enumerate(load("transit"), start=2)
    }
