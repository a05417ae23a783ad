"""Sensitivity bars: the effect of every input in the screening, and the shares of the variance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.analysis.outputs import Output
from sim.views import style
from sim.views.sensitivity_text import kept_of, output_title, rows_of

if TYPE_CHECKING:
    import pandas as pd

BASIS_COLOURS = {
    "reported": "#0072b2",
    "estimated": "#56b4e9",
    "derived": "#009e73",
    "recalled": "#e69f00",
    "judgement": "#d55e00",
}
"""Okabe & Ito (2008); the warm ones are soft numbers."""
SCREENED = 15
"""Inputs drawn of the screening."""
BAR = 0.24
"""Height of one bar, inches."""
LABEL = 40


@style.house_style
def sensitivity_figure(
    table: pd.DataFrame, noise: pd.DataFrame, shown: Sequence[Output], about: Mapping[str, Any]
) -> Figure:
    """Draw mean effects (left) and shares of the variance (right), one row of panels per output.

    Parameters
    ----------
    table, noise : DataFrame
        Columns of ``sensitivity.csv`` and ``noise.csv``.
    shown : sequence of Output
    about : mapping
        ``scenario``, ``horizon_d``, ``seed`` and ``inputs``.
    """
    panel = BAR * SCREENED
    width, height = 13.0, 1.3 + len(shown) * (panel + 0.95)
    figure = Figure(figsize=(width, height))
    for number, output in enumerate(shown):
        rows = rows_of(table, output)
        bottom = (0.85 + (len(shown) - 1 - number) * (panel + 0.95)) / height
        left = figure.add_axes((3.1 / width, bottom, 3.35 / width, panel / height))
        right = figure.add_axes((9.5 / width, bottom, 3.3 / width, panel / height))
        _effects(left, rows.sort_values("mu_star", ascending=False, kind="stable")[:SCREENED])
        left.set_title(output_title(output).replace("_", " "), x=-0.88)
        _shares(right, rows[rows["input"].isin(kept_of(rows))])
    handles = [Patch(color=colour, label=basis) for basis, colour in BASIS_COLOURS.items()]
    place = (0.1 / width, 1 - 0.62 / height)
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=place, ncols=len(handles))
    what = (
        f"Scenario {about['scenario']}: {about['inputs']} inputs over their ranges; "
        "left the mean effect of an input from low to high, right the shares of the variance"
    )
    style.title(figure, "Which uncertain inputs move the answer", what)
    style.foot(figure, _foot(noise, about))
    return figure


def _effects(axes: Axes, rows: pd.DataFrame) -> None:
    places = np.arange(len(rows))
    axes.barh(places, rows["mu_star"], height=0.72, color=_colours(rows))
    axes.errorbar(rows["mu_star"], places, xerr=rows["mu_star_ci"], fmt="none", ecolor=style.INK, lw=0.9)
    _dress(axes, rows, "mean effect mu*, in units of the output")
    axes.set_xlim(left=0.0)


def _shares(axes: Axes, rows: pd.DataFrame) -> None:
    places = np.arange(len(rows))
    axes.barh(places, rows["ST"].clip(lower=0.0), height=0.72, color=_colours(rows))
    axes.errorbar(rows["ST"], places, xerr=rows["ST_ci"], fmt="none", ecolor=style.INK, lw=0.9)
    axes.plot(rows["S1"], places, "o", color=style.PAPER, mec=style.INK, ms=5)
    _dress(axes, rows, "share of the variance: bar ST, dot S1 (alone)")
    axes.set_xlim(left=min(0.0, float(rows["S1"].min())) - 0.02 if rows["S1"].notna().any() else 0.0)


def _dress(axes: Axes, rows: pd.DataFrame, text: str) -> None:
    axes.set_yticks(np.arange(len(rows)), [_short(name) for name in rows["input"]])
    axes.set_ylim(SCREENED - 0.4, -0.6)
    axes.set_xlabel(text)
    axes.grid(visible=False, axis="y")
    style.plain_axis(axes)


def _colours(rows: pd.DataFrame) -> list[str]:
    return [BASIS_COLOURS[basis] for basis in rows["basis"]]


def _short(name: str) -> str:
    return name if len(name) <= LABEL else f"{name[: LABEL - 2]}.."


def _foot(noise: pd.DataFrame, about: Mapping[str, Any]) -> list[str]:
    """Return how much was lived."""
    from sim import __version__

    phases = noise.drop_duplicates("phase").to_dict("records")
    lived = "; ".join(f"{row['phase']} {row['points']} points x {row['futures']} futures" for row in phases)
    size = f"{about['horizon_d'] / 365:.3g} years, seed {about['seed']}, vaultsim {__version__}"
    return [
        "Intervals 95 %. Ranges are those of the tables, as independent triangular laws.",
        f"{lived}; {size}. Model estimates; ban frequencies are judgement.",
    ]
