"""A scenario as a figure of two panels: flows and prices of one mineral, with and without its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from sim.views import style
from sim.views.bands import EDGE, WORDS, Band, bands, shade
from sim.views.numbers import significant

if TYPE_CHECKING:
    import pandas as pd

ORIGINS = ("#d55e00", "#009e73", "#cc79a7")
UNDISTURBED = (4, 3)
SAID = {"threat": ("announced", "suspended")}
"""What begin and end of a kind are called, where these words do not fit."""
ROW_PT = 11.0
"""Points that one row of words above a panel takes."""
LETTER = 0.0115
"""Share of a panel's width that one letter of these words takes."""


@style.house_style
def preview_figure(series: pd.DataFrame, events: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw flows above prices, the undisturbed future dashed, and mark the events in words.

    Parameters
    ----------
    series, events : DataFrame
        As ``task=preview`` writes them; docs/results.md names the columns.
    about : mapping
        As for `preview_text`, with ``events``, the ids of what is marked, and ``horizon_d``.
    """
    begin, end = float(series["day"].min()), float(series["day"].max())
    shown = bands(events, about["events"], about["horizon_d"])
    placed = _placed(shown, begin, end)
    words = ROW_PT / 72 * (1 + max((row for _, _, row, _ in placed), default=-1))
    width, height = 9.2, 5.1 + words
    figure = Figure(figsize=(width, height))
    flows, prices = figure.subplots(2, 1, sharex=True)
    figure.subplots_adjust(
        0.7 / width, 0.72 / height, 1 - 2.55 / width, 1 - (1.05 + words) / height, hspace=0.24
    )
    _flows(flows, series[series["what"] != "price"])
    _prices(prices, series[series["what"] == "price"])
    for axes in (flows, prices):
        shade(axes, shown, begin, end)
        axes.set_xlim(begin, end)
        style.plain_axis(axes)
        axes.legend(loc="upper left", bbox_to_anchor=(1.005, 1.03), fontsize=8)
    flows.set_title(flows.get_title(loc="left"), pad=6 + 72 * words)
    _words(flows, placed)
    prices.set_xlabel(f"day (0 is {about['start_date']}), daily values", labelpad=2)
    kinds = ", ".join(dict.fromkeys(band.kind for band in shown)) or "nothing happens"
    style.title(
        figure,
        f"{style.mineral_label(about['mineral'])}: {kinds}",
        f"Scenario {about['scenario']}, no policy; dashed: the same future without the events",
    )
    style.foot(figure, [_source(about)])
    return figure


def _flows(axes: Axes, lines: pd.DataFrame) -> None:
    """Draw every flow over what it was on the first day, so that small and large ones can be compared."""
    colours = chain([style.INK], ORIGINS)
    for (what, where), line in lines.groupby(["what", "where"], sort=False):
        usual = float(line["undisturbed"].iloc[0])
        if usual <= 0.0:
            continue
        colour = _market_colour(where) if what == "arrivals" else next(colours)
        label = f"{what}, {where}\n100 % = {significant(usual)} t/day".replace(" (", "\n(", 1)
        axes.plot(line["day"], line["undisturbed"] / usual, color=colour, linewidth=0.9, dashes=UNDISTURBED)
        axes.plot(line["day"], line["value"] / usual, color=colour, label=label)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_ylim(bottom=0, top=max(1.25, 1.05 * axes.get_ylim()[1]))
    axes.set_title("Flow, % of the flow on the first day shown")


def _prices(axes: Axes, lines: pd.DataFrame) -> None:
    """Draw the price in every market."""
    for where, line in lines.groupby("where", sort=False):
        colour = _market_colour(where)
        axes.plot(line["day"], line["undisturbed"], color=colour, linewidth=0.9, dashes=UNDISTURBED)
        axes.plot(line["day"], line["value"], color=colour, label=f"price, {where}")
    style.price_axis(axes, float(lines["value"].min()), float(lines["value"].max()))
    axes.set_title("Price, multiple of its baseline")


def _market_colour(where: object) -> str:
    """Return the colour of a market that tables call ``US market``, ``JPN market`` ..."""
    return style.MARKET_COLOURS[str(where).removesuffix(" market").replace("US", "USA")]


def _words(axes: Axes, placed: Sequence[tuple[float, float, int, str]]) -> None:
    """Write above a panel what is announced, begins and ends."""
    across = axes.get_xaxis_transform()
    for day, start, row, text in placed:
        lift = 2.0 + ROW_PT * row
        axes.annotate(text, (start, 1.0), xycoords=across, xytext=(0, lift), textcoords="offset points",
                      size=8, color=WORDS)  # fmt: skip
        if row:
            axes.annotate("", (day, 1.0), xycoords=across, xytext=(0, lift), textcoords="offset points",
                          arrowprops={"arrowstyle": "-", "color": EDGE, "linewidth": 0.6})  # fmt: skip


def _placed(shown: Sequence[Band], begin: float, end: float) -> list[tuple[float, float, int, str]]:
    """Return day, left end, row and text of every mark; what would overlap takes another row."""
    ends: list[float] = []
    placed = []
    for day, text in _marks(shown):
        if not begin <= day <= end:
            continue
        length = LETTER * (end - begin) * len(text)
        start = min(day, end - length)
        row = next((i for i, last in enumerate(ends) if last <= start), len(ends))
        ends[row : row + 1] = [start + length]
        placed.append((day, start, row, text))
    return placed


def _marks(shown: Sequence[Band]) -> list[tuple[float, str]]:
    """Return the days to mark and what happens on them, by day."""
    marks = []
    for band in shown:
        size = "" if band.size != band.size else f" of {100 * band.size:.0f} %"
        begins, ends = SAID.get(band.kind, ("begins", "ends"))
        if band.announced < band.begin:
            marks.append((band.announced, "announced"))
        marks.append((band.begin, f"{band.kind}{size} {begins}"))
        if band.over:
            marks.append((band.end, ends))
    return sorted(marks)


def _source(about: Mapping[str, Any]) -> str:
    from sim import __version__

    return (
        f"World {about['world']}, seed {about['seed']}, vaultsim {__version__}. "
        "Parameters at mode; one future of a model, not a forecast."
    )
