"""Sellers and buyers."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from sim.futures.laws import Law, OptionalLaw, without_nulls
from sim.futures.specs.timing import CountryEvent, MarketEvent, Stage, amount_law, share_law


def _not_negative(law: Law | None) -> Law | None:
    if law is not None and law.support()[0] < 0:
        raise ValueError("the share must not be negative")
    return law


def _above_minus_one(law: Law) -> Law:
    if law.support()[0] < -1:
        raise ValueError("demand cannot fall by more than all of it: -1")
    return law


class PriceFloodSpec(CountryEvent):
    """State-backed suppliers in `origin` undercut and produce more, then withdraw.

    Attributes
    ----------
    stage : str or None
        None means every stage.
    ask_factor : Law
        Their ask over what it would be, within 0 and 1.
    output_rise : Law or None
        Share of their capacity added for the period; None takes the parameter flood_output_rise.
    """

    kind: Literal["price_flood"] = "price_flood"
    stage: Stage | None = None
    ask_factor: Annotated[Law, BeforeValidator(without_nulls), AfterValidator(share_law)]
    output_rise: Annotated[OptionalLaw, AfterValidator(_not_negative)] = None


class DemandSurgeSpec(MarketEvent):
    """Buyers in some markets want a share more for a period.

    Attributes
    ----------
    share : Law
        Demand added over baseline demand, above 0.
    """

    kind: Literal["demand_surge"] = "demand_surge"
    share: Annotated[Law, BeforeValidator(without_nulls), AfterValidator(amount_law)]


class DemandShiftSpec(MarketEvent):
    """Demand of some markets moves to another level, for good where `duration` is null.

    Attributes
    ----------
    share : Law
        Demand added over baseline demand; negative where demand is lost, never below -1.
    ramp_d : float
        Days until all of it has moved.
    """

    kind: Literal["demand_shift"] = "demand_shift"
    permanent: ClassVar[bool] = True
    share: Annotated[Law, BeforeValidator(without_nulls), AfterValidator(_above_minus_one)]
    ramp_d: float = Field(default=0.0, ge=0)


class StockReleaseSpec(MarketEvent):
    """A holder outside the model's books sells stock into some markets, evenly over the period.

    Attributes
    ----------
    holder : str
        Who sells; a name for the trace.
    tonnes : Law
        Contained metal, of each mineral, over the whole period; markets share it by their demand.
    """

    kind: Literal["stock_release"] = "stock_release"
    holder: str = Field(min_length=1)
    tonnes: Annotated[Law, BeforeValidator(without_nulls), AfterValidator(amount_law)]
