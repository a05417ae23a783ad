"""``task=world task.map=<mineral>``: a mineral on the map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.atlas import atlas
from sim.config import Config
from sim.errors import InputError
from sim.study.store import new_folder, write_config
from sim.world.world import World

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 160


def draw_map(world: World, mineral: str) -> Figure:
    """Return a mineral on the world map: who makes it, and the ways it takes.

    Raises
    ------
    InputError
        If the world does not hold the mineral.
    """
    from sim.views.map import mineral_map

    held = world.reported_minerals
    if mineral not in held:
        raise InputError("task.map", mineral, "", f"a mineral of the world: {', '.join(held)}")
    return mineral_map(atlas(world, mineral))


def write_map(config: Config, world: World, mineral: str) -> int:
    """Write the map of a mineral into a results folder and print the folder.

    Raises
    ------
    InputError
        As `draw_map`; nothing has been written then.
    """
    figure = draw_map(world, mineral)
    record = config.model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), config.task.kind, record)
    write_config(folder, record)
    figure.savefig(folder / f"map_{mineral}.png", dpi=DPI)
    print(folder)
    return 0
