"""Why the United States ran short of a mineral: the chain of causes behind every shortfall spell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.account import SEVERAL
from sim.analysis.flows import Flow, flows_into
from sim.analysis.reasons import DEPTH, FELL, Reason, longer_ways, new_capacity, reasons
from sim.analysis.replay import Replay
from sim.analysis.spells import SPELL_COLUMNS, Spell, find_spells, spell_row, us_row, way_d
from sim.analysis.trace_table import customer_name

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

CAUSE_COLUMNS = (
    "spell",
    "depth",
    "customer",
    "origin",
    "since_day",
    "base_t_per_d",
    "sent_t_per_d",
    "lost_t",
    "share_of_loss",
    "reason",
    "detail",
    "event",
    "size",
    "begin_day",
    "end_day",
)


def explain_tables(run: Replay) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return every shortfall spell, and the causes of each.

    Returns
    -------
    DataFrame
        Columns `SPELL_COLUMNS`, one row per spell.
    DataFrame
        Columns `CAUSE_COLUMNS`: for every flow that fell one row per reason; ``depth`` 0 is the US market,
        1 the feed of works that supply it, and so on. A flow that grew has reason ``made good``.
    """
    import pandas as pd

    spells, causes = [], []
    for number, spell in enumerate(find_spells(run), start=1):
        spells.append({"spell": number} | spell_row(run, spell))
        causes += [{"spell": number} | row for row in _causes(run, spell)]
    return pd.DataFrame(spells, columns=list(SPELL_COLUMNS)), pd.DataFrame(
        causes, columns=list(CAUSE_COLUMNS)
    )


def _causes(run: Replay, spell: Spell) -> Iterator[Row]:
    """Yield the causes of a spell; what was sent too late to land before its end plays no part."""
    end = max(spell.onset + 1, spell.end - way_d(run, us_row(run)))
    yield from _follow(run, us_row(run), spell.onset, end, 0, frozenset())


def _follow(
    run: Replay, customer: int, begin: int, end: int, depth: int, seen: frozenset[int]
) -> Iterator[Row]:
    """Yield the reasons of every flow into a customer that fell, then those of starved feeds behind it."""
    for flow in flows_into(run, customer, begin, end):
        if flow.share >= SEVERAL and flow.got < FELL * flow.base:
            for reason in reasons(run, flow, begin, end):
                yield _row(run, flow, depth, reason)
                if reason.feed >= 0 and depth + 1 < DEPTH and reason.feed not in seen:
                    way = way_d(run, reason.feed)
                    days = max(0, begin - way), max(1, end - way)
                    yield from _follow(run, reason.feed, *days, depth + 1, seen | {customer})
        elif depth == 0:
            yield from (_row(run, flow, depth, reason) for reason in _kept_up(run, flow, begin, end))


def _kept_up(run: Replay, flow: Flow, begin: int, end: int) -> Iterator[Reason]:
    """Yield what is to be told of a flow that did not fall: it came late, or made good for others."""
    if flow.base >= SEVERAL * run.world.customers.demand[flow.customer]:
        yield from longer_ways(run, flow, begin, end)
    if flow.got > (2.0 - FELL) * flow.base:
        yield new_capacity(run, flow, begin, end) or Reason("made good", "sent more than usual")


def _row(run: Replay, flow: Flow, depth: int, reason: Reason) -> Row:
    return {
        "depth": depth,
        "customer": customer_name(run.world, flow.customer),
        "origin": flow.country,
        "since_day": flow.since_d,
        "base_t_per_d": flow.base,
        "sent_t_per_d": flow.got,
        "lost_t": flow.lost,
        "share_of_loss": flow.share,
        "reason": reason.reason,
        "detail": reason.detail,
        "event": reason.event,
        "size": reason.size,
        "begin_day": reason.begin_d,
        "end_day": reason.end_d if np.isfinite(reason.end_d) else None,
    }
