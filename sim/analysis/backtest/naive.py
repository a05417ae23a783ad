"""Two forecasters that know no dynamics: nothing happens; and one equation of partial equilibrium."""

from __future__ import annotations

import numpy as np

from sim.analysis.backtest.episode import Episode
from sim.analysis.backtest.observed import Observed
from sim.analysis.backtest.readings import lasts_d
from sim.data.parameters import parameters
from sim.data.vintage import use
from sim.futures.control_events import ExportBan, ExportControl, ExportQuota, LicensingDelay
from sim.futures.events import (
    ChokepointClosure,
    ChokepointRestriction,
    EmbargoOfInput,
    Event,
    Outage,
    Strike,
)
from sim.futures.sampler import Sampler
from sim.world.arrays import BoolArray
from sim.world.world import MARKETS, TRADE, World


def nothing(one: Observed) -> float:
    """Return the forecast that nothing happens; NaN for what it says nothing of."""
    said = {"price_outside": 1.0, "price_inside": 1.0, "flow_hole": 0.0, "dead_time": 0.0}
    return said.get(one.score, np.nan)


def equilibrium(episode: Episode, one: Observed) -> float:
    """Return the price at which a market clears without stocks, lags or leaks, and the announced hole.

    p = (1 - delta)^(-1 / (es - ed)) with the share delta of world supply that the announcement takes away
    and the elasticities at their modes (USGS OFR 2024-1057; oracle S16), at most ``price_cap``.
    """
    with use(episode.world.vintage):
        return _equilibrium(episode, one)


def _equilibrium(episode: Episode, one: Observed) -> float:
    sampler = Sampler(episode.world, episode.scenario, episode.horizon_d, "mode")
    events = [e for e in sampler.draw(0, 0).events if not one.mineral or one.mineral in e.minerals]
    if one.score == "flow_hole":
        return max((_cut(event) for event in events), default=0.0)
    if one.score == "dead_time":
        return max((lasts_d(event, episode.end_d(one)) for event in events if _cut(event) > 0.5), default=0.0)
    if one.score != "price_outside":
        return np.nan
    lost = max((_lost(episode.world, event, one.mineral) for event in events), default=0.0)
    table = parameters()
    stiff = table.mode("supply_elasticity", one.mineral) - table.mode("demand_elasticity", one.mineral)
    cap = table.mode("price_cap", one.mineral)
    return cap if lost >= 1.0 else float(min(cap, (1.0 - lost) ** (-1.0 / stiff)))


def _cut(event: Event) -> float:
    """Return the share of a flow that an event stops as announced."""
    if isinstance(event, ChokepointClosure):
        return 1.0
    if isinstance(event, ExportBan | Outage | Strike | EmbargoOfInput | ChokepointRestriction):
        return event.severity
    if isinstance(event, LicensingDelay):
        return event.covered
    if isinstance(event, ExportQuota):
        return max(0.0, 1.0 - event.share) if event.share is not None else 0.0
    return 0.0


def _lost(world: World, event: Event, mineral: str) -> float:
    """Return the share of world supply of the stage it strikes that an event takes away."""
    if not isinstance(event, ExportControl | Outage | Strike):
        return 0.0
    facilities, links = world.facilities, world.links
    own = facilities.mineral == world.mineral_index(mineral)
    stages = dict.fromkeys(facilities.stage[i] for i in np.flatnonzero(own & (facilities.base > 0)))
    stage = event.stage or [name for name in stages if name != "recycle"][-1]
    made = own & np.array([name == stage for name in facilities.stage])
    hit = made & np.array([country == event.origin for country in facilities.country])
    plant = getattr(event, "facility", None)
    if plant:
        hit &= np.array([name.endswith(f"/{plant}") for name in facilities.name])
    flows = hit[links.supplier] & (links.kind == TRADE)
    if isinstance(event, ExportControl):
        flows &= _abroad(world, event)[links.customer]
    share = links.base[flows].sum() / facilities.base[made].sum()
    return float(_cut(event) * share)


def _abroad(world: World, event: ExportControl) -> BoolArray:
    """Return the customers that a control is aimed at."""
    away = np.array([country != event.origin for country in world.customers.country])
    if event.destinations:
        away &= np.isin(world.customers.market, [MARKETS.index(name) for name in event.destinations])
    return away
