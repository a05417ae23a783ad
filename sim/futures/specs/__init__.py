"""What an analyst may inject: one strict, frozen spec per kind of event."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.futures.specs.controls import (
    AbroadSpec,
    BorderSpec,
    ControlSpec,
    ExportBanSpec,
    ExportQuotaSpec,
    ExportTaxSpec,
    LicensingDelaySpec,
    StatePurchaseSpec,
    ThreatSpec,
)
from sim.futures.specs.market import DemandShiftSpec, DemandSurgeSpec, PriceFloodSpec, StockReleaseSpec
from sim.futures.specs.supply import EmbargoOfInputSpec, OutageSpec, PlantEvent, StrikeSpec, SupplyStepSpec
from sim.futures.specs.timing import CountryEvent, MarketEvent
from sim.futures.specs.ways import ChokepointClosureSpec, ChokepointRestrictionSpec, PlaceSpec, RouteDelaySpec

EventSpec = Annotated[
    ExportBanSpec
    | ExportQuotaSpec
    | LicensingDelaySpec
    | ExportTaxSpec
    | ThreatSpec
    | StatePurchaseSpec
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
    "AbroadSpec",
    "BorderSpec",
    "ChokepointClosureSpec",
    "ChokepointRestrictionSpec",
    "ControlSpec",
    "CountryEvent",
    "DemandShiftSpec",
    "DemandSurgeSpec",
    "EmbargoOfInputSpec",
    "EventSpec",
    "ExportBanSpec",
    "ExportQuotaSpec",
    "ExportTaxSpec",
    "LicensingDelaySpec",
    "MarketEvent",
    "OutageSpec",
    "PlaceSpec",
    "PlantEvent",
    "PriceFloodSpec",
    "RouteDelaySpec",
    "StatePurchaseSpec",
    "StockReleaseSpec",
    "StrikeSpec",
    "SupplyStepSpec",
    "ThreatSpec",
]
