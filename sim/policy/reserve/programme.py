"""Stochastic dynamic programmes of one stock against a market that changes its state.

Teisberg (1981), *A dynamic programming model of the U.S. strategic petroleum reserve*, Bell Journal of
Economics 12. Puterman (1994), *Markov Decision Processes*, section 6.4: policy iteration.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
MOST_ROUNDS = 1000


@dataclass(frozen=True)
class Plan:
    """What a state is worth and where to go from it, both of shape ``(n_levels, n_markets)``."""

    value: FloatArray
    choice: IntArray


@dataclass(frozen=True)
class Programme:
    """V(s, i) = min over t of cost(s, t, i) + discount sum_j transition(i, j) V(t, j).

    Attributes
    ----------
    cost : FloatArray, shape (n_levels, n_levels, n_markets)
        Of a period that begins at level s in market i and ends at level t; infinite where t is out of reach.
    transition : FloatArray, shape (n_markets, n_markets)
        Chances from the market of one period to that of the next.
    discount : float
        Worth today of a dollar next period.
    """

    cost: FloatArray
    transition: FloatArray
    discount: float

    def solve(self) -> Plan:
        """Return the best plan for ever, by policy iteration; exact up to rounding.

        Raises
        ------
        RuntimeError
            If the plan does not settle.
        """
        choice = np.argmin(self.cost, axis=1)
        for _ in range(MOST_ROUNDS):
            value = self.worth(choice)
            better, least = self._improved(value)
            # a tie is no reason to change: rounding would make the plan go round in circles
            own = self._of(self._totals(value), choice)
            better = np.where(least < own - 1e-12 * np.maximum(1.0, np.abs(own)), better, choice)
            if np.array_equal(better, choice):
                return Plan(value, choice)
            choice = better
        raise RuntimeError("the dynamic programme did not settle")

    def worth(self, choice: IntArray) -> FloatArray:
        """Return the expected discounted cost of a plan that is followed for ever."""
        levels, markets = choice.shape
        states = levels * markets
        paid = self._of(self.cost, choice).ravel()
        value = np.linalg.solve(np.eye(states) - self.discount * self._moves(choice), paid)
        return np.asarray(value.reshape(levels, markets))

    def backward(self, last: FloatArray, periods: int, choice: IntArray | None = None) -> FloatArray:
        """Return the value of so many periods with a given value after the last, of a plan or of the best.

        Parameters
        ----------
        last : FloatArray, shape (n_levels, n_markets)
        periods : int
        choice : IntArray, optional
            The plan to follow; None takes the best one period by period.
        """
        value = last
        for _ in range(periods):
            totals = self._totals(value)
            value = totals.min(axis=1) if choice is None else self._of(totals, choice)
        return value

    def stationary(self, choice: IntArray) -> FloatArray:
        """Return the long-run share of periods that begin in every state, from an empty stock in market 0."""
        moves = self._moves(choice)
        states = len(moves)
        # the balance equations, with the sum of all shares in place of one that follows from the others
        system = np.vstack([(moves.T - np.eye(states))[:-1], np.ones(states)])
        shares = np.linalg.lstsq(system, np.append(np.zeros(states - 1), 1.0), rcond=None)[0]
        return np.asarray(shares.reshape(choice.shape))

    def _totals(self, value: FloatArray) -> FloatArray:
        """Return the cost of every move with all that follows, as ``cost``."""
        return np.asarray(self.cost + self.discount * (value @ self.transition.T)[None, :, :])

    def _improved(self, value: FloatArray) -> tuple[IntArray, FloatArray]:
        totals = self._totals(value)
        return np.argmin(totals, axis=1), totals.min(axis=1)

    @staticmethod
    def _of(totals: FloatArray, choice: IntArray) -> FloatArray:
        return np.take_along_axis(totals, choice[:, None, :], axis=1)[:, 0, :]

    def _moves(self, choice: IntArray) -> FloatArray:
        """Return the chances from state to state under a plan, shape ``(n_states, n_states)``."""
        levels, markets = choice.shape
        moves = np.zeros((levels, markets, levels, markets))
        for market in range(markets):
            moves[np.arange(levels), market, choice[:, market], :] = self.transition[market]
        return moves.reshape(levels * markets, levels * markets)
