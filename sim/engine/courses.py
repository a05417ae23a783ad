"""Courses: the routes of a lane that share all of their way but the first leg."""

from __future__ import annotations

from dataclasses import dataclass

from sim.world.lane import Lane, Route, Way


@dataclass(frozen=True)
class Leg:
    """What lies behind a passage: the place, the days to the next one or the door, the ways around."""

    place: str
    days: float
    turns: tuple[Way, ...]


@dataclass(frozen=True)
class Course:
    """Routes with one way ahead of them after the first leg.

    Attributes
    ----------
    routes : tuple of int
        Their positions in the lane.
    share, first_d : float
        Share of the lane's tonnes, and their mean days to the first passage, or to the door without one.
    legs : tuple of Leg
        Behind each passage.
    """

    routes: tuple[int, ...]
    share: float
    first_d: float
    legs: tuple[Leg, ...]

    @property
    def days(self) -> float:
        """Mean days from door to door."""
        return self.first_d + sum(leg.days for leg in self.legs)


def courses_of(lane: Lane) -> tuple[Course, ...]:
    """Return the courses of a lane, in the order in which its routes first take them."""
    found: dict[tuple[object, ...], list[int]] = {}
    for r, route in enumerate(lane.routes):
        key = tuple((leg.place, leg.days) for leg in legs_of(route.ways[0])) or (r,)
        found.setdefault(key, []).append(r)
    return tuple(_course(lane, tuple(rows)) for rows in found.values())


def _course(lane: Lane, rows: tuple[int, ...]) -> Course:
    share = sum(lane.routes[r].share for r in rows)
    first = sum(lane.routes[r].share * first_leg_d(lane.routes[r]) for r in rows) / share
    return Course(rows, share, first, legs_of(lane.routes[rows[0]].ways[0]))


def first_leg_d(route: Route) -> float:
    """Days of a route's usual way to its first passage, or to the door where it has none."""
    way = route.ways[0]
    return way.passages[0].after_d if way.passages else way.days


def legs_of(way: Way) -> tuple[Leg, ...]:
    """Return the legs behind the passages of a way: whole days but for rounding, which is cut."""
    starts = [passage.after_d for passage in way.passages]
    ends = [*starts[1:], way.days]
    return tuple(
        Leg(passage.place, round(end - start, 9), passage.turns)
        for passage, start, end in zip(way.passages, starts, ends, strict=False)
    )
