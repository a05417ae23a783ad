"""Write sea_ways.csv and sea_lines.csv: ``python -m sim.data.build_routes``.

Needs the extra ``routes`` and about a minute. The simulation reads the tables only.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from sim.data.parameters import parameters
from sim.data.passage import OPPOSITE
from sim.data.polyline import encode, simplify
from sim.data.port_pairs import needed_pairs
from sim.data.sea_network import network, version
from sim.data.sea_search import Search, SeaWay
from sim.data.tables import load, number
from sim.data.vintage import FOLDER

YEAR = "2026"
GRADE = "derived"

Ways = Mapping[tuple[str, str], tuple[SeaWay, ...]]
"""(port, port) or (key/side, port) -> ways, quickest first."""


def main() -> None:
    """Build both tables and write them into the data folder, or another one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write (default: sim/data)")
    folder = parser.parse_args().folder
    search = make_search()
    ways = port_ways(search, needed_pairs())
    turns = used_turns(search, ways, turn_ways(search))
    _write(folder / "sea_ways.csv", ["from", "to", "rank", "nm", "passages"], way_rows({**ways, **turns}))
    _write(folder / "sea_lines.csv", ["from", "to", "line"], line_rows(search, ways))


def make_search() -> Search:
    """The network with all ports of ports.csv and the canal waiting of chokepoints.csv."""
    points = {
        row["port"]: (number(row, "lon", "ports.csv", line), number(row, "lat", "ports.csv", line))
        for line, row in enumerate(load("ports"), start=2)
    }
    nm_per_d = 24.0 * parameters().mode("sea_speed_kn")
    rows = [
        (row, number(row, "canal_d", "chokepoints.csv", line))
        for line, row in enumerate(load("chokepoints"), 2)
    ]
    waiting = {row["key"]: days * nm_per_d for row, days in rows if days > 0.0}
    return Search(network(points), [row["key"] for row, _ in rows if row["closable"] == "yes"], waiting)


def port_ways(search: Search, pairs: Mapping[tuple[str, str], bool]) -> Ways:
    """Ways between pairs of ports: all of them where the pair says so, else the usual one."""
    node = search.network.ports
    name = {index: port for port, index in node.items()}
    wanted: dict[int, list[int]] = {}
    for a, b in sorted(pairs):
        wanted.setdefault(node[a], []).append(node[b])
    found = search.all_ways(wanted, {})
    named = {(name[a], name[b]): ways for (a, b), ways in found.items() if ways}
    return {pair: ways if pairs[pair] else ways[:1] for pair, ways in named.items()}


def turn_ways(search: Search) -> Ways:
    """All ways from both approach points of each closable chokepoint to every port, avoiding it."""
    sides = search.network.sides
    node = {f"{place}/{side}": at for place in search.closable for side, at in sides[place].items()}
    name = {at: key for key, at in node.items()}
    port = {index: key for key, index in search.network.ports.items()}
    found = search.all_ways(
        {at: sorted(port) for at in node.values()},
        {at: key.partition("/")[0] for key, at in node.items()},
    )
    return {(name[a], port[b]): ways for (a, b), ways in found.items() if ways}


def used_turns(search: Search, ways: Ways, turns: Ways) -> Ways:
    """The turns that cargo of the given ways can take, and the turns that follow on these."""
    open_ = {(start, end) for (a, b), some in ways.items() for way in some for start, end in _ends(way, a, b)}
    used: set[tuple[str, str]] = set()
    closable = set(search.closable)
    while open_:
        pair = open_.pop()
        used.add(pair)
        for way in turns.get(pair, ()):
            more = {(f"{m.place}/{m.side}", pair[1]) for m in way.met if m.side}
            open_ |= more - used
    return {
        pair: turns[pair] for pair in sorted(used) if pair in turns and pair[0].partition("/")[0] in closable
    }


def _ends(way: SeaWay, a: str, b: str) -> Iterable[tuple[str, str]]:
    """Approach point and port ahead for every chokepoint of a way, in both directions."""
    for met in way.met:
        if met.side:
            yield f"{met.place}/{met.side}", b
            yield f"{met.place}/{OPPOSITE[met.side]}", a


def way_rows(ways: Ways) -> list[list[str]]:
    """Rows of sea_ways.csv without source, year and confidence."""
    return [
        [a, b, str(rank), f"{way.nm:.0f}", ";".join(met.written() for met in way.met)]
        for (a, b), some in sorted(ways.items())
        for rank, way in enumerate(some, start=1)
    ]


def line_rows(search: Search, ways: Ways) -> list[list[str]]:
    """Rows of sea_lines.csv without source, year and confidence.

    A way is drawn as its legs between ports and approach points, which many ways share: what
    passes no closable chokepoint is the same course whatever is closed.
    """
    market = {row["country"]: row["market"] for row in load("countries")}
    hub = {row["port"] for row in load("ports") if row["country"] in set(market.values())}
    legs: dict[tuple[str, str], tuple[int, ...]] = {}
    for (a, b), some in sorted(ways.items()):
        if a in hub or b in hub:
            for way in some:
                for start, end, nodes in _legs(search, a, b, way):
                    key, course = ((start, end), nodes) if start < end else ((end, start), nodes[::-1])
                    legs.setdefault(key, course)
    points = search.network.points
    return [[a, b, encode(simplify([points[n] for n in nodes]))] for (a, b), nodes in sorted(legs.items())]


def _legs(search: Search, a: str, b: str, way: SeaWay) -> Iterable[tuple[str, str, tuple[int, ...]]]:
    """The way cut at the ends of its closable chokepoints."""
    marks = [(0, a)]
    for met in way.met:
        if met.side:
            for side in (met.side, OPPOSITE[met.side]):
                at = search.network.sides[met.place][side]
                if at in way.nodes:
                    marks.append((way.nodes.index(at), f"{met.place}/{side}"))
    marks.append((len(way.nodes) - 1, b))
    for (i, start), (j, end) in zip(marks, marks[1:], strict=False):
        if i < j:
            yield start, end, way.nodes[i : j + 1]


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*header, "source", "year", "confidence"])
        writer.writerows([*row, version(), YEAR, GRADE] for row in rows)


if __name__ == "__main__":
    main()
