"""Every user alike."""

from __future__ import annotations

from typing import Literal

import numpy as np

from sim.policy.observation import Observation
from sim.policy.reserve.release.permit import Permit
from sim.policy.reserve.release.terms import BoolArray, FloatArray, GapTerms


class Proportional(GapTerms):
    """Release rule R2: fill the same share of every gap."""

    kind: Literal["proportional"] = "proportional"

    def permit(self, seen: Observation, target_t: FloatArray, is_open: BoolArray) -> Permit:
        """Return one rank for all holders."""
        rank = np.ones(len(seen.holders.tier))
        return self.to_gaps(seen, self.gap_cap(target_t, is_open), rank)
