"""``task=n1``: who the United States cannot lose, and how long it lasts without them."""

from __future__ import annotations

import sys
from pathlib import Path

from tqdm import tqdm

from sim.analysis.cover import concentration_table
from sim.analysis.n1 import N1Case, time_to_survive
from sim.config import Config
from sim.study.provenance import provenance
from sim.study.store import new_folder, write_config, write_table
from sim.task_spec import N1Task
from sim.tasks.world import world_of

DPI = 160


def run(config: Config) -> int:
    """Write tables and figures into a results folder, print the table and the folder.

    Scenario, frameworks and reserve of the configuration play no part.
    """
    from sim.views.n1 import n1_figures
    from sim.views.n1_text import n1_text

    assert isinstance(config.task, N1Task)
    world = world_of(config)
    minerals = [m for m, reported in zip(world.minerals, world.reported, strict=True) if reported]
    horizon_d, threshold, seed = config.task.horizon_d, config.study.threshold, config.study.seed
    case = N1Case(config.world, config.model, threshold, horizon_d, seed)
    with tqdm(total=len(minerals), unit="mineral", file=sys.stderr, disable=None, leave=False) as bar:

        def show(done: int, _: int) -> None:
            bar.update(done - bar.n)

        nodes = time_to_survive(case, minerals, config.execution, show)
    concentration = concentration_table(world, minerals)
    about = {"world": world.name, "model": config.model.name, "runs": len(nodes)}
    about |= provenance(world, (), seed, horizon_d, threshold)

    record = config.model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), config.task.kind, record)
    write_config(folder, record)
    write_table(folder, "n1", nodes, about)
    write_table(folder, "concentration", concentration, about)
    (folder / "figures").mkdir()
    for name, figure in n1_figures(nodes, concentration, about).items():
        figure.savefig(folder / "figures" / f"{name}.png", dpi=DPI)
    print(n1_text(nodes, concentration, about))
    print(folder)
    return 0
