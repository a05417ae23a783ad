"""One mineral over time: cover, prices and unmet demand, without and with policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, PercentFormatter
from numpy.typing import NDArray

from sim.views import style

FloatArray = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
DAYS_PER_YEAR = 365.0
MARKETS = {"JPN": "Japan", "KOR": "Korea", "EU": "EU", "CHN": "China", "ROW": "rest of world"}


@style.house_style
def fan(series: pd.DataFrame, mineral: str, about: Mapping[str, Any]) -> Figure:
    """Draw medians with 50 % and 90 % bands over futures.

    Parameters
    ----------
    series : pandas.DataFrame
        Series rows (docs/results.md); only those of the mineral are used.
    mineral : str
    about : mapping
        What the study was.

    Returns
    -------
    Figure
        Three panels over years: days of cover, price over its baseline (log scale), unmet share.
    """
    rows = series[series["mineral"] == mineral]
    names = list(dict.fromkeys(rows["arm"]))
    arms = names[:1] if len(names) == 1 else [names[0], names[-1]]
    tables = {arm: rows[rows["arm"] == arm] for arm in arms}
    figure = Figure(figsize=(9.2, 8.6))
    width, height = figure.get_size_inches()
    cover, price, unmet = figure.subplots(3, 1, sharex=True, height_ratios=[1, 1.25, 1])
    figure.subplots_adjust(0.8 / width, 0.98 / height, 1 - 1.0 / width, 1 - 1.3 / height, hspace=0.2)
    for arm, table in tables.items():
        for axes, column in ((cover, "cover_d"), (price, "price"), (unmet, "unmet")):
            _bands(axes, table, column, arm)
        _mean(unmet, table, "unmet", arm)
    _other_markets(price, tables[arms[0]])
    _dress(cover, price, unmet, arms[0])
    n = rows["future"].nunique()
    style.title(
        figure,
        f"{style.mineral_label(mineral)}: cover, price and unmet demand",
        f"Median, 50 % and 90 % bands over {n} futures",
    )
    style.legend(figure, cover)
    notes = ["Weekly values; bands hold week by week, no single future follows them."]
    notes += style.coincidence_note([arms] if _coincide(tables) else [])
    style.footer(figure, about, [" ".join(notes)])
    return figure


def quantiles(rows: pd.DataFrame, column: str) -> tuple[FloatArray, FloatArray]:
    """Return days and the 5, 25, 50, 75 and 95 % quantiles over futures.

    Returns
    -------
    tuple of FloatArray
        Days, shape ``(n_weeks,)``, and values, shape ``(5, n_weeks)``.
    """
    table = rows.pivot(index="future", columns="day", values=column)
    return table.columns.to_numpy(float), np.nanquantile(table.to_numpy(float), QUANTILES, axis=0)


def _bands(axes: Axes, rows: pd.DataFrame, column: str, arm: str) -> None:
    """Draw the fan of one arm."""
    days, values = quantiles(rows, column)
    years, colour = days / DAYS_PER_YEAR, style.arm_colour(arm)
    axes.fill_between(years, values[0], values[4], color=colour, alpha=0.13, linewidth=0)
    axes.fill_between(years, values[1], values[3], color=colour, alpha=0.26, linewidth=0)
    axes.plot(years, values[2], color=colour, label=arm)


def _mean(axes: Axes, rows: pd.DataFrame, column: str, arm: str) -> None:
    """Draw the mean of one arm: shortages are too rare for a median to show."""
    mean = rows.groupby("day")[column].mean()
    axes.plot(
        mean.index.to_numpy(float) / DAYS_PER_YEAR,
        mean.to_numpy(float),
        color=style.arm_colour(arm),
        linewidth=1.2,
        linestyle=(0, (4, 1.5)),
    )


def _other_markets(axes: Axes, rows: pd.DataFrame) -> None:
    """Add the upper ends of the bands elsewhere, thin, named at the right."""
    for number, (market, name) in enumerate(MARKETS.items()):
        days, values = quantiles(rows, f"price_{market}")
        colour = style.MARKET_COLOURS[market]
        axes.plot(days / DAYS_PER_YEAR, values[-1], color=colour, linewidth=0.8)
        place = (1.015, 0.95 - 0.11 * number)
        axes.annotate(name, place, xycoords="axes fraction", color=colour, size=8.5, va="top")


def _dress(cover: Axes, price: Axes, unmet: Axes, first: str) -> None:
    """Label axes and units."""
    cover.set_title("Commercial stock in the United States, days of demand")
    price.set_title(f"US price over its baseline; thin lines: 95 % quantile elsewhere ({first})")
    unmet.set_title("Unmet share of US baseline demand; dashed: mean")
    cover.set_ylim(bottom=0)
    price.set_yscale("log")
    price.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    price.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}×"))
    price.minorticks_off()
    unmet.set_ylim(bottom=0)
    unmet.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    unmet.set_xlabel("Years from the start")
    for axes in (cover, price, unmet):
        axes.margins(x=0)
        style.plain_axis(axes)


def _coincide(tables: Mapping[str, pd.DataFrame]) -> bool:
    """Say whether the two arms drawn hold the same numbers."""
    if len(tables) < 2:
        return False
    first, second = (table.drop(columns="arm").reset_index(drop=True) for table in tables.values())
    return bool(first.equals(second))
