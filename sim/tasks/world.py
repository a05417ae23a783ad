"""``task=world``: the facts and adjustments behind day 0."""

from __future__ import annotations

from sim.config import Config, WorldTask
from sim.world.load import load_world
from sim.world.report import world_report
from sim.world.world import World


def run(config: Config) -> int:
    """Print who makes what and what balancing changed, or every number behind it, or draw a map."""
    assert isinstance(config.task, WorldTask)
    world = world_of(config)
    if config.task.map is not None:
        from sim.tasks.map import draw_map

        return draw_map(config, world, config.task.map)
    if config.task.facts:
        from sim.views.world import world_facts

        print(world_facts(world))
    else:
        print(world_report(world))
    return 0


def world_of(config: Config) -> World:
    """Return the world of a configuration.

    Raises
    ------
    InputError
        On an unknown mineral or country.
    """
    minerals = None if config.minerals == "all" else list(config.minerals)
    return load_world(config.world, minerals)
