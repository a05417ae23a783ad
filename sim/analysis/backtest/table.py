"""All episodes against all observed numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.backtest.episode import Draws, Episode, predict
from sim.analysis.backtest.naive import equilibrium, nothing
from sim.analysis.backtest.scores import HIGH, LOW, wide_bands
from sim.analysis.pool import side_by_side
from sim.engine.model import ModelSpec
from sim.study.spec import ExecutionSpec
from sim.world.arrays import FloatArray

if TYPE_CHECKING:
    import pandas as pd

Predictions = Mapping[str, FloatArray]
"""Episode -> numbers, shape ``(n_futures, n_observed)``."""

BACKTEST_COLUMNS = (
    "episode",
    "score",
    "mineral",
    "stage",
    "origin",
    "market",
    "unit",
    "observed",
    "model",
    "low",
    "high",
    "wide_low",
    "wide_high",
    "nothing",
    "equilibrium",
    "share_of_draws",
    "use",
    "patched",
    "until",
    "confidence",
    "basis",
)


def predictions(
    episodes: Sequence[Episode],
    model: ModelSpec,
    seed: int,
    draws: Draws,
    execution: ExecutionSpec,
    done: Callable[[], None] | None = None,
) -> dict[str, FloatArray]:
    """Live all episodes through the same draws of the parameters that they share.

    Parameters
    ----------
    episodes : sequence of Episode
    model : ModelSpec
    seed : int
    draws : sequence of mappings
        Parameters that stand in for what a future drew, one mapping per future.
    execution : ExecutionSpec
        Where episodes are lived; changes no number.
    done : callable, optional
        Called after each episode.
    """
    found = {}
    for episode, numbers in side_by_side(
        partial(predict, model=model, seed=seed, draws=draws), episodes, execution
    ):
        found[episode.name] = numbers
        if done is not None:
            done()
    return found


def backtest_table(episodes: Sequence[Episode], predicted: Predictions) -> pd.DataFrame:
    """Return predicted against observed.

    Returns
    -------
    DataFrame
        Columns `BACKTEST_COLUMNS`: ``model`` the median of the draws, ``low`` and ``high`` the ends of its
        80 % band, ``share_of_draws`` the share of draws with a number at all.
    """
    import pandas as pd

    table = pd.DataFrame([row for episode in episodes for row in _rows(episode, predicted[episode.name])])
    return table.join(wide_bands(table))[list(BACKTEST_COLUMNS)]


def _rows(episode: Episode, predicted: FloatArray) -> Iterator[dict[str, object]]:
    for one, values in zip(episode.observed, predicted.T, strict=True):
        known = values[np.isfinite(values)]
        low, middle, high = np.quantile(known, [LOW, 0.5, HIGH]) if len(known) else (np.nan,) * 3
        yield {
            "episode": episode.name,
            "score": one.score,
            "mineral": one.mineral,
            "stage": one.stage,
            "origin": one.origin,
            "market": one.market,
            "unit": one.unit,
            "observed": one.value,
            "model": middle,
            "low": low,
            "high": high,
            "nothing": nothing(one),
            "equilibrium": equilibrium(episode, one),
            "share_of_draws": len(known) / len(values),
            "use": one.use,
            "patched": episode.scenario.world_patch is not None,
            "until": one.until.isoformat(),
            "confidence": one.confidence,
            "basis": one.basis,
        }
