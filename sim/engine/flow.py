"""The flow kernel: one day of one mineral, ten steps in one fixed order.

Equations, units and sources stand line by line in ``docs/model.md``; the columns in
:mod:`sim.engine.tables`. The whole kernel stands in this one file because numba's cache on disk watches
only the file of the function that Python calls: a step in another file could go stale.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.engine.tables import SERIES_STEP_D, Row, Table, Tables
from sim.world.world import FEED, LEAK, MARKET, RESERVE, RESERVE_LINK

FloatArray = NDArray[np.float64]
Order = NDArray[np.uint32]
DAYS_PER_YEAR = 365.0
# Asks stay within this range of scarcity (orders over throughput) before the exponent applies.
LEAST_SCARCITY, MOST_SCARCITY = 0.5, 4.0
SPOT_PASSES = 3
# Below this share of an order, stock or flow a rest is rounding, not trade.
ROUNDING = 1e-12
LOWEST_TIER = 3
AT_CAP = 0.999


@njit(cache=True, error_model="numpy")
def advance(tables: Tables, rates: FloatArray, threshold: float, day0: int, day1: int) -> None:
    """Move all tonnes from the morning of ``day0`` to the morning of ``day1``.

    ``rates`` holds the reserve's storage rate per year, its procurement fee, the share of its stock lost
    per year and the discount rate per year; ``threshold`` is the unmet share above which a day counts as a
    shortfall day.
    """
    (
        minerals,
        facilities,
        customers,
        links,
        order,
        _,
        arrivals,
        waypoints,
        tallies,
        ring,
        short_days,
        series,
    ) = tables
    for day in range(day0, day1):
        for m in range(len(minerals)):
            own = minerals[m]
            if own.active == 0:
                continue
            growth = _mean_growth(own.growth, day)
            worth = (1.0 + rates[3]) ** (-(day + 0.5) / DAYS_PER_YEAR)
            _pass(own, customers, waypoints, ring, day)
            _arrive(own, customers, tallies, ring, day)
            _produce(own, facilities, customers, growth)
            _consume(own, customers, tallies, growth)
            _order(own, facilities, customers, rates, growth)
            _ask(own, facilities, growth)
            _allocate(own, facilities, customers, links, order, growth)
            _ship(own, facilities, customers, links, order, arrivals, tallies, ring, rates, day)
            _point(own, facilities, customers, links, order, growth)
            _price(own, facilities, customers)
            _release(own, customers, tallies, rates)
            _keep_stock(own, customers, rates, worth)
            short_days[day, m] = _record_us(own, customers, tallies, threshold, day, growth, worth)
            _record_rest(own, customers)
        _record_week(minerals, customers, series, day)


@njit(cache=True, error_model="numpy")
def chart(tables: Tables) -> None:
    """Write down where and when a tonne of every link arrives by the routes of today.

    A leg of whole days n and a part f puts 1 - f into day n ahead and f into day n + 1.
    """
    minerals, links, routes, arrivals = tables.minerals, tables.links, tables.routes, tables.arrivals
    days_ahead = tables.ring.shape[1]
    end = 0
    for m in range(len(minerals)):
        own = minerals[m]
        own.arrival0 = end
        for k in range(own.link0, own.link1):
            first = end
            for r in range(links[k].route0, links[k].route1):
                route = routes[r]
                if route.share > 0.0:
                    days = route.days + links[k].delay
                    # Delays that add up beyond the ring arrive when it ends.
                    whole = min(int(days), days_ahead - 2)
                    part = min(days - whole, 1.0)
                    end = _add_arrival(
                        arrivals, first, end, k, route.berth, whole, route.share * (1.0 - part)
                    )
                    end = _add_arrival(arrivals, first, end, k, route.berth, whole + 1, route.share * part)
        own.arrival1 = end


@njit(error_model="numpy")
def _add_arrival(
    arrivals: Table, first: int, end: int, link: int, berth: int, days: int, share: float
) -> int:
    """Add a share to the arrivals of a link, to the same berth and day if there is one; return their end."""
    if share == 0.0:
        return end
    for a in range(first, end):
        if arrivals[a].berth == berth and arrivals[a].days == days:
            arrivals[a].share += share
            return end
    new = arrivals[end]
    new.link, new.berth, new.days, new.share = link, berth, days, share
    return end + 1


@njit(error_model="numpy")
def _mean_growth(rate: float, day: int) -> float:
    """Mean of exp(rate t) over the day, so that a trend is integrated exactly."""
    if rate == 0.0:
        return 1.0
    return float(np.exp(rate * day) * np.expm1(rate) / rate)


@njit(error_model="numpy")
def _send(ring: FloatArray, slot: int, berth: int, tonnes: float, days: float) -> None:
    """Put cargo where it will be in a number of days, split between the two whole days around it."""
    days_ahead = ring.shape[1]
    whole = int(days)
    late = (days - whole) * tonnes
    if whole > days_ahead - 2:
        # Delays that add up beyond the ring arrive when it ends.
        whole, late = days_ahead - 2, 0.0
    slot += whole
    ring[berth, slot if slot < days_ahead else slot - days_ahead] += tonnes - late
    if late > 0.0:
        slot += 1
        ring[berth, slot if slot < days_ahead else slot - days_ahead] += late


@njit(error_model="numpy")
def _pass(own: Row, customers: Table, waypoints: Table, ring: FloatArray, day: int) -> None:
    """Before step 1: what stands at a chokepoint or discharge port passes, turns or waits."""
    slot = day % ring.shape[1]
    for w in range(own.waypoint0, own.waypoint1):
        point = waypoints[w]
        berth = len(customers) + w
        here = ring[berth, slot] + point.held
        if here == 0.0:
            continue
        ring[berth, slot] = 0.0
        passing = point.passing * here
        point.held = here - passing
        if point.held > 0.0 and point.turning > 0.0:
            turned = point.turning * point.held
            point.held -= turned
            _send(ring, slot, point.customer, turned, point.turn_days)
        if passing > 0.0:
            _send(ring, slot, point.berth, passing, point.days)


@njit(error_model="numpy")
def _arrive(own: Row, customers: Table, tallies: Table, ring: FloatArray, day: int) -> None:
    """Steps 0 and 1: note the position of the morning, then land the day's cargo."""
    slot = day % ring.shape[1]
    for c in range(own.customer0, own.customer1):
        buyer = customers[c]
        buyer.stock0 = buyer.stock
        buyer.position0 = buyer.stock + buyer.pipeline
        buyer.prompt = 0.0
        landed = ring[c, slot]
        if landed > 0.0:
            buyer.stock += landed
            buyer.pipeline = max(0.0, buyer.pipeline - landed)
            ring[c, slot] = 0.0
            if c == own.us:
                _deal(own, buyer, tallies, landed)
        if buyer.inflow > 0.0:
            buyer.stock += buyer.inflow
            own.injected_t += buyer.inflow
            if c == own.us:
                _deal(own, buyer, tallies, buyer.inflow)


@njit(error_model="numpy")
def _deal(own: Row, us: Row, tallies: Table, tonnes: float) -> None:
    """Share the morning's tonnes among US holders.

    First, by tier, the use of the day that own stock does not cover; then use alike; then what stocks lack.
    Who holds more than its target takes less than it uses, until the rest is used up.
    """
    for s in range(own.tally0, own.tally1):
        tallies[s].gap = max(0.0, tallies[s].share * us.need - tallies[s].stock)
    for tier in range(1, LOWEST_TIER + 1):
        if tonnes > 0.0:
            tonnes -= _stock_up(own, tallies, tier, tonnes)
    wanted = 0.0
    for s in range(own.tally0, own.tally1):
        holder = tallies[s]
        use = holder.share * us.need
        excess = holder.stock - holder.cover * us.precaution * use
        holder.want = max(0.0, use - holder.gap - max(0.0, excess) / own.order_time)
        wanted += holder.want
    if wanted > 0.0 and tonnes > 0.0:
        given = min(1.0, tonnes / wanted)
        tonnes = max(0.0, tonnes - wanted)
        for s in range(own.tally0, own.tally1):
            tallies[s].stock += given * tallies[s].want
    if tonnes > 0.0:
        _restock(own, us, tallies, tonnes, 1.0)


@njit(error_model="numpy")
def _stock_up(own: Row, tallies: Table, tier: int, tonnes: float) -> float:
    """Give tonnes to the holders of a tier that cannot cover the day, pro rata; return what they took."""
    gap = 0.0
    for s in range(own.tally0, own.tally1):
        if tallies[s].tier == tier:
            gap += tallies[s].gap
    if gap <= 0.0:
        return 0.0
    part = min(1.0, tonnes / gap)
    for s in range(own.tally0, own.tally1):
        if tallies[s].tier == tier:
            tallies[s].stock += part * tallies[s].gap
    return min(gap, tonnes)


@njit(error_model="numpy")
def _restock(own: Row, us: Row, tallies: Table, tonnes: float, use_d: float) -> None:
    """Share tonnes by what holders lack of their target and of some days of use."""
    lacking = 0.0
    for s in range(own.tally0, own.tally1):
        holder = tallies[s]
        aim = (use_d + holder.cover * us.precaution) * holder.share * us.need
        holder.want = max(0.0, aim - holder.stock)
        lacking += holder.want
    full = lacking <= ROUNDING * us.need
    for s in range(own.tally0, own.tally1):
        holder = tallies[s]
        holder.stock += tonnes * (holder.share if full else holder.want / lacking)


@njit(error_model="numpy")
def _produce(own: Row, facilities: Table, customers: Table, growth: float) -> None:
    """Step 2: output follows smoothed orders, within capacity, price, feed and host."""
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        reference = plant.reference * growth
        restock = (plant.finished_cover * reference - plant.finished) / own.production_time
        wanted = max(0.0, plant.signal + restock)
        most = plant.capacity * growth
        up = plant.availability / plant.uptime
        # The elasticity is at most 1: below this output the price limit cannot bind.
        if own.supply_elasticity >= 0.0 and wanted > up * reference * min(1.0, plant.realised):
            most = min(most, reference * plant.realised**own.supply_elasticity)
        output = min(up * most, wanted)
        if plant.host >= 0:
            host = facilities[plant.host]
            carried = plant.hosted * host.output / (host.base * growth) + (1.0 - plant.hosted)
            output = min(output, carried * plant.host_max * reference)
        if plant.feed >= 0:
            feed = customers[plant.feed]
            output = min(output, feed.stock * plant.yield_)
            used = min(feed.stock, output / plant.yield_)
            feed.stock -= used
            own.yield_loss_t += used - output
        else:
            own.source_t += output
        plant.output = output
        plant.finished += output


@njit(error_model="numpy")
def _consume(own: Row, customers: Table, tallies: Table, growth: float) -> None:
    """Step 3: demand at the price paid, served from commercial stock; the rest is a gap for now.

    Every US holder uses its own stock: the first may run dry while others are full.
    """
    for c in range(own.customer0, own.customer1):
        buyer = customers[c]
        buyer.gap = 0.0
        buyer.need = 0.0
        buyer.stored = 0.0
        if buyer.kind != MARKET or buyer.demand0 == 0.0:
            continue
        log_paid = own.contract_share * np.log(buyer.contract_price)
        log_paid += (1.0 - own.contract_share) * np.log(buyer.price)
        demand = buyer.demand0 * growth * buyer.surge * (1.0 - buyer.thrift)
        demand *= np.exp(own.demand_elasticity * log_paid)
        buyer.need = demand
        if c == own.us:
            buyer.stock = buyer.gap = 0.0
            for s in range(own.tally0, own.tally1):
                holder = tallies[s]
                need = holder.share * demand
                holder.gap = max(0.0, need - holder.stock)
                holder.stock = max(0.0, holder.stock - need)
                buyer.stock += holder.stock
                buyer.gap += holder.gap
        else:
            buyer.gap = max(0.0, demand - buyer.stock)
            buyer.stock = max(0.0, buyer.stock - demand)
        if buyer.state_rate > 0.0:
            _buy_for_state(own, c, buyer, tallies)
        urge = min(1.0, max(0.0, log_paid / np.log(2.0)))
        buyer.thrift += own.thrift_rate * urge * (1.0 - buyer.thrift) - own.thrift_decay * buyer.thrift
        buyer.contract_price += (buyer.price - buyer.contract_price) / own.contract_lag


@njit(error_model="numpy")
def _buy_for_state(own: Row, c: int, buyer: Row, tallies: Table) -> None:
    """Still step 3: a state takes what it wants of the stock the day's use has left; it never comes back."""
    before = buyer.stock
    left = max(0.0, before - buyer.state_rate)
    buyer.stock = left
    if c == own.us and before > 0.0:
        buyer.stock = 0.0
        for s in range(own.tally0, own.tally1):
            tallies[s].stock *= left / before
            buyer.stock += tallies[s].stock
    buyer.stored = before - buyer.stock
    own.state_t += buyer.stored


@njit(error_model="numpy")
def _order(own: Row, facilities: Table, customers: Table, rates: FloatArray, growth: float) -> None:
    """Step 4: orders close the gap between target and position (APIOBPCS), the reserve's up to its rate."""
    for c in range(own.customer0, own.customer1):
        buyer = customers[c]
        if buyer.kind == RESERVE:
            order = min(own.reserve_rate, max(0.0, own.reserve_target - buyer.position0))
            buyer.order = min(order, max(0.0, own.credit_usd) / _reserve_price(own, customers, order, rates))
            buyer.left = buyer.order
            buyer.keen = _power(customers[own.us].price, own.bid_exponent)
            continue
        base = buyer.demand0 * growth * buyer.surge
        price = buyer.price
        if buyer.kind == FEED:
            plant = facilities[buyer.facility]
            able = plant.capacity * growth * plant.availability / plant.uptime
            buyer.need = min(plant.signal, able) / plant.yield_
            base = plant.reference * growth / plant.yield_
            price = plant.realised
        if own.rushing == 0.0:
            buyer.ahead = 0.0
        buyer.target = buyer.cover * buyer.need * buyer.precaution
        need = buyer.need + buyer.state_rate
        aim = buyer.target + need * buyer.transit + buyer.ahead
        order = need + (aim - buyer.position0) / own.order_time
        most = own.order_cap * base + buyer.state_rate
        buyer.order = min(max(0.0, order), most) if base > 0.0 else 0.0
        buyer.left = buyer.order
        buyer.keen = _power(price, own.bid_exponent)


@njit(error_model="numpy")
def _reserve_price(own: Row, customers: Table, tonnes: float, rates: FloatArray) -> float:
    """What the reserve pays per tonne for the tonnes of a day: its own impact and the fee on top."""
    price = customers[own.us].price * own.price_usd * (1.0 + rates[1])
    return float(price * (1.0 + tonnes / own.world_flow) ** own.impact) if own.impact > 0.0 else float(price)


@njit(error_model="numpy")
def _power(base: float, exponent: float) -> float:
    """Power with the two common exponents for free."""
    if exponent == 1.0:
        return base
    return 1.0 if exponent == 0.0 else float(base**exponent)


@njit(error_model="numpy")
def _ask(own: Row, facilities: Table, growth: float) -> None:
    """Step 5: a supplier asks more while more orders point at it than it makes."""
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        target = plant.ask_floor
        reference = plant.reference * growth
        if own.ask_exponent > 0.0 and reference > 0.0:
            scarcity = min(MOST_SCARCITY, max(LEAST_SCARCITY, plant.pointed / reference))
            target *= scarcity**own.ask_exponent
        plant.ask += (target - plant.ask) / own.price_lag


@njit(error_model="numpy")
def _allocate(
    own: Row, facilities: Table, customers: Table, links: Table, order: Order, growth: float
) -> None:
    """Step 6: fill every link's shipment: offtake, contracts, up to three spot passes, then the reserve."""
    if _weigh(own, facilities, customers, links, order, growth):
        _offtake(own, facilities, customers, links, order)
    last = own.reserve_last > 0.0
    end = own.reserve if last else own.reserve + 1
    if _can_fill(own, facilities, customers, links, order, end):
        _fill_all(own, facilities, customers, links, order, end)
    else:
        _share_out(own, facilities, customers, links, order, end)
    if last and customers[own.reserve].left > 0.0:
        _spot(own, facilities, customers, links, order, 0.0, own.reserve, own.reserve + 1)
        _wanting(customers, own.reserve, own.reserve + 1)
    if own.rushing > 0.0:
        _rush(own, facilities, customers, links, order)


@njit(error_model="numpy")
def _can_fill(own: Row, facilities: Table, customers: Table, links: Table, order: Order, end: int) -> bool:
    """Bid for all orders at once and say whether every supplier and every link can serve its bids.

    Then contracts and spot passes would ship just these bids, so they are not needed.
    """
    for c in range(own.customer0, own.customer1):
        buyer = customers[c]
        buyer.part = 0.0
        if c < end and buyer.left > 0.0:
            if buyer.weight <= 0.0:
                return False
            buyer.part = buyer.left / buyer.weight
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        total = 0.0
        fits = True
        for k in range(plant.link0, plant.link1):
            link = links[order[k]]
            bid = customers[link.customer].part * link.pull
            link.bid = bid
            total += bid
            fits = fits and bid <= link.room
        if not fits or total > plant.finished:
            return False
        plant.total = total
    return True


@njit(error_model="numpy")
def _fill_all(own: Row, facilities: Table, customers: Table, links: Table, order: Order, end: int) -> None:
    """Ship all bids: every order is served in full."""
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        plant.finished -= plant.total
        for k in range(plant.link0, plant.link1):
            link = links[order[k]]
            link.ship += link.bid
            link.room -= link.bid
    for c in range(own.customer0, end):
        customers[c].left = 0.0


@njit(error_model="numpy")
def _share_out(own: Row, facilities: Table, customers: Table, links: Table, order: Order, end: int) -> None:
    """Contracts first, then up to three spot passes over what they leave."""
    if own.contract_share > 0.0:
        _contract(own, facilities, customers, links, order)
    for turn in range(SPOT_PASSES):
        if not _wanting(customers, own.customer0, end):
            break
        gravity = own.gravity if turn > 0 else 0.0
        _spot(own, facilities, customers, links, order, gravity, own.customer0, end)
    _wanting(customers, own.customer0, end)


@njit(error_model="numpy")
def _per(left: float, weight: float) -> float:
    """What is left per unit of weight; nothing where no link weighs anything."""
    return left / weight if weight > 0.0 else 0.0


@njit(error_model="numpy")
def _wanting(customers: Table, begin: int, end: int) -> bool:
    """Round tiny rests of orders to zero and say whether any order is left."""
    some = False
    for c in range(begin, end):
        buyer = customers[c]
        if buyer.left <= ROUNDING * buyer.order:
            buyer.left = 0.0
        else:
            some = True
    return some


@njit(error_model="numpy")
def _weigh(own: Row, facilities: Table, customers: Table, links: Table, order: Order, growth: float) -> bool:
    """Attractiveness of every link (base flow x landed ask ^ -sigma) and its room under controls.

    Says whether some link has offtake priority.
    """
    sigma = own.source_elasticity
    offtake = False
    for c in range(own.customer0, own.customer1):
        customers[c].weight = 0.0
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        cheap = plant.ask**-sigma
        for k in range(plant.link0, plant.link1):
            link = links[order[k]]
            weight = link.weight
            link.ship = 0.0
            if weight == 0.0:
                link.pull = 0.0
                link.room = np.inf if link.qualified > 0.0 and link.severity == 0.0 else 0.0
                continue
            pull = weight * cheap
            if link.markup != 1.0:
                pull *= link.markup**-sigma
            if link.floor > 0.0:
                pull *= _lift(link, plant) ** -sigma
            link.pull = pull
            if link.kind == LEAK:
                link.room = (1.0 - link.severity) * weight
            elif link.severity > 0.0:
                link.room = (1.0 - link.severity) * weight * growth
            else:
                link.room = np.inf
            customers[link.customer].weight += pull
            offtake = offtake or link.priority > 0.0
    return offtake


@njit(error_model="numpy")
def _lift(link: Row, plant: Row) -> float:
    """How many times its own landed ask a link with a price floor costs."""
    return float(max(1.0, link.floor / (plant.ask * link.markup)))


@njit(error_model="numpy")
def _sell(link: Row, buyer: Row, tonnes: float, finished: float) -> float:
    """Add tonnes to the day's shipment of a link, at most the supplier's stock; return what was sold."""
    tonnes = min(tonnes, min(finished, buyer.left))
    if tonnes <= 0.0:
        return 0.0
    buyer.left -= tonnes
    link.ship += tonnes
    link.room -= tonnes
    if link.room <= ROUNDING * tonnes:
        link.room = 0.0
    return tonnes


@njit(error_model="numpy")
def _offtake(own: Row, facilities: Table, customers: Table, links: Table, order: Order) -> None:
    """Pass (a): contracted tonnes of a partner are served first; they move, none are added."""
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        for k in range(plant.link0, plant.link1):
            link = links[order[k]]
            if link.priority > 0.0:
                tonnes = min(link.priority, link.room)
                plant.finished -= _sell(link, customers[link.customer], tonnes, plant.finished)


@njit(error_model="numpy")
def _contract(own: Row, facilities: Table, customers: Table, links: Table, order: Order) -> None:
    """Pass (b): the contracted share of every market order, pro rata to what the supplier has."""
    for c in range(own.customer0, own.customer1):
        customers[c].part = own.contract_share * _per(customers[c].left, customers[c].weight)
    customers[own.reserve].part = 0.0
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        finished = plant.finished
        if finished <= 0.0:
            continue
        total = 0.0
        for k in range(plant.link0, plant.link1):
            link = links[order[k]]
            bid = min(customers[link.customer].part * link.pull, link.room)
            link.bid = bid
            total += bid
        if total <= 0.0:
            continue
        ration = min(1.0, finished / total)
        for k in range(plant.link0, plant.link1):
            link = links[order[k]]
            if link.bid > 0.0:
                finished -= _sell(link, customers[link.customer], link.bid * ration, finished)
        plant.finished = finished


@njit(error_model="numpy")
def _spot(
    own: Row, facilities: Table, customers: Table, links: Table, order: Order,
    gravity: float, begin: int, end: int,
) -> None:  # fmt: skip
    """Pass (c): orders left bid over open links; an over-bid supplier sells to the keenest bids."""
    for c in range(begin, end):
        customers[c].weight = 0.0
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        if plant.finished > ROUNDING * plant.reference:
            _weigh_spot(plant, customers, links, order, gravity, begin, end)
    for c in range(begin, end):
        customers[c].part = _per(customers[c].left, customers[c].weight)
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        if plant.finished > ROUNDING * plant.reference:
            _sell_spot(plant, customers, links, order)


@njit(error_model="numpy")
def _weigh_spot(
    plant: Row, customers: Table, links: Table, order: Order, gravity: float, begin: int, end: int
) -> None:
    """Weigh the links of a supplier that has stock towards buyers with orders left."""
    for k in range(plant.link0, plant.link1):
        link = links[order[k]]
        link.bid = 0.0
        if link.customer < begin or link.customer >= end or link.room <= 0.0:
            continue
        buyer = customers[link.customer]
        if buyer.left <= 0.0:
            continue
        bid = link.pull
        if gravity > 0.0 and link.severity == 0.0 and link.kind != LEAK:
            bid += gravity * link.qualified * plant.reference * buyer.share
        link.bid = bid
        buyer.weight += bid


@njit(error_model="numpy")
def _sell_spot(plant: Row, customers: Table, links: Table, order: Order) -> None:
    """Turn weights into bids and sell what a supplier has, to the keenest if it is too little."""
    finished = plant.finished
    total = keen = 0.0
    for k in range(plant.link0, plant.link1):
        link = links[order[k]]
        if link.bid > 0.0:
            buyer = customers[link.customer]
            bid = min(buyer.part * link.bid, link.room)
            link.bid = bid
            total += bid
            keen += bid * buyer.keen
    ration = finished / keen if total > finished and keen > 0.0 else np.inf
    for k in range(plant.link0, plant.link1):
        link = links[order[k]]
        if link.bid > 0.0:
            buyer = customers[link.customer]
            tonnes = min(link.bid, link.bid * buyer.keen * ration)
            finished -= _sell(link, buyer, tonnes, finished)
    plant.finished = finished


@njit(error_model="numpy")
def _rush(own: Row, facilities: Table, customers: Table, links: Table, order: Order) -> None:
    """After all passes: what sellers have left goes to buyers who ship early before a control.

    Buyers count it as ``ahead``: it does not stand in for the orders of these days.
    """
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        total = 0.0
        for k in range(plant.link0, plant.link1):
            link = links[order[k]]
            link.owed = min(link.rush, link.room)
            total += link.owed
        ration = min(1.0, plant.finished / total) if total > 0.0 else 0.0
        for k in range(plant.link0, plant.link1):
            link = links[order[k]]
            if link.owed > 0.0:
                tonnes = min(link.owed * ration, plant.finished)
                plant.finished -= tonnes
                link.ship += tonnes
                link.owed -= tonnes
                link.room = max(0.0, link.room - tonnes)
                customers[link.customer].ahead += tonnes


@njit(error_model="numpy")
def _ship(
    own: Row, facilities: Table, customers: Table, links: Table, order: Order, arrivals: Table,
    tallies: Table, ring: FloatArray, rates: FloatArray, day: int,
) -> None:  # fmt: skip
    """Step 7: tonnes leave for the berth of their route; prompt tonnes serve the gap first."""
    for c in range(own.customer0, own.customer1):
        buyer = customers[c]
        buyer.flow = buyer.sailing = buyer.landed = 0.0
        buyer.paid = facilities[buyer.facility].realised if buyer.kind == FEED else buyer.price
    bought = customers[own.reserve].order - customers[own.reserve].left
    price = _reserve_price(own, customers, bought, rates)
    slot = day % ring.shape[1]
    keep = 1.0 / own.smoothing_time
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        total = earned = sold = 0.0
        for k in range(plant.link0, plant.link1):
            link = links[order[k]]
            tonnes = link.ship
            weight = link.weight
            if weight == 0.0 and link.smoothed == 0.0 and tonnes == 0.0:
                continue
            link.smoothed += (tonnes - link.smoothed) * keep
            buyer = customers[link.customer]
            lift = _lift(link, plant) if link.floor > 0.0 else 1.0
            _weigh_flow(link, plant, buyer, lift)
            if link.kind != RESERVE_LINK and link.kind != LEAK:
                earned += _proceeds(link, buyer, lift)
                sold += weight
            if tonnes > 0.0:
                total += tonnes
                link.shipped_t += tonnes
                buyer.pipeline += tonnes
                if link.floor > 0.0 and (link.customer == own.us or link.customer == own.reserve):
                    _account_floor(own, link, lift, tonnes * customers[own.us].price * own.price_usd)
                if link.kind == RESERVE_LINK:
                    own.bought_t += tonnes
                    own.spent_usd += tonnes * price
                    own.cash_usd -= tonnes * price
                    own.credit_usd -= tonnes * price
        plant.total, plant.earned, plant.sold = total, earned, sold
    _sail(own, links, arrivals, ring, slot)
    for c in range(own.customer0, own.customer1):
        buyer = customers[c]
        # What was sent over a distance of less than a day is here already.
        buyer.prompt = ring[c, slot]
        if buyer.prompt > 0.0:
            ring[c, slot] = 0.0
            buyer.pipeline = max(0.0, buyer.pipeline - buyer.prompt)
            _serve_prompt(own, c, buyer, tallies)


@njit(error_model="numpy")
def _account_floor(own: Row, link: Row, lift: float, paid_usd: float) -> None:
    """Add up what the United States pays above asks that a floor has lifted."""
    above = paid_usd * (1.0 - 1.0 / lift)
    own.floor_usd += above
    if link.duty > 0.0:
        own.duty_usd += above


@njit(error_model="numpy")
def _sail(own: Row, links: Table, arrivals: Table, ring: FloatArray, slot: int) -> None:
    """Put the day's tonnes of all links where they will be; one loop without branches for all of them."""
    days_ahead = ring.shape[1]
    for a in range(own.arrival0, own.arrival1):
        arrival = arrivals[a]
        then = slot + arrival.days
        ring[arrival.berth, then if then < days_ahead else then - days_ahead] += (
            arrival.share * links[arrival.link].ship
        )


@njit(error_model="numpy")
def _serve_prompt(own: Row, c: int, buyer: Row, tallies: Table) -> None:
    """Prompt tonnes serve the day's gap, of the US by tier; the rest joins stock."""
    served = min(buyer.gap, buyer.prompt)
    left = buyer.prompt - served
    buyer.gap -= served
    buyer.stock += left
    if c == own.us:
        for tier in range(1, LOWEST_TIER + 1):
            if served > 0.0:
                served -= _fill(own, tallies, tier, tier, served)
        if left > 0.0:
            _restock(own, buyer, tallies, left, 0.0)


@njit(error_model="numpy")
def _fill(own: Row, tallies: Table, first: int, last: int, tonnes: float) -> float:
    """Give tonnes to the gaps of the holders of some tiers, pro rata; return what they took."""
    gap = 0.0
    for s in range(own.tally0, own.tally1):
        if first <= tallies[s].tier <= last:
            gap += tallies[s].gap
    if gap <= 0.0:
        return 0.0
    part = min(1.0, tonnes / gap)
    for s in range(own.tally0, own.tally1):
        if first <= tallies[s].tier <= last:
            tallies[s].gap -= part * tallies[s].gap
    return min(gap, tonnes)


@njit(error_model="numpy")
def _weigh_flow(link: Row, plant: Row, buyer: Row, lift: float) -> None:
    """Add a link to the sums behind a buyer's mean transit and landed ask."""
    flow = link.smoothed
    buyer.flow += flow
    buyer.sailing += flow * link.transit
    buyer.landed += flow * plant.ask * link.markup * lift


@njit(error_model="numpy")
def _proceeds(link: Row, buyer: Row, lift: float) -> float:
    """What a supplier earns by a base flow: a tax, or the duty behind a floor, stays with the state."""
    paid = max(link.floor, buyer.paid) if buyer.kind == FEED else buyer.paid
    kept = link.markup * lift if link.duty > 0.0 else link.markup
    value = link.weight * paid
    return float(value if kept == 1.0 else value / kept)


@njit(error_model="numpy")
def _point(own: Row, facilities: Table, customers: Table, links: Table, order: Order, growth: float) -> None:
    """Still step 7: unfilled orders point at suppliers with an open link, and producers notice."""
    unfilled = False
    for c in range(own.customer0, own.customer1):
        customers[c].weight = 0.0
        unfilled = unfilled or customers[c].left > 0.0
    if unfilled:
        for f in range(own.facility0, own.facility1):
            plant = facilities[f]
            for k in range(plant.link0, plant.link1):
                link = links[order[k]]
                if link.room > 0.0:
                    customers[link.customer].weight += link.weight
        for c in range(own.customer0, own.customer1):
            customers[c].part = _per(customers[c].left, customers[c].weight)
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        pointed = plant.total
        if unfilled:
            for k in range(plant.link0, plant.link1):
                link = links[order[k]]
                if link.room > 0.0:
                    pointed += customers[link.customer].part * link.weight
        if own.rushing > 0.0:
            for k in range(plant.link0, plant.link1):
                pointed += links[order[k]].owed
        plant.pointed = pointed
        plant.signal += (min(plant.capacity * growth, pointed) - plant.signal) / own.smoothing_time


@njit(error_model="numpy")
def _price(own: Row, facilities: Table, customers: Table) -> None:
    """Step 8: price from cover and landed ask; realised price and mean transit from the day's sums."""
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        if plant.sold > 0.0:
            plant.realised = plant.earned / plant.sold
        if plant.realised < plant.support:
            own.support_usd += (plant.support - plant.realised) * plant.output * own.price_usd
            plant.realised = plant.support
    for c in range(own.customer0, own.customer1):
        buyer = customers[c]
        if buyer.flow > 0.0:
            buyer.transit = buyer.sailing / buyer.flow
        if buyer.kind == MARKET and buyer.demand0 > 0.0:
            landed = buyer.landed / buyer.flow if buyer.flow > 0.0 else 1.0
            rival = customers[own.reserve].left if c == own.us else 0.0
            buyer.price += (_goal(own, buyer, rival, landed) - buyer.price) / own.price_lag


@njit(error_model="numpy")
def _goal(own: Row, buyer: Row, rival: float, landed: float) -> float:
    """Price towards which a market moves: scarce cover x landed ask, within the cap."""
    scarcity = 1.0
    if own.gamma > 0.0 and buyer.target > 0.0:
        aim = buyer.target + (buyer.need + buyer.state_rate) * buyer.transit + rival + buyer.ahead
        scarcity = (buyer.stock0 / buyer.target) ** (-own.gamma * own.weight_on_hand)
        scarcity *= (buyer.position0 / aim) ** (-own.gamma * (1.0 - own.weight_on_hand))
    return float(min(own.price_cap, max(1.0 / own.price_cap, scarcity * landed)))


@njit(error_model="numpy")
def _release(own: Row, customers: Table, tallies: Table, rates: FloatArray) -> None:
    """Step 9: the defence stockpile serves defence; then the reserve fills gaps by rank, or sells to all."""
    us, reserve = customers[own.us], customers[own.reserve]
    if us.gap > 0.0 and own.stockpile_cap > 0.0 and own.stockpile_t > 0.0:
        tonnes = _fill(own, tallies, 1, 1, min(own.stockpile_t, own.stockpile_cap))
        own.stockpile_t -= tonnes
        own.stockpile_released_t += tonnes
        us.gap = max(0.0, us.gap - tonnes)
    usable = min(reserve.stock, own.usable_t)
    tonnes = min(max(0.0, us.gap - _refused(own, tallies)), min(usable, own.release_cap))
    if tonnes > 0.0:
        # Members take their metal at the price of entry: the mean cost of what is held.
        paid = _book_usd(own) * tonnes / (reserve.stock + reserve.pipeline)
        us.gap -= tonnes
        _take(own, reserve, tonnes, paid)
        _hand_out(own, tallies, tonnes)
    sold = min(own.inject_cap, min(reserve.stock, own.usable_t))
    if sold > 0.0:
        paid = sold * us.price * own.price_usd
        own.gain_usd += paid - _book_usd(own) * sold / (reserve.stock + reserve.pipeline)
        own.sold_t += sold
        _take(own, reserve, sold, paid)
        us.stock += sold
        _restock(own, us, tallies, sold, 0.0)


@njit(error_model="numpy")
def _book_usd(own: Row) -> float:
    """What the metal now held or under way has cost."""
    return float(own.spent_usd - (own.received_usd - own.gain_usd) - own.written_off_usd)


@njit(error_model="numpy")
def _take(own: Row, reserve: Row, tonnes: float, paid_usd: float) -> None:
    """Take tonnes out of the reserve against money."""
    reserve.stock = max(0.0, reserve.stock - tonnes)
    own.usable_t = max(0.0, own.usable_t - tonnes)
    own.released_t += tonnes
    own.received_usd += paid_usd
    own.cash_usd += paid_usd


@njit(error_model="numpy")
def _claim(holder: Row) -> float:
    """Tonnes of its gap that a holder may ask of the reserve."""
    return min(holder.gap, max(0.0, holder.drawable)) if holder.rank > 0.0 else 0.0


@njit(error_model="numpy")
def _refused(own: Row, tallies: Table) -> float:
    """Part of the day's gap that no holder may ask of the reserve."""
    refused = 0.0
    for s in range(own.tally0, own.tally1):
        refused += tallies[s].gap - _claim(tallies[s])
    return refused


@njit(error_model="numpy")
def _hand_out(own: Row, tallies: Table, tonnes: float) -> None:
    """Serve holders rank by rank, those of one rank pro rata to what they may ask."""
    rank = 0.0
    while tonnes > 0.0:
        following = np.inf
        for s in range(own.tally0, own.tally1):
            if rank < tallies[s].rank < following:
                following = tallies[s].rank
        if following == np.inf:
            return
        rank = following
        wanted = 0.0
        for s in range(own.tally0, own.tally1):
            if tallies[s].rank == rank:
                wanted += _claim(tallies[s])
        if wanted <= 0.0:
            continue
        part = min(1.0, tonnes / wanted)
        for s in range(own.tally0, own.tally1):
            holder = tallies[s]
            if holder.rank == rank:
                given = part * _claim(holder)
                holder.gap -= given
                holder.drawable -= given
                holder.drawn_t += given
        tonnes -= min(wanted, tonnes)


@njit(error_model="numpy")
def _keep_stock(own: Row, customers: Table, rates: FloatArray, worth: float) -> None:
    """Still step 9: storage costs money, some metal is lost; the outlay is discounted."""
    us, reserve = customers[own.us], customers[own.reserve]
    lost = reserve.stock * rates[2] / DAYS_PER_YEAR
    if lost > 0.0:
        own.written_off_usd += _book_usd(own) * lost / (reserve.stock + reserve.pipeline)
        reserve.stock -= lost
        own.lost_t += lost
    carrying = reserve.stock * us.price * own.price_usd * rates[0] / DAYS_PER_YEAR
    own.carrying_usd += carrying
    own.cash_usd -= carrying
    outlay = own.spent_usd + own.carrying_usd - own.received_usd
    own.discounted_cost_usd += worth * (outlay - own.outlay_usd)
    own.outlay_usd = outlay


@njit(error_model="numpy")
def _record_us(
    own: Row, customers: Table, tallies: Table, threshold: float, day: int, growth: float, worth: float
) -> bool:
    """Step 10: add the day of every holder up and say whether the US as a whole is short."""
    us = customers[own.us]
    base = us.demand0 * growth * us.surge
    if us.gap < ROUNDING * base:
        us.gap = 0.0
    own.consumed_t += us.need - us.gap
    own.unmet_ratio = us.gap / base if base > 0.0 else 0.0
    own.peak_price = max(own.peak_price, us.price)
    if own.gamma > 0.0 and us.price >= AT_CAP * own.price_cap:
        own.price_cap_days += 1.0
    for s in range(own.tally0, own.tally1):
        holder = tallies[s]
        if us.gap == 0.0 or holder.gap < ROUNDING * base:
            holder.gap = 0.0
        _add(holder, day, holder.share * base, holder.share * us.need, holder.gap, threshold)
        holder.discounted_unmet_t += worth * holder.gap
    return _add(tallies[own.tally_all], day, base, us.need, us.gap, threshold)


@njit(error_model="numpy")
def _add(row: Row, day: int, base: float, demand: float, unmet: float, threshold: float) -> bool:
    """Add a day to one row; a stock that runs dry within the day does so by linear interpolation."""
    if base <= 0.0:
        return False
    depth = unmet / base
    row.unmet_t += unmet
    row.base_t += base
    row.equivalent_days += depth
    row.price_lost_days += (base - demand) / base
    if depth <= threshold:
        row.spell_d = 0.0
        return False
    row.shortfall_days += 1.0
    row.spell_d += 1.0
    row.longest_spell_d = max(row.longest_spell_d, row.spell_d)
    row.peak_depth = max(row.peak_depth, depth)
    row.first_day = min(row.first_day, day + 1.0 - unmet / demand)
    row.last_day = day + 1.0
    return True


@njit(error_model="numpy")
def _record_rest(own: Row, customers: Table) -> None:
    """Add what the other five markets consumed and missed."""
    for c in range(own.customer0, own.customer1):
        buyer = customers[c]
        if buyer.kind == MARKET and c != own.us:
            if buyer.gap < ROUNDING * buyer.demand0:
                buyer.gap = 0.0
            own.rest_unmet_t += buyer.gap
            own.consumed_t += buyer.need - buyer.gap


@njit(error_model="numpy")
def _record_week(minerals: Table, customers: Table, series: NDArray[np.float32], day: int) -> None:
    """Keep one day a week: US cover, price and unmet share, then the other markets' prices."""
    week = day // SERIES_STEP_D
    if day % SERIES_STEP_D != 0 or week >= len(series):
        return
    for m in range(len(minerals)):
        own = minerals[m]
        us = customers[own.us]
        series[week, m, 0] = us.stock / us.demand0 if us.demand0 > 0.0 else 0.0
        series[week, m, 1] = us.price
        series[week, m, 2] = own.unmet_ratio
        for other in range(1, own.reserve - own.us):
            series[week, m, 2 + other] = customers[own.us + other].price
