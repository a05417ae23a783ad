"""S05, S13, S18, S19, S20: bans against a stock, against a backup, and on top of one another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import numpy as np

from sim.analysis.oracles.bench import Bench, Row, Setting, exponential, full_ban, renewal, stock
from sim.analysis.oracles.case import Case, FloatArray, Measured, Statistic, sampled
from sim.analysis.oracles.renewals import LONG, deviation, of
from sim.futures.future import Future
from sim.futures.laws import Exponential
from sim.study.stats.rare import length_log_ratio
from sim.study.stats.tails import tail

BAN_MEAN = Exponential(mean=120.0)
START_D, BACKUP_D = 100.0, 180.0
HORIZON = 2000
"""One ban in 8 million lasts beyond it."""
ONE_BAN = {"ban": full_ban(start=START_D, duration=exponential(120.0))}
BANS = {"ban": full_ban(up=exponential(600.0), down=exponential(120.0))}
# The backup comes on day 180 of the ban: until then it is out.
BACKUP = {
    "lag": renewal("ZAF", 1.0, 1.0)
    | {"up": None, "down": None, "start": 0.0, "duration": {"kind": "fixed", "value": START_D + BACKUP_D}}
}
# Mean 150 days; any law gives the same answers, so one far from the exponential.
SIGMA = np.sqrt(2.0 * np.log(1.5))
OVERLAPPING = {
    "ban": full_ban(
        rate_per_year=365.0 / 400.0,
        duration={
            "kind": "lognormal",
            "median": 100.0,
            "p90": float(100.0 * np.exp(1.2815515655446 * SIGMA)),
        },
    )
}
THINNED = {"ban": full_ban(rate_per_year=365.0 / 600.0, duration=exponential(120.0))}

STOCK_60 = Setting("s05", ONE_BAN, HORIZON, stock(60.0, 0.0))
STOCK_90 = Setting("s05", ONE_BAN, HORIZON, stock(90.0, 0.0))
REFILLED = Setting("s05", BANS, LONG, stock(60.0, 1000.0))
BACKUP_ALL = Setting("s13_all", ONE_BAN | BACKUP, HORIZON, stock(60.0, 0.0))
BACKUP_PART = Setting("s13_part", ONE_BAN | BACKUP, HORIZON, stock(60.0, 0.0))
NO_STOCK = Setting("s05", OVERLAPPING, LONG)
TEN_YEARS = Setting("s05", THINNED, 3650)


def _days(row: Row) -> float:
    return float(row["equivalent_days"])


def _pairs(statistic: Statistic, bench: Bench, runs: int, seed: int) -> Measured:
    """Return a statistic of shortage with 60 and with 90 days of stock, under the same bans."""
    lived = [bench.lives(setting, runs, seed) for setting in (STOCK_60, STOCK_90)]
    return sampled(np.array([[_days(row) for row in rows] for rows in lived]).T, statistic)


def _independent(y: FloatArray) -> float:
    return float(y.var(axis=0, ddof=1).sum())


def _together(y: FloatArray) -> float:
    return float((y[:, 0] - y[:, 1]).var(ddof=1))


def _rare(beyond_d: float, bench: Bench, runs: int, seed: int) -> Measured:
    """Return the share of bans longer than some days, from bans drawn as much longer and weighted back."""
    factor = beyond_d / BAN_MEAN.mean()
    days = np.random.default_rng(seed).exponential(beyond_d, runs)
    weights = np.exp(length_log_ratio(days, BAN_MEAN, factor))
    return sampled(np.where(days > beyond_d, weights, 0.0))


def _drawn(
    setting: Setting, number: Callable[[Future], float], bench: Bench, runs: int, seed: int
) -> Measured:
    """Return the mean of one number per future; nothing is lived."""
    sampler = bench.sampler(setting)
    return sampled(np.array([number(sampler.draw(seed, i)) for i in range(runs)]))


def _spells(bench: Bench, runs: int, seed: int) -> Measured:
    """Return the mean spell: one of length L touches L + 1 days on average, as days begin anywhere in it."""
    rows = bench.lives(NO_STOCK, runs, seed)
    both = np.array([(_days(row), row["shortfall_days"] - _days(row)) for row in rows])
    return sampled(both, lambda pair: float(pair[:, 0].sum() / pair[:, 1].sum()))


def _in_force(future: Future, least: int) -> float:
    """Return the share of time in which at least so many bans are in force."""
    ends = [(event.start_d, 1) for event in future.events]
    ends += [(min(event.start_d + event.duration_d, future.horizon_d), -1) for event in future.events]
    count, days = 0, 0.0
    for (at, change), (then, _) in pairwise(sorted(ends)):
        count += change
        days += (then - at) * (count >= least)
    return days / future.horizon_d


def _mean_in_force(future: Future) -> float:
    days = [min(e.start_d + e.duration_d, future.horizon_d) - e.start_d for e in future.events]
    return sum(days) / future.horizon_d


def _outlasting(future: Future) -> float:
    return float(sum(event.duration_d > 60.0 for event in future.events))


def _tail(part: str, y: FloatArray) -> float:
    found = getattr(tail(y, 0.95), part).mean
    return float(found)


CASES = (
    Case("S05", 1, "engine", of(STOCK_60, lambda row: float(row["unmet_t"] > 0)), 1600, 25_000),
    Case("S05", 2, "engine", of(STOCK_60, _days), 1600, 25_000),
    Case("S05", 3, "engine", of(REFILLED, lambda row: _days(row) / LONG), 40, 1600),
    Case("S05", 4, "engine", of(STOCK_60, _days, deviation), 1600, 25_000, 0.02),
    Case("S05", 5, "engine", of(STOCK_60, lambda row: row["shortfall_days"]), 1600, 25_000),
    Case("S13", 1, "engine", of(BACKUP_ALL, _days), 600, 25_000),
    Case("S13", 2, "engine", of(BACKUP_PART, _days), 600, 25_000),
    Case("S18", 1, "engine", partial(_pairs, lambda y: float((y[:, 0] - y[:, 1]).mean())), 1600, 25_000),
    Case("S18", 2, "engine", partial(_pairs, lambda y: float(np.corrcoef(y.T)[0, 1])), 1600, 25_000),
    Case("S18", 3, "engine", partial(_pairs, _together), 1600, 25_000),
    Case("S18", 4, "engine", partial(_pairs, _independent), 1600, 25_000, 0.03),
    Case("S18", 5, "engine", partial(_pairs, lambda y: _independent(y) / _together(y)), 1600, 25_000, 0.03),
    Case("S19", 1, "engine", of(STOCK_60, _days, partial(_tail, "quantile")), 1600, 25_000, 0.02),
    Case("S19", 2, "engine", of(STOCK_60, _days, partial(_tail, "cvar")), 1600, 25_000, 0.02),
    Case("S19", 3, "statistics", partial(_rare, 1060.0), 20_000, 200_000, 0.05),
    Case("S19", 4, "statistics", partial(_rare, 1825.0), 20_000, 200_000, 0.05),
    Case("S20", 1, "engine", of(NO_STOCK, lambda row: _days(row) / LONG), 40, 800),
    Case("S20", 2, "engine", _spells, 40, 800),
    Case("S20", 3, "futures", partial(_drawn, NO_STOCK, _mean_in_force), 40, 800),
    Case("S20", 4, "futures", partial(_drawn, NO_STOCK, partial(_in_force, least=2)), 40, 1600),
    Case("S21", 1, "futures", partial(_drawn, TEN_YEARS, lambda f: float(_outlasting(f) > 0)), 800, 20_000),
    Case("S21", 2, "futures", partial(_drawn, TEN_YEARS, _outlasting), 800, 20_000),
)
