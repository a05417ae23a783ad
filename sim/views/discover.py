"""The box of inputs behind the futures of interest: how it was peeled, and where its limits lie."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.boxes import Box
from sim.views import style
from sim.views.heatmap import SCALE

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 100
NAME_WIDTH = 44
SIGNIFICANT = 0.05
"""A limit with a larger quasi-p-value may be chance."""
FEW = 20
"""Futures of interest below which a box says little."""
MOST = 12
"""Limits drawn, those with the smallest quasi-p-values."""

CAVEATS = (
    "coverage: share of the futures of interest that lie in the box; density: share of the box that is of "
    "interest; mass: share of all futures in it.",
    "quasi-p: probability that a limit sorts the futures no better than chance (Bryant & Lempert 2010); "
    "no correction for having searched. Limits above 0.05 are marked ?.",
    "A box describes the sampled futures, weighted as sampled; it names no cause.",
)


def discover_text(box: Box, about: Mapping[str, Any]) -> str:
    """Return the chosen box as text of at most 100 columns.

    Parameters
    ----------
    box : Box
    about : mapping
        ``scenario``, ``horizon_d``, ``seed``, ``arm``, ``mineral``, ``metric``, ``above``, ``asked_density``,
        ``lived``, ``of_interest`` and ``inputs``.
    """
    chosen = box.chosen
    lines = [
        f"Scenario {about['scenario']}, arm {about['arm']}, {about['lived']} futures of "
        f"{about['horizon_d'] / 365:.3g} years, seed {about['seed']}",
        f"{about['of_interest']} of them have {_interest(about)}; {about['inputs']} inputs searched",
        "",
        f"coverage {chosen['coverage']:.2f}   density {chosen['density']:.2f}   mass {chosen['mass']:.2f}   "
        f"({chosen['of_interest']} of interest among {chosen['futures']})",
    ]
    if chosen["density"] < about["asked_density"]:
        lines.append(f"no box reaches a density of {about['asked_density']:g}: this is the densest")
    if about["of_interest"] < FEW:
        lines.append(f"fewer than {FEW} futures of interest: the box may be chance")
    lines += ["", *_limits(box.limits), "", "Read with care:"]
    wrapped = (
        textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent="    ") for text in CAVEATS
    )
    return "\n".join([*lines, *wrapped])


@style.house_style
def discover_figure(box: Box, about: Mapping[str, Any]) -> Figure:
    """Draw coverage against density along the peeling, and the limits of the chosen box in their ranges.

    Parameters
    ----------
    box : Box
    about : mapping
        As `discover_text`.
    """
    limits = _strongest(box.limits)
    width, height = 12.0, 1.9 + max(3.2, 0.34 * len(limits))
    figure = Figure(figsize=(width, height))
    tall = (height - 1.9) / height
    left = figure.add_axes((0.75 / width, 0.95 / height, 3.9 / width, tall))
    right = figure.add_axes((7.35 / width, 0.95 / height, 2.5 / width, tall))
    _trade_off(left, box)
    _draw_limits(right, limits)
    style.title(figure, f"What the futures with {_interest(about)} have in common", _subtitle(about))
    style.foot(figure, _foot(box, about))
    return figure


def _interest(about: Mapping[str, Any]) -> str:
    return f"{about['metric'].replace('_', ' ')} of {about['mineral']} above {about['above']:g}"


def _subtitle(about: Mapping[str, Any]) -> str:
    return (
        f"Scenario {about['scenario']}, arm {about['arm']}: {about['of_interest']} of {about['lived']} "
        "futures are of interest. PRIM peels the others away, input by input"
    )


def _trade_off(axes: Axes, box: Box) -> None:
    steps, chosen = box.trajectory, box.chosen
    most = max(1, int(steps["restricted"].max()))
    colours = [SCALE(0.15 + 0.85 * n / most) for n in steps["restricted"]]
    axes.plot(steps["coverage"], steps["density"], color=style.RULE, lw=1.0, zorder=1)
    axes.scatter(steps["coverage"], steps["density"], c=colours, s=26, zorder=2)
    axes.scatter(
        [chosen["coverage"]], [chosen["density"]], s=130, facecolors="none", edgecolors=style.INK, zorder=3
    )
    axes.annotate(
        f"chosen: {chosen['restricted']} inputs",
        (chosen["coverage"], chosen["density"]),
        xytext=(10, -14),
        textcoords="offset points",
        size=8.5,
    )
    axes.set_xlim(-0.02, 1.05)
    axes.set_ylim(-0.02, 1.05)
    axes.set_xlabel("coverage: share of the futures of interest in the box")
    axes.set_ylabel("density: share of the box of interest")
    axes.set_title("Peeling (darker: more inputs restricted)")
    style.plain_axis(axes)


def _draw_limits(axes: Axes, limits: pd.DataFrame) -> None:
    """Draw every limit inside the range of its input, with its numbers beside it."""
    for place, row in enumerate(limits.to_dict("records")):
        span = row["highest"] - row["lowest"]
        start, end = ((row[name] - row["lowest"]) / span for name in ("low", "high"))
        axes.barh(place, 1.0, height=0.5, color="#eef1f3")
        sure = _quasi_p(row) <= SIGNIFICANT
        axes.barh(place, end - start, left=start, height=0.5, color="#0072b2" if sure else "#b9c4ce")
        text = f"{_plain(row['low'])} to {_plain(row['high'])}, p {_p(_quasi_p(row))}"
        axes.text(1.03, place, text, size=8.5, va="center")
    axes.set_yticks(np.arange(len(limits)), [_short(name, 40) for name in limits["input"]])
    axes.set_ylim(max(len(limits), 3) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 1], ["lowest", "highest"])
    axes.grid(visible=False)
    axes.set_title("The box: limits within the sampled range")
    style.plain_axis(axes)


def _strongest(limits: pd.DataFrame) -> pd.DataFrame:
    """Return the limits to draw, the surest first."""
    order = limits[["quasi_p_low", "quasi_p_high"]].min(axis=1)
    return limits.loc[order.sort_values(kind="stable").index[:MOST]]


def _limits(limits: pd.DataFrame) -> Iterator[str]:
    """Yield one line per limited input, under a header, the surest first."""
    yield f"{'input':<{NAME_WIDTH}}{'in the box':>23}{'sampled':>23}{'quasi-p':>10}"
    order = limits[["quasi_p_low", "quasi_p_high"]].min(axis=1).sort_values(kind="stable").index
    for row in limits.loc[order].to_dict("records"):
        inside = f"{_plain(row['low'])} to {_plain(row['high'])}"
        sampled = f"{_plain(row['lowest'])} to {_plain(row['highest'])}"
        mark = "" if _quasi_p(row) <= SIGNIFICANT else " ?"
        name = _short(row["input"], NAME_WIDTH)
        yield f"{name:<{NAME_WIDTH}}{inside:>23}{sampled:>23}{_p(_quasi_p(row)) + mark:>10}"


def _quasi_p(row: Mapping[Any, Any]) -> float:
    """Return the smaller quasi-p-value of the two limits; 1 where neither side is limited."""
    given = [row[name] for name in ("quasi_p_low", "quasi_p_high") if row[name] == row[name]]
    return min(given, default=1.0)


def _p(value: float) -> str:
    return "<.001" if value < 0.001 else f"{value:.3f}".lstrip("0")


def _plain(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def _short(name: str, width: int) -> str:
    return name if len(name) < width else f"{name[: width - 3]}.."


def _foot(box: Box, about: Mapping[str, Any]) -> list[str]:
    from sim import __version__

    chosen = box.chosen
    return [
        f"Chosen box: coverage {chosen['coverage']:.2f}, density {chosen['density']:.2f}, mass "
        f"{chosen['mass']:.2f}. p: quasi-p-value; grey limits may be chance.",
        f"{about['horizon_d'] / 365:.3g} years, seed {about['seed']}, vaultsim {__version__}. "
        "Model estimates; ban frequencies are judgement.",
    ]
