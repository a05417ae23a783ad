"""When and how a reserve lets go of its stock: one named rule per file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.policy.reserve.release.first_come import FirstCome
from sim.policy.reserve.release.optimal import Optimal
from sim.policy.reserve.release.paced import Paced
from sim.policy.reserve.release.participants import Participants
from sim.policy.reserve.release.price_trigger import PriceTrigger
from sim.policy.reserve.release.priority import PriorityTiers
from sim.policy.reserve.release.proportional import Proportional

ReleaseSpec = Annotated[
    FirstCome | Proportional | PriorityTiers | PriceTrigger | Participants | Paced | Optimal,
    Field(discriminator="kind"),
]
"""Release rules R1 to R7."""
