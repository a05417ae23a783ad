"""``task=backtest``: past episodes, predicted against observed."""

from __future__ import annotations

from pathlib import Path

from sim.analysis.backtest.observed import eligibility
from sim.analysis.backtest.scores import score_table
from sim.analysis.backtest.table import backtest_table
from sim.config import Config
from sim.study.store import new_folder, write_config, write_table
from sim.task_spec import BacktestTask
from sim.tasks.episodes import about_history, lived, past_episodes, replayed

DPI = 160


def run(config: Config) -> int:
    """Write tables and figure into a results folder, print them and the folder.

    Scenario, frameworks, reserve and minerals of the configuration play no part.

    Raises
    ------
    InputError
        On an episode that is not known.
    """
    import pandas as pd

    from sim.views.backtest import backtest_figure, backtest_text

    assert isinstance(config.task, BacktestTask)
    task = config.task
    episodes = past_episodes(config.world, None if task.episodes == "all" else task.episodes)
    table = backtest_table(episodes, lived(config, episodes, [{}] * task.futures))
    scores = score_table(table)
    bands = "the draws of parameters that all episodes share"
    about = about_history(config, episodes, task.futures, bands)
    record = config.model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), task.kind, record)
    write_config(folder, record)
    write_table(folder, "backtest", table, about)
    write_table(folder, "scores", scores, about)
    write_table(folder, "eligible", pd.DataFrame(eligibility(replayed())), about)
    (folder / "figures").mkdir()
    backtest_figure(table, scores, about).savefig(folder / "figures" / "backtest.png", dpi=DPI)
    print(backtest_text(table, scores, about))
    print(folder)
    return 0
