"""A closed chokepoint on the world map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.views import style
from sim.views.map import LEAST, ROUTE, WIDEST_PT, outlines, straits

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.detours import Detours

STYLES: dict[str, tuple[str, Any, float, int]] = {
    "open": (ROUTE, "solid", 0.22, 2),
    "stopped": ("#d55e00", "solid", 0.55, 3),
    "around": ("#0072b2", (0, (4, 2)), 0.55, 4),
}
"""Colour, dashes, opacity and layer of each kind of line; colour is never the only sign."""
LABELS = {"open": "way stays", "stopped": "usual way, stopped", "around": "way around"}


@style.house_style
def closure_map(tables: Detours, about: Mapping[str, Any]) -> Figure:
    """Draw the sea routes of all minerals by value: those that stay, those that are stopped, the ways around.

    Parameters
    ----------
    tables : Detours
        Lines, chokepoints and land as plain tables.
    about : mapping
        ``places``, ``days`` and ``world``.
    """
    figure, axes = outlines(tables.land)
    most = float(tables.lines["usd_per_year"].max()) if len(tables.lines) else 1.0
    shown = tables.lines[tables.lines["usd_per_year"] >= LEAST * most]
    for kind, lines in shown.groupby("kind", sort=False):
        _draw(axes, str(kind), lines, most)
    straits(axes, tables.chokepoints.rename(columns={"usd_per_year": "flow_t_per_year"}))
    _legend(axes, [kind for kind in STYLES if kind in set(shown["kind"])], most)
    style.title(figure, f"{about['places']} closed: what is stopped, and where it goes", _subtitle(tables))
    style.foot(figure, [_note(about)])
    return figure


def _draw(axes: Axes, kind: str, lines: pd.DataFrame, most: float) -> None:
    colour, dashes, alpha, layer = STYLES[kind]
    parts = [part for _, part in lines.groupby(["route", "part"], sort=True)]
    widths = [max(WIDEST_PT * float(np.sqrt(part["usd_per_year"].iloc[0] / most)), 0.3) for part in parts]
    axes.add_collection(
        LineCollection(
            [part[["lon", "lat"]].to_numpy() for part in parts],
            linewidths=widths,
            colors=colour,
            linestyles=[dashes],
            alpha=alpha,
            zorder=layer,
        )
    )


def _legend(axes: Axes, kinds: list[str], most: float) -> None:
    handles = [Line2D([], [], color=STYLES[k][0], ls=STYLES[k][1], lw=2.5, alpha=0.8) for k in kinds]
    widest = f"widest: {most / 1e9:.2g} bn USD/yr"
    box = axes.legend(
        handles, [LABELS[k] for k in kinds], title=widest, loc="lower left", fontsize=8.0, title_fontsize=8.0,
        frameon=True, facecolor=style.PAPER, edgecolor=style.RULE, framealpha=0.85,
    )  # fmt: skip
    box.set_zorder(7)


def _note(about: Mapping[str, Any]) -> str:
    from sim import __version__

    return (
        f"World {about['world']}, vaultsim {__version__}: trade of day 0 at baseline prices, all reported "
        f"minerals; wider is more value. Routes under {100 * LEAST:g} % of the busiest are not drawn. "
        "Coasts: Natural Earth."
    )


def _subtitle(tables: Detours) -> str:
    total = tables.by_sea_usd
    stopped, cut = (usd / total if total else 0.0 for usd in (tables.stopped_usd, tables.cut_off_usd))
    return (
        f"{100 * stopped:.0f} % of the value that goes by sea ({total / 1e9:,.0f} bn USD/yr) loses its usual "
        f"way; {100 * cut:.1f} % has no other"
    )
