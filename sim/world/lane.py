"""How goods travel between two places: door-to-door lanes, their routes, and the chokepoints these pass."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A chokepoint or discharge port on the way.

    Attributes
    ----------
    place : str
        Name in chokepoints.csv or ports.csv.
    after_d : float
        Whole days from the door of the origin until cargo is there; waiting at the place itself comes after.
    turns : tuple of Way
        Ways from just short of the place to the door of the destination that avoid it, shortest first;
        ``days`` and ``after_d`` count from the place.
    """

    place: str
    after_d: float
    turns: tuple[Way, ...] = ()


@dataclass(frozen=True)
class Way:
    """One course from door to door.

    Attributes
    ----------
    days : float
        Land legs, load port, sea, discharge port and customs.
    passages : tuple of Passage
        In the order in which cargo meets them.
    distance_nm : float
        Nautical miles at sea; 0 by land or air.
    """

    days: float
    passages: tuple[Passage, ...] = ()
    distance_nm: float = 0.0

    def avoids(self, closed: Collection[str]) -> bool:
        """Say whether no passage is among the closed places."""
        return not any(passage.place in closed for passage in self.passages)


@dataclass(frozen=True)
class Route:
    """One pair of ports of a lane, or its land or air leg.

    Attributes
    ----------
    mode : str
        sea, land, air or domestic.
    share : float
        Share of the lane's tonnes; the shares of a lane sum to 1.
    ways : tuple of Way
        Shortest first. Under any set of closed places the first that avoids them all is the shortest
        open one; none left means cut off. The first of all is the usual way.
    load_port, discharge_port : str
        Names in ports.csv; empty but for mode sea. A closed load port cuts the route off.
    """

    mode: str
    share: float
    ways: tuple[Way, ...]
    load_port: str = ""
    discharge_port: str = ""

    def open_way(self, closed: Collection[str]) -> Way | None:
        """Return the shortest way past the closed places; None when the route is cut off."""
        if self.load_port and self.load_port in closed:
            return None
        return next((way for way in self.ways if way.avoids(closed)), None)


@dataclass(frozen=True)
class Lane:
    """How goods of one freight class get from one country to another country or market.

    Attributes
    ----------
    origin, destination : str
        ISO3 code or ROW; the destination may be the market EU.
    routes : tuple of Route
    """

    origin: str
    destination: str
    routes: tuple[Route, ...]

    @property
    def days(self) -> float:
        """Mean days from door to door by the usual ways."""
        return sum(route.share * route.ways[0].days for route in self.routes)

    def places(self) -> frozenset[str]:
        """Every port and chokepoint of the usual ways."""
        met = {passage.place for route in self.routes for passage in route.ways[0].passages}
        return frozenset(met | {route.load_port for route in self.routes if route.load_port})
