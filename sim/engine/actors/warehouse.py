"""Watches the reserve's stock from review to review: whose it is, and how much of it is usable."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.context import Context
from sim.policy.reserve.entitlement import Entitlements
from sim.policy.reserve.form import FormStock, conversion_days

FloatArray = NDArray[np.float64]


class Warehouse:
    """Accounts of members and the usable part of the stock."""

    def __init__(self, context: Context, usable_share: float) -> None:
        self._tables = context.tables
        sectors, n = context.world.sectors, len(context.tables.minerals)
        self._rows = slice(0, len(sectors.name))
        self._forms = FormStock(conversion_days(context.world), usable_share)
        self._landed, self._left = np.zeros(n), np.zeros(n)
        self._drawn = np.zeros(len(sectors.name))
        self._at = 0.0
        self.entitlements = Entitlements(sectors.mineral, sectors.member, sectors.share, n)
        self.drew = np.zeros(len(sectors.name), np.bool_)

    def open(self) -> None:
        """Take in what is on site on day 0; nothing of it needs to be usable before."""
        self._tables.minerals["usable_t"] = 0.0
        self.update(0.0, np.full(len(self._tables.minerals), -1.0), np.zeros(len(self._tables.minerals)))

    def update(self, at: float, open_d: FloatArray, capacity_t_per_d: FloatArray) -> None:
        """Bring accounts and forms up to date.

        Parameters
        ----------
        at : float
            Day.
        open_d : FloatArray, shape (n_minerals,)
            Days since the reserve opened, negative while it is closed.
        capacity_t_per_d : FloatArray, shape (n_minerals,)
            Idle capacity that may convert.
        """
        own, drawn = self._tables.minerals, self._tables.tallies["drawn_t"][self._rows].copy()
        stock = self._tables.customers["stock"][own["reserve"]]
        left = own["sold_t"] + own["lost_t"]
        landed = stock + own["released_t"] + own["lost_t"]
        # What landed since may have left again: it is credited first.
        self.entitlements.land(np.maximum(0.0, landed - self._landed))
        self.entitlements.draw(drawn - self._drawn)
        self.entitlements.lose(left - self._left)
        own["usable_t"] = self._forms.usable(
            own["usable_t"],
            stock,
            np.maximum(0.0, landed - self._landed),
            open_d,
            at - self._at,
            capacity_t_per_d,
        )
        self.drew = drawn > self._drawn
        self._landed, self._left, self._drawn, self._at = landed, left, drawn, at
