"""What an analyst may inject: one strict, frozen spec per kind of event."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.futures.specs.controls import ExportBanSpec
from sim.futures.specs.market import DemandShiftSpec, DemandSurgeSpec, PriceFloodSpec, StockReleaseSpec
from sim.futures.specs.supply import EmbargoOfInputSpec, OutageSpec, PlantEvent, StrikeSpec, SupplyStepSpec
from sim.futures.specs.timing import CountryEvent, MarketEvent
from sim.futures.specs.ways import ChokepointClosureSpec, ChokepointRestrictionSpec, PlaceSpec, RouteDelaySpec

EventSpec = Annotated[
    ExportBanSpec
    | OutageSpec
    | StrikeSpec
    | SupplyStepSpec
    | EmbargoOfInputSpec
    | PriceFloodSpec
    | DemandSurgeSpec
    | DemandShiftSpec
    | StockReleaseSpec
    | RouteDelaySpec
    | ChokepointClosureSpec
    | ChokepointRestrictionSpec,
    Field(discriminator="kind"),
]
"""Any kind; ``kind`` tells them apart."""

__all__ = [
    "ChokepointClosureSpec",
    "ChokepointRestrictionSpec",
    "CountryEvent",
    "DemandShiftSpec",
    "DemandSurgeSpec",
    "EmbargoOfInputSpec",
    "EventSpec",
    "ExportBanSpec",
    "MarketEvent",
    "OutageSpec",
    "PlaceSpec",
    "PlantEvent",
    "PriceFloodSpec",
    "RouteDelaySpec",
    "StockReleaseSpec",
    "StrikeSpec",
    "SupplyStepSpec",
]
