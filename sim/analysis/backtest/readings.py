"""What a run says where an observer of the real episode stood."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.analysis.backtest.observed import Observed
from sim.engine.tables import Tables
from sim.futures.events import Event
from sim.futures.future import Future
from sim.world.arrays import BoolArray, FloatArray
from sim.world.world import LEAK, MARKET, MARKETS, TRADE, World

STEP_D = 5
"""Days between two looks."""
MONTH_D = 365.0 / 12.0
DEAD = 0.5
"""Share of the former flow below which a flow counts as dead (episodes)."""
RECOVERED, STEADY_D = 0.9, 30.0
"""A flow has recovered when this share of it has come back, on the mean of so many days."""


@dataclass
class Log:
    """Shipments and prices, every few mornings."""

    shipped: list[FloatArray] = field(default_factory=list)
    price: list[FloatArray] = field(default_factory=list)

    def look(self, day: int, tables: Tables) -> None:
        """Keep one morning."""
        self.shipped.append(tables.links["shipped_t"].copy())
        self.price.append(tables.customers["price"].copy())

    def reading(self, world: World, future: Future, tables: Tables) -> Reading:
        """Return what was kept, at the end of the run."""
        holders = tables.tallies[: len(world.sectors.name)]
        short = holders["shortfall_days"] > 0
        return Reading(
            world=world,
            flow=np.diff(np.array(self.shipped), axis=0) / STEP_D,
            price=np.array(self.price),
            events=future.events,
            first_stop_d=float(holders["first_day"][short].min()) if short.any() else np.nan,
        )


@dataclass(frozen=True)
class Reading:
    """One run.

    Attributes
    ----------
    world : World
    flow : FloatArray, shape (n_steps, n_links)
        t/day that left in each step.
    price : FloatArray, shape (n_steps + 1, n_customers)
        Over their baseline, in the morning of each step.
    events : tuple of Event
        What happened.
    first_stop_d : float
        Day on which the first US holder ran short, NaN if none did.
    """

    world: World
    flow: FloatArray
    price: FloatArray
    events: tuple[Event, ...]
    first_stop_d: float


def read(reading: Reading, one: Observed, told_d: int, end_d: int) -> float:
    """Return the run's number for an observed one, over the days of its record.

    Parameters
    ----------
    reading : Reading
    one : Observed
    told_d, end_d : int
        First and last day of the record.
    """
    if one.score == "first_consumer_stop":
        return reading.first_stop_d - told_d
    if one.score in ("price_outside", "price_inside", "months_to_peak"):
        prices = _prices(reading, one)[told_d // STEP_D : end_d // STEP_D + 1]
        peak = int(np.argmax(prices))
        if one.score == "months_to_peak":
            return peak * STEP_D / MONTH_D
        return float(prices[np.argmax(np.abs(np.log(prices)))])
    if not one.mineral:
        if one.score != "dead_time":
            return np.nan
        return max((lasts_d(event, end_d) for event in reading.events), default=0.0)
    flow = _flow(reading, one)
    return _of_flow(flow[told_d // STEP_D : end_d // STEP_D + 1], one)


def lasts_d(event: Event, end_d: float) -> float:
    """Return the days of an event within a record that ends on a day."""
    return max(0.0, min(event.start_d + event.duration_d, end_d) - event.start_d)


def _prices(reading: Reading, one: Observed) -> FloatArray:
    """Return the price of a market, or the mean of all markets by their demand."""
    world = reading.world
    mine = (world.customers.mineral == world.mineral_index(one.mineral)) & (world.customers.kind == MARKET)
    if one.market != "world":
        mine &= world.customers.market == MARKETS.index(one.market)
    return np.asarray(np.average(reading.price[:, mine], axis=1, weights=_weights(world, mine)))


def _weights(world: World, mine: BoolArray) -> FloatArray:
    demand = world.customers.demand[mine]
    return demand if demand.sum() > 0.0 else np.ones(len(demand))


def _flow(reading: Reading, one: Observed) -> FloatArray:
    """Return a flow over its baseline, shape (n_steps,); NaN where the world has none."""
    kinds = {"leakage": (LEAK,)}.get(one.score) or ((TRADE, LEAK) if one.flow == "arrivals" else (TRADE,))
    base = float(reading.world.links.base[links_of(reading.world, one, (TRADE,))].sum())
    flow = reading.flow[:, links_of(reading.world, one, kinds)].sum(axis=1)
    return flow / base if base > 0.0 else np.full(len(flow), np.nan)


def links_of(world: World, one: Observed, kinds: tuple[int, ...]) -> BoolArray:
    """Return the links of some kinds that carry an observed flow, shape ``(n_links,)``."""
    makers = world.facilities.mineral == world.mineral_index(one.mineral)
    makers &= np.array([stage == one.stage for stage in world.facilities.stage])
    if one.origin:
        makers &= np.array([country == one.origin for country in world.facilities.country])
    if one.plant:
        makers &= np.array([name.endswith(f"/{one.plant}") for name in world.facilities.name])
    links = makers[world.links.supplier] & np.isin(world.links.kind, kinds)
    buyers = np.ones(len(world.customers.name), np.bool_)
    if one.flow != "output":
        buyers &= np.array([country != one.origin for country in world.customers.country])
    if one.market:
        buyers &= world.customers.market == MARKETS.index(one.market)
    return np.asarray(links & buyers[world.links.customer])


def _of_flow(flow: FloatArray, one: Observed) -> float:
    """Return days dead, depth of the deepest hole or months until it has closed."""
    if np.isnan(flow).any():
        return np.nan
    if one.score == "dead_time":
        return float(STEP_D * np.count_nonzero(flow < DEAD))
    if one.score == "flow_hole":
        return float(1.0 - _means(flow, one.over_d).min())
    if one.score == "leakage":
        return float(flow.mean())
    means = _means(flow, STEADY_D)
    low = np.flatnonzero(means < RECOVERED)
    # a flow that is not back by the end of the record counts as back then
    return float((low[-1] + 1) * STEP_D / MONTH_D) if len(low) else 0.0


def _means(flow: FloatArray, over_d: float) -> FloatArray:
    """Return the means of all windows of so many days, or of the whole record if it is shorter."""
    steps = min(len(flow), max(1, round(over_d / STEP_D)))
    return np.convolve(flow, np.full(steps, 1.0 / steps), mode="valid")
