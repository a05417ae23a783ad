"""A price floor kept at the border: members pay at least a reference price, wherever the metal is from."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.errors import InputError
from sim.futures.future import Future
from sim.policy.frameworks import framework_date, framework_value
from sim.world import countries
from sim.world.minerals import all_minerals
from sim.world.world import World

EUROPE = "EU"


class PriceFloor(BaseModel):
    """Lift every landed ask in front of members' buyers, at every stage, to a reference price.

    A seller inside the zone receives the reference price; what lifts the ask of a seller outside is a duty
    that the buyer's state keeps. A member that sells outside the zone gets what it got before.

    Parameters
    ----------
    members : tuple of str
        ISO3 codes; ``EU`` for all its members.
    covers : tuple of str
        Minerals with a reference price.
    ratio_row, start_row, probability_row : str
        Rows of ``frameworks.csv``: reference price over baseline price, first day, and the probability that
        the floor ever comes into force.
    ratio : float, optional
        Overrides the table.
    start : date, optional
        Overrides the table.
    probability : float, optional
        Overrides the table.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["price_floor"] = "price_floor"
    members: Annotated[tuple[str, ...], Field(min_length=1)]
    covers: Annotated[tuple[str, ...], Field(min_length=1)]
    ratio_row: str
    start_row: str
    probability_row: str
    ratio: Annotated[float, Field(gt=0)] | None = None
    start: date | None = None
    probability: Annotated[float, Field(ge=0, le=1)] | None = None

    def minerals(self, world: World) -> frozenset[str]:
        """Return the minerals with a floor."""
        return frozenset(self.covers) & frozenset(world.minerals)

    def rows(self, world: World) -> tuple[str, ...]:
        """Return the rows of ``frameworks.csv`` whose numbers it reads."""
        wanted = ((self.ratio_row, self.ratio), (self.probability_row, self.probability))
        return tuple(row for row, given in wanted if given is None and self.minerals(world))

    def check(self, world: World) -> None:
        """Raise if it names a country, mineral or row that nobody knows.

        Raises
        ------
        InputError
            With the field as key.
        """
        known = countries.codes() | {EUROPE}
        for member in self.members:
            if member not in known:
                raise InputError("members", member, "", f"EU, or from: {', '.join(sorted(known))}")
        minerals = set(all_minerals()) | set(world.minerals)
        for mineral in self.covers:
            if mineral not in minerals:
                raise InputError("covers", mineral, "", f"from: {', '.join(sorted(minerals))}")
        self.reference()
        framework_value(self.probability_row, self.probability)
        framework_date(self.start_row, self.start)

    def reference(self) -> float:
        """Return the reference price over the baseline price."""
        return framework_value(self.ratio_row, self.ratio)

    def start_d(self, future: Future) -> float | None:
        """Return the first day of the floor, None in a future in which it never comes into force."""
        luck = future.uniform(
            self.kind, "in_force", 0
        )  # attempts at one thing: the likelier holds the others
        if luck >= framework_value(self.probability_row, self.probability):
            return None
        return float(max(0, (framework_date(self.start_row, self.start) - future.start_date).days))

    def links(self, world: World) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the links into members' plants, markets and reserve, and which of them come from outside."""
        links, facilities = world.links, world.facilities
        covered = [world.minerals.index(mineral) for mineral in self.minerals(world)]
        traded = np.isin(facilities.mineral[links.supplier], covered)
        buys = np.array([self._has(country) for country in world.customers.country], np.bool_)
        sells = np.array([self._has(country) for country in facilities.country], np.bool_)
        index = np.flatnonzero(traded & buys[links.customer])
        return index, ~sells[links.supplier[index]]

    def _has(self, country: str) -> bool:
        """Say whether a country or a market is in the zone."""
        if country in self.members:
            return True
        european = country in countries.codes() and countries.market_of(country) == EUROPE
        return EUROPE in self.members and european
