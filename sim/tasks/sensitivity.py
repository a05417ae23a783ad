"""``task=sensitivity``: which uncertain inputs move the answer, and which do not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from sim.analysis.inputs import has_range
from sim.analysis.sensitivity import Progress, Sensitivity
from sim.analysis.spec import SensitivityTask
from sim.analysis.stage import noise_table, points_table, sensitivity_table
from sim.config import Config
from sim.study.key import data_hash, source_hash
from sim.study.parts import replace_file
from sim.study.results import failures_frame
from sim.study.store import new_folder, write_config, write_table
from sim.tasks.experiment import check_experiment, compared_arms, make_experiment
from sim.tasks.run import told_how_to_resume
from sim.tasks.world import inventory

DPI = 160


def run(config: Config) -> int:
    """Live the design points, write tables and figure into a results folder, print the table and the folder.

    Returns
    -------
    int
        0, or 1 if some runs failed.

    Raises
    ------
    InputError
        If the request is wrong, before anything is written.
    """
    from sim.views.sensitivity import sensitivity_figure
    from sim.views.sensitivity_text import SOFT, sensitivity_text

    assert isinstance(config.task, SensitivityTask)
    world = check_experiment(config)
    facts = inventory(config, world)
    experiment = make_experiment(config, world, facts, compared_arms(config))
    made = Sensitivity(experiment, config.task, config.study, config.execution)
    record = config.model_copy(update={"resume": None}).model_dump(mode="json")
    if config.resume is None:
        folder = new_folder(Path(config.results_dir), config.task.kind, record)
        write_config(folder, record)
    else:
        folder = Path(config.resume)
    with told_how_to_resume(folder), _progress_bar() as progress:
        made.run(folder, {"data": data_hash(world.vintage), "source": source_hash()}, progress)
    screening, indices = made.stages
    table = sensitivity_table(made.outputs, screening, indices, config.study.seed)
    noise = noise_table(made.outputs, made.stages, config.task.max_noise)
    about: dict[str, object] = {
        "scenario": config.scenario.name,
        "world": world.name,
        **experiment.case.provenance(*experiment.case.arms),
        "inputs": len(screening.inputs),
        "soft_without_range": sum(fact.confidence in SOFT and not has_range(fact) for fact in facts),
        "max_noise": config.task.max_noise,
        "max_futures": config.task.max_futures,
    }
    tables = {
        "sensitivity": table,
        "noise": noise,
        "screening": points_table(made.outputs, screening),
        "indices": points_table(made.outputs, indices),
    }
    for name, content in tables.items():
        write_table(folder, name, content, about)
    failures = failures_frame(made.failures).to_csv(index=False, lineterminator="\n")
    replace_file(folder / "failures.csv", failures.encode())
    shown = [made.outputs[i] for i in made.headline]
    (folder / "figures").mkdir(exist_ok=True)
    sensitivity_figure(table, noise, shown, about).savefig(folder / "figures" / "sensitivity.png", dpi=DPI)
    print(sensitivity_text(table, noise, shown, about))
    print(folder)
    return 1 if made.failures else 0


@contextmanager
def _progress_bar() -> Iterator[Progress]:
    """Show design points done and time left on standard error, if that is a terminal."""
    with tqdm(unit="block", file=sys.stderr, disable=None, leave=False) as bar:

        def show(phase: str, done: int, total: int) -> None:
            if done == 0:
                bar.reset(total)
            bar.set_description(phase)
            bar.update(done - bar.n)

        yield show
