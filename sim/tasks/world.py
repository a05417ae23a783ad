"""``task=world``: who makes what on day 0, or the data sheet of everything a run can read."""

from __future__ import annotations

from pathlib import Path

from sim.config import Config
from sim.futures.checks import check_scenario
from sim.futures.inventory import scenario_inventory
from sim.policy.inventory import policy_inventory
from sim.study.store import new_folder, write_config
from sim.task_spec import WorldTask
from sim.tasks.checks import check_instruments
from sim.world.facts import Fact
from sim.world.inventory import world_inventory
from sim.world.load import load_world
from sim.world.report import world_report
from sim.world.world import World


def run(config: Config) -> int:
    """Print who makes what and what balancing changed, or write the data sheet or a map."""
    assert isinstance(config.task, WorldTask)
    world = scenario_world(config)
    if config.task.map is not None:
        from sim.tasks.map import write_map

        return write_map(config, world, config.task.map)
    if config.task.sheet:
        print(_write_sheet(config, world))
    else:
        print(world_report(world))
    return 0


def world_of(config: Config) -> World:
    """Return the world of a configuration.

    Raises
    ------
    InputError
        On an unknown mineral or country, or tables of the user that are wrong.

    Notes
    -----
    Of the tasks in which the scenario plays no part; the others take `scenario_world`.
    """
    minerals = None if config.minerals == "all" else list(config.minerals)
    return load_world(config.world, minerals)


def scenario_world(config: Config) -> World:
    """Return the world in which the scenario of a configuration is lived: its start date, its patch.

    Raises
    ------
    InputError
        As `world_of`, or on a patch that does not fit the tables.
    """
    minerals = None if config.minerals == "all" else list(config.minerals)
    return load_world(config.scenario.dated(config.world), minerals, config.scenario.world_patch)


def inventory(config: Config, world: World) -> tuple[Fact, ...]:
    """Return every number of the tables that a run of the configuration can read, each once.

    Raises
    ------
    InputError
        If scenario or instruments do not fit the world.
    """
    check_scenario(world, config.scenario)
    check_instruments(world, config.frameworks.instruments)
    facts = (
        *world_inventory(world, config.world),
        *scenario_inventory(world, config.scenario),
        *policy_inventory(world, config.frameworks.instruments, config.reserve),
    )
    return tuple(dict.fromkeys(facts))


def _write_sheet(config: Config, world: World) -> str:
    """Write the data sheet into a folder of its own; return its summary and, on the last line, the folder."""
    from sim.views.data_sheet import sheet_csv, sheet_markdown, sheet_summary

    facts = inventory(config, world)
    record = config.model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), config.task.kind, record)
    write_config(folder, record)
    (folder / "data_sheet.csv").write_text(sheet_csv(facts), encoding="utf-8", newline="")
    (folder / "data_sheet.md").write_text(sheet_markdown(world, facts), encoding="utf-8")
    return f"{sheet_summary(world, facts)}\n{folder}"
