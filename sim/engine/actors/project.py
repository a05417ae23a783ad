"""Projects: capacity that starts late, ramps up and waits for its customers' approval."""

from __future__ import annotations

import numpy as np

from sim.engine.actors.context import Context
from sim.engine.calendar import Process
from sim.policy.deliveries import Delivery
from sim.world.world import FEED, PROJECT_LINK

RAMP_STEPS = 12


def deliver(context: Context, delivery: Delivery) -> Process:
    """Live through the ramp of one project, then open its links to customers.

    Output without an approved customer stops at the plant's own finished stock.
    """
    calendar, controls = context.calendar, context.controls
    opened = False
    moments = [delivery.start_d + delivery.ramp_d * step / RAMP_STEPS for step in range(1, RAMP_STEPS + 1)]
    for at in sorted({*moments, delivery.qualified_d}):
        if at >= calendar.horizon_d:
            return
        yield calendar.wait(at)
        calendar.sync(at)
        reached = sum(moment <= at for moment in moments) / RAMP_STEPS
        controls.set("reference", delivery.facility, reached * delivery.capacity_t_per_d, at)
        controls.set("capacity", delivery.facility, reached * delivery.capacity_t_per_d, at)
        context.note(at, "project", delivery.facility, reached)
        opened = opened or at >= delivery.qualified_d
        if opened:
            _open_links(context, delivery, reached, at)


def _open_links(context: Context, delivery: Delivery, reached: float, at: float) -> None:
    """Point the reachable share at the United States, the rest at everybody else by size.

    The United States takes at most what it uses; what it cannot take joins the rest. A mine's ore reaches
    the United States through refiners outside the largest refining country.
    """
    tables, world = context.tables, context.world
    own = (tables.links["supplier"] == delivery.facility) & (tables.links["kind"] == PROJECT_LINK)
    links = np.flatnonzero(own)
    customer = tables.links["customer"][links]
    demand = tables.customers["demand0"][customer]
    if np.all(tables.customers["kind"][customer] == FEED):
        country = np.array(world.customers.country)[customer]
        near = country != country[np.argmax(demand)]
    else:
        near = world.customers.market[customer] == 0
    output = reached * delivery.capacity_t_per_d
    into_near = min(delivery.us_access * output, demand[near].sum()) if demand[~near].sum() > 0 else output
    flow = np.zeros(len(links))
    for side, tonnes in ((near, into_near), (~near, output - into_near)):
        if demand[side].sum() > 0:
            flow[side] = tonnes * demand[side] / demand[side].sum()
    context.controls.set("weight", links, flow, at)
    context.controls.set("qualified", links, 1.0, at)
