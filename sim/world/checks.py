"""Small named checks that every world passes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.world.arrays import BoolArray, FloatArray, IntArray
from sim.world.world import (
    FEED,
    LEAK,
    MARKET,
    PROJECT_LINK,
    RESERVE,
    RESERVE_LINK,
    TRADE,
    World,
)

TOLERANCE = 1e-12
"""Relative; balances are exact up to rounding."""


LEVEL = {"mine": 0, "refine": 1, "recycle": 1, "fabricate": 2}
"""Place of a stage in the chain; recyclers make refined metal."""


def problems(world: World) -> list[str]:
    """Run every check.

    Returns
    -------
    list of str
        ``name: what is wrong``; empty for a sound world.
    """
    return [f"{name}: {found}" for name, check in CHECKS.items() for found in check(world)]


def suppliers_sell_their_output(world: World) -> list[str]:
    """Trade links of a facility sum to its base."""
    links, base = world.links, world.facilities.base
    sold = _sum(links.base, links.supplier, links.kind == TRADE, len(base))
    return _apart(sold, base, world.facilities.name)


def customers_get_their_demand(world: World) -> list[str]:
    """Trade links of a customer sum to its demand."""
    links, demand = world.links, world.customers.demand
    got = _sum(links.base, links.customer, links.kind == TRADE, len(demand))
    return _apart(got, demand, world.customers.name)


def world_output_meets_demand(world: World) -> list[str]:
    """What the sellers to the markets make, recycling included, equals market demand."""
    links, customers, facilities = world.links, world.customers, world.facilities
    n = len(world.minerals)
    final = (links.kind == TRADE) & (customers.kind[links.customer] == MARKET)
    sellers = np.zeros(len(facilities.name), dtype=np.bool_)
    sellers[links.supplier[final]] = True
    made = _sum(facilities.base, facilities.mineral, sellers, n)
    used = _sum(customers.demand, customers.mineral, customers.kind == MARKET, n)
    return _apart(made, used, world.minerals)


def goods_go_down_the_chain(world: World) -> list[str]:
    """A feed customer buys from the stage before its own; the markets buy the last one."""
    links, customers, f = world.links, world.customers, world.facilities
    found = []
    for i, k in zip(links.supplier, links.customer, strict=True):
        level = LEVEL[f.stage[i]]
        if customers.kind[k] == FEED:
            wrong = level != LEVEL[f.stage[customers.facility[k]]] - 1
        else:
            wrong = level != max(LEVEL[f.stage[j]] for j in world.facilities_of(world.minerals[f.mineral[i]]))
        if wrong:
            found.append(f"{f.name[i]} sells to {customers.name[k]}")
    return found


def refiners_ask_what_they_use(world: World) -> list[str]:
    """Feed demand times yield equals refined output."""
    customers, facilities = world.customers, world.facilities
    fed = np.flatnonzero(customers.kind == FEED)
    made = customers.demand[fed] * facilities.yield_[customers.facility[fed]]
    return _apart(made, facilities.base[customers.facility[fed]], [customers.name[k] for k in fed])


def fed_facilities_have_one_customer(world: World) -> list[str]:
    """Each fed facility buys through exactly one customer."""
    customers = world.customers
    f = world.facilities
    owner = np.bincount(customers.facility[customers.kind == FEED], minlength=len(f.name))
    rows = zip(f.name, owner, f.fed, strict=True)
    return [f"{name} has {n} feed customers" for name, n, fed in rows if n != int(fed)]


def quantities_are_positive(world: World) -> list[str]:
    """No negative flow, stock target, time or price; trade links carry something."""
    facilities, customers, links = world.facilities, world.customers, world.links
    never_negative = {
        "facilities.base": facilities.base, "facilities.finished_cover_d": facilities.finished_cover_d,
        "customers.demand": customers.demand, "customers.cover_d": customers.cover_d,
        "links.base": links.base, "links.transit_d": links.transit_d, "links.lead_d": links.lead_d,
        "sectors.voll": world.sectors.voll, "defense_stockpile_t": world.defense_stockpile_t,
    }  # fmt: skip
    above_zero = {
        "price": world.price_usd_per_t, "trade links": links.base[links.kind == TRADE],
        "plants": facilities.plants, "yield": facilities.yield_, "projects.capacity": world.projects.capacity,
    }  # fmt: skip
    found = [f"{name} below 0" for name, values in never_negative.items() if not (values >= 0).all()]
    return found + [f"{name} not above 0" for name, values in above_zero.items() if not (values > 0).all()]


def capacity_covers_output(world: World) -> list[str]:
    """No facility runs above capacity at the baseline."""
    f = world.facilities
    return [name for name, over in zip(f.name, f.capacity < f.base * (1 - TOLERANCE), strict=True) if over]


def yields_are_fractions(world: World) -> list[str]:
    """A refinery makes no metal."""
    f = world.facilities
    return [name for name, odd in zip(f.name, f.yield_ > 1.0, strict=True) if odd]


def sector_shares_sum_to_one(world: World) -> list[str]:
    """End uses cover US demand exactly."""
    every = np.ones(len(world.sectors.name), dtype=np.bool_)
    total = _sum(world.sectors.share, world.sectors.mineral, every, len(world.minerals))
    return _apart(total, np.ones_like(total), world.minerals)


def links_stay_in_their_mineral(world: World) -> list[str]:
    """A link joins a facility and a customer of one mineral, and links are grouped by mineral."""
    of = world.facilities.mineral[world.links.supplier]
    found = ["links are not grouped by mineral"] if (np.diff(of) < 0).any() else []
    if (of != world.customers.mineral[world.links.customer]).any():
        found.append("a link crosses minerals")
    return found


def links_end_where_their_kind_says(world: World) -> list[str]:
    """Leaks run beside exports, reserve links beside US imports; leak and project links are empty."""
    links, kinds = world.links, world.customers.kind
    found = []
    for kind in (LEAK, RESERVE_LINK):
        rows = links.kind == kind
        parents = links.parent[rows]
        if (parents < 0).any() or (links.kind[parents] != TRADE).any():
            found.append(f"kind {kind} without a trade link as parent")
        elif (links.supplier[parents] != links.supplier[rows]).any():
            found.append(f"kind {kind} leaves another facility than its parent")
    if (links.base[(links.kind == LEAK) | (links.kind == PROJECT_LINK)] != 0.0).any():
        found.append("a leak or project link carries metal at the baseline")
    reserve = links.kind == RESERVE_LINK
    to_reserve = kinds[links.customer] == RESERVE
    if (reserve != to_reserve).any():
        found.append("reserve links and the reserve do not match")
    return found


def hosts_carry_by_products(world: World) -> list[str]:
    """A host is a running facility of another mineral and binds nobody at the baseline."""
    f = world.facilities
    guests = np.flatnonzero(f.host >= 0)
    if (f.host[guests] >= len(f.name)).any():
        return ["a host does not exist"]
    host = f.host[guests]
    wrong = {
        "has a host of its own mineral": f.mineral[host] == f.mineral[guests],
        "has a host without output": f.base[host] <= 0.0,
        "has a hosted share outside (0, 1]": (f.hosted[guests] <= 0.0) | (f.hosted[guests] > 1.0),
        "has a host_max below 1": f.host_max[guests] < 1.0,
    }
    found = [f"{f.name[i]} {why}" for why, odd in wrong.items() for i in guests[odd]]
    free = f.host < 0
    return found + [f"{f.name[i]} is hosted by nobody" for i in np.flatnonzero(free & (f.hosted != 0.0))]


def hosts_along_for_the_ride_are_plain(world: World) -> list[str]:
    """Every mineral has six markets and a reserve, and what nobody asked for carries somebody."""
    f, customers = world.facilities, world.customers
    known = f.host[(f.host >= 0) & (f.host < len(f.name))]
    carriers = set(f.mineral[known].tolist())
    found = []
    for index, mineral in enumerate(world.minerals):
        kinds = customers.kind[customers.mineral == index]
        if (kinds == MARKET).sum() != len(world.markets) or (kinds == RESERVE).sum() != 1:
            found.append(f"{mineral} lacks a market or the reserve")
        if not world.reported[index] and index not in carriers:
            found.append(f"{mineral} is neither reported nor a host")
    return found


CHECKS: dict[str, Callable[[World], list[str]]] = {
    check.__name__: check
    for check in (
        suppliers_sell_their_output,
        customers_get_their_demand,
        world_output_meets_demand,
        goods_go_down_the_chain,
        refiners_ask_what_they_use,
        fed_facilities_have_one_customer,
        quantities_are_positive,
        capacity_covers_output,
        yields_are_fractions,
        sector_shares_sum_to_one,
        links_stay_in_their_mineral,
        links_end_where_their_kind_says,
        hosts_carry_by_products,
        hosts_along_for_the_ride_are_plain,
    )
}


def _sum(values: FloatArray, index: IntArray, chosen: BoolArray, n: int) -> FloatArray:
    return np.bincount(index[chosen], values[chosen], n).astype(np.float64)


def _apart(found: FloatArray, wanted: FloatArray, names: tuple[str, ...] | list[str]) -> list[str]:
    """Names whose values differ by more than rounding."""
    wrong = np.flatnonzero(np.abs(found - wanted) > TOLERANCE * np.abs(wanted))
    return [f"{names[i]} has {found[i]}, wants {wanted[i]}" for i in wrong]
