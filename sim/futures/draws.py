"""Events of one plan in one future, all draws of one purpose at once."""

from __future__ import annotations

from functools import partial
from typing import Protocol

import numpy as np

import sim.futures.fields_controls  # noqa: F401 (registers its kinds)
import sim.futures.fields_market  # noqa: F401 (registers its kinds)
from sim.futures.arrivals import SHORTEST_D, Draws, alternating, poisson_starts
from sim.futures.events import Event
from sim.futures.fields import fields_of, quantiles
from sim.futures.plan import EventPlan
from sim.futures.streams import FloatArray, uniforms


class Clock(Protocol):
    """A clock that runs at another pace than the calendar."""

    @property
    def span_d(self) -> float:
        """Its days until the horizon."""

    def calendar_days(self, lived: FloatArray) -> FloatArray:
        """Days of the calendar at days of the clock."""


def draw_events(
    event: EventPlan, seed: int, future: int, horizon_d: float, clock: Clock | None = None
) -> list[Event]:
    """Events of one plan that start before the horizon and hit a mineral of its world.

    Poisson arrivals come at the rate of the plan on the clock; without one, on the calendar.
    """
    draws = partial(uniforms, seed, future, f"event/{event.name}")
    starts, durations = _times(event, horizon_d, draws, clock)
    hits = _hits(event, starts.size, draws)
    kind, fixed, drawn = fields_of(event.spec, event, starts, draws)
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


def _times(
    event: EventPlan, horizon_d: float, draws: Draws, clock: Clock | None
) -> tuple[FloatArray, FloatArray]:
    """Starts and durations, in the order of arrival."""
    spec = event.spec
    if spec.up is not None and spec.down is not None:
        return alternating(spec.up, spec.down, horizon_d, draws)
    if event.rate_per_year is not None and clock is not None:
        starts = clock.calendar_days(poisson_starts(event.rate_per_year, clock.span_d, draws))
    elif event.rate_per_year is not None:
        starts = poisson_starts(event.rate_per_year, horizon_d, draws)
    else:
        starts = np.array([day for day in (event.start_d,) if day is not None and day < horizon_d])
    return starts, np.maximum(quantiles(event.duration, "duration", starts.size, draws), SHORTEST_D)


def _hits(event: EventPlan, n: int, draws: Draws) -> list[tuple[str, ...]]:
    """Minerals of every arrival; of a batch, those whose own draw lies below size / n_dominant."""
    if event.batch_size is None:
        return [event.minerals] * n
    share = event.batch_size.quantiles(draws("batch", n)) / event.n_dominant
    struck = {mineral: draws(f"hit/{mineral}", n) < share for mineral in event.minerals}
    return [tuple(mineral for mineral in event.minerals if struck[mineral][i]) for i in range(n)]
