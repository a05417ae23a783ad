"""Generalised likelihood uncertainty estimation of the parameters that all episodes share.

Beven & Binley (1992), *The future of distributed models*, Hydrological Processes 6: draw parameter sets over
their ranges, keep those that reproduce the past best. No parameter belongs to one episode.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.backtest.episode import Episode
from sim.analysis.backtest.scores import HIGH, HOLE, LOW, PRICE, log_errors
from sim.data.parameters import Parameter, parameters
from sim.world.arrays import BoolArray, FloatArray

if TYPE_CHECKING:
    import pandas as pd

CALIBRATED = (
    "price_gamma",
    "price_weight_on_hand",
    "supplier_ask_exponent",
    "price_cap",
    "contract_share",
    "price_lag_d",
    "contract_price_lag_d",
)
KEPT = 0.1
"""Share of the draws that is kept, the best ones."""
STANDARD_MISS = {PRICE: float(np.log(1.6)), HOLE: float(np.log(1.6))}
"""Misses of this size count alike in the score of a draw."""


def calibrated_rows(minerals: Sequence[str]) -> tuple[Parameter, ...]:
    """Return the rows of parameters.csv to calibrate that some of the minerals read."""
    table = parameters()
    read = {table.get(name, mineral) for name in CALIBRATED for mineral in minerals}
    return tuple(row for row in table.rows if row in read)


def key(row: Parameter) -> str:
    """Return the name of a parameter in a future."""
    return f"{row.name}@{row.scope}"


def draw_sets(rows: Sequence[Parameter], n: int, seed: int) -> list[dict[str, float]]:
    """Return n parameter sets that fill the ranges evenly.

    Notes
    -----
    A Latin hypercube (McKay et al. 1979) between ``low`` and ``high``: the mode of the table has no say.
    """
    from scipy.stats import qmc

    unit = qmc.LatinHypercube(len(rows), rng=np.random.default_rng(seed)).random(n)
    low, high = (np.array([getattr(row, end) for row in rows]) for end in ("low", "high"))
    values = low + unit * (high - low)
    return [dict(zip(map(key, rows), line, strict=True)) for line in values.tolist()]


def misses(
    episodes: Sequence[Episode], predicted: Mapping[str, FloatArray]
) -> dict[tuple[str, str], FloatArray]:
    """Return the log errors of scored prices abroad and holes, by episode and score, shape ``(n_draws,)``."""
    found: dict[tuple[str, str], FloatArray] = {}
    for episode in episodes:
        for column, one in enumerate(episode.observed):
            values = predicted[episode.name][:, column]
            if one.use == "scored" and one.score in STANDARD_MISS and np.isfinite(values).all():
                found[episode.name, one.score] = log_errors(one.score, values, one.value)
    return found


def kept(errors: Mapping[tuple[str, str], FloatArray], without: str = "") -> BoolArray:
    """Return the draws with the smallest mean absolute standard miss, perhaps with one episode left out."""
    used = [np.abs(e) / STANDARD_MISS[score] for (name, score), e in errors.items() if name != without]
    mean = np.mean(used, axis=0)
    order = np.argsort(mean, kind="stable")
    chosen = np.zeros(len(mean), np.bool_)
    chosen[order[: max(1, round(KEPT * len(mean)))]] = True
    return chosen


def parameter_table(
    rows: Sequence[Parameter], sets: Sequence[Mapping[str, float]], chosen: BoolArray
) -> pd.DataFrame:
    """Return what the kept draws say of each parameter, beside its row of parameters.csv.

    Returns
    -------
    DataFrame
        ``name``, ``scope``, ``unit``, ``low``, ``mode``, ``high`` of the table, ``kept_low``,
        ``kept_median``, ``kept_high`` (80 % of the kept draws) and ``informed``: 1 minus the width of that
        interval over the width of 80 % of the range; about 0 where history says nothing.
    """
    import pandas as pd

    return pd.DataFrame(list(_parameter_rows(rows, sets, chosen)))


def _parameter_rows(
    rows: Sequence[Parameter], sets: Sequence[Mapping[str, float]], chosen: BoolArray
) -> Iterator[dict[str, object]]:
    for row in rows:
        values = np.array([one[key(row)] for one in sets])[chosen]
        low, middle, high = np.quantile(values, [LOW, 0.5, HIGH])
        yield {
            "name": row.name,
            "scope": row.scope,
            "unit": row.unit,
            "low": row.low,
            "mode": row.mode,
            "high": row.high,
            "kept_low": low,
            "kept_median": middle,
            "kept_high": high,
            "informed": 1.0 - (high - low) / ((HIGH - LOW) * (row.high - row.low)),
        }


def left_out(episodes: Sequence[Episode], predicted: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return, for every episode, what the draws say that were kept without looking at it."""
    errors = misses(episodes, predicted)
    return {one.name: predicted[one.name][kept(errors, without=one.name)] for one in episodes}
