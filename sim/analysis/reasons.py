"""Why a flow fell: the controls, stops, hosts and feeds behind it, each with its event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.analysis.account import SEVERAL, account, spells_of, stop_of
from sim.analysis.event_table import touching
from sim.analysis.flows import Flow, base_of
from sim.analysis.replay import Replay
from sim.analysis.trace_table import customer_name
from sim.futures.events import ChokepointClosure, ChokepointRestriction, PriceFlood
from sim.world.world import TRADE

FELL = 0.95
"""A flow or output below this share of its base has fallen."""
LONGER_D = 1.0
DEPTH = 3


@dataclass(frozen=True)
class Reason:
    """One thing that made a flow fall.

    Attributes
    ----------
    reason : str
        control, cut off, outage, idle plants, host, feed, longer way, made less, sold elsewhere, fewer orders
        or made good.
    detail : str
        Who or what, in words.
    event : str
        Id of the event behind it; empty where there is none.
    size : float
        Share of the base that it took, or days added.
    begin_d, end_d : float
        When; ``end_d`` infinite if it lasts beyond the horizon.
    feed : int
        Customer row of the starved feed, -1 otherwise.
    """

    reason: str
    detail: str
    event: str = ""
    size: float = np.nan
    begin_d: float = np.nan
    end_d: float = np.nan
    feed: int = -1


def reasons(run: Replay, flow: Flow, begin: int, end: int) -> list[Reason]:
    """Return why one country sent less to a customer over some days, strongest kinds first."""
    found = [*_controls(run, _links(run, flow), begin, end), *_stops(run, flow, begin, end)]
    found += longer_ways(run, flow, begin, end)
    if not found:
        found = [_made_less(run, flow, begin, end) or _elsewhere(run, flow, begin, end)]
    return found


def _links(run: Replay, flow: Flow) -> list[int]:
    links = run.world.links
    own = (links.customer == flow.customer) & (links.kind == TRADE)
    own &= np.isin(links.supplier, _sellers(run, flow))
    return [int(link) for link in np.flatnonzero(own)]


def _sellers(run: Replay, flow: Flow) -> list[int]:
    """Works of the country that sell to the customer."""
    country = run.world.facilities.country
    return sorted(
        {f for f, buyer in run.trace.pairs if buyer == flow.customer and country[f] == flow.country}
    )


def _controls(run: Replay, links: list[int], begin: int, end: int) -> Iterator[Reason]:
    """Yield export controls, and closed ways that leave none open."""
    for cause, (since, until, size) in spells_of(run, "control", links, begin - 1, end).items():
        if cause.startswith("cut off"):
            for event in _closed_places(run, since, until):
                places = ", ".join(event.places)
                yield Reason("cut off", f"no way past {places}", event.id, size, since, until)
        elif cause.startswith("choked"):
            for event in _closed_places(run, since, until):
                places = ", ".join(event.places)
                yield Reason("choked", f"no more than passes {places} sails", event.id, size, since, until)
        else:
            kind = next((e.kind for e in run.future.events if e.id == cause), "control").replace("_", " ")
            said = account(run, cause, since, end)
            yield Reason("control", f"{kind}; {said}" if said else kind, cause, size, since, until)
    for cause, (since, until, size) in spells_of(run, "tax", links, begin - 1, end).items():
        yield Reason("control", "export tax", cause, size, since, until)


def _stops(run: Replay, flow: Flow, begin: int, end: int) -> Iterator[Reason]:
    """Yield why the country's works made less: stopped, idle, without host or without feed."""
    world, trace = run.world, run.trace
    place = {int(f): i for i, f in enumerate(trace.facilities)}
    sellers = [f for f in _sellers(run, flow) if world.facilities.base[f] > 0.0]
    if not sellers or end <= begin or _output_ratio(run, [place[f] for f in sellers], begin, end) >= FELL:
        return
    for cause, (since, until, size) in spells_of(run, "outage", sellers, begin - 30, end).items():
        what = stop_of(next((e for e in run.future.events if e.id == cause), None))
        yield Reason("outage", f"{what} in {flow.country}", cause, size, since, until)
    for _, (since, until, size) in spells_of(run, "idle", sellers, begin - 30, end).items():
        flood = next((e for e in touching(run) if isinstance(e, PriceFlood) and e.start_d <= since), None)
        yield Reason("idle plants", "closed below cost", flood.id if flood else "", size, since, until)
    yield from _hosts(run, sellers, place, begin, end)
    yield from _feeds(run, sellers, begin, end)


def _made_less(run: Replay, flow: Flow, begin: int, end: int) -> Reason | None:
    """Say that works nobody stopped made less, if they did."""
    facilities = run.world.facilities
    own = np.isin(run.trace.facilities, _sellers(run, flow))
    columns = np.flatnonzero(own & (facilities.base[run.trace.facilities] > 0.0)).tolist()
    ratio = _output_ratio(run, columns, begin, end) if columns and end > begin else 1.0
    if ratio >= FELL:
        return None
    return Reason("made less", "fewer orders or a lower price", size=1.0 - ratio)


def _output_ratio(run: Replay, columns: list[int], begin: int, end: int) -> float:
    """Mean output of some works over their base, growth included."""
    base = run.world.facilities.base[run.trace.facilities[columns]].sum()
    scale = run.trace.scale[begin:end].mean()
    made = run.trace.output[begin:end, columns].sum(axis=1).mean()
    return float(made / (base * scale))


def _hosts(run: Replay, sellers: list[int], place: dict[int, int], begin: int, end: int) -> Iterator[Reason]:
    """Yield hosts that made less themselves, with the events that stopped them."""
    world = run.world
    for host in sorted({int(h) for h in world.facilities.host[sellers] if h >= 0}):
        ratio = _output_ratio(run, [place[host]], begin, end)
        if ratio >= FELL:
            continue
        name = world.facilities.name[host]
        stops = spells_of(run, "outage", [host], begin - 30, end)
        for cause, (since, until, size) in stops.items():
            yield Reason("host", f"{name} made {1 - ratio:.0%} less", cause, size, since, until)
        if not stops:
            yield Reason("host", f"{name} made {1 - ratio:.0%} less", size=1.0 - ratio)


def _feeds(run: Replay, sellers: list[int], begin: int, end: int) -> Iterator[Reason]:
    """Yield fed works whose feed ran low."""
    world, trace = run.world, run.trace
    for column, c in enumerate(trace.customers.tolist()):
        if int(world.customers.facility[c]) not in sellers:
            continue
        usual = world.customers.demand[c] * trace.scale[begin:end]
        arrived = trace.landed[begin:end, column].sum() / max(usual.sum(), 1e-300)
        cover = trace.stock[begin:end, column] / np.maximum(usual, 1e-300)
        if arrived < FELL and cover.min() < 0.5 * world.customers.cover_d[c]:
            detail = f"{customer_name(world, c)}: {1 - arrived:.0%} less arrived"
            yield Reason("feed", detail, size=float(1.0 - arrived), feed=c)


def longer_ways(run: Replay, flow: Flow, begin: int, end: int) -> Iterator[Reason]:
    """Yield longer ways, with the closed places or delays behind them."""
    usual, links = run.world.links.transit_d, _links(run, flow)
    most = 0.0
    for entry in run.trace.entries:
        if entry.what == "longer way" and begin - 30 <= entry.at < end:
            added = [v - usual[r] for r, v in zip(entry.rows, entry.values, strict=True) if r in links]
            most = max([most, *added])
    if most > LONGER_D:
        for event in _closed_places(run, begin - 30, end):
            places = ", ".join(event.places)
            yield Reason("longer way", f"{places}", event.id, most, event.start_d, event.end_d)
    for cause, (since, until, size) in spells_of(run, "delay", links, begin - 30, end).items():
        if size > LONGER_D:
            yield Reason("longer way", "delay on the way", cause, size, since, until)


def new_capacity(run: Replay, flow: Flow, begin: int, end: int) -> Reason | None:
    """Name the event that let a country send more, if one added to its capacity."""
    for cause, (since, until, size) in spells_of(run, "capacity", _sellers(run, flow), begin, end).items():
        return Reason("made good", "new capacity", cause, size, since, until)
    return None


def _closed_places(run: Replay, begin: float, end: float) -> list[ChokepointClosure | ChokepointRestriction]:
    places = (e for e in run.future.events if isinstance(e, ChokepointClosure | ChokepointRestriction))
    return [e for e in places if e.start_d < end and e.end_d > begin]


def _elsewhere(run: Replay, flow: Flow, begin: int, end: int) -> Reason:
    """Say who took what the customer did not get, or that it ordered less."""
    world, trace = run.world, run.trace
    days = slice(begin, end)
    gains: dict[int, float] = {}
    for column, pair in enumerate(trace.pairs):
        if world.facilities.country[pair[0]] == flow.country and pair[1] != flow.customer:
            more = trace.shipped[days, column].mean() - base_of(run, pair) * trace.scale[days].mean()
            gains[pair[1]] = gains.get(pair[1], 0.0) + float(more)
    best = max(gains, key=lambda c: gains[c], default=-1)
    if best >= 0 and gains[best] > SEVERAL * flow.base:
        detail = f"{customer_name(world, best)} took {gains[best]:.3g} t/d more"
        why, event = _wanted_more(run, best, begin, end)
        return Reason("sold elsewhere", detail + why, event, gains[best] / max(flow.base, 1e-300))
    return Reason("fewer orders", f"{customer_name(world, flow.customer)} bought less here")


def _wanted_more(run: Replay, customer: int, begin: int, end: int) -> tuple[str, str]:
    """Say why a customer took more, and the event behind it."""
    for what, why in (("state purchase", "a state buys there"), ("demand", "demand rose there")):
        for cause in spells_of(run, what, [customer], begin, end, 0.0):
            return f", {why}", cause
    feared = [e for e in run.trace.entries if e.what == "precaution" and customer in e.rows and e.at < end]
    if feared and feared[-1].values[feared[-1].rows.index(customer)] > 0.0:
        return ", out of precaution", feared[-1].cause
    return "", ""
