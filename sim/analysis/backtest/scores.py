"""How far predictions are from what was observed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.world.arrays import FloatArray

if TYPE_CHECKING:
    import pandas as pd

LEAST_HOLE = 0.05
"""Smaller holes are months like others: the log error of a hole counts every smaller one as this."""
LOW, HIGH = 0.1, 0.9
"""Ends of the 80 % bands."""
FORECASTERS = ("model", "nothing", "equilibrium")
PRICE, HOLE = "price_outside", "flow_hole"
LARGE = 1.5
LARGE_PRICE = f"{PRICE} >= {LARGE:g}"
"""Episodes in which prices really moved: a score over all is easy on who always says little."""


def log_errors(score: str, predicted: FloatArray, seen: FloatArray | float) -> FloatArray:
    """Return ln(predicted / observed), of a hole with `LEAST_HOLE` as the least.

    Parameters
    ----------
    score : str
    predicted, seen : FloatArray
        Of one shape, or to be broadcast.
    """
    least = LEAST_HOLE if score == HOLE else 0.0
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.maximum(predicted, least)) - np.log(np.maximum(seen, least)))


def score_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of the model and of the naive forecasters.

    Parameters
    ----------
    table : DataFrame
        As ``task=backtest`` writes it.

    Returns
    -------
    DataFrame
        ``score``, ``of``, ``n``, and one column per forecaster; NaN where one says nothing.
    """
    import pandas as pd

    return pd.DataFrame(list(_scores(table[table["use"] == "scored"].dropna(subset=["model"]))))


def _scores(scored: pd.DataFrame) -> Iterator[dict[str, object]]:
    large = scored["observed"] >= LARGE
    for of in (PRICE, "price_inside", HOLE, LARGE_PRICE):
        rows = (
            scored[large & (scored["score"] == PRICE)] if of == LARGE_PRICE else scored[scored["score"] == of]
        )
        errors = {
            name: _median(log_errors(of, rows[name].to_numpy(), rows["observed"].to_numpy()))
            for name in FORECASTERS
        }
        yield {"score": "median absolute log error", "of": of, "n": len(rows), **errors}
    for of in ("dead_time", "months_to_peak", "months_to_recover"):
        rows = scored[scored["score"] == of]
        misses = {name: _median((rows[name] - rows["observed"]).to_numpy()) for name in FORECASTERS}
        yield {"score": "median absolute error", "of": of, "n": len(rows), **misses}
    for of in (PRICE, HOLE):
        rows = scored[scored["score"] == of]
        ranks = {
            name: rank_correlation(rows[name].to_numpy(), rows["observed"].to_numpy()) for name in FORECASTERS
        }
        yield {"score": "rank correlation", "of": of, "n": len(rows), **ranks}
    for of, rows in [("all scored", scored), *((of, scored[scored["score"] == of]) for of in (PRICE, HOLE))]:
        inside = rows["observed"].between(rows["low"], rows["high"])
        yield {"score": "80 % bands cover", "of": of, "n": len(rows), "model": float(inside.mean())}
        wide = rows.dropna(subset=["wide_low"])
        if len(wide) and of != "all scored":
            inside = wide["observed"].between(wide["wide_low"], wide["wide_high"])
            told = "80 % bands with the misses of the others cover"
            yield {"score": told, "of": of, "n": len(wide), "model": float(inside.mean())}


def _median(misses: FloatArray) -> float:
    """Return the median size of some misses; NaN of none."""
    return float(np.median(np.abs(misses))) if len(misses) else np.nan


def rank_correlation(predicted: FloatArray, seen: FloatArray) -> float:
    """Return Spearman's rank correlation; NaN where a forecaster says the same of all."""
    from scipy.stats import spearmanr

    if len(seen) < 3 or np.ptp(predicted) == 0.0:
        return np.nan
    return float(spearmanr(predicted, seen).statistic)


def wide_bands(table: pd.DataFrame) -> pd.DataFrame:
    """Return the bands that hold 80 % of the log misses of all other episodes around the prediction.

    Parameters
    ----------
    table : DataFrame
        With ``score``, ``use``, ``observed`` and ``model``.

    Returns
    -------
    DataFrame
        ``wide_low``, ``wide_high``; NaN but for scored prices abroad and holes. A split conformal band with
        the episode itself left out (Lei et al. 2018, JASA 113).
    """
    bands = table.assign(wide_low=np.nan, wide_high=np.nan)[["wide_low", "wide_high"]]
    for of in (PRICE, HOLE):
        rows = table[(table["score"] == of) & (table["use"] == "scored") & table["model"].notna()]
        misses = np.abs(log_errors(of, rows["model"].to_numpy(), rows["observed"].to_numpy()))
        for place, index in enumerate(rows.index):
            others = np.sort(np.delete(misses, place))
            if len(others):
                rank = min(len(others), int(np.ceil((len(others) + 1) * (HIGH - LOW))))
                factor = float(np.exp(others[rank - 1]))
                middle = max(float(rows.loc[index, "model"]), LEAST_HOLE if of == HOLE else 0.0)
                most = 1.0 if of == HOLE else np.inf
                bands.loc[index] = [middle / factor, min(middle * factor, most)]
    return bands
