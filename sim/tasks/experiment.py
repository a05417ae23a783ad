"""The study of a configuration as an experiment whose inputs can be set, point by point."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.analysis.inputs import uncertain_inputs
from sim.analysis.points import Experiment, WholeMarket
from sim.config import Config
from sim.errors import InputError
from sim.futures.checks import check_scenario
from sim.futures.sampler import sample_future
from sim.policy.arm import Arm
from sim.study.arms import BASELINE, study_arms
from sim.study.block import Case
from sim.tasks.checks import check_instruments
from sim.tasks.world import scenario_world
from sim.world.facts import Fact
from sim.world.world import World


def make_experiment(config: Config, world: World, facts: Sequence[Fact], arms: Sequence[Arm]) -> Experiment:
    """Return the experiment of a configuration, in the working directory.

    Parameters
    ----------
    config : Config
    world : World
        That of the configuration.
    facts : sequence of Fact
        Its inventory; numbers with a range are inputs.
    arms : sequence of Arm
        What lives through every point.
    """
    return Experiment(
        case=whole_market_case(config, world, arms),
        world=config.scenario.dated(config.world),
        minerals=None if config.minerals == "all" else tuple(config.minerals),
        inputs=uncertain_inputs(world, config.scenario, facts),
    )


def whole_market_case(config: Config, world: World, arms: Sequence[Arm]) -> Case:
    """Return the study of a configuration, in the working directory, with the numbers of whole markets alone.

    Parameters
    ----------
    config : Config
    world : World
        That of the configuration.
    arms : sequence of Arm
    """
    study = config.study
    return Case(
        world=world,
        scenario=config.scenario,
        arms={arm.name: arm for arm in arms},
        model=config.model,
        threshold=study.threshold,
        discount_rate=study.discount_rate,
        seed=study.seed,
        horizon_d=study.horizon_d,
        parameters=study.parameters,
        folder=Path(),
        engine=WholeMarket,
        sampler=sample_future,
    )


def check_experiment(config: Config) -> World:
    """Raise on what no experiment can be made of; return the world.

    Raises
    ------
    InputError
        If scenario or instruments do not fit the world, or the study samples from a tilted law.
    """
    world = scenario_world(config)
    check_scenario(world=world, scenario=config.scenario)
    check_instruments(world, config.frameworks.instruments)
    if config.study.tilt:
        allowed = "{}: a design gives every future the same weight"
        raise InputError("study.tilt", dict(config.study.tilt), "", allowed)
    return world


def compared_arms(config: Config) -> tuple[Arm, ...]:
    """Return the arm without new policy and the fullest one, if that is another."""
    arms = study_arms("factorial", config.frameworks.instruments, config.reserve)
    assert arms[0].name == BASELINE
    return arms if len(arms) == 1 else (arms[0], arms[-1])
