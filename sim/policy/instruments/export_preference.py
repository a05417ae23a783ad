"""Export preference: partners offer a share of what they make to the United States first."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.policy.instruments.mechanism import Mechanism, check_countries
from sim.world.world import MARKET, TRADE, World


class ExportPreference(Mechanism):
    """Serve a share of partners' output of the final stage to US buyers first; adds no tonne.

    Each partner has its own day of force. A partner that makes none of a mineral changes nothing.

    Parameters
    ----------
    partners : tuple of str
        ISO3 codes.
    share_row : str
        Row of ``frameworks.csv``: share of the partner's output.
    share : float, optional
        Overrides the table.
    """

    numbers: ClassVar[tuple[str, ...]] = ("share",)
    kind: Literal["export_preference"] = "export_preference"
    partners: Annotated[tuple[str, ...], Field(min_length=1)]
    share_row: str
    share: Annotated[float, Field(ge=0, le=1)] | None = None

    def minerals(self, world: World) -> frozenset[str]:
        """Return the covered minerals that a partner sells to the United States."""
        links = self.links(world, self.partners)
        touched = np.unique(world.facilities.mineral[world.links.supplier[links]])
        return frozenset(world.minerals[m] for m in touched.tolist())

    def check(self, world: World) -> None:
        """Raise if it names a country, mineral or row that nobody knows."""
        super().check(world)
        check_countries("partners", self.partners)

    def links(self, world: World, partners: tuple[str, ...]) -> NDArray[np.int64]:
        """Return the links from partners' plants to the US market, of covered minerals."""
        links, customers = world.links, world.customers
        covered = [m for m, mineral in enumerate(world.minerals) if mineral in self.covers or not self.covers]
        into_us = (customers.kind[links.customer] == MARKET) & (customers.market[links.customer] == 0)
        theirs = np.isin(np.array(world.facilities.country), partners)[links.supplier]
        traded = np.isin(world.facilities.mineral[links.supplier], covered) & (links.kind == TRADE)
        return np.flatnonzero(into_us & theirs & traded & (world.facilities.base[links.supplier] > 0.0))

    def tonnes_per_d(self, world: World, links: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the tonnes per day served first on links."""
        return self.number("share") * world.facilities.base[world.links.supplier[links]]
