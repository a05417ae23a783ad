"""A reserve as one typed value."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.policy.reserve.buying import BuyingSpec
from sim.policy.reserve.finance import Finance
from sim.policy.reserve.release import ReleaseSpec
from sim.policy.reserve.rights import OfftakeRights
from sim.policy.reserve.sizing import SizingSpec


class NoReserve(BaseModel):
    """The arm holds no reserve (sizing rule Z0)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["none"] = "none"
    name: str = "none"


class StockReserve(BaseModel):
    """A physical reserve: sizing x buying x release x finance.

    Parameters
    ----------
    initial_fill : float
        Share of the target on site on day 0; 1 is an upper bound on what the reserve can do.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["stock"] = "stock"
    name: str
    initial_fill: Annotated[float, Field(ge=0, le=1)] = 0.0
    sizing: SizingSpec
    buying: BuyingSpec
    release: ReleaseSpec
    finance: Finance


ReserveSpec = Annotated[NoReserve | StockReserve | OfftakeRights, Field(discriminator="kind")]
