"""What is measured: one scenario in one world, lived by some arms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from benchmarks.chain import chain, chain_arm, chain_scenario, chain_world
from benchmarks.recording import Recording, record
from sim.composing import configure
from sim.engine.model import ModelSpec
from sim.engine.run import Engine
from sim.futures.future import Future
from sim.futures.sampler import Sampler
from sim.futures.scenario import ScenarioSpec
from sim.policy.arm import Arm
from sim.study.arms import study_arms
from sim.world.load import load_world
from sim.world.world import World

SEED = 1
MODELS = {"full market": "default", "bare": "bare"}
"""What the page calls a model, and its name in ``scenarios/model``."""


@dataclass(frozen=True)
class Case:
    """Arms that live futures of a scenario in a world under a model."""

    world: World
    scenario: ScenarioSpec
    arms: tuple[Arm, ...]
    model: ModelSpec
    horizon_d: int

    @cached_property
    def engine(self) -> Engine:
        """The engine, as a worker keeps it."""
        return Engine(self.world, self.model)

    @cached_property
    def sampler(self) -> Sampler:
        """The sampler, as a worker keeps it."""
        return Sampler(self.world, self.scenario, self.horizon_d, "sampled")

    def draw(self, index: int = 0) -> Future:
        """Sample a future."""
        return self.sampler.draw(SEED, index)

    def live(self, futures: int = 1) -> None:
        """Sample futures and live every arm through each, outcomes included."""
        for index in range(futures):
            future = self.draw(index)
            for arm in self.arms:
                self.engine.run(arm, future)

    def record(self) -> Recording:
        """Write down the kernel's calls in the run of the last arm."""
        return record(self.engine, self.arms[-1], self.draw())


def chain_case(model: str) -> Case:
    """Return the reference chain under a model of ``scenarios/model``."""
    spec = configure(f"model={model}").model
    return Case(chain_world(), chain_scenario(), (chain_arm(),), spec, chain().horizon_d)


def default_case(*overrides: str, minerals: Sequence[str] | None = None) -> Case:
    """Return the headline study's case, with some overrides of the command line."""
    config = configure(*overrides)
    arms = study_arms(config.study.arms, config.frameworks.instruments, config.reserve)
    world = load_world(config.world, minerals)
    return Case(world, config.scenario, arms, config.model, config.study.horizon_d)
