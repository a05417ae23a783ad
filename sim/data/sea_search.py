"""Shortest ways at sea under every set of closed chokepoints; only the table builder needs it."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from sim.data.passage import OPPOSITE, Met
from sim.data.sea_network import Network

NO_PREDECESSOR = -9999


@dataclass(frozen=True)
class SeaWay:
    """One way between two points.

    Attributes
    ----------
    nm : float
        Length without canal waiting.
    cost_nm : float
        Length with canal waiting at the stated speed; ranks the ways.
    met : tuple of Met
        Chokepoints in order.
    nodes : tuple of int
        Nodes of the network.
    """

    nm: float
    cost_nm: float
    met: tuple[Met, ...]
    nodes: tuple[int, ...]

    @property
    def places(self) -> frozenset[str]:
        """Chokepoints on the way."""
        return frozenset(met.place for met in self.met)


class Search:
    """Shortest ways of one network with given canal waiting.

    Parameters
    ----------
    network : Network
    closable : sequence of str
        Chokepoints that can close.
    waiting_nm : mapping
        Chokepoint -> waiting, as nm at the stated speed.
    """

    def __init__(self, network: Network, closable: Collection[str], waiting_nm: Mapping[str, float]) -> None:
        self.network = network
        self.closable = tuple(closable)
        self.waiting_nm = dict(waiting_nm)
        self._edge = {
            (int(a), int(b)): (float(nm), str(tag))
            for a, b, nm, tag in zip(network.start, network.end, network.nm, network.tag, strict=True)
        }
        self._side = {node: side for ends in network.sides.values() for side, node in ends.items()}

    def trees(
        self, closed: Collection[str], sources: list[int]
    ) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Costs and predecessors from the sources to every node, shape (sources, nodes)."""
        matrix = self.network.matrix(closed, self.waiting_nm)
        cost, back = dijkstra(matrix, indices=sources, return_predecessors=True)
        return np.asarray(cost), np.asarray(back)

    def walk(self, back: NDArray[np.int32], cost: float, end: int) -> SeaWay:
        """The way that one row of predecessors leads by to a node."""
        nodes = [end]
        while (before := int(back[nodes[-1]])) != NO_PREDECESSOR:
            nodes.append(before)
        nodes.reverse()
        nm, met = 0.0, list[Met]()
        for a, b in itertools.pairwise(nodes):
            length, tag = self._edge[a, b]
            if tag:
                first = met.pop() if met and met[-1].place == tag else Met(tag, "", nm, nm)
                met.append(Met(tag, first.side or self._side_between(a, b), first.nm_in, nm + length))
            nm += length
        return SeaWay(nm, cost, _merged(met), tuple(nodes))

    def _side_between(self, a: int, b: int) -> str:
        """Side by which an edge comes into its chokepoint; lanes may join half-way."""
        if a in self._side:
            return self._side[a]
        return OPPOSITE[self._side[b]] if b in self._side else ""

    def shortest(self, start: int, end: int, closed: Collection[str]) -> SeaWay | None:
        """One way under one set of closed chokepoints; None when there is none."""
        cost, back = self.trees(closed, [start])
        return self.walk(back[0], float(cost[0, end]), end) if np.isfinite(cost[0, end]) else None

    def all_ways(
        self, pairs: Mapping[int, Collection[int]], always: Mapping[int, str]
    ) -> dict[tuple[int, int], tuple[SeaWay, ...]]:
        """Distinct ways that are the shortest under some set of closed chokepoints.

        Parameters
        ----------
        pairs : mapping
            Start -> ends wanted.
        always : mapping
            Start -> chokepoint closed in every set (approach points).

        Returns
        -------
        dict
            (start, end) -> ways by cost; empty where there is none at all.

        Notes
        -----
        Closing what a way does not pass changes nothing, so a way is walked only when every
        smaller set has led through the chokepoint that the larger set adds.
        """
        sources = sorted(pairs)
        known: dict[tuple[int, int], dict[frozenset[str], SeaWay | None]] = {
            (a, b): {} for a in sources for b in pairs[a]
        }
        for closed in self.closed_sets():
            cost, back = self.trees(closed, sources)
            for row, a in enumerate(sources):
                base = always.get(a)
                if base is not None and base not in closed:
                    continue
                for b in pairs[a]:
                    found = known[a, b]
                    if not _inherit(found, closed, base):
                        reached = np.isfinite(cost[row, b])
                        found[closed] = self.walk(back[row], float(cost[row, b]), b) if reached else None
        return {pair: _distinct(found.values()) for pair, found in known.items()}

    def closed_sets(self) -> Iterator[frozenset[str]]:
        """All subsets of the closable chokepoints, small ones first."""
        for n in range(len(self.closable) + 1):
            yield from (frozenset(some) for some in itertools.combinations(self.closable, n))


def _inherit(found: dict[frozenset[str], SeaWay | None], closed: frozenset[str], base: str | None) -> bool:
    """Take over the way of a smaller set where it stays open; say whether that worked."""
    for place in sorted(closed - {base}):
        smaller = found[closed - {place}]
        if smaller is None or place not in smaller.places:
            found[closed] = smaller
            return True
    return False


def _distinct(ways: Collection[SeaWay | None]) -> tuple[SeaWay, ...]:
    """One way for each sequence of chokepoints, cheapest first."""
    best: dict[tuple[str, ...], SeaWay] = {}
    for way in sorted((w for w in ways if w is not None), key=lambda w: w.cost_nm):
        best.setdefault(tuple(met.place for met in way.met), way)
    return tuple(best.values())


def _merged(met: list[Met]) -> tuple[Met, ...]:
    """Dardanelles and Bosporus are one place with an untagged sea between them."""
    out: list[Met] = []
    for m in met:
        if out and out[-1].place == m.place:
            out[-1] = Met(m.place, out[-1].side, out[-1].nm_in, m.nm_out)
        else:
            out.append(m)
    return tuple(out)
