"""One run of one mineral as a figure: price, cover, flows by origin and unmet demand, with what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from sim.views import style
from sim.views.bands import WORDS, Band, bands, shade

if TYPE_CHECKING:
    import pandas as pd

ORIGINS = ("#0072b2", "#d55e00", "#009e73", "#e69f00", "#cc79a7", "#56b4e9")
REST = "#b8c0c8"
LEAST_SHARE = 0.005
"""An origin that sends less of all that is shown joins the others."""
LETTERS = "ABCDEF"
MARKED = len(LETTERS)
"""Events marked; events.csv has them all."""
BEFORE_D, AFTER_D = 60, 180
"""Days shown before the first and after the last spell."""


@style.house_style
def explain_figure(
    trace: pd.DataFrame,
    events: pd.DataFrame,
    spells: pd.DataFrame,
    causes: pd.DataFrame,
    about: Mapping[str, Any],
) -> Figure:
    """Draw one run of a mineral and mark the events behind its shortages.

    Parameters
    ----------
    trace, events, spells, causes : DataFrame
        As ``task=explain`` writes them, the trace day by day; docs/results.md names the columns.
    about : mapping
        As for `explain_text`, with ``demand_t_per_d``.
    """
    marks = _marks(events, causes, about)
    begin, end = _span(spells, marks, about)
    figure = Figure(figsize=(11.0, 9.6))
    width, height = figure.get_size_inches()
    panels = figure.subplots(4, 1, sharex=True, height_ratios=[1, 1, 1.2, 0.9])
    low = (0.62 + 0.16 * (len(marks) + 1)) / height
    figure.subplots_adjust(0.75 / width, low, 1 - 1.5 / width, 1 - 1.15 / height, hspace=0.26)
    shown = trace[(trace["day"] >= begin) & (trace["day"] <= end)]
    us = shown[shown["who"] == "US market"]
    _price(panels[0], us)
    _cover(panels[1], us, shown, about)
    _flows(panels[2], shown, us)
    _unmet(panels[3], us, shown, about)
    for axes in panels:
        shade(axes, marks, begin, end)
        axes.set_xlim(begin, end)
        style.plain_axis(axes)
    _letters(panels[0], marks, begin, end)
    _day_marks(panels[1], events, "reserve opened", "reserve open", style.RESERVE_COLOUR, begin, end)
    _day_marks(panels[2], events, "quota used up", "quota used up", style.INK, begin, end)
    panels[3].set_xlabel(f"day (0 is {about['start_date']})")
    style.title(
        figure,
        f"{style.mineral_label(about['mineral'])}: {_claim(spells)}",
        f"Arm {about['arm']}, future {about['future']} of {about['scenario']}; shaded: "
        + ("the events behind it" if len(spells) else "all events but outages"),
    )
    style.foot(figure, [*map(_key, LETTERS, marks), _source(about)])
    return figure


def _claim(spells: pd.DataFrame) -> str:
    if len(spells) == 0:
        return "no short day"
    first = ", ".join(str(day) for day in spells["first_day"].head(4))
    more = " ..." if len(spells) > 4 else ""
    return f"{int(spells['short_days'].sum())} short days, from day {first}{more}"


def _marks(events: pd.DataFrame, causes: pd.DataFrame, about: Mapping[str, Any]) -> list[Band]:
    """Return the events behind the spells; without spells all but outages."""
    named = [event for event in dict.fromkeys(causes["event"]) if event]
    if not named:
        begun = events[events["what"].str.endswith(" begins")]
        named = list(begun.loc[~begun["what"].str.startswith("outage"), "event"])
    # letters go by date, but the first causes are those that weigh most
    return bands(events, named[:MARKED], about["horizon_d"])


def _span(spells: pd.DataFrame, marks: Sequence[Band], about: Mapping[str, Any]) -> tuple[float, float]:
    """Days to show: around the spells and their events."""
    starts = [*spells["onset_day"], *(mark.begin for mark in marks)]
    ends = [*spells["end_day"]] if len(spells) else [mark.end for mark in marks]
    if not starts:
        return 0.0, float(about["horizon_d"])
    return max(0.0, min(starts) - BEFORE_D), min(float(about["horizon_d"]), max(ends) + AFTER_D)


def _price(axes: Axes, us: pd.DataFrame) -> None:
    axes.plot(us["day"], us["price"], color=style.MARKET_COLOURS["USA"])
    style.price_axis(axes, float(us["price"].min()), float(us["price"].max()))
    axes.set_title("US price over its baseline", pad=16)


def _cover(axes: Axes, us: pd.DataFrame, shown: pd.DataFrame, about: Mapping[str, Any]) -> None:
    axes.plot(us["day"], us["cover_d"], color=style.INK, label="commercial stock")
    reserve = shown[shown["who"] == "reserve"]
    demand = float(about["demand_t_per_d"])
    if reserve["stock_t"].max() > 0.0 and demand > 0.0:
        axes.plot(
            reserve["day"],
            reserve["stock_t"] / demand,
            color=style.RESERVE_COLOUR,
            label="reserve",
            dashes=(5, 2),
        )
    axes.plot(us["day"], us["pipeline_t"] / demand, color="#8c96a0", linewidth=1.1, label="cargo under way")
    axes.set_ylim(bottom=0)
    axes.set_title("Stock and cargo in the United States, days of demand")
    axes.legend(loc="upper left", bbox_to_anchor=(1.005, 1.0), fontsize=8)


def _flows(axes: Axes, shown: pd.DataFrame, us: pd.DataFrame) -> None:
    """Stack what each country sends to the US market; the line is what is wanted."""
    sent = shown[(shown["kind"] == "supplier") & shown["shipped_to_us_t_per_d"].notna()]
    table = sent.pivot_table(index="day", columns="country", values="shipped_to_us_t_per_d", aggfunc="sum")
    total = table.sum().sort_values(ascending=False)
    order = total.index
    main = list(order[total >= LEAST_SHARE * total.sum()][: len(ORIGINS)])
    layers = [table[country].to_numpy() for country in main]
    labels, colours = list(main), list(ORIGINS[: len(main)])
    if total.iloc[len(main) :].sum() >= LEAST_SHARE * total.sum():
        layers.append(table[order[len(main) :]].sum(axis=1).to_numpy())
        labels.append("others")
        colours.append(REST)
    axes.stackplot(table.index, layers, labels=labels, colors=colours, linewidth=0)
    axes.plot(us["day"], us["need_t_per_d"], color=style.INK, linewidth=1.1, label="wanted")
    top = 1.15 * float(np.nanquantile(table.sum(axis=1), 0.995))
    axes.set_ylim(0, max(top, 1.1 * float(us["need_t_per_d"].max())))
    axes.set_title("Sent to the US market by origin, t/day; line: wanted at the price paid")
    handles, names = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], names[::-1], loc="upper left", bbox_to_anchor=(1.005, 1.05), fontsize=8)


def _unmet(axes: Axes, us: pd.DataFrame, shown: pd.DataFrame, about: Mapping[str, Any]) -> None:
    share = us["unmet_t_per_d"] / float(about["demand_t_per_d"])
    axes.fill_between(us["day"], share, color="#d55e00", linewidth=0, alpha=0.85)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_ylim(0, max(0.05, 1.15 * float(share.max())))
    axes.set_title("Unmet share of US baseline demand")


def _letters(axes: Axes, marks: Sequence[Band], begin: float, end: float) -> None:
    """Write the letter of every event above its begin; close ones stand side by side."""
    last = -np.inf
    for letter, mark in zip(LETTERS, marks, strict=False):
        if not begin <= mark.begin <= end:
            continue
        last = max(mark.begin, last + 0.018 * (end - begin))
        axes.text(
            last, 1.02, letter, transform=axes.get_xaxis_transform(), ha="center", va="bottom",
            size=9, weight="bold", color=WORDS,
        )  # fmt: skip


def _day_marks(
    axes: Axes, events: pd.DataFrame, what: str, label: str, colour: str, begin: float, end: float
) -> None:
    """Mark the first days on which something happened; of days close together the first is named."""
    named = -np.inf
    found = events[(events["what"] == what) & events["day"].between(begin, end)]
    for day in found["day"].head(4):
        axes.axvline(day, color=colour, linewidth=1.0, linestyle=(0, (2, 2)))
        if day - named < 0.1 * (end - begin):
            continue
        named = day
        axes.text(
            day, 0.96, f" {label}", transform=axes.get_xaxis_transform(), va="top", size=7.5, color=colour
        )  # fmt: skip


def _key(letter: str, mark: Band) -> str:
    """Return one line that says what a letter stands for."""
    size = "" if np.isnan(mark.size) else f", {100 * mark.size:.0f} %"
    until = f"day {mark.end:.0f}" if mark.over else "the horizon"
    return (
        f"{letter}  {mark.event}: {mark.kind}, {mark.by}{size}, "
        f"day {mark.begin:.0f} to {until} ({' to '.join(mark.dates)})"
    )


def _source(about: Mapping[str, Any]) -> str:
    from sim import __version__

    return (
        f"World {about['world']}, seed {about['seed']}, vaultsim {__version__}. "
        "One run of a model, lived again from its seed; not a forecast."
    )
