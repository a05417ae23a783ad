"""Events of one plan in one future, all draws of one purpose at once."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from sim.futures.arrivals import SHORTEST_D, Draws, alternating, poisson_starts
from sim.futures.events import (
    ChokepointClosure,
    ChokepointRestriction,
    Event,
    ExportBan,
    Outage,
    PriceFlood,
    RouteDelay,
)
from sim.futures.laws import Law
from sim.futures.plan import EventPlan
from sim.futures.scenario import (
    ChokepointClosureSpec,
    ExportBanSpec,
    OutageSpec,
    PlaceSpec,
    PriceFloodSpec,
    RouteDelaySpec,
)
from sim.futures.streams import FloatArray, uniforms

# Shares are open at 0 and factors at both ends, but the quantile of a draw of 0 may sit on the end.
_EDGE = 1e-9


def draw_events(event: EventPlan, seed: int, future: int, horizon_d: float) -> list[Event]:
    """Events of one plan that start before the horizon and hit a mineral of its world."""
    draws = partial(uniforms, seed, future, f"event/{event.name}")
    starts, durations = _times(event, horizon_d, draws)
    hits = _hits(event, starts.size, draws)
    kind, fixed, drawn = _fields(event, starts, draws)
    drawn |= {"mark": draws("mark", starts.size), "start_d": starts, "duration_d": durations}
    columns = [values.tolist() for values in drawn.values()]
    # The values are ours: nothing is validated again.
    return [
        kind.model_construct(
            id=f"{event.name}/{i}", minerals=hits[i], **fixed, **dict(zip(drawn, row, strict=True))
        )
        for i, row in enumerate(zip(*columns, strict=True))
        if hits[i]
    ]


def _times(event: EventPlan, horizon_d: float, draws: Draws) -> tuple[FloatArray, FloatArray]:
    """Starts and durations, in the order of arrival."""
    spec = event.spec
    if spec.up is not None and spec.down is not None:
        return alternating(spec.up, spec.down, horizon_d, draws)
    if event.rate_per_year is not None:
        starts = poisson_starts(event.rate_per_year, horizon_d, draws)
    else:
        starts = np.array([day for day in (event.start_d,) if day is not None and day < horizon_d])
    return starts, np.maximum(_quantiles(event.duration, "duration", starts.size, draws), SHORTEST_D)


def _hits(event: EventPlan, n: int, draws: Draws) -> list[tuple[str, ...]]:
    """Minerals of every arrival; of a batch, those whose own draw lies below size / n_dominant."""
    if event.batch_size is None:
        return [event.minerals] * n
    share = event.batch_size.quantiles(draws("batch", n)) / event.n_dominant
    struck = {mineral: draws(f"hit/{mineral}", n) < share for mineral in event.minerals}
    return [tuple(mineral for mineral in event.minerals if struck[mineral][i]) for i in range(n)]


def _quantiles(law: Law | None, purpose: str, n: int, draws: Draws) -> FloatArray:
    return np.zeros(n) if law is None else law.quantiles(draws(purpose, n))


def _fields(
    event: EventPlan, starts: FloatArray, draws: Draws
) -> tuple[type[Event], dict[str, Any], dict[str, FloatArray]]:
    """Class of the events, fields all of them share, and fields drawn per event."""
    spec, n = event.spec, starts.size
    if isinstance(spec, PlaceSpec):
        return _place_fields(event, spec, n, draws)
    fixed: dict[str, Any] = {"kind": spec.kind, "origin": spec.origin}
    if isinstance(spec, RouteDelaySpec):
        extra = np.maximum(spec.extra_d.quantiles(draws("extra_d", n)), SHORTEST_D)
        return RouteDelay, fixed | {"destinations": _destinations(spec)}, {"extra_d": extra}
    fixed["stage"] = spec.stage
    if isinstance(spec, PriceFloodSpec):
        factor = np.clip(spec.ask_factor.quantiles(draws("ask_factor", n)), _EDGE, 1.0 - _EDGE)
        return PriceFlood, fixed, {"ask_factor": factor}
    severity = {"severity": np.clip(_quantiles(event.severity, "severity", n, draws), _EDGE, 1.0)}
    if isinstance(spec, OutageSpec):
        return Outage, fixed | {"facility": spec.facility}, severity
    drawn = severity | {
        "leakage": _quantiles(event.leakage, "leakage", n, draws),
        "announced_d": np.maximum(starts - spec.announcement_lead_d, 0.0),
    }
    return ExportBan, fixed | {"destinations": _destinations(spec)}, drawn


def _place_fields(
    event: EventPlan, spec: PlaceSpec, n: int, draws: Draws
) -> tuple[type[Event], dict[str, Any], dict[str, FloatArray]]:
    fixed = {"kind": spec.kind, "places": spec.places}
    if isinstance(spec, ChokepointClosureSpec):
        return ChokepointClosure, fixed, {}
    lost = np.clip(_quantiles(event.severity, "severity", n, draws), _EDGE, 1.0 - _EDGE)
    return ChokepointRestriction, fixed, {"severity": lost}


def _destinations(spec: ExportBanSpec | RouteDelaySpec) -> tuple[str, ...]:
    return () if spec.destinations == "all" else spec.destinations
