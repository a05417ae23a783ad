"""How likely a loss of at least so many days is, per mineral and arm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.study.stats.means import CONFIDENCE
from sim.study.tables import Runs, coinciding
from sim.views import style

FloatArray = NDArray[np.float64]

METRIC = "equivalent_days"
PANELS, COLUMNS = 6, 3


@style.house_style
def exceedance(runs: Runs, about: Mapping[str, Any], minerals: Sequence[str] = ()) -> Figure:
    """Draw exceedance curves with pointwise 95 % bands.

    Parameters
    ----------
    runs : Runs
    about : mapping
        What the study was.
    minerals : sequence of str, optional
        At most six are legible; by default the six that lose most in the first arm.

    Returns
    -------
    Figure
        One panel per mineral; x in equivalent shortfall days, log scale.
    """
    chosen = list(minerals) or worst_minerals(runs, METRIC)[:PANELS]
    columns = min(COLUMNS, len(chosen))
    rows = -(-len(chosen) // columns)
    figure = Figure(figsize=(3.4 * columns + 0.73, 2.5 * rows + 1.5))
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    width, height = figure.get_size_inches()
    figure.subplots_adjust(
        0.85 / width, 1.0 / height, 1 - 0.2 / width, 1 - 1.3 / height, wspace=0.1, hspace=0.3
    )
    top = max(1.0, *(float(np.nanmax(runs.values(a, m, METRIC))) for a in runs.arms for m in chosen))
    for axes, mineral in zip(grid.flat, chosen, strict=False):
        _panel(axes, runs, mineral, top)
    for axes in list(grid.flat)[len(chosen) :]:
        axes.set_visible(False)
    style.title(
        figure,
        "How bad it gets",
        "Chance that a future costs the United States at least so many days of physical shortfall",
    )
    style.legend(figure, grid[0, 0])
    for axes in grid[:, 0]:
        axes.set_ylabel("share of futures")
    style.x_label(figure, "Equivalent shortfall days: unmet over daily demand, summed (log scale)")
    shown = " and ".join(dict.fromkeys([runs.arms[0], runs.arms[-1]]))
    same = style.coincidence_note(coinciding(runs, runs.arms))
    style.footer(figure, about, [" ".join([f"Bands: pointwise 95 % (Wilson), of {shown}.", *same])])
    return figure


def worst_minerals(runs: Runs, metric: str) -> list[str]:
    """Return the minerals that lose anything in any arm, those that lose most in the first arm first."""
    hit = [m for m in runs.minerals if any(np.nansum(abs(runs.values(a, m, metric))) > 0 for a in runs.arms)]
    hit.sort(key=lambda mineral: -float(np.nanmean(runs.values(runs.arms[0], mineral, metric))))
    return hit or list(runs.minerals[:1])


def exceedance_curve(values: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return x, the share of values of at least x, and its pointwise Wilson interval.

    Parameters
    ----------
    values : FloatArray
        One number per future, shape ``(n,)``; below 0 is a gain.

    Returns
    -------
    tuple of FloatArray
        x, share, low and high, shape ``(n + 1,)``, x ascending from 0 or below.
    """
    ordered = np.sort(values[np.isfinite(values)])
    n = len(ordered)
    # nearly every future costs at least nothing: the curve starts at (0, 1), or where gains do
    x = np.concatenate([[min(0.0, ordered[0])], ordered])
    p = 1.0 - np.searchsorted(ordered, x, side="left") / n
    z = float(ndtri(0.5 + CONFIDENCE / 2))
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return x, p, centre - half, np.minimum(1.0, centre + half)


def _panel(axes: Axes, runs: Runs, mineral: str, top: float) -> None:
    """Draw all arms of one mineral."""
    axes.set_xscale("log")
    axes.set_xlim(1.0, top * 1.15)
    for arm in runs.arms:
        x, p, low, high = exceedance_curve(runs.values(arm, mineral, METRIC))
        # "pre": the chance of at least x holds from the value below x up to x
        axes.step(
            np.append(x, x[-1:]),
            np.append(p, 0.0),
            where="pre",
            color=style.arm_colour(arm),
            linestyle=style.arm_dashes(arm),
            label=arm,
        )
        if arm in (runs.arms[0], runs.arms[-1]):  # more bands than two cannot be told apart
            axes.fill_between(x, low, high, step="pre", color=style.arm_colour(arm), alpha=0.15, linewidth=0)
    axes.set_ylim(0, 1.02)
    if max(float(np.nanmax(runs.values(arm, mineral, METRIC))) for arm in runs.arms) < 1.0:
        axes.text(0.5, 0.5, "less than a day in every future", transform=axes.transAxes, ha="center")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.minorticks_off()
    axes.set_title(style.mineral_label(mineral))
    style.plain_axis(axes)
