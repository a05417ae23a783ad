"""A mineral on the world map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import AbstractPathEffect, withStroke

from sim.views import style
from sim.views.numbers import number

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.atlas import Atlas

Row = Mapping[Any, Any]
Place = tuple[float, float]

LAND, SEA, ROUTE, STRAIT = "#e6e3da", "#f6f9fb", "#3d5a73", "#1f2933"
STAGE_COLOURS = {"mine": "#d55e00", "refine": "#0072b2", "fabricate": "#cc79a7", "recycle": "#009e73"}
STAGE_MARKS = {"mine": "^", "refine": "o", "fabricate": "s", "recycle": "D"}
"""Colour is never the only sign."""
SOUTH, NORTH = -58.0, 78.0
LARGEST_PT = 26.0
"""Diameter of the largest dot, points; area goes with output."""
SMALLEST_PT = 3.0
WIDEST_PT = 4.5
LEAST = 0.002
"""Routes below this share of the busiest are not drawn: hair over the whole sea."""
LABELLED = 12
APART_DEG = 5.5
"""Distance between the stages of one country, degrees of longitude."""
LABEL_DEG = (18.0, 4.0)
"""Width and height that a label needs, degrees."""


@style.house_style
def mineral_map(tables: Atlas) -> Figure:
    """Draw facilities, sea routes and chokepoints of one mineral on the outlines of the continents.

    Parameters
    ----------
    tables : Atlas
        Facilities, lines, chokepoints and land as plain tables.
    """
    figure, axes = outlines(tables.land)
    _routes(axes, tables.lines)
    named = straits(axes, tables.chokepoints)
    largest = _facilities(axes, tables.facilities, named)
    _legend(axes, tables, largest)
    name = style.mineral_label(tables.mineral)
    style.title(figure, f"{name}: who makes it, and the ways it takes", _subtitle(tables))
    style.foot(figure, _notes(tables))
    return figure


def outlines(land: pd.DataFrame) -> tuple[Figure, Axes]:
    """Return a figure with the outlines of the continents and its axes."""
    figure = Figure(figsize=(12.0, 7.1))
    axes = figure.add_axes((0.045, 0.155, 0.945, 0.745))
    axes.set_facecolor(SEA)
    rings = [ring[["lon", "lat"]].to_numpy() for _, ring in land.groupby("ring")]
    axes.add_collection(PolyCollection(rings, facecolor=LAND, edgecolor="#cfcabd", linewidth=0.4, zorder=1))
    _dress(axes)
    return figure, axes


def _routes(axes: Axes, lines: pd.DataFrame) -> None:
    """Draw every route, the wider the more it carries."""
    if lines.empty:
        return
    most = float(lines["flow_t_per_year"].max())
    lines = lines[lines["flow_t_per_year"] >= LEAST * most]
    parts = [part for _, part in lines.groupby(["route", "part"], sort=True)]
    flows = np.array([part["flow_t_per_year"].iloc[0] / most for part in parts])
    order = np.argsort(flows)
    axes.add_collection(
        LineCollection(
            [parts[i][["lon", "lat"]].to_numpy() for i in order],
            linewidths=np.maximum(WIDEST_PT * np.sqrt(flows[order]), 0.3),
            colors=ROUTE,
            alpha=0.35,
            zorder=2,
            capstyle="round",
        )
    )


def straits(axes: Axes, chokepoints: pd.DataFrame) -> list[Place]:
    """Mark the chokepoints; those that nothing passes stay pale. Return where names stand."""
    named: list[Place] = []
    for row in chokepoints.to_dict("records"):
        used = row["flow_t_per_year"] > 0.0
        ink = STRAIT if used else style.MUTED
        face = STRAIT if used and row["closable"] else style.PAPER
        axes.plot(row["lon"], row["lat"], "X", ms=7, mfc=face, mec=ink, mew=0.8, zorder=5)
        if used:
            named.append((row["lon"], row["lat"] - 3.5))
            _write(axes, *named[-1], row["name"], ink, 6.5, "center")
    return named


def _facilities(axes: Axes, facilities: pd.DataFrame, named: Sequence[Place]) -> float:
    """Draw one mark per country and stage, large ones below; return the largest output.

    Labels keep clear of one another and of the places already ``named``.
    """
    if facilities.empty:
        return 0.0
    largest = float(facilities["output_t_per_year"].max())
    at = _places(facilities)
    for row in facilities.sort_values("output_t_per_year", ascending=False, kind="stable").to_dict("records"):
        x, y = at[row["country"], row["stage"]]
        size, mark = _diameter(row["output_t_per_year"], largest), STAGE_MARKS.get(row["stage"], "o")
        colour = STAGE_COLOURS.get(row["stage"], style.INK)
        axes.plot(x, y, mark, ms=size, mfc=colour, mec=style.PAPER, mew=0.7, alpha=0.85, zorder=4)
    taken = list(named)
    for row in facilities.sort_values("share", ascending=False, kind="stable").to_dict("records")[:LABELLED]:
        x, y = at[row["country"], row["stage"]]
        away = 0.17 * _diameter(row["output_t_per_year"], largest) + LABEL_DEG[1] / 2
        free = [place for place in ((x, y + away), (x, y - away)) if not _meets(place, taken)]
        if free and row["share"] >= 0.005:
            colour = STAGE_COLOURS.get(row["stage"], style.INK)
            taken.append(free[0])
            _write(axes, *free[0], f"{row['country']} {100 * row['share']:.0f} %", colour, 7.5, "center")
    return largest


def _meets(place: Place, taken: Sequence[Place]) -> bool:
    """Say whether a label would cover one that is there."""
    wide, high = LABEL_DEG
    return any(abs(place[0] - x) < wide and abs(place[1] - y) < high for x, y in taken)


def _places(facilities: pd.DataFrame) -> dict[tuple[str, str], Place]:
    """Return where each country's stages stand: side by side about the middle of the country."""
    at: dict[tuple[str, str], Place] = {}
    for country, rows in facilities.groupby("country"):
        stages = sorted(rows.to_dict("records"), key=lambda row: list(STAGE_COLOURS).index(row["stage"]))
        for k, row in enumerate(stages):
            aside = APART_DEG * (k - (len(stages) - 1) / 2)
            at[str(country), row["stage"]] = (row["lon"] + aside, row["lat"])
    return at


def _diameter(output: float, largest: float) -> float:
    return max(LARGEST_PT * float(np.sqrt(output / largest)), SMALLEST_PT)


def _write(axes: Axes, x: float, y: float, text: str, colour: str, size: float, va: Any) -> None:  # noqa: ANN401
    """Write a label that stays readable over routes and coasts."""
    halo: list[AbstractPathEffect] = [withStroke(linewidth=2.2, foreground=style.PAPER)]
    label = axes.text(x, y, text, size=size, color=colour, ha="center", va=va, zorder=6, weight="bold")
    label.set_path_effects(halo)


def _dress(axes: Axes) -> None:
    axes.set_xlim(-180, 180)
    axes.set_ylim(SOUTH, NORTH)
    axes.set_aspect("auto")
    axes.set_xticks(range(-180, 181, 60))
    axes.set_yticks(range(-40, 61, 20))
    axes.set_xlabel("Longitude, degrees east", labelpad=2)
    axes.set_ylabel("Latitude, degrees north", labelpad=2)
    axes.grid(visible=True, color="#e4eaee", linewidth=0.5)
    style.plain_axis(axes)


def _legend(axes: Axes, tables: Atlas, largest: float) -> None:
    """Name marks, sizes and lines in the emptiest corner: the South Pacific."""
    stages = [stage for stage in STAGE_COLOURS if stage in set(tables.facilities["stage"])]
    handles = [
        Line2D([], [], ls="", marker=STAGE_MARKS[s], ms=8, mfc=STAGE_COLOURS[s], mec=style.PAPER)
        for s in stages
    ]
    labels = list(stages)
    for output in _round_sizes(largest):
        size = _diameter(output, largest)
        handles.append(Line2D([], [], ls="", marker="o", ms=size, mfc="#b8c0c7", mec=style.PAPER))
        labels.append(f"{number(output, output)} t/yr")
    if not tables.lines.empty:
        most = float(f"{tables.lines['flow_t_per_year'].max():.2g}")
        handles.append(Line2D([], [], color=ROUTE, alpha=0.5, lw=WIDEST_PT))
        labels.append(f"sea route, {number(most, most)} t/yr")
    if not tables.chokepoints.empty:
        handles.append(Line2D([], [], ls="", marker="X", ms=7, mfc=STRAIT, mec=STRAIT))
        labels.append("chokepoint in use")
    box = axes.legend(
        handles,
        labels,
        loc="lower left",
        fontsize=8.0,
        labelspacing=1.4,
        borderpad=0.9,
        frameon=True,
        facecolor=style.PAPER,
        edgecolor=style.RULE,
        framealpha=0.85,
    )
    box.set_zorder(7)


def _round_sizes(largest: float) -> Sequence[float]:
    """Return two round outputs for the legend: near the largest, and a tenth of it."""
    if largest <= 0.0:
        return ()
    top = 10.0 ** np.floor(np.log10(largest))
    top = top * max(step for step in (1.0, 2.0, 5.0) if step * top <= largest)
    return (float(top), float(top / 10))


def _subtitle(tables: Atlas) -> str:
    if tables.lines.empty:
        return "Output by country and stage at day 0; the tables hold no sea routes"
    by_sea = f"{100 * tables.by_sea:.0f} %"
    return f"Output by country and stage at day 0; lines: the usual ways at sea, {by_sea} of all tonnes moved"


def _notes(tables: Atlas) -> list[str]:
    """Say what is not drawn and where the outlines come from."""
    from sim import __version__

    notes = ["Marks stand in the middle of a country, not at a plant; per cent: of world output of a stage."]
    if tables.elsewhere:
        rest = ", ".join(f"{100 * share:.1f} % of {stage}" for stage, share in tables.elsewhere.items())
        notes.append(f"Not drawn, producers the tables do not name: {rest}.")
    if not tables.lines.empty:
        notes[-1] += (
            " No line: trade by land, by air, inside a country, and routes below 0.2 % of the busiest."
        )
    notes.append(
        f"World {tables.world}, vaultsim {__version__}. Coasts: Natural Earth 1:110m, public domain."
    )
    return notes
