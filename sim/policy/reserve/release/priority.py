"""The most urgent use first."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.policy.observation import Observation
from sim.policy.reserve.release.permit import Permit
from sim.policy.reserve.release.terms import BoolArray, FloatArray, GapTerms


class PriorityTiers(GapTerms):
    """Release rule R3: tier by tier, each in full before the next.

    Parameters
    ----------
    tiers : tuple of int
        Tiers that are served at all: 1 defence, 2 essential civilian, 3 the rest. ``[1]`` is the rule of the
        National Defense Stockpile.
    """

    kind: Literal["priority_tiers"] = "priority_tiers"
    tiers: Annotated[tuple[Annotated[int, Field(ge=1, le=3)], ...], Field(min_length=1)]

    def permit(self, seen: Observation, target_t: FloatArray, is_open: BoolArray) -> Permit:
        """Return the tier of every holder as its rank, 0 outside the chosen tiers."""
        tier = seen.holders.tier
        served = (tier[:, np.newaxis] == self.tiers).any(axis=1)
        rank = np.where(served, tier, 0).astype(np.float64)
        return self.to_gaps(seen, self.gap_cap(target_t, is_open), rank)
