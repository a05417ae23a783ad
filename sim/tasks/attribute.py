"""``task=attribute``: who brings the benefit, and at what cost."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from sim.analysis.attribution.attribution import Attribution, Progress
from sim.analysis.attribution.tables import costs_table, interactions_table, shares_table, totals_table
from sim.analysis.spec import AttributeTask
from sim.composing import configure
from sim.config import Config
from sim.study.arms import study_arms
from sim.study.key import data_hash, source_hash
from sim.study.parts import replace_file
from sim.study.results import failures_frame
from sim.study.store import new_folder, write_config, write_table
from sim.tasks.experiment import check_experiment, whole_market_case
from sim.tasks.run import told_how_to_resume

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

DPI = 160


@dataclass(frozen=True)
class Attributed:
    """What an attribution found; columns and units of the tables: docs/results.md.

    Attributes
    ----------
    path : Path
        Its results folder.
    shares, totals, interactions, costs, failures : DataFrame
    about : dict
        What the study was.
    """

    path: Path
    shares: pd.DataFrame
    totals: pd.DataFrame
    interactions: pd.DataFrame
    costs: pd.DataFrame
    failures: pd.DataFrame
    about: dict[str, Any]

    @property
    def text(self) -> str:
        """The attribution as text of at most 100 columns."""
        from sim.views.attribution_text import attribution_text

        return attribution_text(self.shares, self.totals, self.interactions, self.costs, self.about)

    def figures(self) -> dict[str, Figure]:
        """Return the figures by file name: ``waterfall``, and ``interactions`` where all arms were lived."""
        from sim.views.attribution import attribution_figures

        return attribution_figures(self.shares, self.totals, self.interactions, self.about)


def attribute(*overrides: str, config_dir: str | Path | None = None) -> Attributed:
    """Split what frameworks and reserve change among them, as ``task=attribute`` with these overrides.

    Parameters
    ----------
    *overrides : str
        As on the command line, e.g. ``"task.by=instrument"``, ``"study.futures=25"``.
    config_dir : str or Path, optional
        Folder with options of one's own, as ``--config-dir``.

    Raises
    ------
    InputError
        If the request is wrong, before anything is written.
    """
    return attributed(configure("task=attribute", *overrides, config_dir=config_dir))


def run(config: Config) -> int:
    """Live the arms, write tables and figures into a results folder, print the table and the folder.

    Returns
    -------
    int
        0, or 1 if some runs failed.

    Raises
    ------
    InputError
        If the request is wrong, before anything is written.
    """
    with tqdm(unit="run", file=sys.stderr, disable=None, leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        found = attributed(config, show)
    (found.path / "figures").mkdir(exist_ok=True)
    for name, figure in found.figures().items():
        figure.savefig(found.path / "figures" / f"{name}.png", dpi=DPI)
    if config.verbosity != "quiet":
        print(found.text)
    print(found.path)
    return 1 if len(found.failures) else 0


def attributed(config: Config, progress: Progress | None = None) -> Attributed:
    """Live the arms of a configuration, write the tables and return them."""
    assert isinstance(config.task, AttributeTask)
    world = check_experiment(config)
    arms = study_arms("single", config.frameworks.instruments, config.reserve)
    case = whole_market_case(config, world, arms)
    made = Attribution(case, arms[0], config.task, config.study, config.execution)
    record = config.model_copy(update={"resume": None}).model_dump(mode="json")
    if config.resume is None:
        folder = new_folder(Path(config.results_dir), config.task.kind, record)
        write_config(folder, record)
    else:
        folder = Path(config.resume)
    with told_how_to_resume(folder):
        made.run(folder, {"data": data_hash(world.vintage), "source": source_hash()}, progress)
    about: dict[str, Any] = {
        "scenario": config.scenario.name,
        "frameworks": config.frameworks.name,
        "reserve": config.reserve.name,
        "world": world.name,
        **case.provenance(*case.arms),
        "futures": made.futures,
        "arms": len(made.values),
        "orders": len(made.design.orders),
        "by": config.task.by,
    }
    shares = shares_table(made)
    tables = {
        "shares": shares,
        "totals": totals_table(made),
        "interactions": interactions_table(made),
        "costs": costs_table(made, shares, world.vintage),
    }
    for name, table in tables.items():
        write_table(folder, name, table, about)
    failures = failures_frame(made.failures)
    replace_file(folder / "failures.csv", failures.to_csv(index=False, lineterminator="\n").encode())
    return Attributed(folder, **tables, failures=failures, about=about)
