"""The loss of one supplier: minerals x countries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, SymLogNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.views import style
from sim.views.concentration import concentration_bars
from sim.views.heatmap import DARK, SCALE
from sim.views.numbers import number

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = 24
"""Countries drawn: those whose loss costs most; the rest are counted in the footer."""
ROW_HEIGHT = 0.25
SOON_D, LATE_D = 60.0, 730.0
"""Ends of the colour scale of the first panel, days."""
MADE = "#eef1f3"


def n1_figures(
    nodes: pd.DataFrame, concentration: pd.DataFrame, about: Mapping[str, Any]
) -> dict[str, Figure]:
    """Return the figures of ``task=n1`` by file name: ``survive`` and ``concentration``."""
    return {"survive": survive(nodes, about), "concentration": concentration_bars(concentration, about)}


@style.house_style
def survive(nodes: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw days until the first US shortfall, and all days lost, minerals x countries.

    Parameters
    ----------
    nodes : DataFrame
        Columns of ``n1.csv``.
    about : mapping
        ``horizon_d``, ``threshold``, ``seed``, ``runs``.
    """
    table = nodes[nodes["level"] == "country"]
    cost = table.groupby("country")["combined_days"].max().sort_values(ascending=False, kind="stable")
    countries = list(cost.index[:COLUMNS])
    minerals = list(dict.fromkeys(table["mineral"]))
    panel = ROW_HEIGHT * max(len(minerals), 3)
    width, height = 2.3 + 0.42 * max(len(countries), 12), 2 * panel + 2.9
    figure = Figure(figsize=(width, height))
    wide = 1 - 2.15 / width
    lower = figure.add_axes((1.95 / width, 0.65 / height, wide, panel / height))
    upper = figure.add_axes((1.95 / width, (panel + 1.55) / height, wide, panel / height))
    soon = LogNorm(SOON_D, LATE_D)
    top = max(float(cost.max()), 10.0)
    much = SymLogNorm(linthresh=10.0, vmin=0.0, vmax=top)
    for row in table[table["country"].isin(countries)].to_dict("records"):
        x, y = countries.index(row["country"]), minerals.index(row["mineral"])
        if row["survives"]:
            _cell(upper, x, y, "·", 0.0)
        else:
            shade = 1.0 - float(np.clip(soon(max(row["first_day"], SOON_D)), 0.0, 0.9))
            _cell(upper, x, y, number(row["first_day"], 10), shade)
        _cell(lower, x, y, number(row["combined_days"], 10), float(much(max(row["combined_days"], 0.0))))
    _dress(upper, minerals, countries, "Days until the first US shortfall (· survived)")
    _dress(lower, minerals, countries, "US days lost: unmet + price-destroyed")
    years = about["horizon_d"] / 365
    what = f"One country stops making one mineral for good; {years:.3g} years without new policy"
    style.title(figure, "Whose loss the United States cannot bear", what)
    style.foot(figure, [*_left_out(cost), _source(about)])
    return figure


def _cell(axes: Axes, x: int, y: int, text: str, shade: float) -> None:
    """Fill one cell and write its number."""
    face = SCALE(shade) if shade > 0.0 else MADE
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=face, edgecolor=style.PAPER, linewidth=1.5))
    ink = "white" if shade > DARK else style.INK
    axes.text(x + 0.5, y + 0.5, text, size=7.5, ha="center", va="center", color=ink)


def _dress(axes: Axes, minerals: list[str], countries: list[str], text: str) -> None:
    axes.set_xlim(0, len(countries))
    axes.set_ylim(len(minerals), 0)
    axes.set_xticks(np.arange(len(countries)) + 0.5, countries)
    axes.set_yticks(np.arange(len(minerals)) + 0.5, [style.mineral_label(m) for m in minerals])
    axes.tick_params(labeltop=True, labelbottom=False)
    axes.set_title(text, pad=18)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    style.plain_axis(axes)


def _left_out(cost: pd.Series[float]) -> list[str]:
    """Say how many countries are not drawn and what the worst of them costs."""
    rest = cost.iloc[COLUMNS:]
    note = "Empty: makes none of it. ROW: producers the tables do not name."
    if not len(rest):
        return [note]
    return [f"{note} Not drawn: {len(rest)} countries whose loss costs at most {rest.max():.0f} days."]


def _source(about: Mapping[str, Any]) -> str:
    """Return what was run."""
    from sim import __version__

    return (
        f"{about['runs']} runs, shortfall above {100 * about['threshold']:g} % of demand, parameters at "
        f"their modes, model {about['model']}, seed {about['seed']}, vaultsim {__version__}. Model estimates."
    )
