"""The flat tables of a run: one record array per noun, read and written by the kernel.

Each record holds what is fixed, what actors control, what the kernel changes, and its scratch of the
day, in this order. Tonnes are contained metal, times days, flows tonnes per day, prices ratios to their
baseline unless a name ends in ``_usd``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Table = NDArray[Any]  # a structured array; each dtype stands below
Row = Any  # one record of a table


def _dtype(rows: str = "", ints: str = "", floats: str = "") -> np.dtype[Any]:
    """Columns of a table; ``rows`` are row numbers, unsigned: the compiler then skips negative indices."""
    kinds = ((rows, np.uint32), (ints, np.int64), (floats, np.float64))
    return np.dtype([(name, kind) for names, kind in kinds for name in names.split()], align=True)


MINERAL = _dtype(
    # ranges of rows in the other tables; customer rows of the US market and of the reserve
    rows=(
        "facility0 facility1 customer0 customer1 link0 link1 waypoint0 waypoint1 "
        "arrival0 arrival1 tally0 tally1 tally_all us reserve"
    ),
    # 0: the kernel leaves the mineral alone
    ints="active",
    floats=(
        "price_usd world_flow "
        # behaviour (see sim.engine.behaviour)
        "growth demand_elasticity supply_elasticity gamma weight_on_hand price_lag price_cap "
        "contract_share contract_lag ask_exponent source_elasticity bid_exponent order_time "
        "smoothing_time production_time order_cap thrift_rate thrift_decay gravity "
        # controls: t, t/day, t/day, 1 = the reserve is served after the markets; what the National
        # Defense Stockpile may release, t/day
        "reserve_target reserve_rate release_cap reserve_last stockpile_cap "
        # controls of the reserve: t/day it sells into commercial stock; exponent of (1 + share of world trade
        # bought in a day) by which its own purchase lifts the price it pays
        "inject_cap impact "
        # state of the reserve: dollars it may still spend, tonnes on site that users can take as they are
        "credit_usd usable_t "
        # control: 1 = some link is rushed (see LINK)
        "rushing "
        # state: the National Defense Stockpile
        "stockpile_t "
        # what a run adds up; injected_t: sold by holders outside the books; state_t: bought by states for
        # stocks of their own; floor_usd: paid in the US above asks that a floor lifts, duty_usd: of it duty;
        # support_usd: paid to plants whose price a state makes good
        "injected_t state_t stockpile_released_t source_t consumed_t yield_loss_t bought_t released_t "
        "spent_usd received_usd carrying_usd interest_usd cash_usd "
        # sold_t: of released_t what went into commercial stock; gain_usd: of received_usd what exceeds cost;
        # lost_t, written_off_usd: lost in store, at cost; outlay_usd: all cash but interest
        "sold_t gain_usd lost_t written_off_usd outlay_usd discounted_cost_usd "
        "floor_usd duty_usd support_usd "
        "rest_unmet_t peak_price price_cap_days unmet_ratio"
    ),
)
FACILITY = _dtype(
    # its rows in ``Tables.order``; customer row of its feed and facility row of its host, -1: none
    rows="link0 link1",
    ints="feed host",
    floats=(
        # hosted: share of base that follows the host; host_max: limit of recovery
        # uptime: mean availability that reported output already contains
        "yield_ finished_cover base hosted host_max uptime "
        # controls: share of capacity; reference throughput X; most it can make; exogenous ask; price that a
        # state makes good, 0 = none
        "availability reference capacity ask_floor support "
        # state: finished stock, and stock nobody can fetch for now; smoothed orders, shipped plus unfilled
        # orders, output, ask, realised price
        "finished stranded signal pointed output ask realised "
        "total earned sold"
    ),
)
CUSTOMER = _dtype(
    ints="kind facility",
    floats=(
        "demand0 cover share "
        # controls: x target cover, x demand, t/day a state buys for a stock of its own, t/day that
        # somebody outside the books sells here
        "precaution surge state_rate inflow "
        # state: on site, at sea, prices, shipment-weighted transit, share of demand thrifted away; ahead:
        # tonnes shipped early, which no order of today makes up for
        "stock pipeline price contract_price transit thrift ahead "
        "stock0 position0 need stored target order left keen gap prompt weight part paid flow sailing landed"
    ),
)
LINK = _dtype(
    # route0, route1: its rows in the table of routes
    rows="supplier customer route0 route1",
    ints="kind",
    floats=(
        # controls: share of base flow forbidden; base flow or cap of a leak; price ratio; mean days by
        # the routes of today; days added to all of them; t/day served first; 1 = may be used beyond its
        # base flow; t/day that buyers try to ship early, beside their orders; least landed ask, 0 = none;
        # 1 = what the floor adds is a duty of the buyer's state
        "severity weight markup transit delay priority qualified rush floor duty "
        # state: smoothed shipments, all shipments so far
        "smoothed shipped_t "
        "pull room bid ship owed"
    ),
)
ROUTE = _dtype(
    # berth: where its cargo is next: a customer row, or the number of customers + a waypoint row
    rows="berth",
    # controls: share of the link's tonnes; days to the berth
    floats="share days",
)
ARRIVAL = _dtype(
    # what the routes of a link come to today: this share of its tonnes will be at a berth in so many days
    rows="link berth days",
    floats="share",
)
WAYPOINT = _dtype(
    # a chokepoint or discharge port on the way of cargo for one customer; berth: where it goes next
    rows="customer berth",
    floats=(
        # days to the next berth, and straight to the customer for cargo that turns
        "days "
        # controls: shares of what stands here that pass and, of the rest, turn today; days after turning
        "passing turning turn_days "
        # state: tonnes that wait
        "held"
    ),
)
TALLY = _dtype(
    # rows: holders of US stock (a sector's members or non-members) by mineral, then a row "all" per mineral
    ints="tier",
    floats=(
        # share of US demand, output lost per dollar of metal, target stock in days of the holder's demand
        "share voll cover "
        # controls: order in which the reserve serves, 0 = not at all; state: tonnes the holder may still draw
        # from it, and has drawn
        "rank drawable drawn_t "
        # state and scratch of the day
        "stock gap want discounted_unmet_t "
        "shortfall_days equivalent_days price_lost_days unmet_t base_t first_day spell_d "
        "longest_spell_d peak_depth last_day"
    ),
)

CONTROLS: dict[str, tuple[str, ...]] = {
    "minerals": (
        "reserve_target",
        "reserve_rate",
        "release_cap",
        "reserve_last",
        "stockpile_cap",
        "rushing",
        "inject_cap",
        "impact",
    ),
    "facilities": ("availability", "reference", "capacity", "ask_floor", "support"),
    "customers": ("precaution", "surge", "state_rate", "inflow"),
    "links": (
        "severity",
        "weight",
        "markup",
        "transit",
        "delay",
        "priority",
        "qualified",
        "rush",
        "floor",
        "duty",
    ),
    "routes": ("share", "days"),
    "waypoints": ("passing", "turning", "turn_days"),
    "tallies": ("rank",),
}

# Fields of the weekly series, per mineral: US cover, price and unmet share, then the other markets' prices.
SERIES_FIELDS = 8
SERIES_STEP_D = 7


class Tables(NamedTuple):
    """Everything the kernel touches.

    ``order`` lists the links supplier by supplier: the kernel walks them in this order, and what it adds
    up for a supplier stays in a register. ``ring`` has shape (customers + waypoints, days ahead), t;
    ``short_days`` (days, minerals) marks US shortfall days; ``series`` (weeks, minerals, fields) is empty
    when not wanted.
    """

    minerals: Table
    facilities: Table
    customers: Table
    links: Table
    order: NDArray[np.uint32]
    routes: Table
    arrivals: Table
    waypoints: Table
    tallies: Table
    ring: NDArray[np.float64]
    short_days: NDArray[np.bool_]
    series: NDArray[np.float32]


def fresh(start: Tables, horizon_d: int, series: bool) -> Tables:
    """Return a copy of the opening tables for a run of ``horizon_d`` days."""
    weeks = (horizon_d + SERIES_STEP_D - 1) // SERIES_STEP_D if series else 0
    n = len(start.minerals)
    return Tables(
        minerals=start.minerals.copy(),
        facilities=start.facilities.copy(),
        customers=start.customers.copy(),
        links=start.links.copy(),
        order=start.order,
        routes=start.routes.copy(),
        arrivals=start.arrivals.copy(),
        waypoints=start.waypoints.copy(),
        tallies=start.tallies.copy(),
        ring=start.ring.copy(),
        short_days=np.zeros((horizon_d, n), np.bool_),
        series=np.zeros((weeks, n, SERIES_FIELDS), np.float32),
    )


def berths_of(tables: Tables, m: int) -> NDArray[np.int64]:
    """Return the rows of the ring that belong to one mineral: its customers and its waypoints."""
    own, first = tables.minerals[m], len(tables.customers)
    customers = np.arange(own["customer0"], own["customer1"])
    return np.concatenate([customers, first + np.arange(own["waypoint0"], own["waypoint1"])])


def afloat_t(tables: Tables) -> NDArray[np.float64]:
    """Return the tonnes under way or waiting per customer, shape ``(n_customers,)``."""
    n = len(tables.customers)
    ahead = tables.ring.sum(axis=1)
    waiting = ahead[n:] + tables.waypoints["held"]
    return np.asarray(ahead[:n] + np.bincount(tables.waypoints["customer"], waiting, n))
