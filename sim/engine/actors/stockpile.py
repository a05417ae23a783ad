"""The National Defense Stockpile: a stock of its own that serves defence only."""

from __future__ import annotations

import numpy as np

from sim.data.parameters import parameters
from sim.engine.actors.context import Context
from sim.engine.calendar import REVIEW, Process

REVIEW_D = 7.0
QUIET_D = 30.0
DEFENCE_TIER = 1


def defense_stockpile(context: Context) -> Process:
    """Open the stockpile of a mineral some time after defence goes short; close it when that is over."""
    calendar, controls, tables = context.calendar, context.controls, context.tables
    lead = parameters().mode("stockpile_release_lead_d")
    n = len(tables.minerals)
    opens, needed, released = np.full(n, np.inf), np.full(n, -np.inf), np.zeros(n)
    at = 0.0
    while (at := at + REVIEW_D) < calendar.horizon_d:
        yield calendar.wait(at, REVIEW)
        calendar.sync(at)
        short = _defence_gap(context) + tables.minerals["stockpile_released_t"] - released > 0.0
        released = tables.minerals["stockpile_released_t"].copy()
        if not short.any() and not np.isfinite(opens).any():
            continue
        needed[short] = at
        opens = np.where(short, np.minimum(opens, at + lead), opens)
        opens[at - needed >= QUIET_D] = np.inf
        cap = np.where(at >= opens, np.inf, 0.0)
        changed = np.flatnonzero(cap != controls.now("stockpile_cap"))
        if len(changed):
            controls.put("stockpile_cap", changed, cap[changed])
            context.note(at, "stockpile", changed, cap[changed] > 0.0)


def _defence_gap(context: Context) -> np.ndarray:
    """Tonnes that defence missed on the last day, per mineral."""
    sectors, tallies = context.world.sectors, context.tables.tallies
    gap = np.where(sectors.tier == DEFENCE_TIER, tallies["gap"][: len(sectors.name)], 0.0)
    return np.bincount(sectors.mineral, gap, len(context.tables.minerals))
