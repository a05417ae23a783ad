"""Courses for a map, put together from the legs of sea_lines.csv."""

from __future__ import annotations

from sim.data.passage import OPPOSITE
from sim.data.polyline import Point, decode
from sim.data.tables import load
from sim.data.vintage import cached
from sim.errors import InputError
from sim.world.sea_ways import SeaWay, sea_ways

Parts = tuple[tuple[Point, ...], ...]
"""Lines of longitude and latitude; a course across the date line has a part on either side."""


def course(start: str, end: str, rank: int = 1) -> Parts:
    """Line on a world map of one way between a port and a port of a market.

    Parameters
    ----------
    start, end : str
        Ports of ports.csv.
    rank : int
        1 is the usual way, then the detours in the order of sea_ways.csv.

    Raises
    ------
    InputError
        When the tables hold no such way or no line for it.
    """
    ways = sea_ways(start, end)
    if not 1 <= rank <= len(ways):
        raise InputError(f"way {start}-{end}", rank, "sea_ways.csv", f"1 to {len(ways)}")
    marks = _marks(start, end, ways[rank - 1])
    legs = _legs(marks)
    if legs is None:
        raise InputError(f"line {start}-{end}", "missing", "sea_lines.csv", "one end at a port of a market")
    return tuple(part for leg in legs for part in leg)


def _marks(start: str, end: str, way: SeaWay) -> list[str]:
    """Where the way is cut into legs: both ends of each chokepoint that can close."""
    inner = [f"{m.place}/{side}" for m in way.met if m.side for side in (m.side, OPPOSITE[m.side])]
    return [start, *inner, end]


def _legs(marks: list[str]) -> list[Parts] | None:
    """Legs from mark to mark, or None; a lane that joins a chokepoint half-way skips the mark at its end."""
    if len(marks) == 1:
        return []
    for n in range(1, len(marks)):
        leg = _leg(marks[0], marks[n])
        rest = _legs(marks[n:]) if leg else None
        if rest is not None:
            return [leg, *rest]
    return None


def _leg(a: str, b: str) -> Parts:
    if (a, b) in _table():
        return _table()[a, b]
    return tuple(part[::-1] for part in _table().get((b, a), ())[::-1])


@cached
def _table() -> dict[tuple[str, str], Parts]:
    return {(row["from"], row["to"]): decode(row["line"]) for row in load("sea_lines")}
