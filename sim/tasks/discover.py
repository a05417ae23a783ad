"""``task=discover``: which futures of an earlier study lose many days, and what they have in common."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.boxes import Box, find_box
from sim.analysis.future_table import future_table
from sim.analysis.spec import DiscoverTask
from sim.config import Config
from sim.errors import InputError
from sim.study.plan import sampler_of
from sim.study.results import Results
from sim.study.runs import Runs
from sim.study.store import new_folder, write_config, write_table
from sim.tasks.earlier import changed_since, open_study
from sim.tasks.world import scenario_world

if TYPE_CHECKING:
    import pandas as pd

DPI = 160
LEAST = 20
"""Futures below which a box would be chance."""


def run(config: Config) -> int:
    """Regenerate the futures of a results folder, find the box, write tables and figure, print the box.

    World, scenario, model and study are those of the folder; of this command only ``task`` and
    ``results_dir`` count.

    Raises
    ------
    InputError
        On a folder, arm or mineral that is not there, too few futures, or a threshold that all of them or
        none are above.
    """
    assert isinstance(config.task, DiscoverTask)
    task = config.task
    results, stored = open_study(task.results)
    arm = _arm(task, results)
    mineral = _mineral(task, results.runs, arm)
    numbers, lost = _lived(task, results.runs, arm, mineral)
    interest = lost > task.above
    world, study = scenario_world(stored), stored.study
    if changed := changed_since(results, world):
        print(f"warning: changed since the study: {', '.join(changed)}; futures may differ", file=sys.stderr)
    draw = sampler_of(study, None)
    futures = [
        draw(world, stored.scenario, study.seed, number, study.horizon_d, study.parameters)
        for number in numbers
    ]
    inputs = future_table(world, futures, mineral)
    box = find_box(inputs, interest, task.density, task.min_mass)
    about = results.about | {
        "arm": arm,
        "mineral": mineral,
        "metric": task.metric,
        "above": task.above,
        "asked_density": task.density,
        "lived": len(numbers),
        "of_interest": int(interest.sum()),
        "inputs": inputs.shape[1],
    }
    lived = inputs.assign(**{task.metric: lost, "of_interest": interest})
    record = stored.model_copy(update={"task": task})
    return _write(config, record, {"futures": lived.rename_axis("future").reset_index()}, box, about)


def _write(
    config: Config,
    record: Config,
    tables: Mapping[str, pd.DataFrame],
    box: Box,
    about: Mapping[str, object],
) -> int:
    """Write tables and figure into a folder of their own; print text and folder."""
    from sim.views.discover import discover_figure, discover_text

    values = record.model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), record.task.kind, values)
    write_config(folder, values)
    for name, table in {**tables, "trajectory": box.trajectory, "box": box.limits}.items():
        write_table(folder, name, table, about)
    (folder / "figures").mkdir()
    discover_figure(box, about).savefig(folder / "figures" / "box.png", dpi=DPI)
    print(discover_text(box, about))
    print(folder)
    return 0


def _lived(task: DiscoverTask, runs: Runs, arm: str, mineral: str) -> tuple[list[int], NDArray[np.float64]]:
    """Return the futures whose run did not fail, and what was lost in each.

    Raises
    ------
    InputError
        If they are too few, or all or none of them are of interest.
    """
    lost = runs.raw(arm, mineral, task.metric)
    here = ~np.isnan(lost)
    numbers = [int(number) for number, lived in zip(runs.futures, here, strict=True) if lived]
    lost = lost[here]
    if len(numbers) < LEAST:
        allowed = f"a study of at least {LEAST} futures; it holds {len(numbers)}"
        raise InputError("task.results", task.results, "", allowed)
    if not lost.min() <= task.above < lost.max():
        allowed = f"what some futures are above and others not: {lost.min():.3g} to {lost.max():.3g}"
        raise InputError("task.above", task.above, "", allowed)
    return numbers, lost


def _arm(task: DiscoverTask, results: Results) -> str:
    """Return the arm asked for; the first without one."""
    arms = results.runs.arms
    name = arms[0] if task.arm is None else task.arm
    if name not in arms:
        raise InputError("task.arm", name, "", f"an arm of the study: {', '.join(arms)}")
    return name


def _mineral(task: DiscoverTask, runs: Runs, arm: str) -> str:
    """Return the mineral asked for; without one that which lost most on average."""
    if task.mineral is None:
        means = [float(np.nanmean(runs.raw(arm, key, task.metric))) for key in runs.minerals]
        return str(runs.minerals[int(np.argmax(means))])
    if task.mineral not in runs.minerals:
        allowed = f"a mineral of the study: {', '.join(runs.minerals)}"
        raise InputError("task.mineral", task.mineral, "", allowed)
    return task.mineral
