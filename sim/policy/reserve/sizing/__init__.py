"""How many tonnes a reserve aims to hold: one named rule per file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.policy.reserve.sizing.cover import DaysOfCover
from sim.policy.reserve.sizing.given import GivenStock
from sim.policy.reserve.sizing.marginal import MarginalBenefit
from sim.policy.reserve.sizing.newsvendor import Newsvendor
from sim.policy.reserve.sizing.share import BudgetShare
from sim.policy.reserve.sizing.shortfall import BaseCaseShortfall

SizingSpec = Annotated[
    DaysOfCover | BudgetShare | Newsvendor | MarginalBenefit | BaseCaseShortfall | GivenStock,
    Field(discriminator="kind"),
]
"""Sizing rules; Z0 is no reserve, and what needs simulated futures hands over a given stock."""
