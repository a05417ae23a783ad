"""Concentration by stage: who makes how much, and what is left without the largest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.views import style

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Any, Any]

LARGEST, NEXT, REST = "#0072b2", "#8ab8d8", "#e3e7ea"
BESIDE = {109: "HHI", 125: "N-1\ncover", 143: "at\ncapacity"}
"""Where the numbers beside the bars end, in per cent of output beyond the axis, and what they are."""
ROOM = 12.0
"""Per cent of output that two country codes need."""


@style.house_style
def concentration_bars(table: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw the shares of the largest countries in every stage, with HHI and N-1 cover beside them.

    Parameters
    ----------
    table : DataFrame
        Columns of ``concentration.csv``.
    about : mapping
        ``world``, its name.
    """
    from sim import __version__

    rows = table[table["stage"] != "recycle"].to_dict("records")
    width, height = 9.6, 2.0 + 0.27 * max(len(rows), 4)
    figure = Figure(figsize=(width, height))
    axes = figure.subplots()
    figure.subplots_adjust(2.75 / width, 0.85 / height, 1 - 2.6 / width, 1 - 1.1 / height)
    for y, row in enumerate(rows):
        _bar(axes, y, row)
    for x, text in BESIDE.items():
        axes.text(x, -0.9, text, size=8, weight="bold", ha="right", va="bottom")
    axes.set_yticks(range(len(rows)), _labels(rows))
    axes.set_xlim(0, 100)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.6)
    axes.set_xlabel("Share of world output, %")
    axes.grid(visible=False, axis="y")
    style.plain_axis(axes)
    style.title(figure, "How concentrated each stage is", "Largest country, the next two named, all others")
    notes = [
        "N-1 cover: output of the others over demand outside the largest country; above 100 % they serve "
        "themselves. HHI counts ROW as one country.",
        f"World {about['world']}, day 0, {len(rows)} stages, vaultsim {__version__}. Balanced output.",
    ]
    style.foot(figure, notes)
    return figure


def _bar(axes: Axes, y: int, row: Row) -> None:
    """Draw one stage and the numbers beside it."""
    one, three = 100 * row["top1_share"], 100 * row["top3_share"]
    axes.barh(y, one, color=LARGEST, height=0.74)
    axes.barh(y, three - one, left=one, color=NEXT, height=0.74)
    axes.barh(y, 100 - three, left=three, color=REST, height=0.74)
    axes.text(1.2, y, f"{row['top1']} {one:.0f}", size=7.5, va="center", color="white")
    if three - one >= ROOM:
        others = " ".join(row[key] for key in ("top2", "top3") if row[key])
        axes.text(one + 1.2, y, others, size=7.5, va="center", color=style.INK)
    beside = (f"{row['hhi']:,.0f}", _percent(row["n1_cover"]), _percent(row["n1_cover_capacity"]))
    for x, text in zip(BESIDE, beside, strict=True):
        axes.text(x, y, text, size=8, va="center", ha="right")


def _labels(rows: list[dict[Any, Any]]) -> list[str]:
    """Name mineral and stage, the mineral once."""
    labels, last = [], ""
    for row in rows:
        same = row["mineral"] == last
        labels.append(row["stage"] if same else f"{style.mineral_label(row['mineral'])}, {row['stage']}")
        last = row["mineral"]
    return labels


def _percent(value: float | None) -> str:
    return "-" if value is None or value != value else f"{100 * value:.0f} %"
