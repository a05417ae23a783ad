"""What members have drawn and must replace at the price they drew it at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


class BuyBack:
    """Tonnes and dollars owed per mineral; purchases pay them back before they fill the reserve.

    Parameters
    ----------
    n : int
        Number of minerals.
    """

    def __init__(self, n: int) -> None:
        self.owed_t = np.zeros(n)
        self._owed_usd = np.zeros(n)

    def draw(self, tonnes: FloatArray, cost_usd: FloatArray) -> None:
        """Note what members took and what it had cost, both of shape ``(n_minerals,)``."""
        self.owed_t = self.owed_t + tonnes
        self._owed_usd = self._owed_usd + cost_usd

    def replace(self, tonnes: FloatArray, cost_usd: FloatArray) -> float:
        """Note purchases and return what members add to them, dollars.

        They bear a price above that of their entry; a lower one stays with the reserve.
        """
        back = np.minimum(tonnes, self.owed_t)
        part_bought = np.divide(back, tonnes, out=np.zeros_like(back), where=tonnes > 0)
        part_owed = np.divide(back, self.owed_t, out=np.zeros_like(back), where=self.owed_t > 0)
        entry_usd = part_owed * self._owed_usd
        self.owed_t = self.owed_t - back
        self._owed_usd = self._owed_usd - entry_usd
        return float(np.sum(np.maximum(0.0, part_bought * cost_usd - entry_usd)))
