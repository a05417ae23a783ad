"""One past episode lived through many draws of what is uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.analysis.backtest.observed import Observed
from sim.analysis.backtest.readings import STEP_D, Log, read
from sim.engine.model import ModelSpec
from sim.engine.run import Engine
from sim.futures.future import Future
from sim.futures.sampler import Sampler
from sim.futures.scenario import ScenarioSpec
from sim.policy.arm import Arm
from sim.world.arrays import FloatArray
from sim.world.world import World

WITHOUT = Arm(name="without")
Draws = Sequence[Mapping[str, float]]
"""Parameters by ``name@scope``, one mapping per future, in place of what the future drew itself."""


@dataclass(frozen=True)
class Episode:
    """A past episode ready to be lived.

    Attributes
    ----------
    name : str
        Key in episodes.csv.
    world : World
        Of its time, as far as it is known.
    scenario : ScenarioSpec
        What was announced.
    told : date
        Day on which it was announced, or on which it began if nobody announced it before.
    observed : tuple of Observed
        What it is held against.
    """

    name: str
    world: World
    scenario: ScenarioSpec
    told: date
    observed: tuple[Observed, ...]

    @property
    def told_d(self) -> int:
        """Day of the run on which it was told."""
        return (self.told - self.world.start_date).days

    @property
    def horizon_d(self) -> int:
        """Days to live: to the end of the longest record, in whole steps."""
        days = (max(one.until for one in self.observed) - self.world.start_date).days
        return STEP_D * (days // STEP_D + 1)

    def end_d(self, one: Observed) -> int:
        """Day of the run on which the record of a number ends."""
        return (one.until - self.world.start_date).days


def predict(episode: Episode, model: ModelSpec, seed: int, draws: Draws) -> FloatArray:
    """Return what the model says of every number of an episode.

    Parameters
    ----------
    episode : Episode
    model : ModelSpec
    seed : int
        Future i of every episode draws the same parameters.
    draws : sequence of mappings
        One per future.

    Returns
    -------
    FloatArray, shape (n_futures, n_observed)
        NaN where the world has no such flow, or no consumer stops.
    """
    engine = Engine(episode.world, model)
    sampler = Sampler(episode.world, episode.scenario, episode.horizon_d, "sampled")
    lived = (_live(episode, engine, changed(sampler.draw(seed, i), own)) for i, own in enumerate(draws))
    return np.array(list(lived)).reshape(len(draws), len(episode.observed))


def changed(future: Future, parameters: Mapping[str, float]) -> Future:
    """Return a future with some of its parameters replaced."""
    return future.model_copy(update={"parameters": {**future.parameters, **parameters}})


def _live(episode: Episode, engine: Engine, future: Future) -> list[float]:
    log = Log()
    tables = engine.watch(WITHOUT, future, log.look, STEP_D)
    log.look(episode.horizon_d, tables)
    reading = log.reading(episode.world, future, tables)
    return [read(reading, one, episode.told_d, episode.end_d(one)) for one in episode.observed]
