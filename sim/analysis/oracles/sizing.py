"""S10 row 1 and S17: the stocks that sizing rules call best."""

from __future__ import annotations

from functools import partial

import numpy as np

from sim.analysis.oracles.bench import Bench
from sim.analysis.oracles.case import Case, Measured
from sim.analysis.oracles.inventory import BACKORDER, DEMAND, FAILS, HOLDING, RETURNS
from sim.futures.laws import Empirical
from sim.policy.reserve.sizing.marginal import best_mix
from sim.policy.reserve.sizing.newsvendor import critical_days

PRICE = np.array([500.0, 60.0, 30.0, 1500.0])
US_DEMAND = np.array([800.0, 20_000.0, 15_000.0, 50.0])
LOSS = np.array([20_000.0, 400.0, 40.0, 30_000.0])
BANS = np.array([0.10, 0.20, 0.05, 0.10])
MEAN_D = np.array([180.0, 90.0, 120.0, 240.0])
BUDGET_USD = 1e8
POINTS = 100_000


def _base_stock(bench: Bench, runs: int, seed: int) -> Measured:
    """Return S* = d + d F^-1(p / (p + h)), F the law of the periods that a stop has lasted.

    A period is up with probability b / (a + b), else the n-th of a stop with a b (1 - b)^(n - 1) / (a + b).
    """
    u = (np.arange(POINTS) + 0.5) / POINTS
    stopped = FAILS / (FAILS + RETURNS)
    since = np.ceil(np.log(np.maximum(1.0 - u, 1e-300) / stopped) / np.log(1.0 - RETURNS))
    law = Empirical(values=tuple(np.maximum(0.0, since)))
    days = critical_days(law, np.array([HOLDING]), np.array([BACKORDER + HOLDING]))
    return Measured(float(DEMAND + DEMAND * days[0]))


def _mix(row: int, bench: Bench, runs: int, seed: int) -> Measured:
    stock, theta = best_mix(BANS * LOSS, MEAN_D, US_DEMAND, PRICE, BUDGET_USD)
    without = BANS * LOSS * US_DEMAND * MEAN_D
    loss = float(np.sum(without * np.exp(-stock / US_DEMAND / MEAN_D)))
    answers = [*(stock / US_DEMAND), theta, loss, float(np.sum(without))]
    return Measured(float(answers[row - 1]))


CASES = (
    Case("S10", 1, "policy", _base_stock),
    *(Case("S17", row, "policy", partial(_mix, row)) for row in range(1, 8)),
)
