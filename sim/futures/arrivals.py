"""When events begin and end: once, by a Poisson process, or as an alternating renewal."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.futures.laws import Exponential, Law
from sim.futures.streams import FloatArray

DAYS_PER_YEAR = 365.0
# A draw of exactly 0 gives a quantile of 0, and an event must last.
SHORTEST_D = 1e-9

# First n draws of a purpose, uniform on [0, 1); a longer request begins with the same numbers.
Draws = Callable[[str, int], FloatArray]


def poisson_starts(rate_per_year: float, horizon_d: float, draws: Draws) -> FloatArray:
    """Start days before the horizon of a Poisson process, from the draws "gap"."""
    gap = Exponential(mean=DAYS_PER_YEAR / rate_per_year)
    n = int(1.5 * horizon_d / gap.mean()) + 8
    while True:
        starts = np.cumsum(gap.quantiles(draws("gap", n)))
        if starts[-1] >= horizon_d:
            return starts[starts < horizon_d]
        n *= 2


def alternating(up: Law, down: Law, horizon_d: float, draws: Draws) -> tuple[FloatArray, FloatArray]:
    """Starts and durations of the down spells of an alternating renewal that begins up.

    Parameters
    ----------
    up, down : Law
        Days between down spells, and of down spells.
    horizon_d : float
        Spells that start later are left out.
    draws : Draws
        Uniforms for the purposes "up" and "down".

    Returns
    -------
    starts, durations : FloatArray
        Days, shape (n,).
    """
    n = int(1.2 * horizon_d / (up.mean() + down.mean())) + 8
    while True:
        ups, downs = up.quantiles(draws("up", n)), down.quantiles(draws("down", n))
        starts, ends, downs = spells(ups, downs)
        if ends[-1] >= horizon_d:
            return starts[starts < horizon_d], downs[starts < horizon_d]
        n *= 2


def spells(ups: FloatArray, downs: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Starts, ends and durations of down spells from up and down times, cycles along the last axis.

    The running sum goes spell by spell, so that more cycles never change the earlier ones.
    """
    downs = np.maximum(downs, SHORTEST_D)
    times = np.cumsum(np.stack((ups, downs), axis=-1).reshape(*ups.shape[:-1], -1), axis=-1)
    return times[..., 0::2], times[..., 1::2], downs
