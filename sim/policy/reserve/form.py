"""Forms of the stock: what users take as it is, and what has to be converted first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.world.forms import forms_of
from sim.world.world import World

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


def conversion_days(world: World) -> FloatArray:
    """Return the days the slowest form that keeps needs before users can take it; 0 where all serve."""
    days = (
        (form.conversion_d for form in forms_of(mineral) if form.held and form.stage != "mine")
        for mineral in world.minerals
    )
    return np.array([max(found, default=0.0) for found in days])


class FormStock:
    """How much of the stock is usable; the rest waits for a plant that may sell to the United States.

    Conversion starts when the reserve opens, takes its days and then goes on at the idle capacity of the
    mineral's last stage outside the banning countries.

    Parameters
    ----------
    conversion_d : FloatArray, shape (n_minerals,)
        Days; 0 where every form serves.
    usable_share : float
        Share of what lands that needs no conversion.
    """

    def __init__(self, conversion_d: FloatArray, usable_share: float) -> None:
        self._days = conversion_d
        self._share = np.where(conversion_d > 0, usable_share, 1.0)

    def usable(
        self,
        usable_t: FloatArray,
        stock_t: FloatArray,
        landed_t: FloatArray,
        open_d: FloatArray,
        since_d: float,
        capacity_t_per_d: FloatArray,
    ) -> FloatArray:
        """Return the usable tonnes of today, shape ``(n_minerals,)``.

        Parameters
        ----------
        usable_t : FloatArray
            What is left of the usable tonnes of the last review.
        stock_t, landed_t : FloatArray
            On site, and arrived since the last review.
        open_d : FloatArray
            Days since the reserve opened; negative while it is closed.
        since_d : float
            Days since the last review.
        capacity_t_per_d : FloatArray
            Idle capacity that may convert.
        """
        fresh = np.minimum(stock_t, usable_t + self._share * landed_t)
        running_d = np.clip(open_d - self._days, 0.0, since_d)
        converted = np.minimum(stock_t - fresh, running_d * capacity_t_per_d)
        return np.where(self._share < 1.0, fresh + converted, np.inf)
