"""Time against size on logarithmic axes."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from matplotlib.figure import Figure

from benchmarks.scaling_rows import by_size, slope
from sim.views.style import INK, MARKET_COLOURS, MUTED, foot, house_style, title

COLOUR = MARKET_COLOURS["USA"]
TITLES = {
    "futures": "Futures",
    "links": "Links (1 to 17 minerals)",
    "arms": "Arms",
    "days": "Days of a future",
}


@house_style
def scaling_figure(seconds: Mapping[str, list[float]], about: str) -> Figure:
    """Draw one panel per size, with the median, all rounds, and the line of direct proportion.

    Parameters
    ----------
    seconds : mapping of str to list of float
        By ``what size``, as in ``benchmark.json``.
    about : str
        Small print.
    """
    figure = Figure(figsize=(9.0, 3.6))
    panels = figure.subplots(1, len(TITLES), sharey=True)
    for axes, (what, sizes) in zip(panels, by_size(seconds).items(), strict=True):
        x = list(sizes)
        y = [median(rounds) for rounds in sizes.values()]
        axes.plot(x, [y[-1] * size / x[-1] for size in x], color=MUTED, linewidth=1.0, linestyle=(0, (2, 2)))
        axes.plot(x, y, color=COLOUR, marker="o", markersize=4.5)
        for size, rounds in sizes.items():
            axes.plot([size] * 2, [min(rounds), max(rounds)], color=COLOUR, linewidth=1.0)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xticks(x, [f"{size:g}" for size in x])
        axes.minorticks_off()
        axes.tick_params(length=0, labelsize=8)
        axes.set_title(TITLES[what], fontsize=9.5)
        axes.text(0.95, 0.06, f"slope {slope(x, y):.2f}", transform=axes.transAxes, ha="right", color=INK)
    panels[0].set_ylabel("seconds")
    title(figure, "Time grows with the size of a study", "One process; dotted: in direct proportion")
    foot(figure, [about])
    figure.subplots_adjust(left=0.08, right=0.98, top=0.74, bottom=0.2, wspace=0.14)
    return figure
