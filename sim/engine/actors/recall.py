"""Cargo stopped at the border: what has left the plant but not the country returns to the seller.

Only the days a consignment spends before it leaves can be told apart from what is already abroad: the load
side of port handling, half of ``port_customs_d``, and at most half of a short land or air leg. Cargo that
sails is past the border. This is the one place outside the kernel that moves tonnes: from cargo under way
back to finished stock, so that the books close.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.data.parameters import parameters
from sim.engine.actors.context import Context
from sim.engine.calendar import Process

IntArray = NDArray[np.int64]


class Recall:
    """Consignments of some links that have not left the country.

    Parameters
    ----------
    context : Context
    links : IntArray
        Ordinary trade links; what the reserve has paid for goes on.
    """

    def __init__(self, context: Context, links: IntArray) -> None:
        self._context = context
        self._links = links
        self._dwell_d = parameters().mode("port_customs_d") / 2.0
        # Per consignment: link, berth, absolute day of arrival there (not whole), day it leaves, tonnes.
        self._sent: list[tuple[int, int, float, float, float]] = []

    def note(self, start: float) -> Process:
        """Note what leaves the plants in the last days before the border closes."""
        calendar = self._context.calendar
        first = max(1, math.floor(start) - math.ceil(self._dwell_d) + 1)
        # The last day is noted when the border closes.
        for day in range(first, math.floor(start)):
            if day >= calendar.horizon_d:
                return
            yield calendar.wait(day)
            calendar.sync(day)
            self._note_day(day - 1)

    def _note_day(self, day: int) -> None:
        tables = self._context.tables
        for link in self._links.tolist():
            row = tables.links[link]
            if row["ship"] == 0.0:
                continue
            for route in tables.routes[row["route0"] : row["route1"]]:
                if route["share"] > 0.0:
                    days = float(route["days"] + row["delay"])
                    leaves = day + min(self._dwell_d, days / 2.0)
                    tonnes = float(route["share"] * row["ship"])
                    self._sent.append((link, int(route["berth"]), day + days, leaves, tonnes))

    def stop(self, severity: float, cause: str, at: float) -> float:
        """Return a share of the cargo that has not left the country to its sellers; say how many tonnes."""
        today = math.floor(at)
        if today > 0:
            self._note_day(today - 1)
        stopped = dict.fromkeys(self._links.tolist(), 0.0)
        for link, berth, arrives, leaves, tonnes in self._sent:
            if leaves > at:
                stopped[link] += self._take_back(link, berth, arrives, severity * tonnes, today)
        self._sent.clear()
        self._context.note(at, "cargo stopped", list(stopped), list(stopped.values()), cause)
        return sum(stopped.values())

    def _take_back(self, link: int, berth: int, arrives: float, tonnes: float, today: int) -> float:
        tables = self._context.tables
        row, ring = tables.links[link], tables.ring
        whole = math.floor(arrives)
        parts = ((whole, (1.0 - (arrives - whole)) * tonnes), (whole + 1, (arrives - whole) * tonnes))
        taken = 0.0
        for day, part in parts:
            # What stands in the slot of a day that has begun is there already.
            if day >= today:
                slot = day % ring.shape[1]
                part = min(part, float(ring[berth, slot]))
                ring[berth, slot] -= part
                taken += part
        customer = tables.customers[row["customer"]]
        customer["pipeline"] = max(0.0, customer["pipeline"] - taken)
        tables.facilities["finished"][row["supplier"]] += taken
        return taken
