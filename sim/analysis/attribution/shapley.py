"""Shapley values and interactions of games given by numbers; a coalition is a bit mask of players.

Shapley (1953), *A value for n-person games*. Castro, Gomez & Tejada (2009), *Polynomial calculation of the
Shapley value based on sampling*, Computers & Operations Research 36; antithetic orders as in Mitchell,
Cooper, Frank & Holmes (2022), *Sampling permutations for Shapley value estimation*, JMLR 23. Grabisch &
Roubens (1999), *An axiomatic approach to the concept of interaction among players in cooperative games*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import factorial

import numpy as np
from numpy.typing import NDArray

from sim.futures.streams import uniforms

FloatArray = NDArray[np.float64]
Values = Mapping[int, FloatArray]
"""Value of each coalition; arrays of one shape, e.g. one number per future."""
Order = tuple[int, ...]


def grand(players: int) -> int:
    """Return the coalition of all players."""
    return (1 << players) - 1


def exact_values(values: Values, players: int) -> FloatArray:
    """Return the Shapley value of every player, shape ``(players, ...)``.

    Parameters
    ----------
    values : mapping of int to FloatArray
        Of all ``2 ** players`` coalitions.
    players : int
    """
    shares = np.zeros((players, *values[0].shape))
    for i in range(players):
        for others in _without(players, 1 << i):
            size = others.bit_count()
            weight = factorial(size) * factorial(players - size - 1) / factorial(players)
            shares[i] += weight * (values[others | 1 << i] - values[others])
    return shares


def interactions(values: Values, players: int) -> FloatArray:
    """Return the Shapley interaction index of every pair, shape ``(players, players, ...)``.

    Below zero two players are substitutes: together they add less than each alone; above zero complements.

    Parameters
    ----------
    values : mapping of int to FloatArray
        Of all ``2 ** players`` coalitions.
    players : int
    """
    found = np.zeros((players, players, *values[0].shape))
    for i in range(players):
        for j in range(i):
            first, second = 1 << i, 1 << j
            for others in _without(players, first | second):
                size = others.bit_count()
                weight = factorial(size) * factorial(players - size - 2) / factorial(players - 1)
                joint = values[others | first | second] - values[others | first]
                found[i, j] += weight * (joint - (values[others | second] - values[others]))
            found[j, i] = found[i, j]
    return found


def sampled_orders(players: int, number: int, seed: int) -> tuple[Order, ...]:
    """Return orders in which players join, in pairs of an order and its reverse.

    Parameters
    ----------
    players, number : int
        ``number`` is even.
    seed : int
        Of the study; orders have streams of their own.
    """
    orders: list[Order] = []
    for pair in range(number // 2):
        draws = uniforms(seed, pair, "attribution", "order", players)
        order = tuple(np.argsort(draws, kind="stable").tolist())
        orders += [order, order[::-1]]
    return tuple(orders)


def joining(order: Order) -> Iterator[int]:
    """Yield the coalitions that an order passes through, from nobody to all."""
    members = 0
    yield members
    for player in order:
        members |= 1 << player
        yield members


def sampled_values(values: Values, orders: Sequence[Order]) -> FloatArray:
    """Return what every player adds on joining, shape ``(orders, players, ...)``.

    The mean over orders estimates the Shapley value; within an order the shares sum to the value of all.

    Parameters
    ----------
    values : mapping of int to FloatArray
        Of all coalitions that the orders pass through.
    orders : sequence of tuple of int
    """
    added = np.empty((len(orders), len(orders[0]), *values[0].shape))
    for row, order in zip(added, orders, strict=True):
        passed = list(joining(order))
        for player, before, after in zip(order, passed, passed[1:], strict=False):
            row[player] = values[after] - values[before]
    return added


def order_error(added: FloatArray) -> FloatArray:
    """Return the standard error that the sample of orders leaves in the mean, shape ``(players, ...)``.

    Parameters
    ----------
    added : FloatArray, shape (orders, players, ...)
        In pairs of an order and its reverse, as `sampled_orders` makes them; at least two pairs.
    """
    pairs = (added[0::2] + added[1::2]) / 2
    return np.asarray(pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs)))


def _without(players: int, left_out: int) -> Iterator[int]:
    """Yield all coalitions without some players."""
    return (mask for mask in range(1 << players) if not mask & left_out)
