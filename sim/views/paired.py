"""What each policy changes, with its confidence interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from sim.views import style

METRICS = {
    "equivalent_days": "Physical shortfall",
    "combined_days": "Physical shortfall + demand destroyed by price",
}
LINEAR_DAYS = 1.0
"""The axis is linear within one day of zero and logarithmic beyond."""


@style.house_style
def paired_differences(paired: pd.DataFrame, about: Mapping[str, Any], notes: Sequence[str] = ()) -> Figure:
    """Draw paired differences against ``without`` per mineral.

    Parameters
    ----------
    paired : pandas.DataFrame
        Content of ``paired.csv``.
    about : mapping
        What the study was.
    notes : sequence of str, optional
        Lines above the source line.

    Returns
    -------
    Figure
        Two panels, x in equivalent days with a linear part around zero; bars are 95 % intervals.
    """
    table = paired[(paired["sector"] == "all") & paired["metric"].isin(list(METRICS))]
    pairs = list(dict.fromkeys(table["pair"]))
    minerals = _order(table, pairs)
    figure = Figure(figsize=(10.8, 1.9 + 0.45 * max(len(minerals), 3)))
    width, height = figure.get_size_inches()
    panels = figure.subplots(1, 2, sharey=True, squeeze=False)[0]
    figure.subplots_adjust(1.95 / width, 0.98 / height, 1 - 0.25 / width, 1 - 1.3 / height, wspace=0.06)
    limits = _limits(table)
    for axes, (metric, text) in zip(panels, METRICS.items(), strict=True):
        rows = table[table["metric"] == metric].set_index(["pair", "mineral"])
        _panel(axes, rows, pairs, minerals, limits)
        axes.set_title(text)
    panels[0].set_yticks(range(len(minerals)), [style.mineral_label(mineral) for mineral in minerals])
    panels[0].set_ylim(len(minerals) - 0.4, -0.6)
    what = "US equivalent days against the arm without policies, over the same futures"
    style.title(figure, "What the policies change", what)
    style.legend(figure, panels[0])
    style.x_label(figure, "fewer days lost   ←   paired difference, days   →   more days lost")
    text = (
        f"Bars: 95 % paired t intervals. No mark: no change in any future. "
        f"Axis linear within ±{LINEAR_DAYS:g} day, logarithmic beyond."
    )
    style.footer(figure, about, [" ".join([text, *notes])])
    return figure


def _order(table: pd.DataFrame, pairs: list[str]) -> list[str]:
    """Return the minerals that any policy changes, those that the first pair helps most first."""
    moved = set(table.loc[table["difference"] != 0, "mineral"])
    first = table[(table["pair"] == pairs[0]) & (table["metric"] == "combined_days")]
    ranked = first.sort_values("difference", kind="stable")["mineral"]
    return [str(mineral) for mineral in ranked if mineral in moved]


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the axis: all intervals, and at least a day on both sides of zero."""
    ends = table[["difference", "ci_low", "ci_high"]].to_numpy(float)
    low, high = np.nanmin(ends, initial=-LINEAR_DAYS), np.nanmax(ends, initial=LINEAR_DAYS)
    return 1.4 * float(low), 1.4 * float(high)


def _ticks(low: float, high: float) -> list[float]:
    """Return zero and the powers of ten within the axis."""
    powers = [10.0**power for power in range(5)]
    return [*(-p for p in reversed(powers) if -p >= low), 0.0, *(p for p in powers if p <= high)]


def _panel(
    axes: Axes, rows: pd.DataFrame, pairs: list[str], minerals: list[str], limits: tuple[float, float]
) -> None:
    """Draw one metric: a marker and an interval per pair and mineral."""
    step = 0.62 / max(len(pairs), 1)
    for number, pair in enumerate(pairs):
        arm = pair.removesuffix("-without")
        picked = rows.loc[[(pair, mineral) for mineral in minerals]].copy()
        unchanged = (picked["difference"] == 0) & (picked["ci_high"].fillna(0) == 0)
        picked.loc[unchanged, ["difference", "ci_low", "ci_high"]] = np.nan
        y = np.arange(len(minerals)) + step * (number - (len(pairs) - 1) / 2)
        colour = style.arm_colour(arm)
        low = picked["ci_low"].fillna(picked["difference"]).to_numpy(float)
        high = picked["ci_high"].fillna(picked["difference"]).to_numpy(float)
        axes.hlines(y, low, high, color=colour, linewidth=2.0, alpha=0.55)
        centre = picked["difference"].to_numpy(float)
        axes.plot(centre, y, "osD^"[number % 4], color=colour, markersize=5, label=pair)
    axes.axvline(0, color=style.INK, linewidth=0.9)
    axes.set_xscale("symlog", linthresh=LINEAR_DAYS, linscale=0.6)
    axes.set_xlim(*limits)
    axes.set_xticks(_ticks(*limits))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+,.0f}" if value else "0"))
    axes.minorticks_off()
    axes.grid(axis="y", visible=False)
    style.plain_axis(axes)
