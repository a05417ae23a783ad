"""``task=preview``: what the events of a scenario do to flow and price of one mineral, as a figure."""

from __future__ import annotations

from pathlib import Path

from sim.analysis.event_table import events_table
from sim.analysis.preview import Preview, preview, preview_measures, preview_series, short_days
from sim.config import Config
from sim.errors import InputError
from sim.study.provenance import provenance
from sim.study.store import new_folder, write_config, write_table
from sim.task_spec import PreviewTask
from sim.tasks.world import scenario_world
from sim.world.world import World

DPI = 120


def run(config: Config) -> int:
    """Write series, measures, events and the figure into a results folder; print the measures and the folder.

    Frameworks, reserve and the number of futures of the configuration play no part.

    Raises
    ------
    InputError
        On a mineral or market that is not there.
    """
    assert isinstance(config.task, PreviewTask)
    world = scenario_world(config)
    mineral = _mineral(config.task, world)
    try:
        seen = preview(world, config.scenario, config.model, config.study, mineral, config.task.market)
    except InputError as error:
        if error.key != "market":
            raise
        raise InputError("task.market", error.value, error.where, error.allowed) from None
    return _write(config, seen)


def _mineral(task: PreviewTask, world: World) -> str:
    """Return the mineral asked for; without one the only one of the world."""
    known = [m for m, reported in zip(world.minerals, world.reported, strict=True) if reported]
    if task.mineral is None and len(known) == 1:
        return known[0]
    if task.mineral not in known:
        raise InputError("task.mineral", task.mineral, "", f"one of: {', '.join(known)}")
    return task.mineral


def _write(config: Config, seen: Preview) -> int:
    from sim.views.png import write_small_png
    from sim.views.preview import preview_figure
    from sim.views.preview_text import preview_text

    series, events, about = preview_series(seen), events_table(seen.eventful), _about(config, seen)
    measures = preview_measures(series)
    text = preview_text(measures, about)
    record = config.model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), config.task.kind, record)
    write_config(folder, record)
    for name, table in {"series": series, "measures": measures, "events": events}.items():
        write_table(folder, name, table, about)
    (folder / "figures").mkdir()
    write_small_png(preview_figure(series, events, about), folder / "figures" / "preview.png", DPI, text)
    print(text)
    print(folder)
    return 0


def _about(config: Config, seen: Preview) -> dict[str, object]:
    """Return what the views say about the two runs."""
    run, short = seen.eventful, short_days(seen)
    return {
        "mineral": run.mineral,
        "market": seen.market,
        "scenario": config.scenario.name,
        "world": run.world.name,
        "events": [event.id for event in seen.events],
        "short_days": len(short),
        "first_short_day": int(short[0]) if len(short) else None,
        **provenance(run.world, (), run.future.seed, run.future.horizon_d, run.threshold),
    }
