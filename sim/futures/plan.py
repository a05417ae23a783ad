"""An event spec made ready to draw: nulls filled from the hazard table, minerals from the world."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sim.data.parameters import parameters
from sim.errors import InputError
from sim.futures.hazard_table import NO_HAZARD, Hazard, dominant_minerals, hazard
from sim.futures.laws import Empirical, Fixed, Law, Triangular
from sim.futures.specs import (
    ChokepointRestrictionSpec,
    ControlSpec,
    EmbargoOfInputSpec,
    EventSpec,
    ExportBanSpec,
    PlantEvent,
)
from sim.futures.targets import targets
from sim.world.world import World

# Days that something permanent lasts: longer than any horizon.
FOREVER_D = 1e6

ParameterMode = Literal["sampled", "mode"]


@dataclass(frozen=True)
class EventPlan:
    """What is needed to draw the events of one spec.

    Attributes
    ----------
    name : str
        Name of the spec; keys its draws and begins the ids of its events.
    spec : EventSpec
    minerals : tuple of str
        What it can hit in this world.
    start_d, rate_per_year : float or None
        Timing; both None for an alternating event.
    duration : Law or None
        Days; None for an alternating event.
    severity, leakage : Law or None
        Shares; None where the kind has none.
    batch_size : Law or None
        How many of the `n_dominant` minerals one arrival hits; None hits all.
    n_dominant : float
        How many minerals batches choose from.
    mode : {"sampled", "mode"}
        Whether what the spec leaves to a parameter is drawn or stays at its mode.
    """

    name: str
    spec: EventSpec
    minerals: tuple[str, ...]
    start_d: float | None
    rate_per_year: float | None
    duration: Law | None
    severity: Law | None
    leakage: Law | None
    batch_size: Law | None
    n_dominant: float
    mode: ParameterMode


def plan(world: World, name: str, spec: EventSpec, mode: ParameterMode) -> EventPlan:
    """Fill a spec from the hazard table, the parameters and the world.

    Raises
    ------
    InputError
        If the hazard row is missing, or lacks what the spec leaves to it.
    """
    key = f"scenario.events.{name}"
    row = hazard(spec.hazard, f"{key}.hazard") if spec.hazard is not None else NO_HAZARD
    rate = _rate(spec, row, key)
    # Batches say which minerals a decree picks; a scripted event already says so.
    batches = row.batch_sizes if rate is not None else ()
    return EventPlan(
        name=name,
        spec=spec,
        minerals=targets(world, spec),
        start_d=start_day(world, spec),
        rate_per_year=rate,
        duration=_duration(spec, row, key),
        severity=_severity(spec, row, key),
        leakage=_leakage(spec, mode),
        batch_size=Empirical(values=batches) if batches else None,
        n_dominant=dominant_minerals() if batches else 1.0,
        mode=mode,
    )


def start_day(world: World, spec: EventSpec) -> float | None:
    """Start in days after the start date of the world; None where the spec names none."""
    if isinstance(spec.start, date):
        return float((spec.start - world.start_date).days)
    return spec.start


def _duration(spec: EventSpec, row: Hazard, key: str) -> Law | None:
    if spec.alternating:
        return None
    if spec.permanent and spec.duration is None and row.duration is None:
        return Fixed(value=FOREVER_D)
    return _law(spec.duration, row.duration, "duration", key)


def _severity(spec: EventSpec, row: Hazard, key: str) -> Law | None:
    if not isinstance(spec, ExportBanSpec | PlantEvent | EmbargoOfInputSpec | ChokepointRestrictionSpec):
        return None
    return _law(spec.severity, row.severity, "severity", key)


def _leakage(spec: EventSpec, mode: ParameterMode) -> Law | None:
    if not isinstance(spec, ControlSpec):
        return None
    if spec.destinations == "all":
        return Fixed(value=0.0)
    return spec.leakage or parameter_law("leakage_share", mode)


def parameter_law(name: str, mode: ParameterMode) -> Law:
    """Law of a parameter that events draw: triangular over its range, or fixed at its mode."""
    row = parameters().get(name)
    if mode == "mode":
        return Fixed(value=row.mode)
    return Triangular(low=row.low, mode=row.mode, high=row.high)


def _rate(spec: EventSpec, row: Hazard, key: str) -> float | None:
    if spec.start is not None or spec.alternating:
        return None
    rate = spec.rate_per_year or row.rate_per_year
    if rate is None:
        raise _missing("rate_per_year", key)
    return rate


def _law(given: Law | None, table: Law | None, field: str, key: str) -> Law:
    """What the spec gives, else what the hazard row says."""
    law = table if given is None else given
    if law is None:
        raise _missing(field, key)
    return law


def _missing(field: str, key: str) -> InputError:
    return InputError(f"{key}.{field}", None, "scenario", "a value, or a hazard row that has one")
