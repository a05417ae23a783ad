"""Offtake priority: a contracted tonnage of a partner is offered to one market first."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.data.tables import load
from sim.errors import InputError
from sim.futures.future import Future
from sim.policy.frameworks import framework_value
from sim.policy.instruments.entry import Entry
from sim.world.world import FEED, MARKET, TRADE, World

DAYS_PER_YEAR = 365.0


class OfftakePriority(BaseModel):
    """Redirect existing flow of one supplier to the United States; adds no tonne.

    Parameters
    ----------
    row : str
        Row of ``frameworks.csv`` with the contracted tonnes per year.
    mineral, supplier : str
        What is contracted and the ISO3 code of the country that sells it.
    tonnes_per_year : float, optional
        Overrides the table (t contained metal per year).
    stage : {"final", "mine"}
        What is sold: the final stage to the United States; or ore to refiners outside the country that
        refines most, through which alone it can reach the United States.
    entry : entry, optional
        When it comes into force; None: it already is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["offtake_priority"] = "offtake_priority"
    row: str
    mineral: str
    supplier: str
    tonnes_per_year: Annotated[float, Field(ge=0)] | None = None
    stage: Literal["final", "mine"] = "final"
    entry: Entry | None = None

    def minerals(self, world: World) -> frozenset[str]:
        """Return the minerals the deal changes."""
        return frozenset({self.mineral}) & frozenset(world.minerals)

    def rows(self, world: World) -> tuple[str, ...]:
        """Return the rows of ``frameworks.csv`` whose numbers it reads; without its mineral none."""
        if not self.minerals(world):
            return ()
        own = (self.row,) if self.tonnes_per_year is None else ()
        return own + (self.entry.rows() if self.entry else ())

    def start_d(self, future: Future) -> float | None:
        """Return the day on which it comes into force, None in a future in which it never does."""
        return self.entry.day(future, self.row) if self.entry else 0.0

    def check(self, world: World) -> None:
        """Raise if it names a mineral, supplier or row that nobody knows.

        Raises
        ------
        InputError
            With the field as key.
        """
        known = {row["mineral"] for row in load("minerals")} | set(world.minerals)
        if self.mineral not in known:
            raise InputError("mineral", self.mineral, "", f"one of: {', '.join(sorted(known))}")
        framework_value(self.row)
        self.priorities(world)

    def priorities(self, world: World) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the links served first and their tonnes per day.

        Empty when the world does not hold the mineral.

        Raises
        ------
        InputError
            If the supplier makes none of the mineral at that stage.
        """
        if self.mineral not in world.minerals:
            return np.zeros(0, np.int64), np.zeros(0)
        links, facilities = world.links, world.facilities
        mineral = world.minerals.index(self.mineral)
        rows = self._links(world, mineral)
        if not rows:
            makers = {facilities.country[f] for f in np.flatnonzero(facilities.mineral == mineral)}
            raise InputError(
                "supplier",
                self.supplier,
                f"offtake of {self.mineral}",
                f"a country that makes the {self.stage} stage of the mineral, from: "
                + ", ".join(sorted(makers)),
            )
        index = np.array(rows, np.int64)
        share = links.base[index] if self.stage == "mine" else facilities.base[links.supplier[index]]
        tonnes = framework_value(self.row, self.tonnes_per_year) / DAYS_PER_YEAR
        return index, tonnes * share / share.sum()

    def _links(self, world: World, mineral: int) -> list[int]:
        """Links of the supplier to the buyers who are served first."""
        links, customers, facilities = world.links, world.customers, world.facilities
        wanted = self._near_refiners(world, mineral) if self.stage == "mine" else self._us_market(world)
        return [
            link
            for link in range(len(links.base))
            if links.kind[link] == TRADE
            and links.customer[link] in wanted
            and facilities.mineral[links.supplier[link]] == mineral
            and facilities.country[links.supplier[link]] == self.supplier
            and facilities.base[links.supplier[link]] > 0.0
            and customers.mineral[links.customer[link]] == mineral
        ]

    @staticmethod
    def _us_market(world: World) -> frozenset[int]:
        customers = world.customers
        return frozenset(np.flatnonzero((customers.kind == MARKET) & (customers.market == 0)).tolist())

    @staticmethod
    def _near_refiners(world: World, mineral: int) -> frozenset[int]:
        """Buyers of ore outside the country that buys most of it."""
        customers = world.customers
        feeds = np.flatnonzero((customers.kind == FEED) & (customers.mineral == mineral))
        bought: dict[str, float] = {}
        for row in feeds.tolist():
            country = customers.country[row]
            bought[country] = bought.get(country, 0.0) + float(customers.demand[row])
        largest = max(bought, key=lambda country: bought[country], default="")
        return frozenset(row for row in feeds.tolist() if customers.country[row] != largest)
