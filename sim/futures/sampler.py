"""Scenario and world to futures."""

from __future__ import annotations

import numpy as np

from sim.data.parameters import parameters
from sim.data.vintage import use
from sim.futures.checks import check_scenario
from sim.futures.closures import closure_plans
from sim.futures.draws import draw_events
from sim.futures.events import Event
from sim.futures.future import Future, ProjectDraw
from sim.futures.hazards import Background
from sim.futures.laws import triangular_quantiles
from sim.futures.plan import ParameterMode, plan
from sim.futures.regime import Regimes
from sim.futures.scenario import ScenarioSpec
from sim.futures.streams import uniform_rows
from sim.world.world import World

_PROJECT_PURPOSES = ("success", "delay", "qualification")


class Sampler:
    """Futures of one scenario in one world.

    Parameters
    ----------
    world : World
    scenario : ScenarioSpec
    horizon_d : int
        Length of every future, days.
    mode : {"sampled", "mode"}
        Draw the uncertain parameters, or keep them at their modes.

    Raises
    ------
    InputError
        If the scenario does not fit the world.
    """

    def __init__(self, world: World, scenario: ScenarioSpec, horizon_d: int, mode: ParameterMode) -> None:
        self._world = world
        self._horizon_d = horizon_d
        self._mode = mode
        check_scenario(world, scenario)
        with use(world.vintage):
            self._plans = tuple(plan(world, name, spec, mode) for name, spec in scenario.events.items())
            if scenario.closures:
                self._plans += closure_plans(world)
            self._regimes = Regimes(world, scenario.regime, mode) if scenario.regime is not None else None
            self._background = Background(world) if scenario.background else None

    def draw(self, seed: int, index: int) -> Future:
        """Return future number `index` of the study with this seed."""
        with use(self._world.vintage):
            return self._draw(seed, index)

    def _draw(self, seed: int, index: int) -> Future:
        events: list[Event] = []
        for event in self._plans:
            events += draw_events(event, seed, index, self._horizon_d)
        if self._regimes is not None:
            events += self._regimes.draw(seed, index, self._horizon_d)
        if self._background is not None:
            events += self._background.draw(seed, index, self._horizon_d)
        return Future.model_construct(
            schema_version=1,
            id=index,
            seed=seed,
            start_date=self._world.start_date,
            horizon_d=self._horizon_d,
            background=self._background is not None,
            events=tuple(sorted(events, key=lambda event: (event.start_d, event.id))),
            parameters=draw_parameters(seed, index, self._mode),
            project_draws=draw_projects(self._world, seed, index),
        )


def sample_future(
    world: World,
    scenario: ScenarioSpec,
    seed: int,
    index: int,
    horizon_d: int,
    parameters: ParameterMode = "sampled",
) -> Future:
    """Return one future; the same arguments always give the same one (see `Sampler`)."""
    return Sampler(world, scenario, horizon_d, parameters).draw(seed, index)


def sample_futures(
    world: World,
    scenario: ScenarioSpec,
    seed: int,
    n: int,
    horizon_d: int,
    parameters: ParameterMode = "sampled",
    first: int = 0,
) -> list[Future]:
    """Return futures number `first` to `first + n - 1`; each equals that of `sample_future`."""
    sampler = Sampler(world, scenario, horizon_d, parameters)
    return [sampler.draw(seed, index) for index in range(first, first + n)]


def draw_parameters(seed: int, index: int, mode: ParameterMode) -> dict[str, float]:
    """Sampled parameters by ``name@scope``, by inverse transform of their triangular laws."""
    rows = [row for row in parameters().rows if row.sampled]
    keys = [f"{row.name}@{row.scope}" for row in rows]
    if mode == "mode":
        return {key: row.mode for key, row in zip(keys, rows, strict=True)}
    u = uniform_rows(seed, index, [f"parameter/{key}" for key in keys], "value", 1)[:, 0]
    low, middle, high = (np.array([getattr(row, end) for row in rows]) for end in ("low", "mode", "high"))
    return dict(zip(keys, triangular_quantiles(u, low, middle, high).tolist(), strict=True))


def draw_projects(world: World, seed: int, index: int) -> dict[str, ProjectDraw]:
    """Luck of every project of the world, whatever an arm makes of it."""
    entities = [f"project/{name}" for name in world.projects.name]
    draws = (uniform_rows(seed, index, entities, purpose, 1)[:, 0].tolist() for purpose in _PROJECT_PURPOSES)
    return {
        name: ProjectDraw(success_u=success, delay_u=delay, qualification_u=qualification)
        for name, success, delay, qualification in zip(world.projects.name, *draws, strict=True)
    }
