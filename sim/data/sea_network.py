"""The sea-lane network of the searoute package as a sparse matrix; only the table builder needs it."""

from __future__ import annotations

import importlib.metadata
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

KM_PER_NM = 1.852
EARTH_NM = 6371.0088 / KM_PER_NM
SHORTEST_NM = 1e-6
"""A sparse matrix drops zeros, and the network has zero-length edges across the date line."""

PASSAGES: Mapping[str, tuple[str, ...]] = {
    "suez": ("suez",),
    "bab_el_mandeb": ("babalmandab",),
    "malacca": ("malacca",),
    "sunda": ("sunda",),
    "panama": ("panama",),
    "hormuz": ("ormuz",),
    "gibraltar": ("gibraltar",),
    "turkish_straits": ("bosporus", "dardanelles"),
    "cape": ("south_africa",),
    "magellan": ("chili",),
}
"""Our chokepoints and the passage tags of searoute."""

ALWAYS_CLOSED = "northwest"

Point = tuple[float, float]
"""Longitude, latitude."""


@dataclass(frozen=True)
class Network:
    """Sea lanes with ports attached.

    Attributes
    ----------
    points : list of (float, float)
        Longitude and latitude of the nodes; ports come last.
    start, end : ndarray, shape (n_e,)
        Nodes of the directed edges.
    nm : ndarray, shape (n_e,)
        Length.
    tag : ndarray of str, shape (n_e,)
        Chokepoint of the edge, or empty.
    ports : dict
        Port -> node.
    sides : dict
        Chokepoint -> its two approach points, as side (n, s, e, w) -> node.
    snap_nm : dict
        Port -> distance to the lane it is attached to.
    """

    points: list[Point]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    nm: NDArray[np.float64]
    tag: NDArray[np.str_]
    ports: dict[str, int]
    sides: dict[str, dict[str, int]]
    snap_nm: dict[str, float]

    def matrix(self, closed: Iterable[str], waiting_nm: Mapping[str, float]) -> csr_matrix:
        """Lengths without the closed chokepoints, canal waiting as nm spread over each canal's edges."""
        keep = ~np.isin(self.tag, sorted(closed))
        cost = self.nm + self._waiting(waiting_nm)
        n = len(self.points)
        return csr_matrix((cost[keep], (self.start[keep], self.end[keep])), shape=(n, n))

    def _waiting(self, waiting_nm: Mapping[str, float]) -> NDArray[np.float64]:
        extra = np.zeros(len(self.nm))
        for place, wait in waiting_nm.items():
            mine = self.tag == place
            # Each canal is a single chain, stored in both directions.
            extra[mine] = wait * self.nm[mine] / (self.nm[mine].sum() / 2.0)
        return extra


def version() -> str:
    """Name and version of the source, as the tables quote it."""
    return f"searoute {importlib.metadata.version('searoute')}"


def network(ports: Mapping[str, Point]) -> Network:
    """Read searoute's edges and attach each port to the nearest lane by a great circle.

    Parameters
    ----------
    ports : mapping
        Port -> longitude, latitude.

    Raises
    ------
    ValueError
        If searoute lacks a passage tag, or a closable chokepoint has not two ends.
    """
    from searoute.data.marnet_dict import edge_list  # the optional extra `routes`

    names = {tag: place for place, tags in PASSAGES.items() for tag in tags}
    found = {edge.get("passage") for ends in edge_list.values() for edge in ends.values()}
    if missing := (set(names) | {ALWAYS_CLOSED}) - found:
        raise ValueError(f"searoute knows no passage {sorted(missing)}")
    points: list[Point] = [(float(lon), float(lat)) for lon, lat in edge_list]
    index = {point: i for i, point in enumerate(edge_list)}
    edges = [
        (index[a], index[b], max(edge["weight"] / KM_PER_NM, SHORTEST_NM), names.get(edge.get("passage"), ""))
        for a, ends in edge_list.items()
        for b, edge in ends.items()
        if edge.get("passage") != ALWAYS_CLOSED
    ]
    lane = np.array(points)
    at_lane = sorted({a for a, *_ in edges})
    port_node, snap = {}, {}
    for port, point in ports.items():
        away = _nm(np.array(point), lane[at_lane])
        nearest = at_lane[int(away.argmin())]
        port_node[port], snap[port] = len(points), float(away.min())
        edges += [(len(points), nearest, snap[port] + SHORTEST_NM, "")]
        edges += [(nearest, len(points), snap[port] + SHORTEST_NM, "")]
        points.append(point)
    start, end, nm, tag = (list(column) for column in zip(*edges, strict=True))
    sides = {place: _sides(place, edges, points) for place in PASSAGES if place not in ("cape", "magellan")}
    return Network(
        points, np.array(start), np.array(end), np.array(nm), np.array(tag), port_node, sides, snap
    )


def _sides(place: str, edges: list[tuple[int, int, float, str]], points: list[Point]) -> dict[str, int]:
    """The two ends of a chokepoint's chain of edges, named by where they lie seen from each other."""
    degree: dict[int, int] = {}
    for a, _, _, tag in edges:
        if tag == place:
            degree[a] = degree.get(a, 0) + 1
    ends = [node for node, n in degree.items() if n == 1]
    if place == "turkish_straits":
        # Two chains in a row: the outer ends are the farthest apart.
        ends = max(
            ([a, b] for a in ends for b in ends), key=lambda ab: math.dist(points[ab[0]], points[ab[1]])
        )
    if len(ends) != 2:
        raise ValueError(f"{place} has {len(ends)} ends")
    (x0, y0), (x1, y1) = points[ends[0]], points[ends[1]]
    if abs(y1 - y0) > abs(x1 - x0):
        north, south = ends if y0 > y1 else ends[::-1]
        return {"n": north, "s": south}
    east, west = ends if x0 > x1 else ends[::-1]
    return {"e": east, "w": west}


def _nm(point: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle distances, nm."""
    lon0, lat0 = np.radians(point)
    lon, lat = np.radians(others).T
    half = np.sin((lat - lat0) / 2.0) ** 2 + np.cos(lat0) * np.cos(lat) * np.sin((lon - lon0) / 2.0) ** 2
    return np.asarray(2.0 * EARTH_NM * np.arcsin(np.sqrt(half)))
