"""What happened in one run, dated: announcements, events, decisions, stock-outs, the price at its cap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.account import shipped_early
from sim.analysis.replay import Replay
from sim.analysis.trace_table import customer_name, dated, holder_name, us_column
from sim.engine.trace import SUBJECTS, Entry
from sim.futures.events import EmbargoOfInput, Event, ExportBan, Threat

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

EVENT_COLUMNS = ("day", "date", "what", "subject", "event", "value")
SIZES = ("severity", "covered", "rate")
"""Shares that say how large an event is."""
SPOKEN = (
    "control", "outage", "flood", "delay", "tax", "demand", "state purchase", "stock sold", "capacity",
)  # fmt: skip
"""What the begin and end of its event say already."""
TONNES = ("rush", "cargo stopped")
SLOW = ("longer way", "queue")
LEAST_D, MONTH_D = 1.0, 30.0
OVER = {
    "control": "control lifted",
    "precaution": "precaution over",
    "leak": "leak closed",
    "rush": "rush over",
    "queue": "queue gone",
    "longer way": "usual way",
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
        size = next((getattr(event, name) for name in SIZES if hasattr(event, name)), None)
        where = ", ".join(getattr(event, "places", ())) or getattr(event, "origin", "")
        common = {"subject": where, "event": event.id, "value": size}
        if told < event.start_d:
            yield {"day": told, "what": f"{event.kind} announced"} | common
        yield {"day": event.start_d, "what": f"{event.kind} begins"} | common
        if (end := ended(run, event)) < run.future.horizon_d:
            suspended = isinstance(event, Threat) and end < event.expected_d
            yield {"day": end, "what": f"{event.kind} {'suspended' if suspended else 'ends'}"} | common


def ended(run: Replay, event: Event) -> float:
    """Return the day on which an event was over: a threat when it was due, a reviewed ban when lifted."""
    if isinstance(event, Threat):
        return min(event.end_d, event.expected_d)
    if isinstance(event, ExportBan) and event.response.rule != "fixed":
        lifted = (
            entry.at
            for entry in run.trace.entries
            if (entry.what, entry.cause) == ("control", event.id) and not any(entry.values)
            if _own_links(run, entry)
        )
        return min(lifted, default=event.end_d)
    return event.end_d


def _noted(run: Replay) -> Iterator[Row]:
    """Yield what actors decided about the mineral; events speak for themselves."""
    inputs = {event.id: event.input for event in run.future.events if isinstance(event, EmbargoOfInput)}
    shown: dict[tuple[str, str], float] = {}
    for entry in run.trace.entries:
        own_cause = entry.cause.startswith(("cut off", "choked"))
        if entry.cause and entry.what in SPOKEN and not own_cause and entry.cause not in inputs:
            continue
        for subject, value in _subjects(run, entry):
            what = _called(entry, value, inputs)
            if entry.what in SLOW and not _is_news(shown, (entry.what, subject), entry.at, value):
                continue
            if (entry.what, value) == ("rush", 0.0):
                value = shipped_early(run, entry.cause, entry.at)
            event = "" if entry.what == "queue" else entry.cause
            yield {"day": entry.at, "what": what, "subject": subject, "event": event, "value": value}


def _called(entry: Entry, value: float, inputs: Mapping[str, str]) -> str:
    """Return how an entry is called."""
    if entry.cause.startswith("choked"):
        return "choked" if value > 0.0 else "no longer choked"
    if entry.what == "outage" and entry.cause in inputs:
        return f"{inputs[entry.cause]} {'used up' if value > 0.0 else 'back'}"
    return OVER.get(entry.what, entry.what) if value == 0.0 else entry.what


def _is_news(shown: dict[tuple[str, str], float], key: tuple[str, str], at: float, value: float) -> bool:
    """Say whether days of a slow change are worth a row: once a month, and when it is over."""
    if value < LEAST_D:
        return shown.pop(key, None) is not None
    if at - shown.get(key, -np.inf) < MONTH_D:
        return False
    shown[key] = at
    return True


def _subjects(run: Replay, entry: Entry) -> Iterator[tuple[str, float]]:
    """Yield the rows of an entry that belong to the mineral, by name; links together by origin."""
    world, trace, table = run.world, run.trace, SUBJECTS[entry.what]
    if table == "links":
        yield from _links(run, entry).items()
        return
    names: Callable[[int], str] = world.minerals.__getitem__
    wanted = {trace.mineral}
    if table == "facilities":
        names, wanted = world.facilities.name.__getitem__, set(trace.facilities.tolist())
    elif table == "customers":
        names, wanted = partial(customer_name, world), set(trace.customers.tolist())
    for row, value in zip(entry.rows, entry.values, strict=True):
        if row in wanted:
            yield names(row), value


def _own_links(run: Replay, entry: Entry) -> list[tuple[int, float]]:
    """Return the links of the mineral in an entry, with their values."""
    links, facilities = run.world.links, run.world.facilities
    return [
        (row, value)
        for row, value in zip(entry.rows, entry.values, strict=True)
        if facilities.mineral[links.supplier[row]] == run.trace.mineral
        if links.base[row] > 0.0 or entry.what == "leak"
    ]


def _links(run: Replay, entry: Entry) -> dict[str, float]:
    """Return the links of an entry: tonnes by origin, a queue by place, other things by flow.

    Of leaks only those into the United States: all of a control open together.
    """
    world, found = run.world, dict[str, float]()
    for row, value in _own_links(run, entry):
        country = world.facilities.country[int(world.links.supplier[row])]
        end = customer_name(world, int(world.links.customer[row]))
        if entry.what == "leak" and end != "US market":
            continue
        if entry.what == "queue":
            found[entry.cause] = value
        elif entry.what in TONNES:
            found[country] = found.get(country, 0.0) + value
        else:
            usual = float(world.links.transit_d[row]) if entry.what == "longer way" else 0.0
            found[f"{country} to {end}"] = value - usual
    return found


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
