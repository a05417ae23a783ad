"""Who ran short first is served first."""

from __future__ import annotations

from typing import Literal

import numpy as np

from sim.policy.observation import Observation
from sim.policy.reserve.release.permit import Permit
from sim.policy.reserve.release.terms import BoolArray, FloatArray, GapTerms


class FirstCome(GapTerms):
    """Release rule R1: holders queue by the day on which they were first seen short in this crisis.

    Who has not been seen short stands at the end of the queue; the same day is the same rank.
    """

    kind: Literal["first_come"] = "first_come"

    def permit(self, seen: Observation, target_t: FloatArray, is_open: BoolArray) -> Permit:
        """Return holders ranked by the onset of their shortage."""
        order = np.unique(seen.holders.short_since_d, return_inverse=True)[1]
        return self.to_gaps(seen, self.gap_cap(target_t, is_open), (1 + order.reshape(-1)).astype(np.float64))
