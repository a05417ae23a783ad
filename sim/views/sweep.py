"""Cells of a sweep x minerals at a glance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import SymLogNorm
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.views import style
from sim.views.heatmap import DARK, SCALE
from sim.views.numbers import with_half_width

FloatArray = NDArray[np.float64]

METRIC = "combined_days"
MOST_MINERALS, MOST_ROWS = 12, 60


@style.house_style
def sweep_heatmap(table: pd.DataFrame, settings: Sequence[str], missing: int) -> Figure:
    """Draw the mean days lost, physical and price-destroyed, per cell and mineral, with half of the interval.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.study.combined.combined_table` returns it.
    settings : sequence of str
        Columns that tell the cells apart.
    missing : int
        Cells without results.
    """
    rows = _labelled(table[(table["metric"] == METRIC) & (table["mineral"] != "any")], settings)
    means, halves = (
        rows.pivot(index=["cell", "label"], columns="mineral", values=column) for column in ("mean", "half")
    )
    worst = means.mean().sort_values(ascending=False, kind="stable").index[:MOST_MINERALS]
    shown, half = (table[worst].iloc[:MOST_ROWS] for table in (means, halves))
    labels = [str(name) for _, name in shown.index]
    left = 0.3 + 0.075 * max(map(len, labels), default=0)
    width, height = max(7.0, left + 1.7 + 0.8 * len(worst)), 2.7 + 0.3 * len(shown)
    figure = Figure(figsize=(width, height))
    axes = figure.subplots()
    # names of columns lean out to the right
    right = max(left + 0.8 * len(worst), width - 1.4)
    figure.subplots_adjust(left / width, 0.75 / height, right / width, 1 - 1.75 / height)
    _cells(axes, shown.to_numpy(float), half.to_numpy(float))
    names = [style.mineral_label(mineral) for mineral in worst]
    axes.set_xticks(np.arange(len(worst)) + 0.5, names, rotation=30, ha="left")
    axes.xaxis.tick_top()
    axes.set_yticks(np.arange(len(shown)) + 0.5, labels)
    axes.set_ylim(len(shown), 0)
    what = "US equivalent days, physical and price-destroyed, mean \u00b1 half of the 95 % interval"
    style.title(figure, "Days lost, cell by cell", what)
    style.foot(
        figure, [*_left_out(len(means), len(shown), missing), *_coinciding(shown, labels), *_source(rows)]
    )
    return figure


def _labelled(rows: pd.DataFrame, settings: Sequence[str]) -> pd.DataFrame:
    """Return the rows with ``label``, what tells a cell from the others, and ``half`` of the interval."""
    label = rows[list(settings)].astype(str).apply(" ".join, axis=1) if settings else rows["cell"].astype(str)
    arms = rows.groupby("cell")["arm"].transform("nunique") > 1
    half = (rows["ci_high"] - rows["ci_low"]) / 2
    return rows.assign(label=label.where(~arms, label + " / " + rows["arm"]), half=half)


def _cells(axes: Axes, means: FloatArray, halves: FloatArray) -> None:
    """Shade the cells and write their numbers."""
    norm = SymLogNorm(linthresh=1.0, vmin=0.0, vmax=max(10.0, float(np.nanmax(means, initial=0.0))))
    axes.pcolormesh(np.nan_to_num(means), cmap=SCALE, norm=norm, edgecolors=style.PAPER, linewidth=1)
    for (y, x), mean in np.ndenumerate(means):
        half = float(halves[y, x])
        text = "-" if np.isnan(mean) else with_half_width(mean, None if np.isnan(half) else half)
        ink = "white" if float(norm(np.nan_to_num(mean))) > DARK else style.INK
        axes.text(x + 0.5, y + 0.5, text, size=7.5, ha="center", va="center", color=ink)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    style.plain_axis(axes)


def _coinciding(shown: pd.DataFrame, labels: Sequence[str]) -> list[str]:
    """Say which rows hold the same numbers; of many groups the first."""
    groups: dict[bytes, list[str]] = {}
    for label, row in zip(labels, shown.to_numpy(float), strict=True):
        groups.setdefault(row.tobytes(), []).append(label)
    same = [" = ".join(names) for names in groups.values() if len(names) > 1]
    more = f" and {len(same) - 1} more groups" if len(same) > 1 else ""
    return [f"The same numbers: {same[0]}{more}."] if same else []


def _source(rows: pd.DataFrame) -> list[str]:
    """Return size, seed and version of the cells."""
    if rows.empty:
        return []
    sizes, seeds = sorted(set(rows["n"])), sorted(set(rows["seed"]))
    futures = f"{sizes[0]}" if len(sizes) == 1 else f"{sizes[0]} to {sizes[-1]}"
    seed = f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {', '.join(map(str, seeds))}"
    versions = ", ".join(sorted(set(rows["version"].astype(str))))
    years = " or ".join(f"{days / 365:.3g}" for days in sorted(set(rows["horizon_d"])))
    return [f"{futures} futures of {years} years, {seed}, vaultsim {versions}. Model estimates."]


def _left_out(rows: int, shown: int, missing: int) -> list[str]:
    """Say what the figure does not show."""
    notes = [f"First {shown} of {rows} rows."] if shown < rows else []
    return notes + ([f"Cells without results: {missing}."] if missing else [])
