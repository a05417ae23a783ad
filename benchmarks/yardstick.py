"""The reference chain as one would write it in SimPy: the yardstick, not a second model of the product.

One process per mine, refiner, route, sector and the reserve; a Container per stock; a process per shipment.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import simpy

from benchmarks.chain import Chain, chain

LEAST_EVENTS, MOST_EVENTS = 220_000, 235_000
"""SimPy events of a run. Outside, this is no longer the model that others are measured against."""
LEAST_EVENTS_PER_S = 400_000.0
LOT_D = 6.5
"""Days of base flow in a shipment."""
TRANSIT_SHAPE = 16.0
"""Of the gamma law of days under way, mean as in ``chain.yaml``."""
NOISE = 0.1
"""Standard deviation of the demand of a day, relative."""
SECTOR_COVER_D = 5.0
Process = Generator[simpy.Event, Any, None]


@dataclass
class Place:
    """A mine, refiner or port: what it sells, what it receives (one stock but for refiners), and is it up."""

    stock: simpy.Container
    incoming: simpy.Container
    up: bool = True


@dataclass
class Lane:
    """A route: who sends what to whom, and what holds it up."""

    supplier: Place
    customer: Place
    lot_t: float
    target_t: float
    transit_d: float
    up: bool = True
    banned: bool = False
    on_order: float = 0.0


@dataclass
class Yardstick:
    """One run of the chain.

    Attributes
    ----------
    unmet_t : dict of str to float
        By sector, tonnes.
    """

    seed: int
    own: Chain = field(default_factory=chain)
    unmet_t: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.env = simpy.Environment()
        self.random = random.Random(self.seed)
        self.places = {country: self._plant(country) for country in self.own.mines}
        self.places |= {country: self._plant(country, fed=True) for country in self.own.refiners}
        us_t = self.own.into("USA")
        self.port = self._port("USA")
        self.hoard = simpy.Container(self.env, init=0.0)
        self.lanes: list[Lane] = []
        for country in self.own.mines:
            self.env.process(self.mine(country))
        for country in self.own.refiners:
            self.env.process(self.refiner(country))
        for name, sector in self.own.sectors.items():
            self.env.process(self.sector(name, sector.share * us_t))
        self.env.process(self.reserve(us_t))
        self._lay_routes()
        for item in (*self.places.values(), *self.lanes):
            self.env.process(self.disruption(item))
        self.env.process(self.ban())

    def run(self) -> int:
        """Live through the horizon and return the number of SimPy events."""
        self.env.run(until=self.own.horizon_d)
        # SimPy numbers its events; the next number is how many there have been
        return int(next(self.env._eid))

    def _plant(self, country: str, fed: bool = False) -> Place:
        base = self.own.out_of(country)
        finished = simpy.Container(self.env, init=self.own.finished_cover_d * base)
        if not fed:
            return Place(finished, finished)
        feed = simpy.Container(self.env, init=self.own.feed_cover_d * base / self.own.yield_)
        return Place(finished, feed)

    def _port(self, market: str) -> Place:
        stock = simpy.Container(self.env, init=self.own.market_cover_d * self.own.into(market))
        return Place(stock, stock)

    def _lay_routes(self) -> None:
        ports = {"USA": self.port}
        for route in self.own.routes:
            to = route.destination
            customer = self.places[to] if to in self.places else ports.setdefault(to, self._port(to))
            cover = self.own.feed_cover_d if to in self.places else self.own.market_cover_d
            lane = Lane(
                supplier=self.places[route.origin],
                customer=customer,
                lot_t=LOT_D * route.base_t_per_d,
                target_t=(cover + route.transit_d) * route.base_t_per_d,
                transit_d=route.transit_d,
            )
            self.lanes.append(lane)
            for lot in range(round(route.transit_d / LOT_D)):
                lane.on_order += lane.lot_t
                self.env.process(self.voyage(lane, (lot + 0.5) * LOT_D))
            self.env.process(self.route(lane, route.base_t_per_d / self.own.into(to)))
        for market, port in ports.items():
            if market != "USA":
                self.env.process(self.abroad(port, self.own.into(market)))

    def mine(self, country: str) -> Process:
        """Restock finished ore day by day while the mine works."""
        place, base = self.places[country], self.own.out_of(country)
        target = self.own.finished_cover_d * base
        while True:
            made = min(self.own.capacity_ratio * base, base + (target - place.stock.level))
            if place.up and made > 0.0:
                yield place.stock.put(made)
            yield self.env.timeout(1.0)

    def refiner(self, country: str) -> Process:
        """Turn feed into metal day by day while the refiner works and has feed."""
        place, base = self.places[country], self.own.out_of(country)
        target = self.own.finished_cover_d * base
        while True:
            wanted = min(self.own.capacity_ratio * base, base + (target - place.stock.level))
            used = min(wanted / self.own.yield_, place.incoming.level)
            if place.up and used > 0.0:
                yield place.incoming.get(used)
                yield place.stock.put(used * self.own.yield_)
            yield self.env.timeout(1.0)

    def route(self, lane: Lane, share: float) -> Process:
        """Order a lot whenever the position of the customer by this route is a lot short."""
        stock = lane.customer.incoming
        while True:
            if not lane.banned and share * stock.level + lane.on_order + lane.lot_t <= lane.target_t:
                self.env.process(self.shipment(lane))
            yield self.env.timeout(1.0)

    def shipment(self, lane: Lane) -> Process:
        """Wait for the goods, then sail."""
        lane.on_order += lane.lot_t
        yield lane.supplier.stock.get(lane.lot_t)
        days = self.random.gammavariate(TRANSIT_SHAPE, lane.transit_d / TRANSIT_SHAPE)
        yield from self.voyage(lane, days if lane.up else days + self.own.disruption.route_extra_d)

    def voyage(self, lane: Lane, days: float) -> Process:
        """Arrive after some days."""
        yield self.env.timeout(days)
        yield lane.customer.incoming.put(lane.lot_t)
        lane.on_order -= lane.lot_t

    def sector(self, name: str, demand_t: float) -> Process:
        """Use metal day by day, short first of the port, then of the reserve."""
        target = SECTOR_COVER_D * demand_t
        own = simpy.Container(self.env, init=target)
        self.unmet_t[name] = 0.0
        while True:
            need = max(0.0, demand_t * self.random.gauss(1.0, NOISE))
            bought = min(max(0.0, target + need - own.level), self.port.stock.level)
            if bought > 0.0:
                yield self.port.stock.get(bought)
                yield own.put(bought)
            used = min(need, own.level)
            if used > 0.0:
                yield own.get(used)
            released = min(need - used, self.hoard.level)
            if released > 0.0:
                yield self.hoard.get(released)
            self.unmet_t[name] += need - used - released
            yield self.env.timeout(1.0)

    def abroad(self, port: Place, demand_t: float) -> Process:
        """Use metal in a market that nobody looks at."""
        while True:
            used = min(demand_t, port.stock.level)
            if used > 0.0:
                yield port.stock.get(used)
            yield self.env.timeout(1.0)

    def reserve(self, us_t: float) -> Process:
        """Buy what the port can spare until the target is there."""
        target, cover = self.own.reserve_days * us_t, self.own.market_cover_d * us_t
        while True:
            spare = self.port.stock.level - 0.5 * cover
            bought = min(0.05 * us_t, target - self.hoard.level, spare)
            if bought > 0.0:
                yield self.port.stock.get(bought)
                yield self.hoard.put(bought)
            yield self.env.timeout(1.0)

    def disruption(self, item: Place | Lane) -> Process:
        """Stop and start a plant or stretch a route, at random."""
        while True:
            yield self.env.timeout(self.random.expovariate(1.0 / self.own.disruption.up_d))
            item.up = False
            yield self.env.timeout(self.random.expovariate(1.0 / self.own.disruption.down_d))
            item.up = True

    def ban(self) -> Process:
        """Close the banned route for a while."""
        ban = self.own.ban
        closed = [
            lane
            for route, lane in zip(self.own.routes, self.lanes, strict=True)
            if (route.origin, route.destination) == (ban.origin, ban.destination)
        ]
        yield self.env.timeout(ban.start_d)
        for lane in closed:
            lane.banned = True
        yield self.env.timeout(ban.duration_d)
        for lane in closed:
            lane.banned = False


class RefusedError(RuntimeError):
    """What was measured would compare nothing."""


def check_yardstick(events: int, seconds: float) -> None:
    """Refuse a yardstick that is another model, or a machine too slow or too busy for it.

    Raises
    ------
    RefusedError
        If the events of a run or the events per second are not those the yardstick is pinned to.
    """
    if not LEAST_EVENTS <= events <= MOST_EVENTS:
        raise RefusedError(
            f"the SimPy model of the reference chain has {events:,} events, pinned are {LEAST_EVENTS:,} to "
            f"{MOST_EVENTS:,}: ratios to it would not compare with earlier ones"
        )
    if events / seconds < LEAST_EVENTS_PER_S:
        raise RefusedError(
            f"SimPy makes {events / seconds:,.0f} events a second here, least is {LEAST_EVENTS_PER_S:,.0f}: "
            "the machine is too busy or too slow, and ratios to the SimPy model would flatter the engine"
        )
