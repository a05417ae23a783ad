"""``task=run``: the study, its figures and its headline table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config import Config
from sim.errors import StoppedError
from sim.futures.checks import check_scenario
from sim.study.arms import study_arms
from sim.study.parts import replace_file
from sim.study.stop import check_stop
from sim.study.store import new_folder
from sim.study.study import Study
from sim.study.tilt import check_tilt
from sim.tasks.checks import check_instruments
from sim.tasks.progress import progress_bar
from sim.tasks.world import scenario_world

if TYPE_CHECKING:
    from sim.study.results import Results


def run(config: Config, started: Callable[[Path], None] | None = None) -> int:
    """Run the study of a configuration, draw its figures and print the headline.

    The last line on standard output is the results folder.

    Parameters
    ----------
    config : Config
    started : callable, optional
        Called with the results folder before anything is computed.

    Returns
    -------
    int
        0, or 1 if some runs failed.
    """
    from sim.views.figures import save_figures
    from sim.views.stress_des import stress_des
    from sim.views.terminal import headline

    study = make_study(config)
    if started is not None:
        started(study.folder)
    quiet = config.verbosity == "quiet"
    with told_how_to_resume(study.folder), progress_bar(study.folder, quiet) as progress:
        results = study.run(progress)
        save_figures(results, study.folder / "figures")
        replace_file(study.folder / "stress_des.md", stress_des(results).encode())
    if not quiet:
        print(headline(results))
    print(study.folder)
    return 1 if len(results.failures) else 0


def run_config(config: Config) -> Results:
    """Run the study of a configuration and return its tables."""
    return make_study(config).run()


def make_study(config: Config) -> Study:
    """Wire world, scenario and arms into a study with a folder of its own, or the resumed one.

    Raises
    ------
    InputError
        If scenario or instruments do not fit the world; nothing has been written then.
    """
    world = scenario_world(config)
    check_scenario(world=world, scenario=config.scenario)
    check_tilt(world, config.scenario, config.study.tilt)
    check_stop(config.study.stop, world.reported_minerals)
    check_instruments(world, config.frameworks.instruments)
    arms = study_arms(config.study.arms, config.frameworks.instruments, config.reserve)
    record = config.model_copy(update={"resume": None}).model_dump(mode="json")
    if config.resume is None:
        folder = new_folder(Path(config.results_dir), config.task.kind, record)
    else:
        folder = Path(config.resume)
    return Study(world, config.scenario, arms, config.model, config.study, config.execution, folder, record)


@contextmanager
def told_how_to_resume(folder: Path) -> Iterator[None]:
    """Say where finished blocks are kept when work is interrupted or stops."""
    try:
        yield
    except (KeyboardInterrupt, StoppedError, OSError) as error:
        what = "Interrupted" if isinstance(error, KeyboardInterrupt) else "Stopped"
        print(f"{what}. Finished blocks are kept in\n  {folder}", file=sys.stderr)
        print(f"Go on with\n  python -m sim resume={folder}", file=sys.stderr)
        raise
