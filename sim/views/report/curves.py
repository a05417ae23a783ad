"""The numbers behind the interactive figures of a page, as plain lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.views import style
from sim.views.exceedance import METRIC, exceedance_curve, worst_minerals
from sim.views.fan import quantiles

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sim.study.results import Results

    FloatArray = NDArray[np.float64]

CORNERS = 200
"""Points kept of a curve; more cannot be seen."""
MOMENTS = 131
"""Weeks kept of a series: every fourth of ten years."""
SERIES = ("cover_d", "price", "unmet")
LOW, MIDDLE, HIGH = 0, 2, 4
"""Places of the 5, 50 and 95 % quantiles among those of the fan chart."""


def curves(results: Results) -> dict[str, Any]:
    """Return exceedance curves of every mineral and arm, and weekly quantiles where the study kept series.

    Parameters
    ----------
    results : Results

    Returns
    -------
    dict
        ``arms`` (name, colour key and dashes), ``minerals`` (key and label, worst first), ``exceedance``
        (``[x, share, low, high]`` per mineral and arm, x in equivalent days) and ``series`` (``day`` in
        days and per column, for the first and the last arm, ``[low, middle, high]``: 5 % quantile, median,
        95 % quantile; of ``unmet`` the middle is the mean).
    """
    runs = results.runs
    if not runs.arms or runs.weighted:
        # curves of single futures would show the tilted law
        return {"arms": [], "minerals": [], "exceedance": {}, "series": {}}
    shown = worst_minerals(runs, METRIC)
    shown += [mineral for mineral in runs.minerals if mineral not in shown]
    ends = list(dict.fromkeys([runs.arms[0], runs.arms[-1]]))
    return {
        "arms": [{"name": arm, "colour": colour_key(arm)} for arm in runs.arms],
        "minerals": [{"key": mineral, "label": style.mineral_label(mineral)} for mineral in shown],
        "exceedance": {
            mineral: {arm: _curve(runs.values(arm, mineral, METRIC)) for arm in runs.arms}
            for mineral in shown
        },
        "series": {
            mineral: found for mineral in shown if (found := _series(results.series_of(mineral), ends))
        },
    }


def colour_key(arm: str) -> str:
    """Return the name of an arm's colour in the page's style sheet."""
    return arm if arm in style.ARM_COLOURS else "reserve"


def _curve(values: FloatArray) -> list[list[float | None]]:
    """Return an exceedance curve thinned to `CORNERS`."""
    x, p, low, high = exceedance_curve(values)
    picked = np.unique(np.linspace(0, len(x) - 1, CORNERS).astype(int))
    return [_rounded(x[picked], 1), *(_rounded(column[picked], 4) for column in (p, low, high))]


def _series(rows: pd.DataFrame, arms: list[str]) -> dict[str, Any]:
    """Return the quantiles of one mineral, every few weeks; nothing if the study kept no series."""
    if rows.empty:
        return {}
    found: dict[str, Any] = {}
    for arm in arms:
        own = rows[rows["arm"] == arm]
        columns = {}
        for column in SERIES:
            days, values = quantiles(own, column)
            middle = own.groupby("day")[column].mean().to_numpy() if column == "unmet" else values[MIDDLE]
            step = max(1, -(-len(days) // MOMENTS))
            found["day"] = _rounded(days[::step], 0)
            columns[column] = [_rounded(line[::step], 3) for line in (values[LOW], middle, values[HIGH])]
        found[arm] = columns
    return found


def _rounded(values: FloatArray, decimals: int) -> list[float | None]:
    """Return plain numbers without needless digits; what is not a number is a gap."""
    rounded = np.round(np.asarray(values, dtype=float), decimals).tolist()
    return [None if v != v else int(v) if v == int(v) else v for v in rounded]
