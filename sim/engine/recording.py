"""Step 10 of the kernel: what the day meant for the people who wanted metal."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.engine.allocation import ROUNDING
from sim.engine.tables import MARKET, SERIES_STEP_D, Row, Table

LOWEST_TIER = 3
AT_CAP = 0.999


@njit(cache=True, error_model="numpy")
def record_us(own: Row, customers: Table, tallies: Table, threshold: float, day: int, growth: float) -> bool:
    """Ration the US gap by tier, lowest priority first, and add the day up; say whether it is short."""
    us = customers[own.us]
    base = us.demand0 * growth * us.surge
    if us.gap < ROUNDING * base:
        us.gap = 0.0
    own.consumed_t += us.need - us.gap
    own.unmet_ratio = us.gap / base if base > 0.0 else 0.0
    own.peak_price = max(own.peak_price, us.price)
    if own.gamma > 0.0 and us.price >= AT_CAP * own.price_cap:
        own.price_cap_days += 1.0
    rest = us.gap
    for tier in range(LOWEST_TIER, 0, -1):
        share = 0.0
        for s in range(own.tally0, own.tally1):
            if tallies[s].tier == tier:
                share += tallies[s].share
        if share > 0.0:
            taken = min(rest, share * us.need)
            rest -= taken
            for s in range(own.tally0, own.tally1):
                sector = tallies[s]
                if sector.tier == tier:
                    part = sector.share
                    _add(sector, day, part * base, part * us.need, taken * part / share, threshold)
    return _add(tallies[own.tally_all], day, base, us.need, us.gap, threshold)


@njit(cache=True, error_model="numpy")
def _add(row: Row, day: int, base: float, demand: float, unmet: float, threshold: float) -> bool:
    """Add a day to one row; a stock that runs dry within the day does so by linear interpolation."""
    if base <= 0.0:
        return False
    depth = unmet / base
    row.unmet_t += unmet
    row.base_t += base
    row.equivalent_days += depth
    row.price_lost_days += (base - demand) / base
    if depth <= threshold:
        row.spell_d = 0.0
        return False
    row.shortfall_days += 1.0
    row.spell_d += 1.0
    row.longest_spell_d = max(row.longest_spell_d, row.spell_d)
    row.peak_depth = max(row.peak_depth, depth)
    row.first_day = min(row.first_day, day + 1.0 - unmet / demand)
    row.last_day = day + 1.0
    return True


@njit(cache=True, error_model="numpy")
def record_rest(own: Row, customers: Table) -> None:
    """Add what the other five markets consumed and missed."""
    for c in range(own.customer0, own.customer1):
        buyer = customers[c]
        if buyer.kind == MARKET and c != own.us:
            if buyer.gap < ROUNDING * buyer.demand0:
                buyer.gap = 0.0
            own.rest_unmet_t += buyer.gap
            own.consumed_t += buyer.need - buyer.gap


@njit(cache=True, error_model="numpy")
def record_week(minerals: Table, customers: Table, series: NDArray[np.float32], day: int) -> None:
    """Keep one day a week: US cover, price and unmet share, then the other markets' prices."""
    week = day // SERIES_STEP_D
    if day % SERIES_STEP_D != 0 or week >= len(series):
        return
    for m in range(len(minerals)):
        own = minerals[m]
        us = customers[own.us]
        series[week, m, 0] = us.stock / us.demand0 if us.demand0 > 0.0 else 0.0
        series[week, m, 1] = us.price
        series[week, m, 2] = own.unmet_ratio
        for other in range(1, own.reserve - own.us):
            series[week, m, 2 + other] = customers[own.us + other].price
