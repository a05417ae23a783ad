"""The World: immutable arrays plus the names that index them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.data.vintage import COMMITTED, Vintage
from sim.errors import InputError
from sim.world.arrays import BoolArray, FloatArray, IntArray
from sim.world.facts import Adjustment, Fact
from sim.world.lane import Lane

MARKETS = ("USA", "JPN", "KOR", "EU", "CHN", "ROW")
STAGES = ("mine", "refine", "fabricate", "recycle")

FEED, MARKET, RESERVE = 0, 1, 2
"""Kinds of customer."""

TRADE, LEAK, RESERVE_LINK, PROJECT_LINK = 0, 1, 2, 3
"""Kinds of link."""


@dataclass(frozen=True)
class Facilities:
    """What is left of a country per mineral and stage, named plants, and projects; n_f rows.

    Attributes
    ----------
    name : tuple of str
        ``gallium/refine/CHN``; plants and projects ``copper/mine/kcc``, ``lithium/refine/thacker_pass``.
    mineral : IntArray, shape (n_f,)
        Index into ``World.minerals``.
    stage : tuple of str
        mine, refine, fabricate, or recycle (secondary or synthetic, no feed).
    country : tuple of str
        ISO3 code or ``ROW``.
    base, capacity : FloatArray, shape (n_f,)
        Reference throughput and capacity of output, t/day; 0 for projects.
    yield_ : FloatArray, shape (n_f,)
        Output per unit of feed, contained metal; 1 where unfed.
    fed : BoolArray, shape (n_f,)
        Consumes feed.
    plants : IntArray, shape (n_f,)
        Comparable plants behind the aggregate, at least 1.
    finished_cover_d : FloatArray, shape (n_f,)
        Target finished stock, days of base.
    host : IntArray, shape (n_f,)
        Index of the facility whose output carries this by-product, -1 without one.
    hosted : FloatArray, shape (n_f,)
        Share of base that comes from the host; the rest has sources of its own. 0 without a host.
    host_max : FloatArray, shape (n_f,)
        Largest output relative to base at full host output: the limit of recovery.
    """

    name: tuple[str, ...]
    mineral: IntArray
    stage: tuple[str, ...]
    country: tuple[str, ...]
    base: FloatArray
    capacity: FloatArray
    yield_: FloatArray
    fed: BoolArray
    plants: IntArray
    finished_cover_d: FloatArray
    host: IntArray
    hosted: FloatArray
    host_max: FloatArray


@dataclass(frozen=True)
class Customers:
    """Fed refiners and fabricators, then the six markets, then the reserve, per mineral; n_c rows.

    Attributes
    ----------
    name : tuple of str
        ``copper/feed/CHN``, ``.../feed_fabricate/JPN``, ``gallium/market/USA``, ``gallium/reserve``.
    mineral, kind, facility, market : IntArray, shape (n_c,)
        ``kind``: 0 refiner feed, 1 market, 2 reserve. ``facility``: the fed facility, else -1.
        ``market``: own index for markets, that of the country for refiners, 0 for the reserve.
    country : tuple of str
        Country of the refiner, code of the market, USA for the reserve.
    demand : FloatArray, shape (n_c,)
        t/day at the baseline; 0 for the reserve.
    cover_d : FloatArray, shape (n_c,)
        Target stock, days of demand.
    """

    name: tuple[str, ...]
    mineral: IntArray
    kind: IntArray
    facility: IntArray
    market: IntArray
    country: tuple[str, ...]
    demand: FloatArray
    cover_d: FloatArray


@dataclass(frozen=True)
class Links:
    """Paths from a facility to a customer, contiguous per mineral; n_l rows.

    Attributes
    ----------
    supplier, customer : IntArray, shape (n_l,)
        Facility and customer index.
    base : FloatArray, shape (n_l,)
        t/day. Trade links sum to the supplier's base and to the customer's demand; 0 for leak and
        project links; a reserve link repeats its parent (shares only).
    transit_d : FloatArray, shape (n_l,)
        Mean days under way by the usual ways with port and customs, on feed links also ``lead_d``.
    lead_d : FloatArray, shape (n_l,)
        The customer's process lead time on feed links, else 0.
    lane : IntArray, shape (n_l,)
        Index into ``World.lanes``, -1 for a link without ports and chokepoints.
    kind : IntArray, shape (n_l,)
        0 trade, 1 leak through a third country, 2 reserve, 3 project.
    parent : IntArray, shape (n_l,)
        The trade link a leak or reserve link goes with, else -1.
    """

    supplier: IntArray
    customer: IntArray
    base: FloatArray
    transit_d: FloatArray
    lead_d: FloatArray
    lane: IntArray
    kind: IntArray
    parent: IntArray


@dataclass(frozen=True)
class Sectors:
    """End uses of the US market; n_s rows.

    Attributes
    ----------
    mineral : IntArray
    name : tuple of str
    tier : IntArray
        1 defence, 2 essential civilian, 3 the rest.
    member : BoolArray
        Member of the reserve.
    share : FloatArray
        Share of US demand, sums to 1 per mineral.
    voll : FloatArray
        Output lost per dollar of missing metal, USD/USD.
    """

    mineral: IntArray
    name: tuple[str, ...]
    tier: IntArray
    member: BoolArray
    share: FloatArray
    voll: FloatArray


@dataclass(frozen=True)
class Projects:
    """Planned facilities; n_p rows.

    Attributes
    ----------
    name : tuple of str
        Snake-case id.
    facility : IntArray
        Its row in ``Facilities``.
    capacity : FloatArray
        Contained metal, t/day.
    start_d, ramp_d, delay_mode_d, delay_max_d, qualification_d : FloatArray
        Days; ``start_d`` counts from the start date, not below 0.
    p_success, us_access : FloatArray
        Probability that it is built; share of output the US can buy first.
    note : tuple of str
    """

    name: tuple[str, ...]
    facility: IntArray
    capacity: FloatArray
    start_d: FloatArray
    ramp_d: FloatArray
    p_success: FloatArray
    delay_mode_d: FloatArray
    delay_max_d: FloatArray
    qualification_d: FloatArray
    us_access: FloatArray
    note: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """Everything known at day 0.

    Attributes
    ----------
    name : str
    start_date : date
        Day 0.
    minerals : tuple of str
        Keys, sorted.
    markets : tuple of str
        USA, JPN, KOR, EU, CHN, ROW.
    price_usd_per_t : FloatArray, shape (n_minerals,)
        Baseline price, USD per tonne of contained metal.
    dollar_year : str
        Years of these prices; all dollars of a study are worth that.
    reported : BoolArray, shape (n_minerals,)
        False for hosts that are there only to carry a by-product: no outcome, no stock, no market study.
    defense_stockpile_t : FloatArray, shape (n_minerals,)
        National Defense Stockpile on day 0, tonnes of contained metal; serves defence only.
    lanes : tuple of Lane
        What ``Links.lane`` points at.
    facts, adjustments : tuple
        Every number used with its source, and every number changed with its reason.
    vintage : Vintage
        The tables it was built from; whoever reads a table for this world reads these.
    """

    name: str
    start_date: date
    minerals: tuple[str, ...]
    markets: tuple[str, ...]
    price_usd_per_t: FloatArray
    dollar_year: str
    reported: BoolArray
    defense_stockpile_t: FloatArray
    lanes: tuple[Lane, ...]
    facilities: Facilities
    customers: Customers
    links: Links
    sectors: Sectors
    projects: Projects
    facts: tuple[Fact, ...]
    adjustments: tuple[Adjustment, ...]
    vintage: Vintage = COMMITTED

    @property
    def reported_minerals(self) -> tuple[str, ...]:
        """Keys of the minerals a study is about, without hosts that only carry them."""
        return tuple(key for key, told in zip(self.minerals, self.reported, strict=True) if told)

    def mineral_index(self, key: str) -> int:
        """Index of a mineral key.

        Raises
        ------
        InputError
            If the world does not hold it.
        """
        return _index(self.minerals, key, "mineral")

    def market_index(self, key: str) -> int:
        """Index of a market code.

        Raises
        ------
        InputError
            If there is no such market.
        """
        return _index(self.markets, key, "market")

    def facilities_of(self, mineral: str, stage: str | None = None, country: str | None = None) -> IntArray:
        """Indices of the facilities of a mineral, optionally of one stage or country only."""
        f = self.facilities
        chosen = f.mineral == self.mineral_index(mineral)
        if stage is not None:
            chosen = chosen & np.array([s == stage for s in f.stage], dtype=bool)
        if country is not None:
            chosen = chosen & np.array([c == country for c in f.country], dtype=bool)
        return np.flatnonzero(chosen).astype(np.int64)

    def market_customer(self, mineral: str, market: str) -> int:
        """Index of the customer that is one market of one mineral."""
        c = self.customers
        m, k = self.mineral_index(mineral), self.market_index(market)
        return int(np.flatnonzero((c.mineral == m) & (c.kind == MARKET) & (c.market == k))[0])


def _index(names: tuple[str, ...], key: str, what: str) -> int:
    if key not in names:
        raise InputError(what, key, "the loaded world", "one of " + ", ".join(names))
    return names.index(key)
