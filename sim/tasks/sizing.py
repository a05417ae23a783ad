"""``task=sizing``: policies and budgets on common futures, and which of them is worth its money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.sizing.spec import SizingTask
from sim.composing import configure
from sim.config import Config
from sim.errors import InputError
from sim.policy.reserve.spec import StockReserve
from sim.study.store import new_folder, write_config, write_table
from sim.tasks.comparison import Comparison
from sim.tasks.run import told_how_to_resume
from sim.tasks.stages import ban_stages, stages

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

DPI = 160


@dataclass(frozen=True)
class Sizing:
    """Reserve-sizing policies compared.

    Attributes
    ----------
    path : Path
        Results folder.
    tables : dict of str to DataFrame
        ``sizing``, ``unmet``, ``choice``, ``regret``, ``allocation``, and with a search ``search``, ``bound``
        and ``game``; docs/reserve.md names the columns.
    about : mapping
        Where the numbers come from.
    complete : bool
        Whether every run finished.
    """

    path: Path
    tables: dict[str, pd.DataFrame]
    about: Mapping[str, object]
    complete: bool

    @property
    def text(self) -> str:
        """Verdicts, every arm, regrets and distances in lines of at most 120 columns."""
        from sim.views.sizing_text import sizing_text

        return sizing_text(self.tables, self.about)

    def figures(self) -> dict[str, Figure]:
        """Return ``frontier``, ``budgets``, ``allocation`` and ``regret``."""
        from sim.views.sizing import sizing_figures

        return sizing_figures(self.tables, self.about)


def sizing(*overrides: str, config_dir: str | Path | None = None) -> Sizing:
    """Compare reserve-sizing policies and budgets on common futures.

    Parameters
    ----------
    *overrides : str
        As on the command line, such as ``study.futures=25`` or ``task.search=null``.
    config_dir : str or Path, optional
        Folder with options of one's own, as ``--config-dir``.

    Raises
    ------
    InputError
        If the request is wrong, before anything is written.
    """
    return _compared(configure("task=sizing", *overrides, config_dir=config_dir))


def run(config: Config) -> int:
    """Live the studies, write tables and figures into a results folder, print the table and the folder.

    Returns
    -------
    int
        0, or 1 if some runs failed.

    Raises
    ------
    InputError
        If the request is wrong, before anything is written.
    """
    found = _compared(config)
    (found.path / "figures").mkdir(exist_ok=True)
    for name, figure in found.figures().items():
        figure.savefig(found.path / "figures" / f"{name}.png", dpi=DPI)
    if config.verbosity != "quiet":
        print(found.text)
    print(found.path)
    return 0 if found.complete else 1


def _compared(config: Config) -> Sizing:
    """Live all studies of a configuration and write the tables."""
    task, reserve = check_sizing(config)
    lived = stages(config, task.scenarios)
    game = task.search.game if task.search is not None else None
    bans = ban_stages(config, game) if game is not None else {}
    record = config.model_copy(update={"resume": None}).model_dump(mode="json")
    if config.resume is None:
        folder = new_folder(Path(config.results_dir), task.kind, record)
    else:
        folder = Path(config.resume)
    # a study that has grown stays as large when it is resumed once more
    write_config(folder, record)
    comparison = Comparison(task, reserve, lived, bans, folder)
    with told_how_to_resume(folder):
        tables = comparison.tables()
    about = comparison.about()
    for name, table in tables.items():
        write_table(folder, name, table, about)
    return Sizing(folder, tables, about, not comparison.failed)


def check_sizing(config: Config) -> tuple[SizingTask, StockReserve]:
    """Return the task and the reserve whose rules all policies share.

    Raises
    ------
    InputError
        If that reserve holds no stock, or the study samples from a tilted law.
    """
    assert isinstance(config.task, SizingTask)
    if not isinstance(config.reserve, StockReserve):
        allowed = "a reserve that holds stock: its buying, release and finance are shared by all policies"
        raise InputError("reserve.kind", config.reserve.kind, "", allowed)
    if config.study.tilt:
        allowed = "{}: policies are compared on futures of equal weight"
        raise InputError("study.tilt", dict(config.study.tilt), "", allowed)
    return config.task, config.reserve
