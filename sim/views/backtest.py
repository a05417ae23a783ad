"""Past episodes, predicted against observed: text of at most 120 columns, and a figure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.views.style import INK, foot, house_style, plain_axis, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 118
MODEL, NAIVE = "#0072b2", "#d55e00"
PANELS = {
    "price_outside": "Price abroad, x baseline",
    "flow_hole": "Share of the flow lost at the deepest",
    "dead_time": "Days with less than half of the flow",
}
UNITS = {"x baseline": "x", "fraction": "", "d": " d", "months": " mo"}
CAVEATS = (
    "model: median of the draws, beside it the 80 % band. Parameters are the same for all episodes; the "
    "band holds their uncertainty and no other.",
    "equil.: p = (1 - delta)^(-1 / (es - ed)) with the announced share of world supply; -: it says nothing.",
    "Given: an input of the replay, not a prediction. Reported: shown, not scored. A hole below 5 % counts "
    "as 5 %.",
    "Old episodes are lived on today's chain with what is known of their time patched in (*).",
)


def backtest_text(table: pd.DataFrame, scores: pd.DataFrame, about: Mapping[str, Any]) -> str:
    """Return one line per observed number, then the scores.

    Parameters
    ----------
    table, scores : DataFrame
        As ``task=backtest`` writes them.
    about : mapping
        ``episodes``, ``draws``, ``seed`` and ``model``.
    """
    head = (
        f"{about['episodes']} past episodes, {about['draws']} draws of the shared parameters, "
        f"model {about['model']}, seed {about['seed']}"
    )
    lines = [head, "", *_numbers(table), "", *score_lines(scores), "", "Read with care:"]
    return "\n".join([*lines, *(wrap(text) for text in CAVEATS)])


def _numbers(table: pd.DataFrame) -> Iterator[str]:
    heads = f"{'observed':>9}{'model':>8}{'80 % band':>14}{'equil.':>8}"
    yield f"{'episode':<26}{'score':<21}{'of':<26}{heads}  use"
    last = ""
    for row in table.to_dict("records"):
        name = "" if row["episode"] == last else row["episode"].lower() + "*" * bool(row["patched"])
        last = row["episode"]
        unit = UNITS[row["unit"]]
        of = " ".join(filter(None, (row["mineral"][:20], row["market"])))
        band = f"{short(row['low'])}-{short(row['high'])}" if np.isfinite(row["low"]) else "-"
        cells = f"{short(row['observed']) + unit:>9}{short(row['model']):>8}{band:>14}"
        yield (f"{name:<26}{row['score']:<21}{of:<26}{cells}{short(row['equilibrium']):>8}  {row['use']}")


def score_lines(scores: pd.DataFrame) -> Iterator[str]:
    """Yield the scores of the model and of the naive forecasters."""
    yield f"{'score':<52}{'of':<20}{'n':>4}{'model':>10}{'nothing':>10}{'equil.':>10}"
    for row in scores.to_dict("records"):
        cells = "".join(f"{short(row[name]):>10}" for name in ("model", "nothing", "equilibrium"))
        yield f"{row['score']:<52}{row['of']:<20}{row['n']:>4}{cells}"


def short(value: float) -> str:
    """Return a number of any size in few characters; a dash where there is none."""
    if not np.isfinite(value):
        return "-"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}" if abs(value) >= 1 else f"{value:.2f}"


def wrap(text: str) -> str:
    """Return one item of a list within the width."""
    return textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent="    ")


@house_style
def backtest_figure(table: pd.DataFrame, scores: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw observed numbers beside predictions with 80 % bands, one panel per score, one line per episode.

    Parameters
    ----------
    table, scores : DataFrame
        As ``task=backtest`` writes them.
    about : mapping
        ``episodes``, ``draws``, ``seed``, ``version`` and ``bands``: what the bands hold.
    """
    from matplotlib.figure import Figure

    scored = table[(table["use"] == "scored") & table["model"].notna()]
    tall = max((scored["score"] == score).sum() for score in PANELS)
    figure = Figure(figsize=(13.2, 2.6 + 0.26 * tall))
    axes = figure.subplots(1, len(PANELS))
    for axis, (score, label) in zip(axes, PANELS.items(), strict=True):
        _panel(axis, scored[scored["score"] == score], label, log=score != "flow_hole")
    height = figure.get_size_inches()[1]
    figure.subplots_adjust(left=0.13, right=0.99, top=1 - 1.25 / height, bottom=0.95 / height, wspace=0.5)
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="upper left", bbox_to_anchor=(0.008, 1 - 0.6 / height), ncols=5)
    title(figure, "Past crises lived again", _claim(scores))
    foot(
        figure,
        [
            f"Bands: 80 % of {about['bands']}; they hold no other doubt. "
            "Thin: a band that 80 % of the misses of all other episodes would fit.",
            f"{about['episodes']} episodes, {about['draws']} draws, seed {about['seed']}, vaultsim "
            f"{about['version']}. Only what was announced enters the replays.",
        ],
    )
    return figure


def _claim(scores: pd.DataFrame) -> str:
    """Return the score of the prices in one line."""
    rows = scores[(scores["score"] == "median absolute log error") & (scores["of"] == "price_outside")]
    if rows.empty or not np.isfinite(rows["model"].iloc[0]):
        return ""
    row = rows.iloc[0]
    told = ", ".join(
        f"{name} x{np.exp(row[key]):.2f}"
        for key, name in (("model", "model"), ("nothing", "nothing happens"), ("equilibrium", "equilibrium"))
    )
    return f"Typical miss of the price abroad over {row['n']} episodes: {told}"


def _panel(axis: Axes, rows: pd.DataFrame, label: str, log: bool) -> None:
    """Draw one score, the largest observed number on top."""
    from matplotlib.ticker import LogLocator, NullFormatter

    rows = rows.sort_values("observed", kind="stable")
    y, least = np.arange(len(rows)), 1.0 if log else -np.inf
    band = np.maximum(rows[["low", "high"]].to_numpy(), least)
    axis.hlines(y, band[:, 0], band[:, 1], color=MODEL, alpha=0.45, lw=4.0, label="80 % band")
    wide = np.maximum(rows[["wide_low", "wide_high"]].to_numpy(), least)
    axis.hlines(y, wide[:, 0], wide[:, 1], color=MODEL, alpha=0.6, lw=0.9, label="with misses of the others")
    axis.plot(np.maximum(rows["model"], least), y, "o", color=MODEL, ms=4.5, label="model")
    axis.plot(np.maximum(rows["equilibrium"], least), y, "x", color=NAIVE, ms=5, label="equilibrium formula")
    observed = np.maximum(rows["observed"], least)
    axis.plot(observed, y, "D", mfc="none", mec=INK, mew=1.3, ms=7, ls="", label="observed")
    names = [name.lower().removesuffix("_lic").removesuffix("_ban") for name in rows["episode"]]
    axis.set_yticks(y, names, fontsize=7.5)
    if log:
        axis.set_xscale("log")
        axis.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axis.xaxis.set_major_formatter("{x:g}")
        axis.xaxis.set_minor_formatter(NullFormatter())
    axis.set_title(label)
    axis.margins(y=0.03)
    plain_axis(axis)
