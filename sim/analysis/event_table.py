"""What happened in one run, dated: announcements, events, decisions, stock-outs, the price at its cap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.replay import Replay
from sim.analysis.trace_table import customer_name, dated, holder_name, us_column
from sim.engine.trace import SUBJECTS, Entry
from sim.futures.events import Event

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

EVENT_COLUMNS = ("day", "date", "what", "subject", "event", "value")
OVER = {
    "control": "control lifted",
    "delay": "delay over",
    "outage": "outage over",
    "idle": "restart",
    "flood": "flood over",
    "stockpile": "stockpile closed",
}
"""How an entry is called when its value is 0."""


def touching(run: Replay) -> list[Event]:
    """Return the events that touch the mineral or a host of it, in order of start."""
    world = run.world
    names = {world.minerals[m] for m in world.facilities.mineral[run.trace.facilities]}
    return [event for event in run.future.events if names & set(event.minerals)]


def events_table(run: Replay) -> pd.DataFrame:
    """Return what happened, dated: announcements, events, decisions, stock-outs, the price at its cap.

    Returns
    -------
    DataFrame
        Columns `EVENT_COLUMNS`, sorted by day.
    """
    import pandas as pd

    rows = [*_announced(run), *_noted(run), *_stock_outs(run), *_capped(run)]
    rows.sort(key=lambda row: row["day"])
    for row in rows:
        row["date"] = dated(run.future.start_date, row["day"])
    return pd.DataFrame(rows, columns=list(EVENT_COLUMNS))


def _announced(run: Replay) -> Iterator[Row]:
    """Yield notice, begin and end of every event that touches the mineral."""
    for event in touching(run):
        told = getattr(event, "announced_d", event.start_d)
        severity = getattr(event, "severity", None)
        where = ", ".join(getattr(event, "places", ())) or getattr(event, "origin", "")
        common = {"subject": where, "event": event.id, "value": severity}
        if told < event.start_d:
            yield {"day": told, "what": f"{event.kind} announced"} | common
        yield {"day": event.start_d, "what": f"{event.kind} begins"} | common
        if event.end_d < run.future.horizon_d:
            yield {"day": event.end_d, "what": f"{event.kind} ends"} | common


def _noted(run: Replay) -> Iterator[Row]:
    """Yield what actors decided about the mineral; events speak for themselves."""
    for entry in run.trace.entries:
        spoken = entry.cause and not entry.cause.startswith("cut off")
        if spoken and entry.what in ("control", "outage", "flood", "delay"):
            continue
        for subject, value in _subjects(run, entry):
            what = OVER.get(entry.what, entry.what) if value == 0.0 else entry.what
            yield {"day": entry.at, "what": what, "subject": subject, "event": entry.cause, "value": value}


def _subjects(run: Replay, entry: Entry) -> Iterator[tuple[str, float]]:
    """Yield the rows of an entry that belong to the mineral, by name; links together by origin."""
    world, trace, table = run.world, run.trace, SUBJECTS[entry.what]
    if table == "minerals":
        yield from (
            (run.mineral, v) for r, v in zip(entry.rows, entry.values, strict=True) if r == trace.mineral
        )
        return
    if table == "links":
        seen: dict[str, float] = {}
        for row, value in zip(entry.rows, entry.values, strict=True):
            f = int(world.links.supplier[row])
            if world.facilities.mineral[f] == trace.mineral and world.links.base[row] > 0.0:
                end = customer_name(world, int(world.links.customer[row]))
                seen[f"{world.facilities.country[f]} to {end}"] = value
        yield from seen.items()
        return
    wanted = set((trace.facilities if table == "facilities" else trace.customers).tolist())
    for row, value in zip(entry.rows, entry.values, strict=True):
        if row in wanted:
            yield (world.facilities.name[row] if table == "facilities" else customer_name(world, row)), value


def _stock_outs(run: Replay) -> Iterator[Row]:
    """Yield when each holder, and the US as a whole, runs short and is supplied again."""
    trace, world, us = run.trace, run.world, us_column(run)
    base = trace.scale * world.customers.demand[trace.customers[us]]
    for column, s in enumerate(trace.holders.tolist()):
        share = trace.holder_gap[:, column] / np.maximum(world.sectors.share[s] * base, 1e-300)
        yield from _changes(share > run.threshold, "runs short", "supplied again", holder_name(world, s))
    yield from _changes(trace.unmet_share > run.threshold, "US short", "US supplied again", "US market")


def _capped(run: Replay) -> Iterator[Row]:
    yield from _changes(run.trace.at_cap > 0.0, "price cap reached", "price below its cap", "US market")


def _changes(on: NDArray[np.bool_], begins: str, ends: str, subject: str) -> Iterator[Row]:
    for first, end in runs_of(on):
        yield {"day": first, "what": begins, "subject": subject, "event": "", "value": None}
        if end < len(on):
            yield {"day": end, "what": ends, "subject": subject, "event": "", "value": None}


def runs_of(on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first day and day after the last of every run of days on which something holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], on, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
