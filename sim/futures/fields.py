"""What each kind of event draws beside its times: one function per kind of spec."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np

from sim.futures.arrivals import SHORTEST_D, Draws
from sim.futures.events import (
    ChokepointClosure,
    ChokepointRestriction,
    Event,
    RouteDelay,
)
from sim.futures.laws import Law
from sim.futures.plan import EventPlan
from sim.futures.specs import (
    AbroadSpec,
    ChokepointClosureSpec,
    ChokepointRestrictionSpec,
    RouteDelaySpec,
)
from sim.futures.streams import FloatArray

Fields = tuple[type[Event], dict[str, Any], dict[str, FloatArray]]
"""Class of the events, fields all of them share, and fields drawn per event."""
# Shares are open at 0 and factors at both ends, but the quantile of a draw of 0 may sit on the end.
EDGE = 1e-9


@singledispatch
def fields_of(spec: object, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    """Return class and fields of the events of one plan.

    Parameters
    ----------
    spec : EventSpec
        That of the plan; its type chooses the function.
    event : EventPlan
    starts : FloatArray, shape (n,)
        Days.
    draws : callable
        First n draws of a purpose.
    """
    raise TypeError(f"no fields for {type(spec).__name__}")


def quantiles(law: Law | None, purpose: str, n: int, draws: Draws) -> FloatArray:
    """Draw n values of a law; zeros without one."""
    return np.zeros(n) if law is None else law.quantiles(draws(purpose, n))


def share(law: Law | None, purpose: str, n: int, draws: Draws, most: float = 1.0) -> FloatArray:
    """Draw n shares above 0 and up to ``most``."""
    return np.clip(quantiles(law, purpose, n, draws), EDGE, most)


@fields_of.register
def _(spec: RouteDelaySpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    fixed = {"kind": spec.kind, "origin": spec.origin, "destinations": destinations(spec)}
    extra = np.maximum(quantiles(spec.extra_d, "extra_d", starts.size, draws), SHORTEST_D)
    return RouteDelay, fixed, {"extra_d": extra}


@fields_of.register
def _(spec: ChokepointClosureSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    return ChokepointClosure, {"kind": spec.kind, "places": spec.places}, {}


@fields_of.register
def _(spec: ChokepointRestrictionSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    lost = share(event.severity, "severity", starts.size, draws, 1 - EDGE)
    fixed = {"kind": spec.kind, "places": spec.places, "profile": spec.profile or ()}
    return ChokepointRestriction, fixed, {"severity": lost}


def destinations(spec: AbroadSpec | RouteDelaySpec) -> tuple[str, ...]:
    """Return the markets aimed at, empty for all."""
    return () if spec.destinations == "all" else spec.destinations
