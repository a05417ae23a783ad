"""The ways cargo may take: rows of routes and waypoints, and what they stand for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.data.parameters import parameters
from sim.engine.courses import Course, Leg, courses_of
from sim.engine.tables import ROUTE, WAYPOINT, Table
from sim.world.lane import Way
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
        Per link one row for each course of its lane and, if any goes by sea, one more for detours, which
        carries nothing at the baseline.
    waypoints : Table of WAYPOINT
        Places at which something may happen; cargo for one customer with the same way ahead shares one.
    first : IntArray, shape (n_links + 1,)
        First row of routes of every link.
    transit_d, before_d, after_d : FloatArray, shape (n_links,)
        Mean days under way; days added before the first and after the last leg of the lane.
    usual : tuple of IntArray, each of shape (n_links_of_lane, n_courses)
        Per lane the rows of its links.
    detour : tuple of IntArray, each of shape (n_links_of_lane,)
        Per lane the rows for detours, -1 where no route goes by sea.
    links : tuple of IntArray
        Per lane its links.
    courses : tuple of tuple of Course
        Per lane.
    past_d : tuple of FloatArray, each of shape (n_courses,)
        Per lane and course the days from the first passage to the first waypoint, or to the door.
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
    courses: tuple[tuple[Course, ...], ...]
    past_d: tuple[FloatArray, ...]
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


def lay_fairways(world: World, places: Collection[str] = ()) -> Fairways:
    """Lay out the routes of every link of a world.

    Parameters
    ----------
    world : World
        Links without a lane go straight to their customer in ``transit_d``.
    places : collection of str
        Where something may happen; cargo does not stop anywhere else. Days under way do not depend on it.

    Raises
    ------
    ValueError
        If one of the places lies less than a day after departure.
    """
    courses = tuple(courses_of(lane) for lane in world.lanes)
    layout = _Layout(world, courses, frozenset(places))
    for link in range(len(world.links.base)):
        layout.add_link(link)
    lanes = range(len(courses))
    return Fairways(
        routes=np.array(layout.routes, ROUTE),
        waypoints=np.array(layout.waypoints, WAYPOINT),
        first=np.array([*layout.first, len(layout.routes)], np.int64),
        transit_d=np.array(layout.transit_d),
        before_d=layout.before_d,
        after_d=world.links.lead_d,
        usual=tuple(np.array(layout.usual.get(lane, []), np.int64) for lane in lanes),
        detour=tuple(np.array(layout.detour.get(lane, []), np.int64) for lane in lanes),
        links=tuple(np.flatnonzero(world.links.lane == lane).astype(np.int64) for lane in lanes),
        courses=courses,
        past_d=tuple(np.array([layout.past(course)[0] for course in own]) for own in courses),
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


class _Layout:
    """Rows while they are laid out."""

    def __init__(self, world: World, courses: tuple[tuple[Course, ...], ...], places: frozenset[str]) -> None:
        self._world, self._courses, self._places = world, courses, places
        self._customers = len(world.customers.demand)
        lag = parameters().get("leakage_lag_d").mode
        self.before_d = np.where(world.links.kind == LEAK, lag, 0.0)
        self.routes: list[tuple[int, float, float]] = []
        self.waypoints: list[tuple[int, int, float, float, float, float, float]] = []
        self.first: list[int] = []
        self.transit_d: list[float] = []
        self.usual: dict[int, list[list[int]]] = {}
        self.detour: dict[int, list[int]] = {}
        self.place: list[str] = []
        self.turns: list[tuple[Way, ...]] = []
        self.lead_d: list[float] = []
        self._seen: dict[tuple[object, ...], int] = {}

    def add_link(self, link: int) -> None:
        """Add the routes of one link."""
        links, before = self._world.links, float(self.before_d[link])
        customer, after, lane = int(links.customer[link]), float(links.lead_d[link]), int(links.lane[link])
        first = len(self.routes)
        self.first.append(first)
        if lane < 0:
            self.routes.append((customer, 1.0, before + float(links.transit_d[link])))
            self.transit_d.append(self.routes[-1][2])
            return
        courses = self._courses[lane]
        for course in courses:
            past, k = self.past(course)
            berth = self._waypoint(customer, course.legs[k:], after) if k < len(course.legs) else customer
            days = before + course.first_d + past
            if berth != customer and days < 1.0:
                raise ValueError(f"{course.legs[k].place} lies less than a day after departure")
            self.routes.append((berth, course.share, days + (after if berth == customer else 0.0)))
        mean = before + sum(course.share * course.days for course in courses) + after
        self.usual.setdefault(lane, []).append(list(range(first, len(self.routes))))
        by_sea = any(course.legs for course in courses)
        self.detour.setdefault(lane, []).append(len(self.routes) if by_sea else -1)
        if by_sea:
            self.routes.append((customer, 0.0, mean))
        self.transit_d.append(mean)

    def past(self, course: Course) -> tuple[float, int]:
        """Days from the first passage to the first at which something may happen, and its number."""
        return _past(course.legs, self._places)

    def _waypoint(self, customer: int, legs: tuple[Leg, ...], after: float) -> int:
        """Return the berth of a waypoint, laid out with all that follow it."""
        key = (customer, after, *((leg.place, leg.days) for leg in legs))
        if key in self._seen:
            return self._seen[key]
        past, k = _past(legs[1:], self._places)
        last = k == len(legs) - 1
        berth = customer if last else self._waypoint(customer, legs[1 + k :], after)
        turns = legs[0].turns
        turn_d = turns[0].days if turns else sum(leg.days for leg in legs)
        days = legs[0].days + past + (after if last else 0.0)
        self.waypoints.append((customer, berth, days, 1.0, 0.0, turn_d + after, 0.0))
        self.place.append(legs[0].place)
        self.turns.append(turns)
        self.lead_d.append(after)
        self._seen[key] = self._customers + len(self.waypoints) - 1
        return self._seen[key]


def _past(legs: tuple[Leg, ...], places: frozenset[str]) -> tuple[float, int]:
    days = 0.0
    for k, leg in enumerate(legs):
        if leg.place in places:
            return days, k
        days += leg.days
    return days, len(legs)


def cargo(links: Table, routes: Table, waypoints: Table, n_customers: int) -> FloatArray:
    """Cargo under way in the steady state, by days ahead and berth.

    A leg with flow b and n + f days has sent (1 - f) b into day t + n and f b into t + n + 1 on every
    earlier day t, so that its cargo under way is exactly b (n + f).
    """
    longest = float(links["transit"].max(initial=0.0))
    reach = max(longest, float(routes["days"].max(initial=0.0)))
    ring = np.zeros((n_customers + len(waypoints), int(SPARE_RING_D + 2 * np.ceil(reach))))
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
    ring[berth, :whole] += (1.0 - part) * flow
    ring[berth, : whole + 1] += part * flow
