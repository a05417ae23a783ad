"""All figures of a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.study.tables import coinciding
from sim.views import style
from sim.views.exceedance import exceedance, worst_minerals
from sim.views.fan import fan
from sim.views.heatmap import heatmap
from sim.views.paired import paired_differences

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.study.results import Results

DPI = 160


def draw_figures(results: Results, mineral: str | None = None) -> dict[str, Figure]:
    """Return the figures of a study by file name.

    Parameters
    ----------
    results : Results
    mineral : str, optional
        Mineral of the fan chart; by default the one with most equivalent shortfall days in the
        first arm.

    Returns
    -------
    dict of str to Figure
        ``heatmap``, ``exceedance``, and where the study has pairs or series also ``paired`` and ``fan``.

    Raises
    ------
    InputError
        If the study does not hold the mineral.
    """
    runs, about = results.runs, results.about
    if not runs.arms:
        return {}
    if mineral is not None and mineral not in runs.minerals:
        raise InputError("mineral", mineral, "draw_figures", f"one of {', '.join(runs.minerals)}")
    chosen = mineral or worst_minerals(runs, "equivalent_days")[0]
    figures = {"heatmap": heatmap(runs, about)}
    if not runs.weighted:
        # curves of single futures would show the tilted law
        figures["exceedance"] = exceedance(runs, about)
    if len(results.paired):
        notes = style.coincidence_note(coinciding(runs, runs.arms))
        figures["paired"] = paired_differences(results.paired, about, notes)
    series = results.series_of(chosen)
    if len(series) and not runs.weighted:
        figures["fan"] = fan(series, chosen, about)
    return figures


def save_figures(results: Results, folder: Path) -> list[Path]:
    """Draw all figures of a study as PNG into a folder and return the files."""
    folder.mkdir(exist_ok=True)
    files = []
    for name, figure in draw_figures(results).items():
        files.append(folder / f"{name}.png")
        figure.savefig(files[-1], dpi=DPI)
    return files
