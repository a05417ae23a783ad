"""``task=closure``: some chokepoints or ports close; which minerals take longer, and what cover it costs."""

from __future__ import annotations

from pathlib import Path

from sim.analysis.closure import ClosureCase, closure_tables
from sim.analysis.detours import detours
from sim.config import Config
from sim.data.vintage import use
from sim.errors import InputError
from sim.study.provenance import provenance
from sim.study.store import new_folder, write_config, write_table
from sim.task_spec import ClosureTask
from sim.tasks.world import world_of
from sim.world.around import closable_places, place_name

DPI = 160


def run(config: Config) -> int:
    """Write tables and figures into a results folder, print the table and the folder.

    Scenario, frameworks and reserve of the configuration play no part.

    Raises
    ------
    InputError
        On a place that is neither a closable chokepoint nor a port, or an end beyond the horizon.
    """
    from sim.views.closure import closure_figure, closure_text
    from sim.views.closure_map import closure_map

    assert isinstance(config.task, ClosureTask)
    task = config.task
    world = world_of(config)
    with use(world.vintage):
        for place in task.places:
            if place not in closable_places():
                allowed = "from: " + ", ".join(sorted(closable_places()))
                raise InputError("task.places", place, "", allowed)
    case = ClosureCase(task.places, task.start_d, task.days, task.horizon_d, config.study.seed)
    table, curve = closure_tables(world, config.model, config.study.threshold, case)
    about: dict[str, object] = {"world": world.name, "model": config.model.name}
    with use(world.vintage):
        about["places"] = ", ".join(map(place_name, task.places))
    about |= {"start_d": task.start_d, "days": task.days}
    about |= provenance(world, (), config.study.seed, task.horizon_d, config.study.threshold)

    record = config.model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), task.kind, record)
    write_config(folder, record)
    write_table(folder, "closure", table, about)
    write_table(folder, "curve", curve, about)
    (folder / "figures").mkdir()
    closure_figure(table, curve, about).savefig(folder / "figures" / "cover.png", dpi=DPI)
    closure_map(detours(world, task.places), about).savefig(folder / "figures" / "map.png", dpi=DPI)
    print(closure_text(table, about))
    print(folder)
    return 0
