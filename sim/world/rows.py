"""Rows of one mineral while its chain is built, with indices that start at 0."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.world.journal import Journal
from sim.world.lane import Lane
from sim.world.lanes import SEA
from sim.world.minerals import Mineral
from sim.world.plans import Plan
from sim.world.uses import Use


@dataclass
class FacilityRow:
    """One row of ``Facilities``; t/day.

    ``place`` is its country's row at its level, ``of_feed`` its share of what that country takes in,
    ``of_output`` its share of what that country sells; -1 and 0 for projects.
    """

    label: str
    stage: str
    country: str
    base: float
    capacity: float
    yield_: float
    fed: bool
    plants: int
    finished_cover_d: float
    place: int = -1
    of_feed: float = 0.0
    of_output: float = 0.0


@dataclass
class CustomerRow:
    """One row of ``Customers``; t/day, days."""

    label: str
    kind: int
    facility: int
    market: int
    country: str
    demand: float
    cover_d: float


@dataclass
class LinkRow:
    """One row of ``Links``; t/day, days."""

    supplier: int
    customer: int
    base: float
    lane: Lane
    lead_d: float
    kind: int
    parent: int

    @property
    def transit_d(self) -> float:
        """Days under way by the usual ways, with what the customer's process takes."""
        return self.lane.days + self.lead_d


@dataclass
class HostRow:
    """What carries a facility: label of the host's facility, share carried, limit relative to base."""

    mineral: str
    label: str
    hosted: float
    host_max: float


@dataclass
class Chain:
    """All rows of one mineral."""

    mineral: Mineral
    price: float
    journal: Journal
    facilities: list[FacilityRow] = field(default_factory=list)
    customers: list[CustomerRow] = field(default_factory=list)
    links: list[LinkRow] = field(default_factory=list)
    uses: tuple[Use, ...] = ()
    plans: tuple[Plan, ...] = ()
    plan_facility: dict[str, int] = field(default_factory=dict)
    hosts: dict[int, HostRow] = field(default_factory=dict)
    stockpile_t: float = 0.0
    freight: str = SEA
