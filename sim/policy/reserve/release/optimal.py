"""Give now or keep for later: a dynamic programme of one ban."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np

from sim.errors import InputError
from sim.futures.hazard_table import hazard
from sim.policy.observation import Observation
from sim.policy.reserve.programme import Programme
from sim.policy.reserve.release.permit import Permit
from sim.policy.reserve.release.terms import BoolArray, FloatArray, GapTerms

PERIOD_D = 7
MOST_D = 182
"""A stock that lasts longer than this is given freely."""
DISCOUNT_PER_YEAR = 0.03
DAYS_PER_YEAR = 365.0


class Optimal(GapTerms):
    """Release rule R7: the use that loses most per tonne first, the others as far as the stock lasts.

    A mineral's gap is what its imports are down by, shared by all uses alike. The programme weighs a tonne
    for a use of little value now against one for a use of more value later in a ban that may end any week;
    what is left when it ends is worth its price. Solved once per mineral, in days of gap.

    Parameters
    ----------
    hazard : str
        Row of ``hazards.csv`` with the length of a ban, of which the mean counts.
    """

    kind: Literal["optimal"] = "optimal"
    hazard: str = "china-licensing-per-mineral"

    def permit(self, seen: Observation, target_t: FloatArray, is_open: BoolArray) -> Permit:
        """Return the uses in the order of what they lose, and a cap that keeps what later weeks need more."""
        law = hazard(self.hazard, "reserve.release.hazard").duration
        if law is None:
            raise InputError("reserve.release.hazard", self.hazard, "reserve", "a row with a duration")
        holders, n = seen.holders, len(target_t)
        gap = np.maximum(seen.unmet_ratio, 1.0 - seen.import_ratio)
        gap_t_per_d = np.maximum(0.0, gap) * seen.demand_t_per_d
        cap, rank = self.gap_cap(target_t, is_open), np.ones(len(holders.tier))
        for m in range(n):
            mine = np.flatnonzero(holders.mineral == m)
            rank[mine] = 1.0 + np.unique(-holders.loss_ratio[mine], return_inverse=True)[1]
            if is_open[m] and gap_t_per_d[m] > 0.0:
                uses = tuple(
                    zip(holders.loss_ratio[mine].tolist(), holders.share[mine].tolist(), strict=True)
                )
                given = weekly_release(uses, law.mean())
                days = min(MOST_D, int(seen.reserve_t[m] / gap_t_per_d[m]))
                # what is left of the last day of gap goes to the most valuable use, which comes first
                pace = max(given[days] / PERIOD_D, 1.0 / PERIOD_D) * gap_t_per_d[m]
                cap[m] = min(cap[m], pace)
        return self.to_gaps(seen, cap, rank)


@lru_cache(maxsize=256)
def weekly_release(uses: tuple[tuple[float, float], ...], length_d: float) -> tuple[int, ...]:
    """Return how many days of gap to give in a week, for every stock in days of gap from 0 to `MOST_D`.

    Parameters
    ----------
    uses : tuple of (float, float)
        Loss per missing tonne over price, and share of the gap.
    length_d : float
        Mean length of a ban, that may end on any day.
    """
    levels = np.arange(MOST_D + 1)
    given = levels[:, None] - levels[None, :]
    lost = np.array([_lost(uses, days) for days in range(PERIOD_D + 1)])
    within = (given >= 0) & (given <= PERIOD_D)
    banned = np.where(within, lost[np.clip(given, 0, PERIOD_D)] - given, np.inf)
    # once trade is open again the stock is worth its price
    opened = np.full_like(banned, np.inf)
    opened[:, 0] = -levels
    ends = 1.0 - np.exp(-PERIOD_D / length_d)
    transition = np.array([[1.0 - ends, ends], [0.0, 1.0]])
    discount = (1.0 + DISCOUNT_PER_YEAR) ** (-PERIOD_D / DAYS_PER_YEAR)
    plan = Programme(np.stack([banned, opened], axis=2), transition, discount).solve()
    return tuple((levels - plan.choice[:, 0]).tolist())


def _lost(uses: tuple[tuple[float, float], ...], days: int) -> float:
    """Return what a week of gap loses when so many days of it are filled, the dearest uses first."""
    left, lost = float(days), 0.0
    for value, share in sorted(uses, reverse=True):
        need = share * PERIOD_D
        filled = min(need, left)
        left -= filled
        lost += value * (need - filled)
    return lost
