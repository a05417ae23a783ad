"""Offtake priority: a contracted tonnage of a partner is offered to one market first."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.data.tables import load
from sim.errors import InputError
from sim.policy.frameworks import framework_value
from sim.world.world import World

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
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["offtake_priority"] = "offtake_priority"
    row: str
    mineral: str
    supplier: str
    tonnes_per_year: Annotated[float, Field(ge=0)] | None = None

    def minerals(self, world: World) -> frozenset[str]:
        """Return the minerals the deal changes."""
        return frozenset({self.mineral}) & frozenset(world.minerals)

    def rows(self, world: World) -> tuple[str, ...]:
        """Return the rows of ``frameworks.csv`` whose numbers it reads; without its mineral none."""
        return (self.row,) if self.minerals(world) and self.tonnes_per_year is None else ()

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
            If the supplier sells none of the mineral to the United States.
        """
        if self.mineral not in world.minerals:
            return np.zeros(0, np.int64), np.zeros(0)
        links, customers, facilities = world.links, world.customers, world.facilities
        mineral = world.minerals.index(self.mineral)
        rows = [
            link
            for link in range(len(links.base))
            if links.kind[link] == 0
            and customers.kind[links.customer[link]] == 1
            and customers.market[links.customer[link]] == 0
            and facilities.mineral[links.supplier[link]] == mineral
            and facilities.country[links.supplier[link]] == self.supplier
        ]
        if not rows:
            makers = {facilities.country[f] for f in np.flatnonzero(facilities.mineral == mineral)}
            raise InputError(
                "supplier",
                self.supplier,
                f"offtake of {self.mineral}",
                "a country that makes the final stage of the mineral, from: " + ", ".join(sorted(makers)),
            )
        index = np.array(rows, np.int64)
        share = world.facilities.base[links.supplier[index]]
        tonnes = framework_value(self.row, self.tonnes_per_year) / DAYS_PER_YEAR
        return index, tonnes * share / share.sum()
