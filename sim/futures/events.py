"""Sampled events: what happens in one future, as plain values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.futures.control_events import (
    ExportBan,
    ExportQuota,
    ExportTax,
    LicensingDelay,
    StatePurchase,
    Threat,
)
from sim.futures.event_base import COUNTRY_PATTERN, Country, EventBase, Share, Stages

__all__ = [
    "COUNTRY_PATTERN",
    "ChokepointClosure",
    "ChokepointRestriction",
    "Country",
    "DemandShift",
    "DemandSurge",
    "EmbargoOfInput",
    "Event",
    "EventBase",
    "ExportBan",
    "ExportQuota",
    "ExportTax",
    "LicensingDelay",
    "Outage",
    "PriceFlood",
    "RouteDelay",
    "Stages",
    "StatePurchase",
    "StockRelease",
    "Strike",
    "SupplyStep",
    "Threat",
]


class Outage(EventBase):
    """A share `severity` of the facilities of one stage and country stops; overlapping shares add up.

    `facility` names one facility (the last part of its name); None strikes all of the stage and country. The
    same share of finished stock is `stranded` for that many days; 0 leaves it sellable.
    """

    kind: Literal["outage"] = "outage"
    stage: str
    facility: str | None = None
    origin: Country
    severity: Share
    profile: Stages = ()
    stranded_d: float = Field(default=0.0, ge=0)


class Strike(EventBase):
    """An announced stoppage of a share `severity`, after which output ramps back over `ramp_d` days."""

    kind: Literal["strike"] = "strike"
    stage: str
    facility: str | None = None
    origin: Country
    severity: Share
    profile: Stages = ()
    announced_d: float = Field(ge=0)
    ramp_d: float = Field(ge=0)


class SupplyStep(EventBase):
    """Capacity of one stage and country grows: by `tonnes_per_year` or, where that is 0, by `share`."""

    kind: Literal["supply_step"] = "supply_step"
    origin: Country
    stage: str
    tonnes_per_year: float = Field(ge=0)
    share: float = Field(ge=0)
    ramp_d: float = Field(ge=0)
    qualification_d: float = Field(ge=0)


class EmbargoOfInput(EventBase):
    """Plants of one stage in `countries` (empty: all) lose an input once their stock of it is used."""

    kind: Literal["embargo_of_input"] = "embargo_of_input"
    input: str
    countries: tuple[str, ...] = ()
    stage: str
    severity: Share
    dependence: Share
    affected: Share
    stock_d: float = Field(ge=0)


class PriceFlood(EventBase):
    """Suppliers of `origin` sell at `ask_factor` times their ask and can make `output_rise` more.

    `stage` None means every stage.
    """

    kind: Literal["price_flood"] = "price_flood"
    origin: Country
    stage: str | None = None
    ask_factor: float = Field(gt=0, lt=1)
    output_rise: float = Field(default=0.0, ge=0)


class DemandSurge(EventBase):
    """Demand of some markets (empty: all) is a share higher for a while."""

    kind: Literal["demand_surge"] = "demand_surge"
    markets: tuple[str, ...] = ()
    share: float = Field(gt=0)


class DemandShift(EventBase):
    """Demand of some markets (empty: all) moves by a share, over `ramp_d` days."""

    kind: Literal["demand_shift"] = "demand_shift"
    markets: tuple[str, ...] = ()
    share: float = Field(ge=-1)
    ramp_d: float = Field(ge=0)


class StockRelease(EventBase):
    """A holder sells `tonnes` of each mineral into some markets (empty: all), evenly over the period."""

    kind: Literal["stock_release"] = "stock_release"
    holder: str
    markets: tuple[str, ...] = ()
    tonnes: float = Field(gt=0)


class RouteDelay(EventBase):
    """Goods that leave `origin` for `destinations` (empty: all) take `extra_d` days longer."""

    kind: Literal["route_delay"] = "route_delay"
    origin: Country
    destinations: tuple[str, ...] = ()
    extra_d: float = Field(gt=0)


Places = Annotated[tuple[str, ...], Field(min_length=1)]


class ChokepointClosure(EventBase):
    """Nothing passes some chokepoints or ports (keys of chokepoints.csv and ports.csv)."""

    kind: Literal["chokepoint_closure"] = "chokepoint_closure"
    places: Places


class ChokepointRestriction(EventBase):
    """A share `severity` of the ordinary throughput of some chokepoints or ports is lost; ships queue."""

    kind: Literal["chokepoint_restriction"] = "chokepoint_restriction"
    places: Places
    severity: float = Field(gt=0, lt=1)
    profile: Stages = ()


Event = Annotated[
    ExportBan
    | ExportQuota
    | LicensingDelay
    | ExportTax
    | Threat
    | StatePurchase
    | Outage
    | Strike
    | SupplyStep
    | EmbargoOfInput
    | PriceFlood
    | DemandSurge
    | DemandShift
    | StockRelease
    | RouteDelay
    | ChokepointClosure
    | ChokepointRestriction,
    Field(discriminator="kind"),
]
