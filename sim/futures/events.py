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
from sim.futures.event_base import COUNTRY_PATTERN, Country, EventBase, Share

__all__ = [
    "COUNTRY_PATTERN",
    "ChokepointClosure",
    "ChokepointRestriction",
    "Country",
    "Event",
    "EventBase",
    "ExportBan",
    "ExportQuota",
    "ExportTax",
    "LicensingDelay",
    "Outage",
    "PriceFlood",
    "RouteDelay",
    "StatePurchase",
    "Threat",
]


class Outage(EventBase):
    """A share `severity` of the facilities of one stage and country stops; overlapping shares add up.

    `facility` names one facility (the last part of its name); None strikes all of the stage and country.
    """

    kind: Literal["outage"] = "outage"
    stage: str
    facility: str | None = None
    origin: Country
    severity: Share


class PriceFlood(EventBase):
    """Suppliers of `origin` sell at `ask_factor` times their ask; `stage` None means every stage."""

    kind: Literal["price_flood"] = "price_flood"
    origin: Country
    stage: str | None = None
    ask_factor: float = Field(gt=0, lt=1)


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


Event = Annotated[
    ExportBan
    | ExportQuota
    | LicensingDelay
    | ExportTax
    | Threat
    | StatePurchase
    | Outage
    | PriceFlood
    | RouteDelay
    | ChokepointClosure
    | ChokepointRestriction,
    Field(discriminator="kind"),
]
