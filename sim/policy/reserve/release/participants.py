"""Members draw on what they have paid for."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.policy.frameworks import framework_value
from sim.policy.observation import Observation
from sim.policy.reserve.release.permit import Permit
from sim.policy.reserve.release.terms import BoolArray, FloatArray, GapTerms

Share = Annotated[float, Field(ge=0, le=1)]


class Participants(GapTerms):
    """Release rule R5: each member draws on its own entitlement; others get what the rule leaves them.

    In normal times a member may draw a part of its entitlement and must replace it; in a declared crisis it
    has all of it.

    Parameters
    ----------
    routine_draw : float, optional
        Share of the entitlement open in normal times; None reads ``vault.routine_draw_max_fraction``.
    nonmember_share : float, optional
        Share of the stock that others may draw in a declared crisis, after members; None reads
        ``vault.nonmember_release_fraction``.
    replenish_deadline_d : float, optional
        Days within which what was drawn must be replaced, outside a crisis; None reads
        ``vault.replenish_deadline_days``.
    """

    kind: Literal["participants"] = "participants"
    routine_draw: Share | None = None
    nonmember_share: Share | None = None
    replenish_deadline_d: Annotated[float, Field(gt=0)] | None = None

    def replenish_d(self) -> float:
        """Return the days within which members replace what they drew."""
        return framework_value("vault.replenish_deadline_days", self.replenish_deadline_d)

    def permit(self, seen: Observation, target_t: FloatArray, is_open: BoolArray) -> Permit:
        """Return members before others, each up to its account."""
        holders = seen.holders
        routine = framework_value("vault.routine_draw_max_fraction", self.routine_draw)
        others = framework_value("vault.nonmember_release_fraction", self.nonmember_share)
        declared = is_open[holders.mineral]
        quota = holders.entitled_t + holders.owed_t
        normal = np.clip(routine * quota - holders.owed_t, 0.0, holders.entitled_t)
        mine = np.where(declared, (1.0 - others) * holders.entitled_t, normal)
        n = len(target_t)
        outside = np.where(holders.member, 0.0, holders.share)
        total = np.bincount(holders.mineral, outside, n)[holders.mineral]
        part = np.divide(outside, total, out=np.zeros_like(outside), where=total > 0)
        left = others * seen.reserve_t[holders.mineral] * part
        drawable = np.where(holders.member, mine, np.where(declared, left, 0.0))
        everything = np.ones(n, np.bool_)
        cap = self.gap_cap(target_t, everything)
        return Permit(cap, np.zeros(n), np.where(holders.member, 1.0, 2.0), drawable)
