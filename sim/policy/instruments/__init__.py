"""Mechanisms of agreements and financing lines, one file each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.policy.instruments.agreement import Agreement, Mechanisms, MechanismSpec
from sim.policy.instruments.ban_exemption import BanExemption
from sim.policy.instruments.early_warning import EarlyWarning
from sim.policy.instruments.export_preference import ExportPreference
from sim.policy.instruments.hazard_reduction import HazardReduction
from sim.policy.instruments.offtake import OfftakePriority
from sim.policy.instruments.option_to_build import OptionToBuild
from sim.policy.instruments.precaution_restraint import PrecautionRestraint
from sim.policy.instruments.price_floor import PriceFloor
from sim.policy.instruments.producer_support import ProducerSupport
from sim.policy.instruments.project import ProjectFinance
from sim.policy.instruments.project_support import ProjectSupport
from sim.policy.instruments.route_alternative import RouteAlternative
from sim.policy.instruments.stock_sharing import StockSharing

InstrumentSpec = Annotated[Mechanisms | Agreement, Field(discriminator="kind")]

__all__ = [
    "Agreement",
    "BanExemption",
    "EarlyWarning",
    "ExportPreference",
    "HazardReduction",
    "InstrumentSpec",
    "MechanismSpec",
    "Mechanisms",
    "OfftakePriority",
    "OptionToBuild",
    "PrecautionRestraint",
    "PriceFloor",
    "ProducerSupport",
    "ProjectFinance",
    "ProjectSupport",
    "RouteAlternative",
    "StockSharing",
]
