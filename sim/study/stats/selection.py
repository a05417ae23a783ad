"""Which of several policies is best, and where further futures would tell most.

Kim & Nelson (2001, 2006): KN and KN++, fully sequential selection with an indifference zone, valid
under common random numbers. Chen, Lin, Yuecesan & Chick (2000): optimal computing budget allocation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.study.stats.means import CONFIDENCE, PILOT_FUTURES, FloatArray


@dataclass(frozen=True)
class Selection:
    """Systems not yet shown to be worse than another, the best of them first, and the futures used."""

    surviving: tuple[int, ...]
    futures: int


def screen(losses: FloatArray, delta: float, confidence: float = CONFIDENCE) -> tuple[int, ...]:
    """Return the systems that the sample cannot rule out as the best, smallest mean loss first.

    One look of KN++: ``eta = ((2 a / (k - 1))^(-2 / (r - 1)) - 1) / 2``, ``h2 = 2 eta (r - 1)``;
    system i goes when its sum trails that of l by more than ``max(0, h2 S_il^2 / (2 delta) - r delta / 2)``.

    Parameters
    ----------
    losses : FloatArray
        Futures lived by all systems (common random numbers allowed), shape ``(r, k)``.
    delta : float
        Smallest difference worth telling apart.
    confidence : float
        Chance of keeping the best, if it is better by at least `delta`.
    """
    r, k = losses.shape
    if k == 1 or r < 2:
        return tuple(np.argsort(losses.sum(axis=0), kind="stable").tolist())
    eta = ((2 * (1 - confidence) / (k - 1)) ** (-2 / (r - 1)) - 1) / 2
    h2 = 2 * eta * (r - 1)
    kept = []
    for i in range(k):
        lead = losses[:, [i]] - losses
        spread = np.var(lead, axis=0, ddof=1)
        allowed = np.maximum(0.0, h2 * spread / (2 * delta) - r * delta / 2)
        # an equal sum is no reason to go, also when nothing is allowed any more
        if np.all((lead.sum(axis=0) <= allowed) | (lead.sum(axis=0) <= 0)):
            kept.append(i)
    return tuple(sorted(kept, key=lambda i: float(losses[:, i].sum())))


def select(
    draw: Callable[[tuple[int, ...], int, int], FloatArray],
    systems: int,
    delta: float,
    budget: int,
    pilot: int = PILOT_FUTURES,
    step: int = 25,
    confidence: float = CONFIDENCE,
) -> Selection:
    """Run futures until one system is left or the budget is spent.

    Parameters
    ----------
    draw : callable
        ``draw(systems, first, last)`` returns the losses of those systems in futures ``first`` to
        ``last - 1``, shape ``(last - first, len(systems))``.
    systems : int
        How many there are.
    delta, confidence : float
        As in `screen`.
    budget : int
        Most futures any system may live.
    pilot, step : int
        Futures before the first look, and between looks.
    """
    alive = tuple(range(systems))
    losses = draw(alive, 0, min(pilot, budget))
    while True:
        # the level is shared by all systems that started, also after some have gone
        share = 1 - (1 - confidence) * max(1, len(alive) - 1) / max(1, systems - 1)
        kept = screen(losses, delta, share)
        alive, losses = tuple(alive[i] for i in kept), losses[:, kept]
        r = len(losses)
        if len(alive) == 1 or r >= budget:
            return Selection(alive, r)
        losses = np.vstack((losses, draw(alive, r, min(r + step, budget))))


def ocba(means: FloatArray, deviations: FloatArray) -> FloatArray:
    """Return the shares of further futures that make a wrong choice of the smallest mean least likely.

    ``N_i / N_j = (s_i / D_i)^2 / (s_j / D_j)^2`` and ``N_b = s_b sqrt(sum (N_i / s_i)^2)``.

    Parameters
    ----------
    means, deviations : FloatArray
        Mean and standard deviation of each system's loss, shape ``(k,)``.

    Returns
    -------
    FloatArray
        Sums to 1, shape ``(k,)``; equal shares where the best has an equal.
    """
    k = len(means)
    best = int(np.argmin(means))
    others = np.arange(k) != best
    gap = means[others] - means[best]
    if k == 1 or np.any(gap == 0) or np.any(deviations == 0):
        return np.full(k, 1 / k)
    counts = np.empty(k)
    counts[others] = (deviations[others] / gap) ** 2
    counts[best] = deviations[best] * np.sqrt(np.sum((counts[others] / deviations[others]) ** 2))
    shares: FloatArray = counts / counts.sum()
    return shares
