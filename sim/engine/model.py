"""The behavioural switches of the model: one block per behaviour, None meaning the table."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Positive = Annotated[float, Field(gt=0)]
NonNegative = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class Block(BaseModel):
    """A behaviour that can be turned off; every None reads ``parameters.csv``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = True


class PriceResponse(Block):
    """Market price on days of cover."""

    gamma: NonNegative | None = None
    weight_on_hand: Share | None = None
    cap: Annotated[float, Field(gt=1)] | None = None


class SupplierAsks(Block):
    """Ask prices that rise with the orders a supplier cannot fill."""

    exponent: NonNegative | None = None


class DemandResponse(Block):
    """Demand destroyed by the price paid."""

    elasticity: Annotated[float, Field(le=0)] | None = None


class SupplyResponse(Block):
    """Output that rises with price; off means that only capacity limits it."""

    elasticity: Share | None = None


class Thrifting(Block):
    """Slow reduction of metal per unit of product under high prices."""

    cap_per_year: Share | None = None
    halflife_d: Positive | None = None


class Contracts(Block):
    """Tonnage and price under contract; off means that all trade is spot."""

    share: Share | None = None
    price_lag_d: Positive | None = None


class Precaution(Block):
    """Precautionary raising of target stocks under a ban or a threat."""

    gain: NonNegative | None = None
    decay_d: Positive | None = None


class Idling(Block):
    """Closing below cost and restarting late, well above it."""

    cost_ratio: Positive | None = None
    price_to_cost: Positive | None = None
    after_d: Positive | None = None
    restart_ratio: Positive | None = None
    restart_lag_d: NonNegative | None = None


class Holders(Block):
    """Stock cover that differs between US holders; off means that all hold the mean of their mineral."""

    cover_sigma: NonNegative | None = None


class Ordering(BaseModel):
    """Times and limits of orders and production; always on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adjust_time_d: Annotated[float, Field(ge=10)] | None = None
    smoothing_time_d: Annotated[float, Field(ge=1)] | None = None
    production_adjust_time_d: Annotated[float, Field(ge=1)] | None = None
    price_lag_d: Annotated[float, Field(ge=1)] | None = None
    capped: bool = True
    cap: Annotated[float, Field(ge=1)] | None = None
    source_elasticity: NonNegative | None = None
    bid_exponent: NonNegative | None = None
    gravity_weight: NonNegative | None = None


class ModelSpec(BaseModel):
    """All behaviours; ``bare`` turns every one off.

    Parameters
    ----------
    growth_per_year : float, optional
        Continuous growth of demand; None reads ``demand_growth``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "default"
    growth_per_year: Annotated[float, Field(ge=-0.5, le=0.5)] | None = None
    price_response: PriceResponse = Field(default_factory=PriceResponse)
    supplier_asks: SupplierAsks = Field(default_factory=SupplierAsks)
    demand_response: DemandResponse = Field(default_factory=DemandResponse)
    supply_response: SupplyResponse = Field(default_factory=SupplyResponse)
    thrifting: Thrifting = Field(default_factory=Thrifting)
    contracts: Contracts = Field(default_factory=Contracts)
    precaution: Precaution = Field(default_factory=Precaution)
    idling: Idling = Field(default_factory=Idling)
    holders: Holders = Field(default_factory=Holders)
    ordering: Ordering = Field(default_factory=Ordering)
