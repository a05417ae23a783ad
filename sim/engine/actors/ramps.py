"""Ramps as stages of a spell: each stage holds the mean of the ramp over its days."""

from __future__ import annotations

from sim.engine.calendar import WHOLE
from sim.futures.events import Stages

STEPS = 12


def rising(ramp_d: float) -> Stages:
    """Return the stages of a rise from nothing to all over some days."""
    if ramp_d == 0.0:
        return ()
    steps = tuple((ramp_d * k / STEPS, (k + 0.5) / STEPS) for k in range(STEPS))
    return (*steps, (ramp_d, 1.0))


def falling(profile: Stages, days: float, ramp_d: float) -> Stages:
    """Return the stages of a profile over some days, then of a fall from its last fraction to nothing."""
    own = [(after, fraction) for after, fraction in profile or WHOLE if after < days]
    last = own[-1][1]
    fall = [(days + ramp_d * k / STEPS, last * (1.0 - (k + 0.5) / STEPS)) for k in range(STEPS)]
    return (*own, *fall) if ramp_d > 0.0 else tuple(own)
