"""What a closed chokepoint costs: days under way, and cover at the markets while orders catch up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.quiet import quiet_future
from sim.engine.model import ModelSpec
from sim.engine.run import Engine
from sim.engine.tables import Tables
from sim.futures.events import ChokepointClosure
from sim.policy.arm import Arm
from sim.world.world import FEED, MARKET, TRADE, World

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Row = dict[str, Any]

DAYS_PER_YEAR = 365.0
EVERY_D = 7
RECOVERED = 0.99
"""Share of its ordinary cover at which a market has recovered."""
CLOSURE_COLUMNS = (
    "mineral",
    "buyer",
    "inflow_t_per_year",
    "exposed_share",
    "transit_d",
    "extra_d",
    "cover_d",
    "lowest_cover_d",
    "lowest_day",
    "recovery_day",
    "peak_price",
)
CURVE_COLUMNS = ("mineral", "buyer", "day", "transit_d", "cover_d", "price")
REFINERS = "refiners"
"""All fed works of a mineral as one buyer."""


@dataclass(frozen=True)
class ClosureCase:
    """Which places close, when and for how long, and how long to look.

    Attributes
    ----------
    places : tuple of str
        Keys of chokepoints.csv or ports.csv.
    start_d, days, horizon_d : int
        Days.
    seed : int
        Keys the covers of US holders.
    """

    places: tuple[str, ...]
    start_d: int
    days: int
    horizon_d: int
    seed: int


def closure_tables(
    world: World, model: ModelSpec, threshold: float, case: ClosureCase
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Live through one closure with everything else at its central value.

    Parameters
    ----------
    world : World
    model : ModelSpec
    threshold : float
        Unmet share above which a day is a shortfall day.
    case : ClosureCase

    Returns
    -------
    DataFrame
        Columns `CLOSURE_COLUMNS`, one row per mineral and buyer (a market, or all refiners). ``extra_d`` is
        the largest rise of the mean days under way, weighted by what was shipped at the baseline.
    DataFrame
        Columns `CURVE_COLUMNS`, one row per mineral, buyer and week.
    """
    import pandas as pd

    watcher = _Watcher(world)
    fate = quiet_future(world, [_closure(world, case)], case.horizon_d, case.seed)
    Engine(world, model, threshold).watch(Arm(name="without"), fate, watcher.look, EVERY_D)
    curve = pd.DataFrame(watcher.rows(), columns=list(CURVE_COLUMNS))
    exposed, inflow = exposure(world, case.places), watcher.inflow_t_per_year()
    rows = [
        {"mineral": key[0], "buyer": key[1], "inflow_t_per_year": inflow[key], "exposed_share": exposed[key]}
        | _summary(curve[(curve["mineral"] == key[0]) & (curve["buyer"] == key[1])])
        for key in inflow
    ]
    return pd.DataFrame(rows, columns=list(CLOSURE_COLUMNS)), curve


def exposure(world: World, places: Sequence[str]) -> dict[tuple[str, str], float]:
    """Return the share of each buyer's inflow whose usual way meets one of the places.

    Returns
    -------
    dict
        (mineral, buyer) -> share.
    """
    links = world.links
    part = np.array([_part_through(world, lane, places) for lane in range(len(world.lanes))] + [0.0])
    met = links.base * part[links.lane]
    shares = {}
    for key, rows in _inflows(world).items():
        total = float(links.base[rows].sum())
        shares[key] = float(met[rows].sum()) / total if total > 0.0 else 0.0
    return shares


def _part_through(world: World, lane: int, places: Sequence[str]) -> float:
    """Share of a lane that travels by routes of which the usual way, or a port, is among the places."""
    closed = set(places)
    return sum(
        route.share
        for route in world.lanes[lane].routes
        if route.load_port in closed or not route.ways[0].avoids(closed)
    )


def _inflows(world: World) -> dict[tuple[str, str], IntArray]:
    """Trade links by mineral and buyer, for reported minerals."""
    links, customers = world.links, world.customers
    found: dict[tuple[str, str], list[int]] = {}
    for link in np.flatnonzero(links.kind == TRADE).tolist():
        buyer = int(links.customer[link])
        m = int(customers.mineral[buyer])
        if not world.reported[m]:
            continue
        name = REFINERS if customers.kind[buyer] == FEED else customers.country[buyer]
        found.setdefault((world.minerals[m], name), []).append(link)
    return {key: np.array(rows, np.int64) for key, rows in found.items()}


class _Watcher:
    """Notes mean transit, cover and price of every buyer, week by week."""

    def __init__(self, world: World) -> None:
        self._inflows = _inflows(world)
        self._weight = {key: world.links.base[rows] for key, rows in self._inflows.items()}
        self._buyers = {key: np.unique(world.links.customer[rows]) for key, rows in self._inflows.items()}
        self._market = {key: bool(world.customers.kind[b[0]] == MARKET) for key, b in self._buyers.items()}
        self._rows: list[tuple[object, ...]] = []

    def look(self, day: int, tables: Tables) -> None:
        """Note one morning."""
        transit, buyers = tables.links["transit"], tables.customers
        for key, rows in self._inflows.items():
            weight, own = self._weight[key], self._buyers[key]
            mean = float(transit[rows] @ weight / weight.sum())
            cover = float(buyers["stock"][own].sum() / buyers["demand0"][own].sum())
            price = float(buyers["price"][own[0]]) if self._market[key] else np.nan
            self._rows.append((*key, day, mean, cover, price))

    def inflow_t_per_year(self) -> dict[tuple[str, str], float]:
        """Return the baseline inflow of every buyer."""
        return {key: float(weight.sum()) * DAYS_PER_YEAR for key, weight in self._weight.items()}

    def rows(self) -> list[tuple[object, ...]]:
        """Return what was noted."""
        return self._rows


def _closure(world: World, case: ClosureCase) -> ChokepointClosure:
    return ChokepointClosure(
        id="closure/0",
        mark=0.5,
        start_d=float(case.start_d),
        duration_d=float(case.days),
        minerals=world.minerals,
        places=case.places,
    )


def _summary(curve: pd.DataFrame) -> Row:
    """What became of one buyer: how much longer, how low, when back."""
    cover, day, transit = (curve[name].to_numpy() for name in ("cover_d", "day", "transit_d"))
    lowest = int(np.argmin(cover))
    fell = bool(cover[lowest] < RECOVERED * cover[0])
    back = np.flatnonzero((np.arange(len(day)) > lowest) & (cover >= RECOVERED * cover[0]))
    return {
        "transit_d": float(transit[0]),
        "extra_d": float(transit.max() - transit[0]),
        "cover_d": float(cover[0]),
        "lowest_cover_d": float(cover[lowest]),
        "lowest_day": int(day[lowest]) if fell else None,
        "recovery_day": int(day[back[0]]) if fell and len(back) else None,
        "peak_price": float(curve["price"].max()) if curve["price"].notna().all() else None,
    }
