"""Cells of a sweep x minerals at a glance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.colors import SymLogNorm
from matplotlib.figure import Figure

from sim.views import style
from sim.views.heatmap import DARK, SCALE
from sim.views.numbers import number

METRIC = "combined_days"
MOST_MINERALS, MOST_ROWS = 12, 60


@style.house_style
def sweep_heatmap(table: pd.DataFrame, settings: Sequence[str], missing: int) -> Figure:
    """Draw the mean days lost, physical and price-destroyed, per cell and mineral.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.study.combined.combined_table` returns it.
    settings : sequence of str
        Columns that tell the cells apart.
    missing : int
        Cells without results.
    """
    rows = table[(table["metric"] == METRIC) & (table["mineral"] != "any")]
    label = rows[list(settings)].astype(str).apply(" ".join, axis=1) if settings else rows["cell"].astype(str)
    arms = rows.groupby("cell")["arm"].transform("nunique") > 1
    rows = rows.assign(label=label.where(~arms, label + " / " + rows["arm"]))
    wide = rows.pivot_table(index=["cell", "label"], columns="mineral", values="mean", sort=False)
    worst = wide.mean().sort_values(ascending=False, kind="stable").index[:MOST_MINERALS]
    shown = wide[worst].iloc[:MOST_ROWS]
    labels = [str(name) for _, name in shown.index]
    width, height = 2.2 + 0.075 * max(map(len, labels), default=0) + 0.72 * len(worst), 2.2 + 0.3 * len(shown)
    figure = Figure(figsize=(max(7.0, width), height))
    axes = figure.subplots()
    left = 0.3 + 0.075 * max(map(len, labels), default=0)
    figure.subplots_adjust(left / figure.get_figwidth(), 0.55 / height, 0.98, 1 - 1.45 / height)
    values = shown.to_numpy(float)
    norm = SymLogNorm(linthresh=1.0, vmin=0.0, vmax=max(10.0, float(np.nanmax(values, initial=0.0))))
    axes.pcolormesh(np.nan_to_num(values), cmap=SCALE, norm=norm, edgecolors=style.PAPER, linewidth=1)
    for (y, x), value in np.ndenumerate(values):
        text = "-" if np.isnan(value) else number(value, abs(value))
        ink = "white" if float(norm(np.nan_to_num(value))) > DARK else style.INK
        axes.text(x + 0.5, y + 0.5, text, size=7.5, ha="center", va="center", color=ink)
    names = [style.mineral_label(mineral) for mineral in worst]
    axes.set_xticks(np.arange(len(worst)) + 0.5, names, rotation=30, ha="left")
    axes.xaxis.tick_top()
    axes.set_yticks(np.arange(len(shown)) + 0.5, labels)
    axes.set_ylim(len(shown), 0)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    style.plain_axis(axes)
    style.title(figure, "Days lost, cell by cell", _subtitle(len(wide), len(shown), missing))
    return figure


def _subtitle(rows: int, shown: int, missing: int) -> str:
    """Return what the figure shows, and what it leaves out."""
    text = "US equivalent days, physical and price-destroyed, mean over futures"
    if shown < rows:
        text += f"; first {shown} of {rows} rows"
    return text + (f"; {missing} cells without results" if missing else "")
