"""Events as shaded bands on a time axis: one look in every figure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

if TYPE_CHECKING:
    import pandas as pd

SHADE, NOTICE, EDGE, WORDS = "#f4ece0", "#faf6f0", "#b08d57", "#8a6a35"


@dataclass(frozen=True)
class Band:
    """One event as a figure shows it.

    Attributes
    ----------
    event, kind, by : str
        Its id, its kind in words, and who acts or is struck.
    size : float
        Severity as a share; NaN where the kind has none.
    announced, begin, end : float
        Days; ``announced`` is ``begin`` without a notice, ``end`` the horizon where it outlasts that.
    dates : tuple of str
        Of begin and, within the horizon, end.
    """

    event: str
    kind: str
    by: str
    size: float
    announced: float
    begin: float
    end: float
    dates: tuple[str, ...]

    @property
    def over(self) -> bool:
        """Whether it ends within the horizon."""
        return len(self.dates) > 1


def bands(events: pd.DataFrame, named: Collection[str], horizon_d: float) -> list[Band]:
    """Return some events by their begin.

    Parameters
    ----------
    events : DataFrame
        As `events_table` makes it.
    named : collection of str
        Ids wanted.
    horizon_d : float
    """
    begun = events[events["what"].str.endswith(" begins") & events["event"].isin(list(named))]
    found = []
    for row in begun.drop_duplicates("event").to_dict("records"):
        own = events[events["event"] == row["event"]]
        over = own[own["what"].str.endswith((" ends", " suspended"))].head(1)
        told = own.loc[own["what"].str.endswith(" announced"), "day"]
        found.append(
            Band(
                event=row["event"],
                kind=str(row["what"]).removesuffix(" begins").replace("_", " "),
                by=row["subject"],
                size=float("nan") if row["value"] is None else float(row["value"]),
                announced=float(told.iloc[0]) if len(told) else float(row["day"]),
                begin=float(row["day"]),
                end=float(over["day"].iloc[0]) if len(over) else float(horizon_d),
                dates=(row["date"], *over["date"]),
            )
        )
    return found


def shade(axes: Axes, shown: Sequence[Band], begin: float, end: float) -> None:
    """Shade every event from begin to end, its notice lighter, and draw a line where it begins.

    Parameters
    ----------
    axes : Axes
    shown : sequence of Band
    begin, end : float
        Ends of the time axis, days.
    """
    for band in shown:
        if band.end <= begin or band.announced >= end:
            continue
        for first, last, colour in ((band.announced, band.begin, NOTICE), (band.begin, band.end, SHADE)):
            if last > first:
                axes.axvspan(max(begin, first), min(end, last), color=colour, zorder=0, linewidth=0)
        axes.axvline(band.begin, color=EDGE, linewidth=0.9, zorder=1)
