"""Mechanisms of agreements and financing lines, one file each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.policy.instruments.offtake import OfftakePriority
from sim.policy.instruments.price_floor import PriceFloor
from sim.policy.instruments.producer_support import ProducerSupport
from sim.policy.instruments.project import ProjectFinance

InstrumentSpec = Annotated[
    OfftakePriority | PriceFloor | ProducerSupport | ProjectFinance, Field(discriminator="kind")
]

__all__ = ["InstrumentSpec", "OfftakePriority", "PriceFloor", "ProducerSupport", "ProjectFinance"]
