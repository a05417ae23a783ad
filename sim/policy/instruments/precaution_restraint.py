"""Precaution restraint: allies agree not to outbid one another with precautionary orders."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.errors import InputError
from sim.policy.instruments.mechanism import Mechanism
from sim.world.world import MARKET, World


class PrecautionRestraint(Mechanism):
    """Lower by a share what members' markets add to their target stocks when they are alarmed.

    Parameters
    ----------
    markets : tuple of str
        Names of markets.
    restraint_row : str
        Row of ``frameworks.csv``: share of precautionary stock that is not bought.
    restraint : float, optional
        Overrides the table.
    """

    numbers: ClassVar[tuple[str, ...]] = ("restraint",)
    kind: Literal["precaution_restraint"] = "precaution_restraint"
    markets: Annotated[tuple[str, ...], Field(min_length=1)]
    restraint_row: str
    restraint: Annotated[float, Field(ge=0, le=1)] | None = None

    def check(self, world: World) -> None:
        """Raise if it names a market, mineral or row that nobody knows."""
        super().check(world)
        for market in self.markets:
            if market not in world.markets:
                raise InputError("markets", market, "", f"from: {', '.join(world.markets)}")

    def buyers(self, world: World) -> NDArray[np.int64]:
        """Return the rows of members' markets for covered minerals."""
        customers = world.customers
        covered = [world.minerals.index(mineral) for mineral in self.minerals(world)]
        theirs = np.isin(np.array(world.markets)[customers.market], self.markets)
        return np.flatnonzero((customers.kind == MARKET) & theirs & np.isin(customers.mineral, covered))
