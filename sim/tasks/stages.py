"""Scenarios side by side, each a world in which several studies are lived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.analysis.sizing.spec import GameSpec
from sim.composing import configure
from sim.config import Config, options
from sim.errors import InputError
from sim.futures.checks import check_scenario
from sim.futures.laws import Fixed
from sim.futures.scenario import ScenarioSpec
from sim.origin import listed
from sim.policy.arm import Arm
from sim.study.parts import lend
from sim.study.results import Results
from sim.study.study import Study
from sim.tasks.checks import check_instruments
from sim.tasks.progress import progress_bar
from sim.tasks.world import scenario_world
from sim.world.world import World

AFTERMATH_D = 730
"""Days after a ban in which its loss may still be felt."""


@dataclass(frozen=True)
class Stage:
    """A configuration and the world of its scenario."""

    config: Config
    world: World

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.config.scenario.name

    def lives(
        self, folder: Path, arms: Sequence[Arm], futures: int, seed: int, lent: Path | None = None
    ) -> Results:
        """Live a study in a folder of its own; what is there already, or in a folder that lends, is kept.

        Parameters
        ----------
        folder : Path
        arms : sequence of Arm
        futures, seed : int
        lent : Path, optional
            Folder of a study that has lived some of the same arms through the same futures.
        """
        config = self.config
        # weekly series of so many arms would fill the disk
        size = {"futures": futures, "seed": seed, "series_futures": 0, "events": True}
        spec = config.study.model_copy(update=size)
        record = config.model_copy(update={"resume": None, "study": spec}).model_dump(mode="json")
        folder.mkdir(parents=True, exist_ok=True)
        study = Study(self.world, config.scenario, arms, config.model, spec, config.execution, folder, record)
        if lent is not None:
            lend(study.missing(), lent, folder)
        with progress_bar(folder, config.verbosity == "quiet") as progress:
            return study.run(progress)


def ban_stages(config: Config, game: GameSpec) -> dict[int, Stage]:
    """Return a stage per length of a ban, at central parameters, for as long as its loss may last.

    Raises
    ------
    InputError
        If the scenario is unknown, has not exactly one event of a fixed length, or does not fit the world.
    """
    where = "task.search.game.scenario"
    scenario = _option(game.scenario, where)
    events = dict(scenario.events)
    name, event = next(iter(events.items()), ("", None))
    if event is None or len(events) > 1 or not isinstance(event.duration, Fixed):
        raise InputError(where, game.scenario, "", "a scenario with one event, whose duration is fixed")
    found = {}
    for days in game.lengths_d:
        longer = event.model_copy(update={"duration": Fixed(value=float(days))})
        study = {"parameters": "mode", "horizon_d": min(config.study.horizon_d, days + AFTERMATH_D)}
        changes = {
            "scenario": scenario.model_copy(update={"events": {name: longer}}),
            "study": config.study.model_copy(update=study),
        }
        found[days] = _stage(config.model_copy(update=changes))
    return found


def stages(config: Config, scenarios: Iterable[str]) -> tuple[Stage, ...]:
    """Return the stage of a configuration and those of further scenarios, all else the same.

    Raises
    ------
    InputError
        If a scenario is unknown, or it or the instruments do not fit its world; nothing is written.
    """
    found = [config]
    for name in scenarios:
        scenario = _option(name, "task.scenarios")
        if scenario.name not in {one.scenario.name for one in found}:
            found.append(config.model_copy(update={"scenario": scenario}))
    return tuple(_stage(one) for one in found)


def _option(name: str, key: str) -> ScenarioSpec:
    """Return a scenario of the library.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if name not in options("scenario"):
        raise InputError(key, name, "", f"one of: {listed(options('scenario'), name)}")
    return configure(f"scenario={name}").scenario


def _stage(config: Config) -> Stage:
    world = scenario_world(config)
    check_scenario(world=world, scenario=config.scenario)
    check_instruments(world, config.frameworks.instruments)
    return Stage(config, world)
