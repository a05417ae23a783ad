"""Stock sharing: allies lend metal of their stockpiles to the United States in a declared crisis."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.errors import InputError
from sim.policy.instruments.mechanism import Mechanism
from sim.world.world import MARKET, World


class StockSharing(Mechanism):
    """Sell a share of an ally's stock of one mineral into the US market, once, evenly over some weeks.

    The stock is so many days of the ally's demand and stands outside the books. It is not given back within
    the horizon, and the ally does not keep it for a crisis of its own: the effect is an upper bound.

    Parameters
    ----------
    ally : str
        Name of the market whose state holds the stock.
    stock_d_row, fraction_row : str
        Rows of ``frameworks.csv``: days of the ally's demand in stock, share of the stock that is lent.
    trigger_row, lag_d_row, release_d_row : str
        Rows of ``frameworks.csv``: share of US imports lost, days from there to the first delivery, days
        over which it is delivered.
    stock_d, fraction, trigger, lag_d, release_d : float, optional
        Override the table.
    """

    numbers: ClassVar[tuple[str, ...]] = ("stock_d", "fraction", "trigger", "lag_d", "release_d")
    kind: Literal["stock_sharing"] = "stock_sharing"
    ally: str
    stock_d_row: str
    fraction_row: str
    trigger_row: str
    lag_d_row: str
    release_d_row: str
    stock_d: Annotated[float, Field(ge=0)] | None = None
    fraction: Annotated[float, Field(ge=0, le=1)] | None = None
    trigger: Annotated[float, Field(gt=0, le=1)] | None = None
    lag_d: Annotated[float, Field(ge=0)] | None = None
    release_d: Annotated[float, Field(gt=0)] | None = None

    def check(self, world: World) -> None:
        """Raise if it names a market, mineral or row that nobody knows."""
        super().check(world)
        if self.ally not in world.markets:
            raise InputError("ally", self.ally, "", f"from: {', '.join(world.markets)}")

    def loan_t(self, world: World) -> NDArray[np.float64]:
        """Return the tonnes lent per mineral, shape ``(n_minerals,)``, 0 where not covered."""
        customers = world.customers
        theirs = (customers.kind == MARKET) & (np.array(world.markets)[customers.market] == self.ally)
        demand = np.bincount(customers.mineral[theirs], customers.demand[theirs], len(world.minerals))
        covered = np.isin(world.minerals, list(self.minerals(world))) & world.reported
        days = self.number("fraction") * self.number("stock_d")
        return np.asarray(np.where(covered, days * demand, 0.0))

    def asked(self, import_ratio: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return the minerals of which so much is missing that the United States asks.

        Parameters
        ----------
        import_ratio : NDArray, shape (n_minerals,)
            US imports over their baseline.
        """
        return np.asarray(import_ratio < 1.0 - self.number("trigger"))
