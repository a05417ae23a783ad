"""Who brings the benefit: from the world without policies to that with all of them, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.analysis.attribution.measures import SUM
from sim.analysis.attribution.tables import UNCLEAR, by_player
from sim.views import style
from sim.views.numbers import sized

if TYPE_CHECKING:
    import pandas as pd

PANELS = {
    "combined_days_avoided": "Days lost: unmet + price-destroyed",
    "lost_output_usd_avoided": "Value of lost output, USD",
}
LESS, MORE = "#0072b2", "#d55e00"
"""A loss that gets smaller, and one that gets larger."""
ROWS = 16
"""Players drawn: those with most effect; the rest are one row."""
SCALE = LinearSegmentedColormap.from_list("together", [MORE, "#f7f8f9", LESS])


def attribution_figures(
    shares: pd.DataFrame, totals: pd.DataFrame, interactions: pd.DataFrame, about: Mapping[str, Any]
) -> dict[str, Figure]:
    """Return the figures of ``task=attribute``: ``waterfall``, and ``interactions`` if there are any."""
    figures = {"waterfall": waterfall(shares, totals, about)}
    if len(interactions):
        figures["interactions"] = interaction_matrix(interactions, about)
    return figures


@style.house_style
def waterfall(shares: pd.DataFrame, totals: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw what is lost without policies, what each player takes away or adds, and what is left with all.

    Parameters
    ----------
    shares, totals : DataFrame
        As ``task=attribute`` writes them.
    about : mapping
        ``scenario``, ``futures``, ``horizon_d``, ``seed``, ``by``, ``orders``.

    Returns
    -------
    Figure
        Two panels, ranked by the first; whiskers are 95 % intervals of the player's own share.
    """
    order = _ranked(by_player(shares, next(iter(PANELS))))
    rows = len(order) + 2
    figure = Figure(figsize=(10.8, 2.1 + 0.34 * max(rows, 5)))
    width, height = figure.get_size_inches()
    panels = figure.subplots(1, 2, sharey=True, squeeze=False)[0]
    labels = ["without", *(_name(name) for name in order), "with"]
    left = 0.3 + 0.075 * max(map(len, labels))
    figure.subplots_adjust(left / width, 1.0 / height, 1 - 0.25 / width, 1 - 1.0 / height, wspace=0.06)
    for axes, (measure, text) in zip(panels, PANELS.items(), strict=True):
        (own,) = _of(totals, measure)
        _panel(axes, by_player(shares, measure), order, own["without"], own["with"])
        axes.set_title(text)
    panels[0].set_yticks(range(rows), labels)
    panels[0].set_ylim(rows - 0.4, -0.6)
    style.title(
        figure, "Who brings the benefit", "Shapley values over the same futures, all minerals together"
    )
    style.footer(figure, about, [_notes(about)])
    return figure


@style.house_style
def interaction_matrix(interactions: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw for every pair of players whether one makes the other worth less or more.

    Parameters
    ----------
    interactions : DataFrame
        As ``task=attribute`` writes it.
    about : mapping
        As for `waterfall`.
    """
    names = list(dict.fromkeys([*interactions["first"], *interactions["second"]]))
    side = 0.72 * max(len(names) - 1, 3)
    figure = Figure(figsize=(2 * (side + 1.5) + 0.4, side + 2.2))
    width, height = figure.get_size_inches()
    for number, (measure, text) in enumerate(PANELS.items()):
        left = (1.4 + number * (side + 1.5)) / width
        axes = figure.add_axes((left, 1.1 / height, side / width, side / height))
        _matrix(axes, _of(interactions, measure), names)
        axes.set_title(text)
    style.title(
        figure, "Substitutes and complements", "Shapley interaction of every pair, all minerals together"
    )
    note = "Below 0: together they avoid less than each alone. Grey: the 95 % interval holds 0."
    style.footer(figure, about, [note])
    return figure


def _of(table: pd.DataFrame, measure: str) -> list[dict[Any, Any]]:
    """Return the rows of one measure over all minerals."""
    return table[(table["measure"] == measure) & (table["mineral"] == SUM)].to_dict("records")


def _ranked(own: Mapping[str, Mapping[Any, Any]]) -> list[str]:
    """Return the players with most effect, best first; the rest under one name."""
    moving = [name for name, row in own.items() if row["value"] != 0.0 or _half(row) != 0.0]
    drawn = sorted(moving, key=lambda name: -abs(own[name]["value"]))[:ROWS]
    names = sorted(drawn, key=lambda name: -own[name]["value"])
    rest = len(own) - len(names)
    return [*names, f"{rest} other{'s' if rest > 1 else ''}"] if rest else names


def _half(row: Mapping[Any, Any]) -> float:
    """Return the half-width of a row's interval; 0 if it has none."""
    high = row["ci_high"]
    return 0.0 if high is None or high != high else float(high - row["value"])


def _panel(
    axes: Axes,
    own: Mapping[str, Mapping[Any, Any]],
    order: list[str],
    without: float,
    level_with: float,
) -> None:
    """Draw one measure: a step per player, from the level without to that with all."""
    level, ends = without, [without, level_with]
    axes.plot([without], [0], "D", color=style.INK, markersize=5)
    for y, name in enumerate(order, start=1):
        row = own.get(name)
        value, half = (level - level_with, 0.0) if row is None else (float(row["value"]), _half(row))
        after = level - value
        colour = style.MUTED if row is None else LESS if value >= 0 else MORE
        axes.barh(y, -value, left=level, height=0.62, color=colour)
        axes.vlines(level, y - 1, y + 0.31, color=style.MUTED, linewidth=0.7)
        text = f"{'−' if value > 0 else '+'}{sized(abs(value))}"
        if half:
            axes.hlines(y, after - half, after + half, color=style.INK, linewidth=1.2)
            text += f" ±{sized(half)}"
        ends += [level, after - half, after + half]
        right = max(ends[-3:])
        axes.annotate(text, (right, y), (4, 0), textcoords="offset points", size=7.5, va="center")
        level = after
    axes.vlines(level, len(order), len(order) + 1, color=style.MUTED, linewidth=0.7)
    axes.plot([level_with], [len(order) + 1], "D", color=style.INK, markersize=5)
    for y, value in ((0, without), (len(order) + 1, level_with)):
        axes.annotate(sized(value), (value, y), (7, 0), textcoords="offset points", size=8, va="center")
    span = max(max(ends) - min(ends), 1e-9)
    axes.set_xlim(min(ends) - 0.06 * span, max(ends) + 0.3 * span)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: sized(x) if x else "0"))
    axes.grid(axis="y", visible=False)
    style.plain_axis(axes)


def _matrix(axes: Axes, own: list[dict[Any, Any]], names: list[str]) -> None:
    """Fill the cells below the diagonal of one measure."""
    most = max([abs(row["value"]) for row in own] + [1e-9])
    norm = TwoSlopeNorm(0.0, -most, most)
    for row in own:
        x, y = names.index(row["first"]), names.index(row["second"])
        clear = row["together"] != UNCLEAR
        face = SCALE(norm(row["value"])) if clear else "#eef1f3"
        axes.add_patch(Rectangle((x, y), 1, 1, facecolor=face, edgecolor=style.PAPER, linewidth=1.5))
        strong = clear and abs(norm(row["value"]) - 0.5) > 0.35
        text = f"{'+' if row['value'] > 0 else ''}{sized(row['value'])}\n±{sized(_half(row))}"
        ink = "white" if strong else style.INK if clear else style.MUTED
        axes.text(x + 0.5, y + 0.5, text, size=7, ha="center", va="center", color=ink)
    axes.set_xlim(0, len(names) - 1)
    axes.set_ylim(len(names), 1)
    ticks = np.arange(len(names)) + 0.5
    axes.set_xticks(ticks[:-1], [_name(name) for name in names[:-1]], rotation=30, ha="right")
    axes.set_yticks(ticks[1:], [_name(name) for name in names[1:]])
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    style.plain_axis(axes)


def _name(player: str) -> str:
    return player.replace("_", " ")


def _notes(about: Mapping[str, Any]) -> str:
    """Say what the bars are, and how well the sample of orders is known."""
    text = "Whiskers: 95 % intervals of the own share. The axes do not begin at zero."
    if about["orders"]:
        text += f" {about['orders']} sampled orders of joining, their error is not in the whiskers."
    return text
