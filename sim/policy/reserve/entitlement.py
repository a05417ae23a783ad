"""Whose metal it is: accounts of the members in the reserve's stock."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


class Entitlements:
    """Accounts in tonnes that always add up to the stock on site of every mineral with members.

    Metal that lands first replaces what members have drawn, then goes to all of them by their demand; what
    others draw or the store loses is borne pro rata to the accounts.

    Parameters
    ----------
    mineral : IntArray, shape (n_holders,)
    member : BoolArray, shape (n_holders,)
    share : FloatArray, shape (n_holders,)
        Share of US demand.
    n : int
        Number of minerals.
    """

    def __init__(self, mineral: IntArray, member: BoolArray, share: FloatArray, n: int) -> None:
        self._mineral, self._member, self._n = mineral, member, n
        mine = np.where(member, share, 0.0)
        self._share = self._part(mine)
        self.account_t = np.zeros(len(mineral))
        self.owed_t = np.zeros(len(mineral))

    def land(self, tonnes: FloatArray) -> None:
        """Credit what has arrived, shape ``(n_minerals,)``."""
        owed = np.bincount(self._mineral, self.owed_t, self._n)
        repaid = np.minimum(tonnes, owed)
        to_owners = self._part(self.owed_t) * repaid[self._mineral]
        self.owed_t = np.maximum(0.0, self.owed_t - to_owners)
        self.account_t += to_owners + self._share * (tonnes - repaid)[self._mineral]

    def draw(self, tonnes: FloatArray) -> None:
        """Charge what holders have taken, shape ``(n_holders,)``; what is not their own all members bear."""
        mine = np.minimum(tonnes, self.account_t)
        self.account_t = self.account_t - mine
        self.owed_t += np.where(self._member, tonnes, 0.0)
        self.lose(np.bincount(self._mineral, tonnes - mine, self._n).astype(np.float64))

    def lose(self, tonnes: FloatArray) -> None:
        """Charge what has left the stock otherwise to all accounts alike, shape ``(n_minerals,)``."""
        charged = self._part(self.account_t) * tonnes[self._mineral]
        self.account_t = np.maximum(0.0, self.account_t - charged)

    def _part(self, values: FloatArray) -> FloatArray:
        total = np.bincount(self._mineral, values, self._n)[self._mineral]
        return np.divide(values, total, out=np.zeros_like(values), where=total > 0)
