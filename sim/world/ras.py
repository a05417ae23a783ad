"""Biproportional fitting of a matrix to given margins."""

from __future__ import annotations

import numpy as np

from sim.world.arrays import FloatArray

TOLERANCE = 1e-13
ROUNDS = 20_000


def fit(prior: FloatArray, rows: FloatArray, columns: FloatArray) -> FloatArray:
    """Scale a positive matrix by rows and columns until both margins close (RAS, IPF).

    Parameters
    ----------
    prior : FloatArray, shape (n, m)
        Every cell positive, in any unit.
    rows : FloatArray, shape (n,)
        Row sums wanted, positive.
    columns : FloatArray, shape (m,)
        Column sums wanted, positive, with the same total as ``rows``.

    Returns
    -------
    FloatArray, shape (n, m)
        Columns close exactly up to rounding, rows to 1e-13 relative.

    Raises
    ------
    ValueError
        If a cell or margin is not positive, the totals differ, or the fit does not converge.

    Notes
    -----
    Deming and Stephan (1940); with positive cells the iteration converges to the matrix of least
    relative entropy from the prior.
    """
    if not (prior > 0).all() or not (rows > 0).all() or not (columns > 0).all():
        raise ValueError("fit needs positive cells and margins")
    if abs(rows.sum() - columns.sum()) > 1e-9 * columns.sum():
        raise ValueError(f"margins differ: rows {rows.sum()}, columns {columns.sum()}")
    target = rows * (columns.sum() / rows.sum())
    cells = prior / prior.sum()
    for _ in range(ROUNDS):
        cells = cells * (target / cells.sum(axis=1))[:, None]
        cells = cells * (columns / cells.sum(axis=0))
        if np.abs(cells.sum(axis=1) / target - 1.0).max() < TOLERANCE:
            return np.asarray(cells)
    raise ValueError("biproportional fit did not converge")


def fill(amount: float, weights: FloatArray, room: FloatArray) -> tuple[FloatArray, float]:
    """Share an amount by weight among places with limited room, refilling what does not fit.

    Parameters
    ----------
    amount : float
    weights, room : FloatArray, shape (n,)
        Both at least 0; a place without weight gets nothing.

    Returns
    -------
    FloatArray, shape (n,)
        What each place takes, at most its room.
    float
        What found no place.
    """
    taken = np.zeros_like(room)
    left = amount
    for _ in range(len(room)):
        open_ = (weights > 0) & (taken < room)
        if left <= 0.0 or not open_.any():
            break
        share = np.where(open_, weights, 0.0)
        more = np.minimum(left * (share / share.sum()), room - taken)
        taken = taken + more
        left = max(0.0, amount - float(taken.sum()))
        if left <= 1e-15 * amount:
            left = 0.0
    return taken, left
