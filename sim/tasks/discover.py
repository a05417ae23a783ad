"""``task=discover``: which futures of an earlier study lose many days, and what they have in common."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from sim.analysis.boxes import find_box
from sim.analysis.future_table import future_table
from sim.analysis.spec import DiscoverTask
from sim.config import Config
from sim.errors import InputError
from sim.study.plan import sampler_of
from sim.study.results import Results
from sim.study.runs import Runs
from sim.study.store import new_folder, write_config
from sim.tasks.explain import changed_since, open_study
from sim.tasks.world import scenario_world

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
    from sim.views.discover import discover_figure, discover_text

    assert isinstance(config.task, DiscoverTask)
    task = config.task
    results, stored = open_study(task.results)
    arm, mineral = _arm(task, results), _mineral(task, results.runs, _arm(task, results))
    numbers = results.runs.futures
    if len(numbers) < LEAST:
        allowed = f"a study of at least {LEAST} futures; it holds {len(numbers)}"
        raise InputError("task.results", task.results, "", allowed)
    lost = results.runs.raw(arm, mineral, task.metric)
    interest = lost > task.above
    if interest.all() or not interest.any():
        allowed = f"what some futures are above and others not: {np.min(lost):.3g} to {np.max(lost):.3g}"
        raise InputError("task.above", task.above, "", allowed)
    if changed := changed_since(results):
        print(f"warning: changed since the study: {', '.join(changed)}; futures may differ", file=sys.stderr)

    world, study = scenario_world(stored), stored.study
    draw = sampler_of(study, None)
    futures = [
        draw(world, stored.scenario, study.seed, number, study.horizon_d, study.parameters)
        for number in numbers
    ]
    inputs = future_table(world, futures, mineral)
    box = find_box(inputs, interest, task.density, task.min_mass)

    record = stored.model_copy(update={"task": task}).model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), task.kind, record)
    write_config(folder, record)
    lived = inputs.assign(**{task.metric: lost, "of_interest": interest})
    lived.to_csv(folder / "futures.csv", index_label="future", lineterminator="\n")
    box.trajectory.to_csv(folder / "trajectory.csv", index=False, lineterminator="\n")
    box.limits.to_csv(folder / "box.csv", index=False, lineterminator="\n")
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
    (folder / "figures").mkdir()
    discover_figure(box, about).savefig(folder / "figures" / "box.png", dpi=DPI)
    print(discover_text(box, about))
    print(folder)
    return 0


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
