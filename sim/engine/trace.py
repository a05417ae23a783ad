"""What one mineral lived through, day by day, and what actors did; nothing is kept unless somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.engine.tables import Tables
from sim.world.world import RESERVE_LINK, World

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

Note = Callable[..., None]
"""``note(at, what, rows, values, cause="")``: an actor did something to some rows of a table."""


def silent(at: float, what: str, rows: ArrayLike, values: ArrayLike, cause: str = "") -> None:
    """Note nothing: the note of a run that nobody traces."""


@dataclass(frozen=True)
class Entry:
    """One note of an actor.

    Attributes
    ----------
    at : float
        Day.
    what : str
        A key of `SUBJECTS`.
    rows : tuple of int
        Rows of the table that ``SUBJECTS[what]`` names.
    values : tuple of float
        One per row; 0 says that it is over.
    cause : str
        Id of the event behind it, empty where an actor decided by itself.
    """

    at: float
    what: str
    rows: tuple[int, ...]
    values: tuple[float, ...]
    cause: str


SUBJECTS = {
    "control": "links",  # share of base flow forbidden
    "tax": "links",  # share by which a landed price rises
    "leak": "links",  # share of what a control stops that may get around it
    "rush": "links",  # t/day that buyers try to ship early
    "cargo stopped": "links",  # tonnes returned to the seller
    "queue": "links",  # days of waiting at a chokepoint or port, which is the cause
    "longer way": "links",  # days under way of what sails now; its day-0 value says that it is over
    "delay": "links",  # days added
    "outage": "facilities",  # share of capacity that stands still
    "capacity": "facilities",  # share of day-0 capacity added
    "idle": "facilities",  # share of plants closed below cost
    "flood": "facilities",  # share taken off the ask
    "project": "facilities",  # share of a project's capacity reached
    "precaution": "customers",  # share by which a market raises its target stock
    "demand": "customers",  # share of baseline demand added
    "state purchase": "customers",  # t/day
    "stock sold": "customers",  # t/day
    "licensed": "minerals",  # share of the flow with a licence
    "waiting for licences": "minerals",  # tonnes
    "licence backlog": "minerals",  # tonnes served first once the regime ends
    "quota opened": "minerals",  # tonnes that may leave in the quota year
    "quota used up": "minerals",  # tonnes that left in it
    "ban kept (cover)": "minerals",  # days of visible stock a review saw
    "ban ended (cover)": "minerals",
    "ban kept (wedge)": "minerals",  # price abroad over the price at home a review saw
    "ban ended (wedge)": "minerals",
    "reserve declared": "minerals",
    "reserve opened": "minerals",
    "reserve closed": "minerals",
    "stockpile": "minerals",  # 1: the National Defense Stockpile releases
}
"""What can be noted, and the table its rows stand in."""


@dataclass(frozen=True)
class Trace:
    """One mineral from the first to the last morning.

    Stocks and prices are those of mornings 0 to n; flows those of days 0 to n - 1. Tonnes, t/day, prices and
    asks over their baseline.

    Attributes
    ----------
    mineral : int
        Row of the mineral.
    customers, facilities, holders : IntArray
        Rows in the world's customers, facilities (hosts of the mineral come last) and sectors.
    pairs : tuple of (int, int)
        Facility and customer row of every column of ``shipped``.
    stock, pipeline, price : FloatArray, shape (n + 1, customers)
    need, order, landed, gap : FloatArray, shape (n, customers)
        Use wanted at the price paid, order, tonnes arrived, use that went without.
    output, availability, ask : FloatArray, shape (n, facilities)
    shipped : FloatArray, shape (n, pairs)
        Tonnes that left on the day, the reserve's left out.
    holder_stock : FloatArray, shape (n + 1, holders)
    holder_gap : FloatArray, shape (n, holders)
    unmet_share, scale : FloatArray, shape (n,)
        US gap over baseline demand; baseline demand over that of day 0.
    reserve_stock : FloatArray, shape (n + 1,)
    released, bought, stockpile_released : FloatArray, shape (n,)
    at_cap : FloatArray, shape (n,)
        1 on days at which the US price stands at its cap.
    entries : tuple of Entry
        In the order in which things happened; of all minerals.
    """

    mineral: int
    customers: IntArray
    facilities: IntArray
    holders: IntArray
    pairs: tuple[tuple[int, int], ...]
    stock: FloatArray
    pipeline: FloatArray
    price: FloatArray
    need: FloatArray
    order: FloatArray
    landed: FloatArray
    gap: FloatArray
    output: FloatArray
    availability: FloatArray
    ask: FloatArray
    shipped: FloatArray
    holder_stock: FloatArray
    holder_gap: FloatArray
    unmet_share: FloatArray
    scale: FloatArray
    reserve_stock: FloatArray
    released: FloatArray
    bought: FloatArray
    stockpile_released: FloatArray
    at_cap: FloatArray
    entries: tuple[Entry, ...]

    @property
    def days(self) -> int:
        """Days lived."""
        return len(self.unmet_share)


class Recorder:
    """Takes notes of actors, and the state of one mineral every morning (see `Engine.watch`).

    Parameters
    ----------
    world : World
    mineral : str
        Key.
    """

    CUSTOMER = ("stock", "pipeline", "price", "need", "stored", "order", "gap")
    FACILITY = ("output", "availability", "ask")
    MINERAL = (
        "unmet_ratio",
        "released_t",
        "bought_t",
        "stockpile_released_t",
        "price_cap_days",
        "yield_loss_t",
    )

    def __init__(self, world: World, mineral: str) -> None:
        self._world = world
        self._m = world.mineral_index(mineral)
        self._customers = np.flatnonzero(world.customers.mineral == self._m)
        own = np.flatnonzero(world.facilities.mineral == self._m)
        hosts = np.unique(world.facilities.host[own])
        self._facilities = np.concatenate([own, hosts[hosts >= 0]])
        self._holders = np.flatnonzero(world.sectors.mineral == self._m)
        self._links = np.flatnonzero(
            (world.facilities.mineral[world.links.supplier] == self._m) & (world.links.kind != RESERVE_LINK)
        )
        links = world.links
        keys = list(
            zip(links.supplier[self._links].tolist(), links.customer[self._links].tolist(), strict=True)
        )
        self._pairs = tuple(dict.fromkeys(keys))
        place = {key: i for i, key in enumerate(self._pairs)}
        self._pair_of_link = np.array([place[key] for key in keys], np.int64)
        self._kept: dict[str, list[NDArray[Any]]] = {}
        self._entries: list[Entry] = []

    def note(self, at: float, what: str, rows: ArrayLike, values: ArrayLike, cause: str = "") -> None:
        """Keep a note of an actor."""
        where = np.atleast_1d(np.asarray(rows, np.int64))
        if len(where):
            amounts = np.broadcast_to(np.asarray(values, np.float64), where.shape)
            self._entries.append(
                Entry(float(at), what, tuple(where.tolist()), tuple(amounts.tolist()), cause)
            )

    def look(self, day: int, tables: Tables) -> None:
        """Keep the state of one morning; flows in the tables are those of the day before."""
        keep = self._keep
        for name in self.CUSTOMER:
            keep(name, tables.customers[name][self._customers])
        for name in self.FACILITY:
            keep(name, tables.facilities[name][self._facilities])
        keep("holder_stock", tables.tallies["stock"][self._holders])
        keep("holder_gap", tables.tallies["gap"][self._holders])
        ship = tables.links["ship"][self._links]
        keep("shipped", np.bincount(self._pair_of_link, ship, len(self._pairs)))
        own = tables.minerals[self._m]
        for name in self.MINERAL:
            keep(name, np.array(own[name]))
        keep("base", np.array(tables.tallies["base_t"][int(own["tally_all"])]))
        keep("reserve", np.array(tables.customers["stock"][int(own["reserve"])]))

    def trace(self) -> Trace:
        """Return what was kept, once the last morning has been looked at."""
        kept = {name: np.array(values) for name, values in self._kept.items()}
        flow = {name: values[1:] for name, values in kept.items()}
        grown = {name: np.diff(kept[name]) for name in (*self.MINERAL[1:], "base")}
        us = self._us()
        demand = float(self._world.customers.demand[self._customers[us]])
        released, stockpile = grown["released_t"], grown["stockpile_released_t"]
        return Trace(
            mineral=self._m,
            customers=self._customers,
            facilities=self._facilities,
            holders=self._holders,
            pairs=self._pairs,
            stock=kept["stock"],
            pipeline=kept["pipeline"],
            price=kept["price"],
            need=flow["need"],
            order=flow["order"],
            landed=self._landed(kept["stock"], flow, released + stockpile),
            gap=flow["gap"],
            output=flow["output"],
            availability=flow["availability"],
            ask=flow["ask"],
            shipped=flow["shipped"],
            holder_stock=kept["holder_stock"],
            holder_gap=flow["holder_gap"],
            unmet_share=flow["unmet_ratio"],
            scale=grown["base"] / demand if demand > 0.0 else np.ones(len(released)),
            reserve_stock=kept["reserve"],
            released=released,
            bought=grown["bought_t"],
            stockpile_released=stockpile,
            at_cap=grown["price_cap_days"],
            entries=tuple(self._entries),
        )

    def _keep(self, name: str, values: NDArray[Any]) -> None:
        self._kept.setdefault(name, []).append(values.copy())

    def _us(self) -> int:
        us = self._world.market_customer(self._world.minerals[self._m], "USA")
        return int(np.flatnonzero(self._customers == us)[0])

    def _landed(self, stock: FloatArray, flow: dict[str, FloatArray], into_us: FloatArray) -> FloatArray:
        """Tonnes that arrived: what stock gained, was used or stored by states, less what reserves gave."""
        world = self._world
        used = np.maximum(0.0, flow["need"] - flow["gap"]) + flow["stored"]
        used[:, self._us()] -= into_us
        place = {int(f): i for i, f in enumerate(self._facilities)}
        for column, facility in enumerate(world.customers.facility[self._customers].tolist()):
            if facility >= 0:
                used[:, column] = flow["output"][:, place[facility]] / world.facilities.yield_[facility]
        used[:, self._customers == self._customers[-1]] = 0.0
        return np.asarray(np.maximum(0.0, np.diff(stock, axis=0) + used))
