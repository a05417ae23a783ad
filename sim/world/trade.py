"""Balanced base-year trade of one mineral."""

from __future__ import annotations

import numpy as np

from sim.world.arrays import FloatArray
from sim.world.countries import market_of
from sim.world.journal import Journal
from sim.world.lanes import lane
from sim.world.ras import fit
from sim.world.supply import ROW, Stage
from sim.world.world import MARKETS

FLOOR = 1e-6
"""Smallest cell of a prior relative to the even spread: every pair of places can trade."""


def market_flows(stage: Stage, demand: FloatArray, us: FloatArray, journal: Journal) -> FloatArray:
    """Flows from producers of the final stage to the six markets.

    Parameters
    ----------
    stage : Stage
        n producers, t/yr.
    demand : FloatArray, shape (6,)
        t/yr, order of ``MARKETS``.
    us : FloatArray, shape (n,)
        The US column, taken as given.
    journal : Journal

    Returns
    -------
    FloatArray, shape (n, 6)
        t/yr; both margins close.
    """
    left = stage.output - us
    prior = gravity(left, demand[1:], stage.country, MARKETS[1:], journal)
    return np.column_stack([us, fit(prior, left, demand[1:])])


def feed_flows(mine: Stage, refiners: tuple[str, ...], feed: FloatArray, journal: Journal) -> FloatArray:
    """Flows of mine product to refineries.

    Parameters
    ----------
    mine : Stage
        n mining countries.
    refiners : tuple of str
        m refining countries.
    feed : FloatArray, shape (m,)
        Feed they need, contained metal; mine output is scaled to its sum.
    journal : Journal

    Returns
    -------
    FloatArray, shape (n, m)
        In the unit of ``feed``.
    """
    output = mine.output * (feed.sum() / mine.total)
    return fit(gravity(output, feed, mine.country, refiners, journal), output, feed)


def gravity(
    output: FloatArray, demand: FloatArray, origins: tuple[str, ...], ends: tuple[str, ...], journal: Journal
) -> FloatArray:
    """Prior flows: size of both ends, days between them, preference for the own country."""
    decay = journal.parameter("trade_distance_decay")
    preference = journal.parameter("trade_domestic_preference")
    near = np.array([[lane(a, b, "sea").days ** -decay for b in ends] for a in origins])
    own = np.array([[preference if is_domestic(a, b) else 1.0 for b in ends] for a in origins])
    even = np.outer(output, demand)
    prior = even * near * own
    return np.asarray(prior / prior.sum() + FLOOR * even / even.sum())


def is_domestic(origin: str, end: str) -> bool:
    """Same country, or a member state and the EU market; the residual ROW is no country."""
    return end != ROW and (origin == end or market_of(origin) == end)
