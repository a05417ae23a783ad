"""Every actor of a run on its mark: disruptions first, then policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.engine.actors.border import Border
from sim.engine.actors.buyers import Buyers
from sim.engine.actors.capacity import Capacity
from sim.engine.actors.context import Context
from sim.engine.actors.customs import open_customs
from sim.engine.actors.demand import Demand
from sim.engine.actors.government import Governments
from sim.engine.actors.licence import Licences
from sim.engine.actors.policies import Owners, Policies
from sim.engine.actors.priority import Priority
from sim.engine.actors.producer import Producers
from sim.engine.actors.quota import Quotas
from sim.engine.actors.reserve import ReserveManager
from sim.engine.actors.rights import RightsManager
from sim.engine.actors.route import Routes
from sim.engine.actors.seller import Sellers
from sim.engine.actors.state_buyer import StateBuyers
from sim.engine.actors.stockpile import defense_stockpile
from sim.engine.actors.stoppage import Stoppages
from sim.engine.calendar import Process
from sim.futures.events import (
    ChokepointClosure,
    ChokepointRestriction,
    DemandShift,
    DemandSurge,
    EmbargoOfInput,
    Event,
    ExportBan,
    ExportQuota,
    ExportTax,
    LicensingDelay,
    Outage,
    PriceFlood,
    RouteDelay,
    StatePurchase,
    StockRelease,
    Strike,
    SupplyStep,
    Threat,
)
from sim.policy.arm import Arm
from sim.policy.reserve.rights import OfftakeRights
from sim.policy.reserve.spec import StockReserve


def enter(context: Context, arm: Arm) -> ReserveManager | RightsManager | None:
    """Start the life of every event of the future, of the world's own actors and of the arm's policies.

    Returns the manager of the arm's reserve, who has books to close.
    """
    calendar = context.calendar
    producers = Producers(context)
    buyers = Buyers(context)
    border = Border(context)
    customs = open_customs(context, buyers, border)
    governments = Governments(customs)
    capacity = Capacity(context)
    demand = Demand(context)
    priority = Priority(context)
    sellers = Sellers(context, producers, capacity)
    stoppages = Stoppages(context, producers, buyers)
    routes = Routes(context, border)
    lives: dict[type[Event], Callable[[Any], Process]] = {
        Outage: producers.outage,
        ExportBan: governments.export_ban,
        ExportQuota: Quotas(customs).export_quota,
        LicensingDelay: Licences(customs, priority).licensing_delay,
        ExportTax: governments.export_tax,
        Threat: governments.threat,
        StatePurchase: StateBuyers(context).state_purchase,
        PriceFlood: sellers.price_flood,
        Strike: stoppages.strike,
        EmbargoOfInput: stoppages.embargo_of_input,
        SupplyStep: capacity.supply_step,
        DemandSurge: demand.surge,
        DemandShift: demand.shift,
        StockRelease: demand.stock_release,
        RouteDelay: routes.route_delay,
        ChokepointClosure: routes.restriction,
        ChokepointRestriction: routes.restriction,
    }
    for event in context.future.events:
        calendar.start(lives[type(event)](event))
    if context.model.idling.enabled:
        calendar.start(producers.idling())
    if context.model.precaution.enabled:
        calendar.start(buyers.calm())
    if context.tables.minerals["stockpile_t"].any():
        calendar.start(defense_stockpile(context))
    Policies(context, Owners(producers, buyers, demand, priority)).sign(arm)
    if isinstance(arm.reserve, OfftakeRights):
        rights = RightsManager(context, arm.reserve)
        calendar.start(rights.reviews())
        return rights
    if not isinstance(arm.reserve, StockReserve):
        return None
    manager = ReserveManager(context, arm.reserve)
    manager.stock_up()
    calendar.start(manager.reviews())
    return manager
