"""Countries: name and market."""

from __future__ import annotations

from sim.data.tables import Row, load
from sim.data.vintage import cached


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
