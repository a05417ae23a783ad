"""S12: a reserve against a market that is normal or disrupted, as a dynamic programme."""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from sim.analysis.oracles.bench import Bench, FloatArray
from sim.analysis.oracles.case import Case, Measured
from sim.policy.reserve.programme import Plan, Programme

LEVELS = np.arange(0.0, 22.0, 3.0)
LOST = np.array([0.0, 11.0])
TRANSITION = np.array([[0.8, 0.2], [0.5, 0.5]])
NORMAL, DISRUPTED = 0, 1
BASE_PRICE = 34.526
VALUES = {2: (0, NORMAL), 3: (0, DISRUPTED), 4: (7, DISRUPTED)}
"""Level and market of the states whose value is told."""


def programme() -> Programme:
    """Return the model library's problem: no buying while disrupted."""
    fill = LEVELS[None, :, None] - LEVELS[:, None, None]
    price = (342.0 / (110.0 - LOST + 130.0 - fill)) ** 10
    surplus = -130.0 * (price - BASE_PRICE) + 342.0 * (price**0.9 - BASE_PRICE**0.9) / 0.9
    cost = 0.25 * surplus + price * fill + 0.32 * LEVELS[None, :, None]
    cost[:, :, DISRUPTED] = np.where(fill[:, :, 0] > 0.0, np.inf, cost[:, :, DISRUPTED])
    return Programme(cost, TRANSITION, 0.95)


@cache
def _plan() -> Plan:
    return programme().solve()


@cache
def _long_run() -> FloatArray:
    return programme().stationary(_plan().choice)


def _answer(row: int, bench: Bench, runs: int, seed: int) -> Measured:
    plan = _plan()
    if row == 1:
        return Measured(float(plan.value.mean()))
    if row in VALUES:
        return Measured(float(plan.value[VALUES[row]]))
    if row == 21:
        return Measured(float(_long_run().sum(axis=1) @ LEVELS))
    if row == 22:
        return Measured(float(_long_run()[:, DISRUPTED].sum()))
    market, level = divmod(row - 5, len(LEVELS))
    return Measured(float(LEVELS[plan.choice[level, market]]))


CASES = tuple(Case("S12", row, "policy", partial(_answer, row)) for row in range(1, 23))
