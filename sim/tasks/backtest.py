"""``task=backtest``: past episodes, predicted against observed."""

from __future__ import annotations

import sys
from pathlib import Path

from tqdm import tqdm

from sim.analysis.backtest.episode import Draws
from sim.analysis.backtest.observed import eligibility
from sim.analysis.backtest.scores import score_table
from sim.analysis.backtest.table import backtest_table, predictions
from sim.config import BacktestTask, Config
from sim.study.provenance import provenance
from sim.study.store import new_folder, write_config, write_table
from sim.tasks.episodes import past_episodes, replayed

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
    task, seed = config.task, config.study.seed
    episodes = past_episodes(config.world, None if task.episodes == "all" else task.episodes)
    with tqdm(total=len(episodes), unit="episode", file=sys.stderr, disable=None, leave=False) as bar:

        def show() -> None:
            bar.update()

        drawn: Draws = [{}] * task.futures
        predicted = predictions(episodes, config.model, seed, drawn, config.execution, show)
    table = backtest_table(episodes, predicted)
    scores = score_table(table)
    about = {"model": config.model.name, "draws": task.futures, "episodes": len(episodes)}
    longest = max(episode.horizon_d for episode in episodes)
    about |= provenance(episodes[0].world, (), seed, longest, config.study.threshold)
    about["start_date"] = "each episode's own"
    about["bands"] = "the draws of parameters that all episodes share"

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
