"""What an analyst may inject: one strict, frozen spec per kind of event."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.futures.specs.controls import ExportBanSpec
from sim.futures.specs.market import PriceFloodSpec
from sim.futures.specs.supply import OutageSpec
from sim.futures.specs.ways import ChokepointClosureSpec, ChokepointRestrictionSpec, PlaceSpec, RouteDelaySpec

EventSpec = Annotated[
    ExportBanSpec
    | OutageSpec
    | PriceFloodSpec
    | RouteDelaySpec
    | ChokepointClosureSpec
    | ChokepointRestrictionSpec,
    Field(discriminator="kind"),
]
"""Any kind; ``kind`` tells them apart."""

__all__ = [
    "ChokepointClosureSpec",
    "ChokepointRestrictionSpec",
    "EventSpec",
    "ExportBanSpec",
    "OutageSpec",
    "PlaceSpec",
    "PriceFloodSpec",
    "RouteDelaySpec",
]
