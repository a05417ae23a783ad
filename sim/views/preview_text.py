"""How far the flows and prices of a scenario stray, as text of at most 100 columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sim.views.numbers import significant
from sim.views.style import mineral_label

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Any, Any]

HEADS = ("", "usual", "least", "on day", "most", "on day", "< half", "back")
STRAYED = 0.005
"""Where a line strays by less, the day means nothing."""
WIDTHS = (48, 8, 7, 7, 7, 7, 8, 6)


def preview_text(measures: pd.DataFrame, about: Mapping[str, Any]) -> str:
    """Return one line per flow and price, and when the market runs short.

    Parameters
    ----------
    measures : DataFrame
        As ``task=preview`` writes them; docs/results.md names the columns.
    about : mapping
        ``mineral``, ``market``, ``scenario``, ``world``, ``seed``, ``threshold``, ``start_date``,
        ``short_days`` and ``first_short_day``.
    """
    head = f"{mineral_label(about['mineral'])}, scenario {about['scenario']}, world {about['world']}"
    lines = [head, "", _line(HEADS), *(_line(_cells(row)) for row in measures.to_dict("records"))]
    return "\n".join([*lines, _short(about), "", *_notes(about)])


def _cells(row: Row) -> tuple[str, ...]:
    flow = row["unit"] == "t/day"
    usual = significant(row["usual"]) if flow else ""
    least, most = (f"{100 * row[end]:.0f} %" if flow else f"{row[end]:.2f}" for end in ("least", "most"))
    back = "-" if row["back_day"] is None or row["back_day"] != row["back_day"] else f"{row['back_day']:.0f}"
    name = f"{row['what']}, {row['where']}"
    strayed = (abs(row[end] - 1.0) >= STRAYED for end in ("least", "most"))
    ends = zip(strayed, ("least_day", "most_day"), strict=True)
    days = tuple(f"{row[day]:.0f}" if far else "-" for far, day in ends)
    return name, usual, least, days[0], most, days[1], f"{row['below_half_d']:.0f}" if flow else "", back


def _short(about: Mapping[str, Any]) -> str:
    if about["first_short_day"] is None:
        return f"{about['market']}: no day short"
    day = about["first_short_day"]
    first = date.fromisoformat(about["start_date"]) + timedelta(days=day)
    return f"{about['market']}: {about['short_days']} days short, first on day {day} ({first})"


def _notes(about: Mapping[str, Any]) -> tuple[str, ...]:
    least = f"{100 * about['threshold']:g} %"
    return (
        f"One future, parameters at mode, no policy, seed {about['seed']}. usual: t/day without the events;",
        "least, most: shares of that, prices as multiples; < half: days below half; back: first day within",
        f"10 % after the farthest. Short: more than {least} of demand unmet by the events.",
    )


def _line(cells: tuple[str, ...]) -> str:
    left = f"{cells[0]:<{WIDTHS[0]}}"
    rest = "".join(f"{cell:>{width}}" for cell, width in zip(cells[1:], WIDTHS[1:], strict=True))
    return (left + rest).rstrip()
