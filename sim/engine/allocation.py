"""Step 6 of the kernel: who gets which tonnes."""

from __future__ import annotations

import numpy as np
from numba import njit

from sim.engine.tables import LEAK, Row, Table

SPOT_PASSES = 3
# Below this share of an order, stock or flow a rest is rounding, not trade.
ROUNDING = 1e-12


@njit(cache=True, error_model="numpy")
def allocate(own: Row, facilities: Table, customers: Table, links: Table, growth: float) -> None:
    """Fill every link's shipment: offtake, contracts, up to three spot passes, then the reserve."""
    if _weigh(own, facilities, customers, links, growth):
        _offtake(own, facilities, customers, links)
    if own.contract_share > 0.0:
        _contract(own, facilities, customers, links)
    last = own.reserve_last > 0.0
    end = own.reserve if last else own.reserve + 1
    for turn in range(SPOT_PASSES):
        if not _wanting(customers, own.customer0, end):
            break
        _spot(own, facilities, customers, links, own.gravity if turn > 0 else 0.0, own.customer0, end)
    _wanting(customers, own.customer0, end)
    if last and customers[own.reserve].left > 0.0:
        _spot(own, facilities, customers, links, 0.0, own.reserve, own.reserve + 1)
        _wanting(customers, own.reserve, own.reserve + 1)


@njit(cache=True, error_model="numpy")
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


@njit(cache=True, error_model="numpy")
def _weigh(own: Row, facilities: Table, customers: Table, links: Table, growth: float) -> bool:
    """Attractiveness of every link (base flow x landed ask ^ -sigma) and its room under controls.

    Says whether some link has offtake priority.
    """
    sigma = own.source_elasticity
    offtake = False
    for c in range(own.customer0, own.customer1):
        customers[c].weight = 0.0
    for f in range(own.facility0, own.facility1):
        facilities[f].pull = facilities[f].ask ** -sigma
    for i in range(own.link0, own.link1):
        link = links[i]
        link.pull = link.weight * facilities[link.supplier].pull
        if link.markup != 1.0:
            link.pull *= link.markup**-sigma
        if link.kind == LEAK:
            link.room = link.weight
        elif link.severity > 0.0:
            link.room = (1.0 - link.severity) * link.weight * growth
        else:
            link.room = np.inf
        customers[link.customer].weight += link.pull
        offtake = offtake or link.priority > 0.0
        link.ship = 0.0
    return offtake


@njit(cache=True, error_model="numpy")
def _sell(link: Row, plant: Row, buyer: Row, tonnes: float) -> None:
    """Move tonnes from finished stock to the day's shipment of a link."""
    tonnes = min(tonnes, min(plant.finished, buyer.left))
    if tonnes > 0.0:
        plant.finished -= tonnes
        buyer.left -= tonnes
        link.ship += tonnes
        link.room = max(0.0, link.room - tonnes)


@njit(cache=True, error_model="numpy")
def _offtake(own: Row, facilities: Table, customers: Table, links: Table) -> None:
    """Pass (a): contracted tonnes of a partner are served first; they move, none are added."""
    for i in range(own.link0, own.link1):
        link = links[i]
        if link.priority > 0.0:
            _sell(link, facilities[link.supplier], customers[link.customer], min(link.priority, link.room))


@njit(cache=True, error_model="numpy")
def _contract(own: Row, facilities: Table, customers: Table, links: Table) -> None:
    """Pass (b): the contracted share of every market order, pro rata to what the supplier has."""
    for f in range(own.facility0, own.facility1):
        facilities[f].bid = 0.0
    for i in range(own.link0, own.link1):
        link = links[i]
        buyer = customers[link.customer]
        link.bid = 0.0
        if link.customer != own.reserve and buyer.weight > 0.0:
            link.bid = min(own.contract_share * buyer.left * link.pull / buyer.weight, link.room)
            facilities[link.supplier].bid += link.bid
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        plant.ration = min(1.0, plant.finished / plant.bid) if plant.bid > 0.0 else 0.0
    for i in range(own.link0, own.link1):
        link = links[i]
        if link.bid > 0.0:
            plant = facilities[link.supplier]
            _sell(link, plant, customers[link.customer], link.bid * plant.ration)


@njit(cache=True, error_model="numpy")
def _spot(
    own: Row, facilities: Table, customers: Table, links: Table, gravity: float, begin: int, end: int
) -> None:
    """Pass (c): orders left bid over open links; an over-bid supplier sells to the keenest bids."""
    for c in range(begin, end):
        customers[c].weight = 0.0
    for f in range(own.facility0, own.facility1):
        facilities[f].bid = facilities[f].total = 0.0
    for i in range(own.link0, own.link1):
        link = links[i]
        link.bid = 0.0
        if link.customer < begin or link.customer >= end or link.room <= 0.0:
            continue
        buyer, plant = customers[link.customer], facilities[link.supplier]
        if buyer.left <= 0.0 or plant.finished <= 0.0:
            continue
        link.bid = link.pull
        if gravity > 0.0 and link.severity == 0.0 and link.kind != LEAK:
            link.bid += gravity * link.qualified * plant.reference * buyer.share
        buyer.weight += link.bid
    for i in range(own.link0, own.link1):
        link = links[i]
        if link.bid > 0.0:
            buyer, plant = customers[link.customer], facilities[link.supplier]
            link.bid = min(buyer.left * link.bid / buyer.weight, link.room)
            plant.bid += link.bid
            plant.total += link.bid * buyer.keen
    for f in range(own.facility0, own.facility1):
        plant = facilities[f]
        overbid = plant.bid > plant.finished and plant.total > 0.0
        plant.ration = plant.finished / plant.total if overbid else np.inf
    for i in range(own.link0, own.link1):
        link = links[i]
        if link.bid > 0.0:
            buyer, plant = customers[link.customer], facilities[link.supplier]
            _sell(link, plant, buyer, min(link.bid, link.bid * buyer.keen * plant.ration))
