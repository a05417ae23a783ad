"""The best mix of stocks under a budget, from curves of what each mineral loses.

Between measured stocks a loss is at most the straight line between them, so a mix may use any point of the
lower convex hull; buying along the hulls in the order of benefit per dollar is then exact (a fractional
knapsack). Where a curve is not convex the hull promises what a plan between two points may not keep:
`sim.analysis.sizing.curves.values_at` says what was measured.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def greedy(
    stock_t: FloatArray, loss_usd: FloatArray, price: FloatArray, budget_usd: float
) -> tuple[FloatArray, float]:
    """Return the tonnes that leave the least loss, and what the last dollar saves.

    Parameters
    ----------
    stock_t, loss_usd : FloatArray
        Stocks rising from 0 and the loss that each leaves, shape ``(n_minerals, n_points)``.
    price : FloatArray
        USD/t, shape ``(n_minerals,)``.
    budget_usd : float

    Returns
    -------
    tuple of FloatArray and float
        Tonnes, shape ``(n_minerals,)``; money that saves nothing is not spent, and the last dollar then
        saves 0.
    """
    steps = []
    for mineral in range(len(price)):
        if stock_t[mineral, -1] == 0.0 or price[mineral] == 0.0:
            continue
        spending = stock_t[mineral] * price[mineral]
        corners = lower_hull(spending, loss_usd[mineral])
        for a, b in zip(corners, corners[1:], strict=False):
            usd = float(spending[b] - spending[a])
            slope = float(loss_usd[mineral, a] - loss_usd[mineral, b]) / usd
            if slope > 0.0:
                steps.append((-slope, mineral, usd))
    tonnes, left, last = np.zeros(len(price)), budget_usd, 0.0
    for slope, mineral, usd in sorted(steps):
        spent = min(usd, left)
        tonnes[mineral] += spent / price[mineral]
        left -= spent
        if left <= 0.0:
            last = -slope
            break
    return tonnes, last


def lower_hull(x: FloatArray, y: FloatArray) -> list[int]:
    """Return the corners of the lower convex hull of points whose x rises (Andrew 1979)."""
    corners: list[int] = []
    for c in range(len(x)):
        while len(corners) > 1:
            a, b = corners[-2:]
            # b stays only below the line from a to c
            if (y[b] - y[a]) * (x[c] - x[a]) < (y[c] - y[a]) * (x[b] - x[a]):
                break
            corners.pop()
        corners.append(c)
    return corners


def minimax_regret(
    stock_t: FloatArray, losses_usd: Sequence[FloatArray], price: FloatArray, budget_usd: float
) -> tuple[FloatArray, float]:
    """Return the tonnes whose largest regret over some scenarios is least, and that regret (sizing rule Z8).

    Regret in a scenario is the loss less that of the mix which is best there under the same budget. A mix
    puts weights on the measured stocks of each mineral: a linear programme.

    Parameters
    ----------
    stock_t : FloatArray
        Stocks rising from 0, shape ``(n_minerals, n_points)``.
    losses_usd : sequence of FloatArray
        Loss at these stocks in every scenario, each of shape ``(n_minerals, n_points)``.
    price : FloatArray
        USD/t, shape ``(n_minerals,)``.
    budget_usd : float
    """
    best = [least(stock_t, loss, price, budget_usd) for loss in losses_usd]
    weights, regret = least_worst(stock_t, losses_usd, best, price, budget_usd)
    return (weights * stock_t).sum(axis=1), regret


def least_worst(
    stock_t: FloatArray,
    losses_usd: Sequence[FloatArray],
    offsets_usd: Sequence[float],
    price: FloatArray,
    budget_usd: float,
) -> tuple[FloatArray, float]:
    """Return the weights on measured stocks whose largest loss less offset is least, and that number.

    Raises
    ------
    RuntimeError
        If the solver fails.
    """
    from scipy.optimize import linprog

    n, k = stock_t.shape
    scale = max(1.0, float(np.max(np.abs(losses_usd))))
    rows = [np.append(loss.ravel() / scale, -1.0) for loss in losses_usd]
    unit = max(budget_usd, 1.0)
    money = (stock_t * price[:, None]).ravel() / unit
    upper = np.vstack([*rows, np.append(money, 0.0)])
    limits = np.append(np.array(offsets_usd) / scale, budget_usd / unit)
    sums = np.hstack([np.kron(np.eye(n), np.ones(k)), np.zeros((n, 1))])
    goal = np.append(np.zeros(n * k), 1.0)
    bounds = [(0.0, None)] * (n * k) + [(None, None)]
    found = linprog(goal, upper, limits, sums, np.ones(n), bounds, method="highs")
    if not found.success:
        raise RuntimeError(f"linear programme: {found.message}")
    return found.x[:-1].reshape(n, k), float(found.fun) * scale


def least(stock_t: FloatArray, loss_usd: FloatArray, price: FloatArray, budget_usd: float) -> float:
    """Return the least loss on the hulls."""
    return least_worst(stock_t, [loss_usd], [0.0], price, budget_usd)[1]
