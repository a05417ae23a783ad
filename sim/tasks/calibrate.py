"""``task=calibrate``: parameters that all past episodes share, and how well they do on each left out."""

from __future__ import annotations

from pathlib import Path

from sim.analysis.backtest.calibration import (
    KEPT,
    calibrated_rows,
    draw_sets,
    kept,
    left_out,
    misses,
    parameter_table,
)
from sim.analysis.backtest.scores import score_table
from sim.analysis.backtest.table import backtest_table
from sim.config import Config
from sim.data.vintage import use
from sim.study.store import new_folder, write_config, write_table
from sim.task_spec import CalibrateTask
from sim.tasks.backtest import DPI
from sim.tasks.episodes import about_history, lived, past_episodes


def run(config: Config) -> int:
    """Write tables and figure into a results folder, print them and the folder; no default changes.

    Scenario, frameworks, reserve and minerals of the configuration play no part. A parameter that the model
    block fixes stays fixed.

    Raises
    ------
    InputError
        On an episode that is not known.
    """
    from sim.views.backtest import backtest_figure
    from sim.views.calibration import calibration_text

    assert isinstance(config.task, CalibrateTask)
    task = config.task
    episodes = past_episodes(config.world, None if task.episodes == "all" else task.episodes)
    minerals = sorted({one.mineral for episode in episodes for one in episode.observed if one.mineral})
    with use(episodes[0].world.vintage):
        rows = calibrated_rows(minerals)
    sets = draw_sets(rows, task.futures, config.study.seed)
    predicted = lived(config, episodes, sets)
    found = parameter_table(rows, sets, kept(misses(episodes, predicted)))
    table = backtest_table(episodes, left_out(episodes, predicted))
    scores, before = score_table(table), score_table(backtest_table(episodes, predicted))
    bands = "the parameter sets kept without looking at the episode"
    about = about_history(config, episodes, task.futures, bands) | {"kept": KEPT}
    record = config.model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), task.kind, record)
    write_config(folder, record)
    tables = {"parameters": found, "backtest": table, "scores": scores, "scores_before": before}
    for name, one in tables.items():
        write_table(folder, name, one, about)
    (folder / "figures").mkdir()
    backtest_figure(table, scores, about).savefig(folder / "figures" / "backtest.png", dpi=DPI)
    print(calibration_text(found, scores, before, about))
    print(folder)
    return 0
