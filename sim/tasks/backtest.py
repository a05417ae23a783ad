"""``task=backtest``: past episodes, predicted against observed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.backtest.observed import eligibility
from sim.analysis.backtest.scores import score_table
from sim.analysis.backtest.table import backtest_table
from sim.composing import configure
from sim.config import Config
from sim.study.store import new_folder, write_config, write_table
from sim.task_spec import BacktestTask
from sim.tasks.episodes import about_history, lived, past_episodes, replayed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

DPI = 160


@dataclass(frozen=True)
class BackTest:
    """Past episodes lived again.

    Attributes
    ----------
    text : str
        Table and scores in lines of at most 100 columns.
    table, scores, eligible : DataFrame
        A row per observed number, per score, and per episode with the reason why it is in or out;
        docs/validation.md names the columns.
    about : mapping
        Where the numbers come from.
    """

    text: str
    table: pd.DataFrame
    scores: pd.DataFrame
    eligible: pd.DataFrame
    about: Mapping[str, str | float]

    def figure(self) -> Figure:
        """Return predicted against observed, with the bands of the draws."""
        from sim.views.backtest import backtest_figure

        return backtest_figure(self.table, self.scores, self.about)


def backtest(*overrides: str) -> BackTest:
    """Live past episodes again and hold the model against what was observed.

    Parameters
    ----------
    *overrides : str
        As on the command line, such as ``task.futures=20`` or ``model.contracts.share=0.5``.

    Raises
    ------
    InputError
        On a setting or an episode that is not known.
    """
    return _backtest(configure("task=backtest", *overrides))


def _backtest(config: Config) -> BackTest:
    import pandas as pd

    from sim.views.backtest import backtest_text

    assert isinstance(config.task, BacktestTask)
    task = config.task
    episodes = past_episodes(config.world, None if task.episodes == "all" else task.episodes)
    table = backtest_table(episodes, lived(config, episodes, [{}] * task.futures))
    scores = score_table(table)
    bands = "the draws of parameters that all episodes share"
    about = about_history(config, episodes, task.futures, bands)
    text = backtest_text(table, scores, about)
    return BackTest(text, table, scores, pd.DataFrame(eligibility(replayed())), about)


def run(config: Config) -> int:
    """Write tables and figure into a results folder, print them and the folder.

    Scenario, frameworks, reserve and minerals of the configuration play no part.

    Raises
    ------
    InputError
        On an episode that is not known.
    """
    found = _backtest(config)
    record = config.model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), config.task.kind, record)
    write_config(folder, record)
    write_table(folder, "backtest", found.table, found.about)
    write_table(folder, "scores", found.scores, found.about)
    write_table(folder, "eligible", found.eligible, found.about)
    (folder / "figures").mkdir()
    found.figure().savefig(folder / "figures" / "backtest.png", dpi=DPI)
    print(found.text)
    print(folder)
    return 0
