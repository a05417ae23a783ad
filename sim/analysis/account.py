"""What actors said of one event while it lasted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from sim.analysis.flows import base_of
from sim.analysis.replay import Replay
from sim.engine.trace import Entry
from sim.futures.events import EmbargoOfInput, Event, Strike

SEVERAL = 0.05
"""Smaller parts of a loss are not followed up."""


def spells_of(
    run: Replay, what: str, rows: Iterable[int], begin: float, end: float, least: float = SEVERAL
) -> dict[str, tuple[float, float, float]]:
    """Return begin, end and largest value of every cause that acted on rows within some days.

    Causes of which no value reaches ``least`` are left out.
    """
    wanted = set(rows)
    found: dict[str, tuple[float, float, float]] = {}
    started: dict[tuple[str, int], tuple[float, float]] = {}
    spans: list[tuple[str, float, float, float]] = []
    for entry in run.trace.entries:
        if entry.what != what:
            continue
        for row, value in zip(entry.rows, entry.values, strict=True):
            if row not in wanted:
                continue
            if (entry.cause, row) in started:
                since, size = started.pop((entry.cause, row))
                spans.append((entry.cause, since, entry.at, size))
            if value > 0.0:
                started[entry.cause, row] = (entry.at, value)
    spans += [(cause, since, np.inf, size) for (cause, _), (since, size) in started.items()]
    for cause, since, until, size in spans:
        if since < end and until > begin and size >= least:
            old = found.get(cause, (since, until, size))
            found[cause] = (min(old[0], since), max(old[1], until), max(old[2], size))
    return found


def account(run: Replay, event: str, begin: float, end: float) -> str:
    """Return in a few words what became of an event within some days; empty where nobody said anything."""
    own = [entry for entry in run.trace.entries if entry.cause in (event, f"{event}/notice")]
    said = [entry for entry in own if begin <= entry.at <= end and _is_ours(run, entry)]
    return ", ".join((*_queue(said), *_quota(said), *_reviews(said), *_around(run, said)))


def _is_ours(run: Replay, entry: Entry) -> bool:
    """Say whether a note is about the mineral."""
    links = run.world.links
    if entry.what in ("leak", "rush", "cargo stopped"):
        return any(run.world.facilities.mineral[links.supplier[r]] == run.trace.mineral for r in entry.rows)
    return run.trace.mineral in entry.rows


def _queue(said: list[Entry]) -> Iterator[str]:
    """Yield when most tonnes waited for a licence, and what had one."""
    waits = [entry for entry in said if entry.what == "waiting for licences"]
    if waits:
        worst = max(waits, key=lambda entry: entry.values[0])
        share = next(e.values[0] for e in said if e.what == "licensed" and e.at == worst.at)
        yield f"{worst.values[0]:,.3g} t waiting on day {worst.at:.0f}, {100 * share:.0f} % licensed"
    for entry in said:
        if entry.what == "licence backlog" and entry.values[0] > 0.0:
            yield f"backlog of {entry.values[0]:,.3g} t from day {entry.at:.0f}"


def _quota(said: list[Entry]) -> Iterator[str]:
    days = [f"{entry.at:.0f}" for entry in said if entry.what == "quota used up"]
    if days:
        yield f"used up on day {' and '.join((', '.join(days[:-1]), days[-1])) if days[1:] else days[0]}"


def _reviews(said: list[Entry]) -> Iterator[str]:
    """Yield how often an adversary kept its ban, and when it ended it."""
    kept = [entry.at for entry in said if entry.what.startswith("ban kept")]
    if kept:
        yield f"kept at {len(kept)} review{'s'[: len(kept) - 1]}, last on day {kept[-1]:.0f}"
    for entry in said:
        if entry.what.startswith("ban ended"):
            yield f"ended by the review of day {entry.at:.0f}"


def _around(run: Replay, said: list[Entry]) -> Iterator[str]:
    """Yield what left early, what was stopped at the border and what got around it."""
    for entry in said:
        if entry.what == "rush" and not any(entry.values):
            yield f"{shipped_early(run, entry.cause, entry.at):,.3g} t shipped early"
    for entry in said:
        if entry.what == "cargo stopped" and any(entry.values):
            yield f"{tonnes_of(run, entry):,.3g} t stopped at the border"
    leaks = [max(entry.values) for entry in said if entry.what == "leak"]
    if leaks and leaks[0] > 0.0:
        yield f"{100 * leaks[0]:.0f} % of it may leak"


def tonnes_of(run: Replay, entry: Entry) -> float:
    """Return the sum of a note over the links of the mineral."""
    world, rows = run.world, zip(entry.rows, entry.values, strict=True)
    own = run.trace.mineral
    return sum(v for r, v in rows if world.facilities.mineral[world.links.supplier[r]] == own)


def shipped_early(run: Replay, cause: str, end: float) -> float:
    """Return the tonnes that left beyond the usual in a rush until a day, on the links it was on."""
    links, trace = run.world.links, run.trace
    runs = [entry for entry in trace.entries if (entry.what, entry.cause) == ("rush", cause)]
    first = [entry for entry in runs if entry.at < end and any(entry.values)][-1]
    pairs = {(int(links.supplier[row]), int(links.customer[row])) for row in first.rows}
    columns = [column for column, pair in enumerate(trace.pairs) if pair in pairs]
    days = slice(int(first.at), min(int(end), trace.days))
    usual = sum(base_of(run, trace.pairs[column]) for column in columns) * trace.scale[days]
    return float(trace.shipped[days, columns].sum() - np.sum(usual))


def stop_of(event: Event | None) -> str:
    """Return what an event that stops works is called."""
    if isinstance(event, EmbargoOfInput):
        return f"no {event.input} for works"
    return "strike at works" if isinstance(event, Strike) else "works"
