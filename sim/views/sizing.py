"""Figures of a comparison of sizing policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure

from sim.analysis.sizing.regret import max_regret
from sim.study.depth import TAIL_LEVEL
from sim.study.stats.tails import tail_warning
from sim.views import style
from sim.views.heatmap import DARK, SCALE
from sim.views.sizing_text import chosen_budget, current

if TYPE_CHECKING:
    import pandas as pd

Tables = Mapping[str, "pd.DataFrame"]
BILLION = 1e9
NONE = "none"
INKS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#4a5560")
MARKS = "osD^vPX"
"""Okabe & Ito (2008): seven inks and seven marks that change together, then the marks shift."""
LEGEND = 2.35
"""Width of the legend beside the panel, inches."""


def sizing_figures(tables: Tables, about: Mapping[str, Any]) -> dict[str, Figure]:
    """Return the figures of ``task=sizing`` by file name.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``sizing``, ``regret`` and ``allocation``, as the task writes them.
    about : mapping
        ``scenario``, ``futures``, ``horizon_d``, ``seed`` and ``world``.
    """
    rows = current(tables["sizing"])
    budget = chosen_budget(rows)
    return {
        "frontier": frontier(rows, about),
        "budgets": budget_curve(rows, about),
        "allocation": allocation(tables["allocation"], budget, about),
        "regret": regret(tables["regret"], budget, about),
    }


@style.house_style
def frontier(rows: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw what each arm costs against the loss in its worst futures; better is down and left."""
    figure, axes = _beside_a_legend(7.6, 5.0)
    for number_, (policy, own) in enumerate(_by_policy(rows)):
        x, y = own["cost_usd"] / BILLION, own["cvar95_lost_usd"] / BILLION
        axes.plot(x, y, **_look(number_), lw=1.0, label=policy.replace("_", " "))
    axes.plot(0.0, _none(rows, "cvar95_lost_usd"), "*", ms=13, color=style.INK, label="no reserve")
    axes.set_xlabel("discounted cost of the reserve, bn USD")
    axes.set_ylabel("CVaR95 of discounted lost output, bn USD")
    style.plain_axis(axes)
    style.title(
        figure, "What safety costs", "One mark per budget, joined by policy; better is lower and further left"
    )
    _legend(figure, axes)
    warning = tail_warning(int(rows["futures"].min()), TAIL_LEVEL)
    style.footer(figure, about, [f"Careful: {warning}."] if warning else [])
    return figure


@style.house_style
def budget_curve(rows: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw loss plus cost less that without a reserve against the budget, with 95 % paired intervals."""
    figure, axes = _beside_a_legend(7.6, 5.0)
    budgets = sorted(set(rows["budget_usd"]) - {0.0})
    policies = _by_policy(rows)
    step = 0.6 / max(len(policies), 1)
    for number_, (policy, own) in enumerate(policies):
        place = np.array([budgets.index(usd) for usd in own["budget_usd"]])
        shifted = place + step * (number_ - (len(policies) - 1) / 2)
        mean = own["total_usd_against_none"] / BILLION
        low, high = (own[f"total_usd_against_none_{end}"] / BILLION for end in ("low", "high"))
        look = _look(number_)
        axes.vlines(shifted, low.fillna(mean), high.fillna(mean), color=look["color"], lw=1.6, alpha=0.5)
        axes.plot(shifted, mean, **(look | {"linestyle": "none"}), label=policy.replace("_", " "))
    axes.axhline(0.0, color=style.INK, lw=0.9)
    axes.set_xticks(range(len(budgets)), [f"{usd / BILLION:g}" for usd in budgets])
    axes.grid(visible=False, axis="x")
    axes.set_xlabel("budget, bn USD")
    axes.set_ylabel("loss + cost less that without a reserve, bn USD")
    style.plain_axis(axes)
    what = "Discounted, on the same futures, 95 % intervals; below zero the reserve pays"
    style.title(figure, "Does more money buy more", what)
    _legend(figure, axes)
    style.footer(figure, about)
    return figure


@style.house_style
def allocation(table: pd.DataFrame, budget_usd: float, about: Mapping[str, Any]) -> Figure:
    """Draw which minerals the money of every policy goes to at one budget; cells in million dollars."""
    own = table[table["budget_usd"] == budget_usd]
    wide = own.pivot(index="mineral", columns="policy", values="target_usd")
    wide = wide[list(dict.fromkeys(own["policy"]))] / 1e6
    wide = wide.loc[wide.max(axis=1) > 0.0].sort_index()
    wide = wide.loc[wide.max(axis=1).sort_values(ascending=False, kind="stable").index]
    figure, axes = _matrix(wide, [style.mineral_label(name) for name in wide.index], "{:.0f}")
    style.title(
        figure,
        "Which minerals the money goes to",
        f"Target at a budget of {budget_usd / BILLION:g} bn USD, in million USD at the prices of day 0",
    )
    spent = ", ".join(f"{name.replace('_', ' ')} {wide[name].sum() / 1e3:.3g}" for name in wide.columns)
    style.footer(figure, about, [_broken(f"Spent, bn USD: {spent}.", figure)])
    return figure


@style.house_style
def regret(table: pd.DataFrame, budget_usd: float, about: Mapping[str, Any]) -> Figure:
    """Draw how much worse than the best arm every policy of one budget does, scenario by scenario."""
    worst = max_regret(table)
    order = worst[worst["budget_usd"].isin((0.0, budget_usd))]["arm"]
    own = table[table["arm"].isin(set(order))]
    wide = own.pivot(index="arm", columns="scenario", values="regret_usd") / BILLION
    wide = wide.loc[order, list(dict.fromkeys(table["scenario"]))]
    wide["largest"] = wide.max(axis=1)
    policies = dict(zip(own["arm"], own["policy"], strict=True))
    names = ["no reserve" if arm == NONE else policies[arm].replace("_", " ") for arm in wide.index]
    figure, axes = _matrix(wide, names, "{:.2f}")
    axes.axvline(wide.shape[1] - 1, color=style.INK, lw=1.2)
    style.title(
        figure,
        "What the wrong choice costs",
        f"bn USD more than the best of all arms in that scenario; budget {budget_usd / BILLION:g} bn USD",
    )
    lived = ", ".join(
        f"{name} {n}" for name, n in table.groupby("scenario", sort=False)["futures"].first().items()
    )
    style.footer(figure, about, [_broken(f"Futures: {lived}.", figure)])
    return figure


def _by_policy(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the rows of every policy in the order of the arms, budgets rising."""
    reserves = rows[rows["arm"] != NONE].sort_values("budget_usd", kind="stable")
    order = dict.fromkeys(rows.loc[rows["arm"] != NONE, "policy"])
    return [(policy, reserves[reserves["policy"] == policy]) for policy in order]


def _none(rows: pd.DataFrame, column: str) -> float:
    return float(rows.loc[rows["arm"] == NONE, column].iloc[0]) / BILLION


def _look(place: int) -> dict[str, Any]:
    """Return colour and mark of the policy at a place."""
    n = len(INKS)
    return {"color": INKS[place % n], "marker": MARKS[(place + place // n) % n], "markersize": 5.5}


def _beside_a_legend(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width + LEGEND, height))
    left, bottom, top = 0.85, 1.05, 0.85
    box = (
        left / (width + LEGEND),
        bottom / height,
        (width - left - 0.1) / (width + LEGEND),
        1 - (bottom + top) / height,
    )
    return figure, figure.add_axes(box)


def _legend(figure: Figure, axes: Axes) -> None:
    width, height = figure.get_size_inches()
    place = (1 - LEGEND / width, 1 - 0.8 / height)
    figure.legend(*axes.get_legend_handles_labels(), loc="upper left", bbox_to_anchor=place)


def _matrix(wide: pd.DataFrame, names: list[str], text: str) -> tuple[Figure, Axes]:
    """Return a figure with the numbers of a table in shaded cells."""
    rows, columns = wide.shape
    figure = Figure(figsize=(2.3 + 0.92 * max(columns, 6), 2.6 + 0.36 * max(rows, 3)))
    width, height = figure.get_size_inches()
    axes = figure.add_axes((2.0 / width, 0.75 / height, 1 - 2.15 / width, 1 - 2.3 / height))
    values = wide.to_numpy(np.float64)
    norm = PowerNorm(0.5, 0.0, max(float(values.max(initial=0.0)), 1e-9))
    axes.pcolormesh(values, cmap=SCALE, norm=norm, edgecolors=style.PAPER, linewidth=2)
    for y in range(rows):
        for x in range(columns):
            ink = "white" if float(norm(values[y, x])) > DARK else style.INK
            written = "·" if values[y, x] < 1e-9 else text.format(values[y, x])
            axes.text(x + 0.5, y + 0.5, written, size=8.5, ha="center", va="center", color=ink)
    axes.set_yticks(np.arange(rows) + 0.5, names)
    axes.set_xticks(np.arange(columns) + 0.5, [str(name).replace("_", " ") for name in wide.columns])
    axes.tick_params(axis="x", labelrotation=35)
    for label in axes.get_xticklabels():
        label.set(ha="left", rotation_mode="anchor")
    axes.xaxis.tick_top()
    axes.set_ylim(rows, 0)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    style.plain_axis(axes)
    return figure, axes


def _broken(text: str, figure: Figure) -> str:
    """Return small print broken at the width of a figure."""
    import textwrap

    return textwrap.fill(text, int(18.5 * figure.get_size_inches()[0]))
