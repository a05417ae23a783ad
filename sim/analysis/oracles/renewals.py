"""S04, S06, S07, S22: suppliers that fail and return, with and without a stock behind them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.analysis.oracles.bench import Bench, Row, Setting, renewal, stock
from sim.analysis.oracles.case import Case, FloatArray, Measure, Measured, Statistic, sampled

YEAR = 365.0
LONG, VERY_LONG = 50_000, 100_000
REFILL = 0.25
"""x demand; the stock of S06."""
STOCK_D = 60.0

SUPPLIER = {"supplier": renewal("CHN", 700.0, 100.0)}
ON_OFF = {"supplier": renewal("CHN", 600.0, 120.0)}
# Availabilities 0.90, 0.95 and 0.98; the laws do not matter.
THREE = {
    "first": renewal("CHN", 5_400.0, 600.0),
    "second": renewal("ZAF", 11_400.0, 600.0),
    "third": renewal("CHL", 29_400.0, 600.0),
}

LONG_RUN = Setting("s04", SUPPLIER, LONG)
FIVE_YEARS = Setting("s04", SUPPLIER, 1825)
FINITE_REFILL = Setting("s06", ON_OFF, LONG, stock(STOCK_D, REFILL))
SEVERAL = Setting("s07", THREE, VERY_LONG)
ONE_SHOT = Setting("s22", SUPPLIER, 1825, stock(60.0, 0.0))
ONE_SHOT_LARGE = Setting("s22", SUPPLIER, 1825, stock(180.0, 0.0))


def of(setting: Setting, number: Callable[[Row], float], statistic: Statistic = np.mean) -> Measure:
    """Return the measure of a statistic of one number per future."""

    def measure(bench: Bench, runs: int, seed: int) -> Measured:
        return sampled(np.array([number(row) for row in bench.lives(setting, runs, seed)]), statistic)

    return measure


def deviation(values: FloatArray) -> float:
    """Return the sample standard deviation."""
    return float(values.std(ddof=1))


def _share_full(row: Row) -> float:
    """Time full is what is left of filling and of being down."""
    filling = (row["bought_t"] - STOCK_D) / REFILL
    return float(1.0 - (filling + row["unmet_t"] + row["released_t"]) / LONG)


def _mean_stock(row: Row) -> float:
    """Carrying cost at 100 % a year of a price of 1,000 counts the days of stock."""
    return float(row["carrying_usd"] * YEAR / 1000.0 / LONG)


def _short(row: Row) -> float:
    return float(row["unmet_t"] > 1e-9)


def _days(row: Row) -> float:
    return float(row["equivalent_days"])


def _per_year(row: Row) -> float:
    return _days(row) * YEAR / LONG


CASES = (
    Case("S04", 1, "engine", of(LONG_RUN, lambda row: row["fill_rate"]), 40, 600),
    Case("S04", 2, "engine", of(LONG_RUN, _per_year), 40, 600),
    Case("S04", 3, "engine", of(FIVE_YEARS, _days), 1400, 140_000),
    Case("S04", 4, "engine", of(FIVE_YEARS, _days, deviation), 1400, 140_000),
    Case("S04", 5, "engine", of(FIVE_YEARS, lambda row: 1.0 - _short(row)), 1400, 140_000),
    Case("S06", 1, "engine", of(FINITE_REFILL, lambda row: _days(row) / LONG), 40, 1600),
    Case("S06", 2, "engine", of(FINITE_REFILL, _share_full), 40, 1600),
    Case("S06", 3, "engine", of(FINITE_REFILL, _mean_stock), 40, 1600),
    Case("S06", 4, "engine", of(FINITE_REFILL, _per_year), 40, 1600),
    Case("S07", 1, "engine", of(SEVERAL, lambda row: row["shortfall_days"] / VERY_LONG), 40, 800),
    Case("S07", 2, "engine", of(SEVERAL, lambda row: row["unmet_t"] / VERY_LONG), 40, 800),
    Case("S22", 1, "engine", of(ONE_SHOT, _short), 600, 16_000),
    Case("S22", 2, "engine", of(ONE_SHOT_LARGE, _short), 600, 32_000),
    Case("S22", 3, "engine", of(ONE_SHOT, _days), 600, 16_000),
    Case("S22", 4, "engine", of(ONE_SHOT_LARGE, _days), 600, 32_000),
)
