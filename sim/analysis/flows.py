"""What countries sent to a customer, against what they usually send."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.replay import Replay
from sim.engine.trace import FloatArray
from sim.world.world import TRADE


@dataclass(frozen=True)
class Flow:
    """What one country sent to one customer during some days, against its base.

    Attributes
    ----------
    country : str
    customer : int
        Row in the world's customers.
    base, got : float
        Mean t/day, base with the growth of demand.
    lost : float
        Tonnes missing over the days; below 0 if more came.
    share : float
        Of all that the flows which fell have lost.
    since_d : int
        Day on which it fell by half of its fall.
    """

    country: str
    customer: int
    base: float
    got: float
    lost: float
    share: float
    since_d: int


def flows_into(run: Replay, customer: int, begin: int, end: int) -> list[Flow]:
    """Return the flows into a customer over some days, those that lost most first."""
    world, trace = run.world, run.trace
    columns: dict[str, list[int]] = {}
    for column, (facility, buyer) in enumerate(trace.pairs):
        if buyer == customer:
            columns.setdefault(world.facilities.country[facility], []).append(column)
    found = []
    for country, own in columns.items():
        base = sum(base_of(run, trace.pairs[column]) for column in own) * trace.scale
        sent = trace.shipped[:, own].sum(axis=1)
        lost = float((base - sent)[begin:end].sum())
        since = _fell_on(base, sent, begin, end)
        found.append(
            Flow(
                country,
                customer,
                float(base[begin:end].mean()),
                float(sent[begin:end].mean()),
                lost,
                0.0,
                since,
            )
        )
    total = sum(flow.lost for flow in found if flow.lost > 0.0)
    found = [replace(flow, share=max(0.0, flow.lost) / total if total > 0.0 else 0.0) for flow in found]
    return sorted(found, key=lambda flow: -flow.lost)


def base_of(run: Replay, pair: tuple[int, int]) -> float:
    links = run.world.links
    own = (links.supplier == pair[0]) & (links.customer == pair[1]) & (links.kind == TRADE)
    return float(links.base[own].sum())


def _fell_on(base: FloatArray, sent: FloatArray, begin: int, end: int) -> int:
    """First day of a week in which half of the later fall has happened."""
    if end <= begin:
        return begin
    low = float(sent[begin:end].mean() / max(base[begin:end].mean(), 1e-300))
    half = (1.0 + min(1.0, low)) / 2.0
    first = max(0, begin - 7)
    for day in range(first, end):
        week = slice(day, min(day + 7, end))
        if sent[week].sum() < half * base[week].sum():
            low_days = np.flatnonzero(sent[week] < half * base[week])
            return day + int(low_days[0])
    return begin
