"""Ways between ports at sea, read from sea_ways.csv."""

from __future__ import annotations

from dataclasses import dataclass

from sim.data.passage import OPPOSITE, Met
from sim.data.tables import load, number
from sim.data.vintage import cached, current, use


@dataclass(frozen=True)
class SeaWay:
    """One way between two ports, or from an approach point to a port.

    Attributes
    ----------
    nm : float
        Length without canal waiting.
    met : tuple of Met
        Chokepoints in order.
    """

    nm: float
    met: tuple[Met, ...]

    def reversed(self) -> SeaWay:
        """The same way sailed from its end."""
        met = (Met(m.place, OPPOSITE[m.side], self.nm - m.nm_out, self.nm - m.nm_in) for m in self.met[::-1])
        return SeaWay(self.nm, tuple(met))


@cached
def sea_ways(start: str, end: str) -> tuple[SeaWay, ...]:
    """Ways between two ports, or from an approach point ``key/side`` to a port that avoid its chokepoint.

    Parameters
    ----------
    start, end : str
        Ports of ports.csv; the start may be an approach point.

    Returns
    -------
    tuple of SeaWay
        The usual one first; empty where the table knows none.
    """
    # vintages that agree in this table, the largest, read it once
    with use(current().only("sea_ways")):
        table = _table()
    if (start, end) in table:
        return table[start, end]
    return tuple(way.reversed() for way in table.get((end, start), ()))


@cached
def closable() -> frozenset[str]:
    """Chokepoints that can close."""
    return frozenset(row["key"] for row in load("chokepoints") if row["closable"] == "yes")


@cached
def canal_d() -> dict[str, float]:
    """Days of waiting and slow passage of each chokepoint."""
    rows = enumerate(load("chokepoints"), start=2)
    return {row["key"]: number(row, "canal_d", "chokepoints.csv", line) for line, row in rows}


@cached
def _table() -> dict[tuple[str, str], tuple[SeaWay, ...]]:
    found: dict[tuple[str, str], list[SeaWay]] = {}
    for line, row in enumerate(load("sea_ways"), start=2):
        met = tuple(Met.read(text) for text in row["passages"].split(";") if text)
        way = SeaWay(number(row, "nm", "sea_ways.csv", line), met)
        found.setdefault((row["from"], row["to"]), []).append(way)
    return {pair: tuple(ways) for pair, ways in found.items()}
