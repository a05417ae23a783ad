"""``task=world task.map=<mineral>``: a mineral on the map."""

from __future__ import annotations

from pathlib import Path

from sim.analysis.atlas import atlas
from sim.config import Config
from sim.errors import InputError
from sim.study.store import new_folder, write_config
from sim.world.world import World

DPI = 160


def draw_map(config: Config, world: World, mineral: str) -> int:
    """Write the map of a mineral into a results folder and print the folder.

    Raises
    ------
    InputError
        If the world does not hold the mineral; nothing has been written then.
    """
    from sim.views.map import mineral_map

    held = [name for name, reported in zip(world.minerals, world.reported, strict=True) if reported]
    if mineral not in held:
        raise InputError("task.map", mineral, "", f"a mineral of the world: {', '.join(held)}")
    figure = mineral_map(atlas(world, mineral))
    record = config.model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), config.task.kind, record)
    write_config(folder, record)
    figure.savefig(folder / f"map_{mineral}.png", dpi=DPI)
    print(folder)
    return 0
