"""Futures in which chosen events come more often or last longer than they do, each with its weight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.data.vintage import use
from sim.errors import InputError
from sim.futures.arrivals import DAYS_PER_YEAR, poisson_starts
from sim.futures.laws import Exponential, Law, Lognormal
from sim.futures.plan import EventPlan, ParameterMode, plan
from sim.futures.streams import uniforms
from sim.study.spec import TiltSpec
from sim.study.stats.rare import length_log_ratio, rate_log_ratio

if TYPE_CHECKING:
    from sim.futures.future import Future
    from sim.futures.scenario import ScenarioSpec
    from sim.world.world import World


class TiltedSampler:
    """Samples futures of a tilted scenario, with ``log_weight`` set to their log likelihood ratio.

    Parameters
    ----------
    tilt : mapping of str to TiltSpec
        Per event of the scenario.
    sampler : callable
        ``sim.futures.sampler.sample_future`` or the like.
    """

    def __init__(self, tilt: Mapping[str, TiltSpec], sampler: Callable[..., Future]) -> None:
        self._tilt = dict(tilt)
        self._sampler = sampler

    def __call__(
        self,
        world: World,
        scenario: ScenarioSpec,
        seed: int,
        index: int,
        horizon_d: int,
        parameters: ParameterMode = "sampled",
    ) -> Future:
        """Return one future and its weight; the same arguments always give the same one.

        Raises
        ------
        InputError
            If an event is not in the scenario or cannot be tilted.
        """
        with use(world.vintage):
            plans = {name: _plan(world, scenario, name, parameters) for name in self._tilt}
        tilted = {
            name: scenario.events[name].model_copy(update=_tilted_fields(name, plans[name], tilt))
            for name, tilt in self._tilt.items()
        }
        other = scenario.model_copy(update={"events": {**scenario.events, **tilted}})
        future = self._sampler(world, other, seed, index, horizon_d, parameters=parameters)
        weight = sum(self._log_ratio(name, plans[name], future) for name in self._tilt)
        return future.model_copy(update={"log_weight": float(weight)})

    def _log_ratio(self, name: str, event: EventPlan, future: Future) -> float:
        """Return the log likelihood ratio of the arrivals and lengths of one event."""
        tilt = self._tilt[name]
        ratio = 0.0
        if tilt.rate != 1.0 and event.rate_per_year is not None:
            # counted from the draws: an arrival that hits no mineral of this world leaves no event
            draws = partial(uniforms, future.seed, future.id, f"event/{name}")
            sampled = event.rate_per_year * tilt.rate
            arrivals = len(poisson_starts(sampled, future.horizon_d, draws))
            ratio += rate_log_ratio(arrivals, event.rate_per_year, sampled, future.horizon_d / DAYS_PER_YEAR)
        if tilt.length != 1.0 and event.duration is not None:
            days = [own.duration_d for own in future.events if own.id.rpartition("/")[0] == name]
            ratio += float(np.sum(length_log_ratio(np.array(days), event.duration, tilt.length)))
        return ratio


def check_tilt(world: World, scenario: ScenarioSpec, tilt: Mapping[str, TiltSpec]) -> None:
    """Raise on the first event that does not exist or cannot be tilted.

    Raises
    ------
    InputError
        With key ``study.tilt.<event>`` or one below it.
    """
    for name, factors in tilt.items():
        with use(world.vintage):
            event = _plan(world, scenario, name, "mode")
        _tilted_fields(name, event, factors)


def _plan(world: World, scenario: ScenarioSpec, name: str, parameters: ParameterMode) -> EventPlan:
    if name not in scenario.events:
        known = ", ".join(scenario.events) or "none: the scenario has no events"
        raise InputError(f"study.tilt.{name}", name, "study", f"events of the scenario: {known}")
    return plan(world, name, scenario.events[name], parameters)


def _tilted_fields(name: str, event: EventPlan, tilt: TiltSpec) -> dict[str, object]:
    """Return the fields of the spec that change."""
    fields: dict[str, object] = {}
    if tilt.rate != 1.0:
        if event.rate_per_year is None:
            raise InputError(f"study.tilt.{name}.rate", tilt.rate, "study", "1, unless the event has a rate")
        fields["rate_per_year"] = event.rate_per_year * tilt.rate
    if tilt.length != 1.0:
        fields["duration"] = _stretched(event.duration, tilt.length, f"study.tilt.{name}.length")
    return fields


def _stretched(law: Law | None, factor: float, key: str) -> Law:
    """Return the law of `factor` times the duration."""
    if isinstance(law, Exponential):
        return Exponential(mean=law.mean() * factor)
    if isinstance(law, Lognormal) and law.sigma > 0:
        return Lognormal(median=law.median * factor, p90=law.p90 * factor)
    raise InputError(
        key, factor, "study", "1, unless the duration is exponential, or lognormal with a spread"
    )
