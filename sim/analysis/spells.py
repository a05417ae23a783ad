"""Stretches of days on which the United States were short: when, how much, what bridged and ended them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.event_table import runs_of
from sim.analysis.replay import Replay
from sim.analysis.trace_table import holder_name, us_column
from sim.engine.outcome import RECOVERY_D
from sim.engine.trace import FloatArray
from sim.world.world import TRADE

Row = dict[str, Any]

ONSET = 0.98
"""Shipments above this share of what is wanted keep stock where it is."""
WINDOW_D = 15
AFTER_D = 14
"""Days before and after the end of a spell that are compared to say what ended it."""

SPELL_COLUMNS = (
    "spell",
    "first_day",
    "end_day",
    "short_days",
    "unmet_t",
    "equivalent_days",
    "peak_depth",
    "censored",
    "onset_day",
    "stock_d",
    "cargo_d",
    "bridged_d",
    "sent_share",
    "first_holder",
    "first_holder_day",
    "reserve_declared_day",
    "reserve_opened_day",
    "reserve_first_day",
    "reserve_stock_t",
    "reserve_released_t",
    "reserve_empty_day",
    "stockpile_released_t",
    "price_first",
    "price_peak",
    "need_share",
    "landed_more_t_per_d",
    "needed_less_t_per_d",
    "reserves_gave_t_per_d",
)


@dataclass(frozen=True)
class Spell:
    """Short days of the United States with fewer than 30 quiet days between them.

    Attributes
    ----------
    first, end : int
        First short day, and the day after the last.
    onset : int
        Day from which less than wanted was sent.
    """

    first: int
    end: int
    onset: int


def find_spells(run: Replay) -> list[Spell]:
    """Return the spells of a run, in order."""
    joined: list[list[int]] = []
    for first, end in runs_of(run.trace.unmet_share > run.threshold):
        if joined and first - joined[-1][1] < RECOVERY_D:
            joined[-1][1] = end
        else:
            joined.append([first, end])
    spells: list[Spell] = []
    for first, end in joined:
        after = spells[-1].end if spells else 0
        spells.append(Spell(first, end, _onset(run, after, first)))
    return spells


def _onset(run: Replay, after: int, first: int) -> int:
    """Return the day from which less was sent than was wanted, not before the end of another spell.

    What is sent now lands later: what counts is what could still land before the spell, and what did land.
    """
    wanted, way = run.trace.need[:, us_column(run)], way_d(run, us_row(run))
    sent = _enough_until(sent_to_us(run), wanted, after, first - way)
    landed = _enough_until(run.trace.landed[:, us_column(run)], wanted, after, first) - way
    return max(0, after, min(sent, landed))


def _enough_until(inflow: FloatArray, wanted: FloatArray, after: int, first: int) -> int:
    """Return the last day up to which, over the days before, as much came in as was wanted."""
    for day in range(max(first, after), after, -1):
        days = slice(max(0, day - WINDOW_D), day)
        if inflow[days].sum() >= ONSET * wanted[days].sum():
            return day
    return after


def us_row(run: Replay) -> int:
    return int(run.trace.customers[us_column(run)])


def way_d(run: Replay, customer: int) -> int:
    """Whole days that cargo for a customer is usually under way, process lead times included."""
    links = run.world.links
    own = (links.customer == customer) & (links.kind == TRADE)
    return int(links.base[own] @ links.transit_d[own] / links.base[own].sum())


def sent_to_us(run: Replay) -> FloatArray:
    """Tonnes sent to the US market, t/day, without those for the reserve."""
    own = [i for i, pair in enumerate(run.trace.pairs) if pair[1] == us_row(run)]
    return np.asarray(run.trace.shipped[:, own].sum(axis=1))


def spell_row(run: Replay, spell: Spell) -> Row:
    """Return what one spell was: size, what bridged it, what the reserve gave, what ended it."""
    trace, us = run.trace, us_column(run)
    days = slice(spell.first, spell.end)
    need = trace.need[spell.onset, us]
    usual = run.world.customers.demand[trace.customers[us]] * trace.scale
    sent = sent_to_us(run)
    before = slice(spell.onset, max(spell.first - way_d(run, us_row(run)), spell.onset + 1))
    short = trace.unmet_share[days]
    return {
        "first_day": spell.first,
        "end_day": spell.end,
        "short_days": int((short > run.threshold).sum()),
        "unmet_t": float(trace.gap[days, us].sum()),
        "equivalent_days": float(short.sum()),
        "peak_depth": float(short.max()),
        "censored": trace.days - spell.end < RECOVERY_D,
        "onset_day": spell.onset,
        "stock_d": float(trace.stock[spell.onset, us] / need) if need > 0.0 else None,
        "cargo_d": float(trace.pipeline[spell.onset, us] / need) if need > 0.0 else None,
        "bridged_d": spell.first - spell.onset,
        "sent_share": float(sent[before].sum() / usual[before].sum()),
        "price_first": float(trace.price[spell.first, us]),
        "price_peak": float(trace.price[days, us].max()),
        "need_share": float((trace.need[days, us] / usual[days]).mean()),
        **_first_holder(run, spell),
        **_reserve(run, spell),
        **_ended(run, spell),
    }


def _first_holder(run: Replay, spell: Spell) -> Row:
    """Name the holder of US stock that ran dry first, and when."""
    trace, us = run.trace, us_column(run)
    base = trace.scale * run.world.customers.demand[trace.customers[us]]
    first: tuple[int, str] | None = None
    for column, s in enumerate(trace.holders.tolist()):
        depth = (
            trace.holder_gap[spell.onset : spell.end, column]
            / (run.world.sectors.share[s] * base)[spell.onset : spell.end]
        )
        dry = np.flatnonzero(depth > run.threshold)
        if len(dry) and (first is None or spell.onset + int(dry[0]) < first[0]):
            first = (spell.onset + int(dry[0]), holder_name(run.world, s))
    day, name = first if first is not None else (None, None)
    return {"first_holder": name, "first_holder_day": day}


def _reserve(run: Replay, spell: Spell) -> Row:
    """Say when the reserve was declared and opened, what it gave and whether it ran out."""
    trace = run.trace
    told = {
        what: [
            e.at for e in trace.entries if e.what == what and trace.mineral in e.rows and e.at <= spell.end
        ]
        for what in ("reserve declared", "reserve opened", "reserve closed")
    }
    closed = max((at for at in told["reserve closed"] if at <= spell.onset), default=-1.0)
    opened = min((at for at in told["reserve opened"] if at > closed), default=None)
    given = float(trace.released[spell.onset : spell.end].sum())
    empty = np.flatnonzero(trace.reserve_stock[spell.first : spell.end] <= 1e-9) + spell.first
    held = float(trace.reserve_stock[spell.onset])
    gave = np.flatnonzero(trace.released[spell.onset : spell.end] > 0.0) + spell.onset
    return {
        "reserve_declared_day": min((at for at in told["reserve declared"] if at > closed), default=None),
        "reserve_opened_day": opened,
        "reserve_first_day": int(gave[0]) if len(gave) else None,
        "reserve_stock_t": held,
        "reserve_released_t": given,
        "reserve_empty_day": int(empty[0]) if given > 0.0 and len(empty) else None,
        "stockpile_released_t": float(trace.stockpile_released[spell.onset : spell.end].sum()),
    }


def _ended(run: Replay, spell: Spell) -> Row:
    """Compare the last weeks of a spell with the first after it: more landed, less needed, reserves."""
    trace, us = run.trace, us_column(run)
    last = slice(max(spell.first, spell.end - AFTER_D), spell.end)
    after = slice(spell.end, min(spell.end + AFTER_D, trace.days))
    if after.stop <= after.start:
        return dict.fromkeys(("landed_more_t_per_d", "needed_less_t_per_d", "reserves_gave_t_per_d"))
    gave = trace.released + trace.stockpile_released
    return {
        "landed_more_t_per_d": float(trace.landed[after, us].mean() - trace.landed[last, us].mean()),
        "needed_less_t_per_d": float(trace.need[last, us].mean() - trace.need[after, us].mean()),
        "reserves_gave_t_per_d": float(gave[after].mean() - gave[last].mean()),
    }
