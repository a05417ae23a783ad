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
from sim.futures.specs.market import PriceFloodSpec
from sim.futures.specs.supply import OutageSpec
from sim.futures.specs.ways import ChokepointClosureSpec, ChokepointRestrictionSpec, PlaceSpec, RouteDelaySpec

EventSpec = Annotated[
    ExportBanSpec
    | ExportQuotaSpec
    | LicensingDelaySpec
    | ExportTaxSpec
    | ThreatSpec
    | StatePurchaseSpec
    | OutageSpec
    | PriceFloodSpec
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
    "EventSpec",
    "ExportBanSpec",
    "ExportQuotaSpec",
    "ExportTaxSpec",
    "LicensingDelaySpec",
    "OutageSpec",
    "PlaceSpec",
    "PriceFloodSpec",
    "RouteDelaySpec",
    "StatePurchaseSpec",
    "ThreatSpec",
]
