"""The loss of one supplier as text of at most 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.views.numbers import number

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Any, Any]

WIDTH = 100
NOTABLE_D = 90.0
"""Survived losses are listed from this many days lost to price on."""

CAVEATS = (
    "day: when more than {threshold:g} % of US demand first goes unmet, stocks run down before; -: never "
    "within the horizon. In brackets the tier of the end use cut first: 1 defence, 2 essential, 3 the rest.",
    "equiv., price: days of US demand unmet, and destroyed by price. The two are substitutes: a loss that is "
    "survived on paper was paid for in price.",
    "share: of world output in the stage where it is largest. All stages of the country stop together on "
    "day 0 and never return; others may use their idle capacity, nobody builds.",
    "ROW stands for the producers the tables do not name. Every parameter stands at its mode, every holder "
    "of stock has the mean cover: no interval, no probability.",
    "N-1 cover: output of all but the largest country over demand outside it; above 100 % the others serve "
    "themselves. Secondary metal counts beside the refiners.",
)
SECTOR_WIDTH = 24


def n1_text(nodes: pd.DataFrame, concentration: pd.DataFrame, about: Mapping[str, Any]) -> str:
    """Return who cannot be lost, and the minerals that survive the loss of anybody.

    Parameters
    ----------
    nodes, concentration : DataFrame
        As ``task=n1`` writes them; docs/results.md names the columns.
    about : mapping
        ``horizon_d``, ``threshold``, ``seed``, ``runs``, ``world`` and ``model``.
    """
    years = about["horizon_d"] / 365
    countries = nodes[nodes["level"] == "country"]
    shown = countries[~countries["survives"] | (countries["combined_days"] >= NOTABLE_D)]
    shown = shown.assign(never=shown["survives"]).sort_values(
        ["mineral", "never", "first_day", "combined_days"], ascending=[True, True, True, False]
    )
    head = (
        f"Loss of one supplier: {about['runs']} runs of {years:.3g} years, world {about['world']}, "
        f"model {about['model']}, seed {about['seed']}"
    )
    lines = [head, "", *_losses(shown.to_dict("records")), "", *_covers(concentration.to_dict("records")), ""]
    hidden = len(countries) - len(shown)
    if hidden:
        lines.append(
            _wrap(f"Losses not listed, survived at less than {NOTABLE_D:g} days each (see n1.csv): {hidden}.")
        )
    lines.append("Read with care:")
    lines += [_wrap(text.format(threshold=100 * about["threshold"]), "  - ") for text in CAVEATS]
    return "\n".join(lines)


def _losses(rows: Sequence[Row]) -> Iterator[str]:
    """Yield one line per country whose loss hurts, under a header."""
    yield (
        f"{'mineral':<23}{'loss':<5}{'share':>5} {'stage':<10}{'day':>5}  {'short first':<{SECTOR_WIDTH + 4}}"
        f"{'equiv.':>7}{'price':>6}{'peak':>6}"
    )
    for row, name in zip(rows, _names(rows), strict=True):
        day, sector = "-", "-"
        if not row["survives"]:
            day = f"{row['first_day']:.0f}"
            sector = f"{row['first_sector'][:SECTOR_WIDTH]} ({row['first_sector_tier']:.0f})"
        yield (
            f"{name:<23}{row['country']:<5}{100 * row['share']:>4.0f}% {row['share_stage']:<10}{day:>5}  "
            f"{sector:<{SECTOR_WIDTH + 4}}{number(row['equivalent_days'], 10):>7}"
            f"{number(row['price_lost_days'], 10):>6}{row['peak_price']:>5.1f}x"
        )


def _covers(rows: Sequence[Row]) -> Iterator[str]:
    """Yield one line per stage, under a header: concentration and what is left without the largest."""
    rows = [row for row in rows if row["stage"] != "recycle"]
    yield (
        f"{'mineral':<23}{'stage':<11}{'HHI':>6}  {'largest':<10}{'top 3':<18}{'N-1 cover':>10}"
        f"{'at capacity':>13}"
    )
    for row, name in zip(rows, _names(rows), strict=True):
        top = "+".join(row[key] for key in ("top1", "top2", "top3") if row[key])
        yield (
            f"{name:<23}{row['stage']:<11}{row['hhi']:>6,.0f}  {row['top1']} {100 * row['top1_share']:>3.0f}%"
            f"  {top:<12}{100 * row['top3_share']:>4.0f}%{_percent(row['n1_cover']):>12}"
            f"{_percent(row['n1_cover_capacity']):>13}"
        )


def _names(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the mineral of each row; nothing where it is that of the row above."""
    last = ""
    for row in rows:
        yield "" if row["mineral"] == last else row["mineral"]
        last = row["mineral"]


def _percent(value: float | None) -> str:
    """Return a share as per cent; a dash where it is not defined."""
    return "-" if value is None or value != value else f"{100 * value:.0f}%"


def _wrap(text: str, first: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
