"""The ways cargo may take: rows of routes and waypoints, and what they stand for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.data.parameters import parameters
from sim.engine.tables import ROUTE, WAYPOINT, Table
from sim.world.lane import Passage, Route, Way
from sim.world.world import LEAK, World

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
# Room in the transit ring for detours and queues beyond twice the longest ordinary transit.
SPARE_RING_D = 128


@dataclass(frozen=True)
class Fairways:
    """Routes of every link and the waypoints on them.

    Attributes
    ----------
    routes : Table of ROUTE
        Per link and route of its lane the usual way and, where the route goes by sea, the detour that
        carries nothing at the baseline.
    waypoints : Table of WAYPOINT
        Cargo for one customer with the same way ahead of it shares a waypoint.
    first : IntArray, shape (n_links + 1,)
        First row of routes of every link.
    transit_d, before_d, after_d : FloatArray, shape (n_links,)
        Mean days under way; days added before the first and after the last leg of the lane.
    usual, detour : tuple of IntArray, each of shape (n_links_of_lane, n_routes_of_lane)
        Per lane the rows of routes of its links; a detour of -1 where there is none.
    links : tuple of IntArray
        Per lane its links.
    place, turns : tuples
        Per waypoint the name of its place, and the ways onward for cargo that turns.
    lead_d : FloatArray, shape (n_waypoints,)
        Days between the door of the lane and the stock of the customer.
    """

    routes: Table
    waypoints: Table
    first: IntArray
    transit_d: FloatArray
    before_d: FloatArray
    after_d: FloatArray
    usual: tuple[IntArray, ...]
    detour: tuple[IntArray, ...]
    links: tuple[IntArray, ...]
    place: tuple[str, ...]
    turns: tuple[tuple[Way, ...], ...]
    lead_d: FloatArray
    _at: dict[str, IntArray]
    _lanes_by: dict[str, tuple[int, ...]]

    def at(self, place: str) -> IntArray:
        """Return the waypoints at a place."""
        return self._at.get(place, np.zeros(0, np.int64))

    def lanes_by(self, place: str) -> tuple[int, ...]:
        """Return the lanes of which some way, usual or not, meets a place."""
        return self._lanes_by.get(place, ())


def lay_fairways(world: World) -> Fairways:
    """Lay out the routes of every link of a world.

    Parameters
    ----------
    world : World
        Links without a lane go straight to their customer in ``transit_d``.

    Raises
    ------
    ValueError
        If a place lies less than a day after departure or after the place before it.
    """
    layout = _Layout(len(world.customers.demand))
    source = world.links
    lag = parameters().get("leakage_lag_d").mode
    before = np.where(source.kind == LEAK, lag, 0.0)
    for link in range(len(source.base)):
        layout.add_link(world, link, float(before[link]))
    lanes = range(len(world.lanes))
    return Fairways(
        routes=np.array(layout.routes, ROUTE),
        waypoints=np.array(layout.waypoints, WAYPOINT),
        first=np.array([*layout.first, len(layout.routes)], np.int64),
        transit_d=np.array(layout.transit_d),
        before_d=before,
        after_d=source.lead_d,
        usual=tuple(np.array(layout.usual.get(lane, []), np.int64) for lane in lanes),
        detour=tuple(np.array(layout.detour.get(lane, []), np.int64) for lane in lanes),
        links=tuple(np.flatnonzero(source.lane == lane).astype(np.int64) for lane in lanes),
        place=tuple(layout.place),
        turns=tuple(layout.turns),
        lead_d=np.array(layout.lead_d),
        _at=_rows_at(layout.place),
        _lanes_by=_lanes_by_place(world),
    )


def _rows_at(places: list[str]) -> dict[str, IntArray]:
    rows: dict[str, list[int]] = {}
    for row, place in enumerate(places):
        rows.setdefault(place, []).append(row)
    return {place: np.array(found, np.int64) for place, found in rows.items()}


def _lanes_by_place(world: World) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for number, lane in enumerate(world.lanes):
        for route in lane.routes:
            met = {passage.place for way in route.ways for passage in way.passages} | {route.load_port}
            for place in met - {""}:
                found.setdefault(place, set()).add(number)
    return {place: tuple(sorted(lanes)) for place, lanes in found.items()}


@dataclass
class _Layout:
    """Rows while they are laid out."""

    customers: int
    routes: list[tuple[int, float, float]] = field(default_factory=list)
    waypoints: list[tuple[int, int, float, float, float, float, float]] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    transit_d: list[float] = field(default_factory=list)
    usual: dict[int, list[list[int]]] = field(default_factory=dict)
    detour: dict[int, list[list[int]]] = field(default_factory=dict)
    place: list[str] = field(default_factory=list)
    turns: list[tuple[Way, ...]] = field(default_factory=list)
    lead_d: list[float] = field(default_factory=list)
    seen: dict[tuple[object, ...], int] = field(default_factory=dict)

    def add_link(self, world: World, link: int, before: float) -> None:
        """Add the routes of one link."""
        self.first.append(len(self.routes))
        customer, after = int(world.links.customer[link]), float(world.links.lead_d[link])
        lane = int(world.links.lane[link])
        if lane < 0:
            self.routes.append((customer, 1.0, before + float(world.links.transit_d[link])))
            self.transit_d.append(self.routes[-1][2])
            return
        usual, detour, mean = [], [], 0.0
        for route in world.lanes[lane].routes:
            usual.append(len(self.routes))
            detour.append(len(self.routes) + 1 if route.ways[0].passages else -1)
            mean += route.share * self._add_route(route, customer, before, after)
        self.usual.setdefault(lane, []).append(usual)
        self.detour.setdefault(lane, []).append(detour)
        self.transit_d.append(mean)

    def _add_route(self, route: Route, customer: int, before: float, after: float) -> float:
        """Add the usual way and the detour of a route; return the days of the usual way."""
        way = route.ways[0]
        if not way.passages:
            self.routes.append((customer, route.share, before + way.days + after))
            return self.routes[-1][2]
        berth = self._waypoint(customer, way, 0, after)
        days = before + way.passages[0].after_d
        self.routes.append((berth, route.share, days))
        self.routes.append((customer, 0.0, before + way.days + after))
        return days + self._days_from(berth)

    def _days_from(self, berth: int) -> float:
        """Days from a berth to the customer, as its cargo will need them."""
        days = 0.0
        while berth >= self.customers:
            days += self.waypoints[berth - self.customers][2]
            berth = self.waypoints[berth - self.customers][1]
        return days

    def _waypoint(self, customer: int, way: Way, k: int, after: float) -> int:
        """Return the berth of the k-th passage of a way, laid out with all that follow it."""
        ahead = _ahead(way, k)
        key = (customer, after, *ahead)
        if key in self.seen:
            return self.seen[key]
        last = k + 1 == len(way.passages)
        berth = customer if last else self._waypoint(customer, way, k + 1, after)
        days = ahead[0][1] + (after if last else 0.0)
        passage = way.passages[k]
        before = way.passages[k - 1].after_d if k > 0 else 0.0
        if passage.after_d - before < 1.0:
            raise ValueError(f"{passage.place} lies less than a day after what is before it")
        turn_d = (passage.turns[0].days if passage.turns else way.days - passage.after_d) + after
        self.waypoints.append((customer, berth, days, 1.0, 0.0, turn_d, 0.0))
        self.place.append(passage.place)
        self.turns.append(passage.turns)
        self.lead_d.append(after)
        self.seen[key] = self.customers + len(self.waypoints) - 1
        return self.seen[key]


def _ahead(way: Way, k: int) -> list[tuple[str, float]]:
    """Places from the k-th passage on, each with the days to the next or to the door."""
    passages: tuple[Passage, ...] = way.passages[k:]
    ends = [passage.after_d for passage in passages[1:]] + [way.days]
    # Rounded, so that cargo from different origins with the same way ahead shares a waypoint.
    return [
        (passage.place, round(end - passage.after_d, 9)) for passage, end in zip(passages, ends, strict=True)
    ]


def cargo(links: Table, routes: Table, waypoints: Table, n_customers: int) -> FloatArray:
    """Cargo under way in the steady state, by days ahead and berth.

    A leg with flow b and n + f days has sent (1 - f) b into day t + n and f b into t + n + 1 on every
    earlier day t, so that its cargo under way is exactly b (n + f).
    """
    longest = float(links["transit"].max(initial=0.0))
    reach = max(longest, float(routes["days"].max(initial=0.0)))
    ring = np.zeros((int(SPARE_RING_D + 2 * np.ceil(reach)), n_customers + len(waypoints)))
    through = np.zeros(len(waypoints))
    for link in links[links["smoothed"] > 0]:
        for route in routes[link["route0"] : link["route1"]]:
            flow = float(route["share"] * link["smoothed"])
            _load(ring, int(route["berth"]), flow, float(route["days"]))
            _follow(waypoints, n_customers, int(route["berth"]), flow, through)
    for point, flow in zip(waypoints, through, strict=True):
        _load(ring, int(point["berth"]), float(flow), float(point["days"]))
    return ring


def _follow(waypoints: Table, n_customers: int, berth: int, flow: float, through: FloatArray) -> None:
    """Add a flow to every waypoint it passes."""
    while berth >= n_customers:
        through[berth - n_customers] += flow
        berth = int(waypoints["berth"][berth - n_customers])


def _load(ring: FloatArray, berth: int, flow: float, days: float) -> None:
    whole = int(days)
    part = days - whole
    ring[:whole, berth] += (1.0 - part) * flow
    ring[: whole + 1, berth] += part * flow
