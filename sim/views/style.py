"""House style: one look for every figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator

from sim.views.baseline import baseline_note

P = ParamSpec("P")

INK, MUTED, RULE, PAPER = "#1f2933", "#616e7c", "#d9dee3", "#ffffff"
ARM_COLOURS = {"without": "#4a5560", "frameworks": "#e69f00", "with": "#0072b2"}
RESERVE_COLOUR = "#009e73"
"""Any other arm is a reserve alone. Okabe & Ito (2008): distinct under all common colour blindness."""
ARM_DASHES = {"without": "-", "frameworks": (0, (5, 1.5)), "with": "-"}
RESERVE_DASHES = (0, (1.2, 1.2))
MARKET_COLOURS = {
    "USA": "#0072b2",
    "JPN": "#cc79a7",
    "KOR": "#e69f00",
    "EU": "#009e73",
    "CHN": "#d55e00",
    "ROW": "#8c96a0",
}
SHORT_NAMES = {
    "dysprosium_terbium": "Dysprosium, terbium",
    "neodymium_praseodymium": "Neodymium, praseodymium",
    "magnesium_metal": "Magnesium",
    "graphite": "Graphite (anode)",
    "titanium_sponge": "Titanium sponge",
}

SETTINGS: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 9.0,
    "axes.titlesize": 10.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "xtick.color": RULE,
    "ytick.color": RULE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "legend.frameon": False,
    "legend.fontsize": 9.0,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "round",
}


def house_style(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Draw a figure in the house style and leave matplotlib's settings as they were."""

    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with mpl.rc_context(SETTINGS):
            return draw(*args, **kwargs)

    return styled


def arm_colour(arm: str) -> str:
    """Return the colour of an arm, the same in every figure."""
    return ARM_COLOURS.get(arm, RESERVE_COLOUR)


def arm_dashes(arm: str) -> Any:  # noqa: ANN401  matplotlib's own line style union
    """Return the line style of an arm: colour is never the only sign."""
    return ARM_DASHES.get(arm, RESERVE_DASHES)


def mineral_label(mineral: str) -> str:
    """Return a mineral's name as a reader would write it."""
    return SHORT_NAMES.get(mineral, mineral.replace("_", " ").capitalize())


def title(figure: Figure, text: str, subtitle: str) -> None:
    """Write the claim of a figure and what is measured, above the axes."""
    width, height = figure.get_size_inches()
    left = 0.16 / width
    figure.text(left, 1 - 0.14 / height, text, size=13, weight="bold", va="top")
    figure.text(left, 1 - 0.44 / height, subtitle, size=9.5, color=MUTED, va="top")


def legend(figure: Figure, axes: Axes) -> None:
    """Name the arms in one row under the title."""
    handles, labels = axes.get_legend_handles_labels()
    width, height = figure.get_size_inches()
    place = (0.1 / width, 1 - 0.62 / height)
    figure.legend(handles, labels, loc="upper left", bbox_to_anchor=place, ncols=max(1, len(labels)))


def x_label(figure: Figure, text: str) -> None:
    """Write one label for all panels, between them and the footer."""
    height = figure.get_size_inches()[1]
    figure.supxlabel(text, size=9, color=MUTED, y=0.5 / height)


def footer(figure: Figure, about: Mapping[str, Any], extra: Sequence[str] = ()) -> None:
    """Write where the numbers come from, below the axes."""
    foot(figure, [*extra, source_line(about)])


def foot(figure: Figure, lines: Sequence[str]) -> None:
    """Write small print below the axes."""
    width, height = figure.get_size_inches()
    figure.text(0.16 / width, 0.12 / height, "\n".join(lines), size=7.5, color=MUTED, va="bottom")


def source_line(about: Mapping[str, Any]) -> str:
    """Return scenario, size, seed and version of a study."""
    from sim import __version__

    return (
        f"Scenario {about['scenario']}, {about['futures']} futures of {about['horizon_d'] / 365:.3g} years, "
        f"seed {about['seed']}{baseline_note(about)}, vaultsim {__version__}. "
        "Model estimates; ban frequencies are judgement."
    )


def coincidence_note(groups: Sequence[Sequence[str]]) -> list[str]:
    """Return a line that says which arms cannot be told apart, if any."""
    if not groups:
        return []
    return ["The same numbers in every run: " + "; ".join(" = ".join(group) for group in groups) + "."]


def plain_axis(axes: Axes) -> None:
    """Drop tick marks; the grid shows where the numbers are."""
    axes.tick_params(length=0)


def price_axis(axes: Axes, low: float, high: float) -> None:
    """Scale an axis for prices over their baseline between two extremes: by ratios where they rise far."""
    if high > 2.5:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.minorticks_off()
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}×"))
    axes.set_ylim(min(0.8, 0.9 * low), max(1.6, 1.25 * high))
