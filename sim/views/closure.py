"""A closed chokepoint as figure and text: longer ways, lower cover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.views import style
from sim.views.heatmap import DARK, SCALE

if TYPE_CHECKING:
    import pandas as pd

MARKETS = ("USA", "JPN", "KOR", "EU", "CHN", "ROW")
REFINERS = "refiners"
CURVES = 6
LISTED = 30
LEAST_D = 0.5
"""A way that gets longer by less is not listed."""
LINES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#4a5560")


@style.house_style
def closure_figure(table: pd.DataFrame, curve: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw how much longer each mineral travels to each buyer, and transit and cover of the hardest hit.

    Parameters
    ----------
    table, curve : DataFrame
        As ``task=closure`` writes them; docs/results.md names the columns.
    about : mapping
        ``places``, ``start_d``, ``days``, ``horizon_d``, ``world`` and ``model``.
    """
    longer = table.pivot(index="mineral", columns="buyer", values="extra_d")
    longer = longer.reindex(columns=[b for b in (*MARKETS, REFINERS) if b in longer])
    longer = longer.loc[longer.max(axis=1).sort_values(ascending=False).index]
    figure = Figure(figsize=(13.0, 6.6))
    grid = figure.add_gridspec(
        2, 2, width_ratios=(1.0, 1.25), left=0.15, right=0.985, top=0.8, bottom=0.13, hspace=0.3, wspace=0.14
    )
    _days(figure.add_subplot(grid[:, 0]), longer)
    hit = _hardest_hit(table)
    above, below = figure.add_subplot(grid[0, 1]), figure.add_subplot(grid[1, 1])
    for line, key in zip(LINES, hit, strict=False):
        one = curve[(curve["mineral"] == key[0]) & (curve["buyer"] == key[1])]
        label = f"{style.mineral_label(key[0])}, {key[1]}"
        above.plot(one["day"], one["transit_d"] - one["transit_d"].iloc[0], color=line, label=label)
        below.plot(one["day"], 100.0 * one["cover_d"] / one["cover_d"].iloc[0], color=line)
    for axes, name, what in (
        (above, "Days added on the way", "days"),
        (below, "Cover on site", "% of usual"),
    ):
        axes.set_title(name)
        axes.set_ylabel(what)
        axes.axvspan(about["start_d"], about["start_d"] + about["days"], color="#f4ece0", zorder=0)
        style.plain_axis(axes)
    below.set_xlabel("day")
    if hit:
        above.legend(loc="upper right", fontsize=8)
    style.title(
        figure,
        f"{about['places']} closed for {about['days']} days",
        "Mean days added on the way to each buyer, and the buyers whose cover falls most (shaded: closed)",
    )
    style.foot(figure, [_note(about)])
    return figure


def _hardest_hit(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the mineral-buyer pairs whose cover falls by the largest share."""
    fall = 1.0 - table["lowest_cover_d"] / table["cover_d"].where(table["cover_d"] > 0)
    hit = table.assign(fall=fall)[(fall > 0.005) & (table["extra_d"] >= LEAST_D)]
    rows = hit.sort_values("fall", ascending=False).head(CURVES)
    return list(rows[["mineral", "buyer"]].itertuples(index=False, name=None))


def _days(axes: Axes, longer: pd.DataFrame) -> None:
    """Days added per mineral and buyer, blank where nothing is bought."""
    cells = longer.to_numpy(float)
    top = max(1.0, float(np.nanmax(cells)))
    axes.pcolormesh(np.nan_to_num(cells), cmap=SCALE, vmin=0.0, vmax=top, edgecolors=style.PAPER, linewidth=2)
    for y, row in enumerate(cells):
        for x, value in enumerate(row):
            text = "" if np.isnan(value) else "0" if value < 0.05 else f"{value:.1f}"
            ink = "white" if value / top > DARK else style.INK
            axes.text(x + 0.5, y + 0.5, text, ha="center", va="center", size=8.5, color=ink)
    axes.set_yticks(np.arange(len(longer)) + 0.5, [style.mineral_label(m) for m in longer.index])
    axes.set_xticks(np.arange(longer.shape[1]) + 0.5, list(longer.columns))
    axes.xaxis.tick_top()
    axes.set_ylim(len(longer), 0)
    axes.set_title("Days added", pad=20)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    style.plain_axis(axes)


def _note(about: Mapping[str, Any]) -> str:
    from sim import __version__

    return (
        f"World {about['world']}, model {about['model']}, one run, parameters at their modes, "
        f"seed {about['seed']}, vaultsim {__version__}. "
        "Model estimates; shares of ports and speeds are judgement. Refiners: all fed works together."
    )


def closure_text(table: pd.DataFrame, about: Mapping[str, Any]) -> str:
    """Return the buyers whose way gets longer, as text of at most 100 columns."""
    hit = table[table["extra_d"] >= LEAST_D].sort_values(["extra_d", "mineral"], ascending=[False, True])
    head = (
        f"{about['places']} closed from day {about['start_d']} for {about['days']} days, "
        f"world {about['world']}, model {about['model']}"
    )
    columns = ("mineral", "buyer", "via", "days", "added", "cover", "lowest", "on day", "back", "price")
    rows = [_cells(row) for row in hit.head(LISTED).to_dict("records")]
    lines = [head, "", _line(columns), *map(_line, rows)]
    if len(hit) > LISTED:
        lines.append(f"... and {len(hit) - LISTED} more in closure.csv")
    calm = sorted(set(table["mineral"]) - set(hit["mineral"]))
    if calm:
        lines.append(f"Not longer by {LEAST_D:g} days anywhere: {', '.join(calm)}")
    return "\n".join([*lines, "", *NOTES])


NOTES = (
    "via: share of the buyer's inflow that usually passes there. days, added: mean days on the way and",
    "their largest rise. cover: days of demand on site before and at the lowest, with its day and that of",
    "recovery (99 %). price: highest, x baseline. Refiners: all fed works. Every parameter at its mode.",
)
WIDTHS = (23, 9, 6, 7, 7, 7, 8, 8, 6, 7)


def _cells(row: Mapping[Any, Any]) -> tuple[str, ...]:
    def whole(value: float | None) -> str:
        return "-" if value is None or np.isnan(value) else f"{value:.0f}"

    price = row["peak_price"]
    return (
        row["mineral"],
        row["buyer"],
        f"{100 * row['exposed_share']:.0f} %",
        f"{row['transit_d']:.1f}",
        f"+{row['extra_d']:.1f}",
        f"{row['cover_d']:.1f}",
        f"{row['lowest_cover_d']:.1f}",
        whole(row["lowest_day"]),
        whole(row["recovery_day"]),
        "-" if price is None or np.isnan(price) else f"{price:.2f}",
    )


def _line(cells: tuple[str, ...]) -> str:
    left = f"{cells[0]:<{WIDTHS[0]}}{cells[1]:<{WIDTHS[1]}}"
    return left + "".join(f"{cell:>{width}}" for cell, width in zip(cells[2:], WIDTHS[2:], strict=True))
