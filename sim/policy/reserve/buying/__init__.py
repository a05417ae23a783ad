"""How a reserve buys towards its target: one named rule per file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.policy.reserve.buying.base_stock import BaseStock
from sim.policy.reserve.buying.counter_cyclical import CounterCyclical
from sim.policy.reserve.buying.reorder import ReorderPoint
from sim.policy.reserve.buying.tranches import Tranches

BuyingSpec = Annotated[BaseStock | ReorderPoint | CounterCyclical | Tranches, Field(discriminator="kind")]
"""Buying rules U1 to U4."""
