"""Minerals x arms at a glance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, SymLogNorm
from matplotlib.figure import Figure

from sim.study.stats.means import estimate
from sim.study.tables import Runs, coinciding
from sim.views import style
from sim.views.exceedance import worst_minerals
from sim.views.numbers import with_half_width

METRICS = {"equivalent_days": "Physical shortfall", "combined_days": "Physical + price-destroyed"}
SCALE = LinearSegmentedColormap.from_list("loss", ["#f7f8f9", "#fde0b6", "#f08a4b", "#b5332e", "#5b1023"])
"""Lightness falls all the way, so the order also reads without colour."""
DARK = 0.6
"""Shade from which white reads better than ink."""


@style.house_style
def heatmap(runs: Runs, about: Mapping[str, Any]) -> Figure:
    """Draw mean equivalent days lost per mineral and arm, with the half-width of the 95 % interval.

    Parameters
    ----------
    runs : Runs
    about : mapping
        What the study was.
    """
    minerals = worst_minerals(runs, "combined_days")
    idle = [mineral for mineral in runs.minerals if mineral not in minerals]
    arms = runs.arms
    figure = Figure(figsize=(2.6 + 2.35 * max(len(arms), 2), 1.85 + 0.4 * max(len(minerals), 3)))
    width, height = figure.get_size_inches()
    panels = figure.subplots(1, 2, sharey=True, squeeze=False)[0]
    figure.subplots_adjust(1.95 / width, 0.62 / height, 1 - 0.2 / width, 1 - 1.3 / height, wspace=0.05)
    means = {
        metric: [[estimate(runs.values(arm, mineral, metric)) for arm in arms] for mineral in minerals]
        for metric in METRICS
    }
    top = max((cell.mean or 0.0) for table in means.values() for row in table for cell in row)
    norm = SymLogNorm(linthresh=1.0, vmin=0.0, vmax=max(top, 10.0))
    for axes, (metric, text) in zip(panels, METRICS.items(), strict=True):
        cells = [[cell.mean or 0.0 for cell in row] for row in means[metric]]
        axes.pcolormesh(np.array(cells), cmap=SCALE, norm=norm, edgecolors=style.PAPER, linewidth=2)
        for y, row in enumerate(means[metric]):
            for x, cell in enumerate(row):
                _write(axes, x, y, cell.mean, cell.ci_low, float(norm(cell.mean or 0.0)))
        _dress(axes, arms, text)
    panels[0].set_yticks(np.arange(len(minerals)) + 0.5, [style.mineral_label(m) for m in minerals])
    panels[0].set_ylim(len(minerals), 0)
    years = about["horizon_d"] / 365
    what = f"US equivalent days in {years:.3g} years, mean ± half of the 95 % interval"
    style.title(figure, "Where the days are lost", what)
    notes = style.coincidence_note(coinciding(runs, arms))
    if idle:
        names = ", ".join(style.mineral_label(mineral).lower() for mineral in idle)
        notes.append(f"No day lost in any arm: {names}.")
    style.footer(figure, about, [" ".join(notes)] if notes else [])
    return figure


def _dress(axes: Axes, arms: tuple[str, ...], text: str) -> None:
    """Put the arms above the columns."""
    axes.set_xticks(np.arange(len(arms)) + 0.5, list(arms))
    axes.xaxis.tick_top()
    axes.set_title(text, pad=20)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    style.plain_axis(axes)


def _write(axes: Axes, x: int, y: int, mean: float | None, low: float | None, shade: float) -> None:
    """Write the number into its cell, in an ink that stands off the shade."""
    if mean is None:
        text = "no run"
    elif mean == 0:
        text = "0"
    else:
        text = with_half_width(mean, None if low is None else mean - low)
    ink = "white" if shade > DARK else style.INK
    axes.text(x + 0.5, y + 0.5, text, size=8.5, ha="center", va="center", color=ink)
