"""The world as text: who makes what, what was adjusted, what is not firm."""

from __future__ import annotations

from collections import Counter

from sim.world import concentration
from sim.world.countries import name_of
from sim.world.facts import Adjustment
from sim.world.world import World

DAYS_PER_YEAR = 365.0
SHOWN = 6
SOFT = ("estimated", "recalled", "judgement")


def world_report(world: World) -> str:
    """Plain-text report of a world.

    Parameters
    ----------
    world : World

    Returns
    -------
    str
        Per mineral: producers and shares, HHI per stage, US demand and its sources by country of
        production, cover, price, adjustments, and the facts that are estimated, recalled or judgement.
    """
    head = [
        f"World {world.name}, day 0 = {world.start_date}, {len(world.minerals)} minerals, "
        f"{len(world.facilities.name)} facilities, {len(world.links.base)} links",
        "Tonnes of contained metal per year; shares of base output; US sources by country of production, "
        "not by last shipper.",
        "HHI counts ROW as one country.",
    ]
    return "\n".join(head + [line for key in world.minerals for line in _mineral(world, key)])


def _mineral(world: World, key: str) -> list[str]:
    index = world.mineral_index(key)
    customer = world.market_customer(key, "USA")
    demand = world.customers.demand[world.customers.mineral == index]
    markets = demand[world.customers.kind[world.customers.mineral == index] == 1]
    us = float(markets[0])
    lines = ["", key, "-" * len(key)]
    lines += [_stage(world, key, stage) for stage in concentration.stages(world, key)]
    lines += [
        f"  US demand  {_t(us)} t/yr, {us / markets.sum():.1%} of the world; "
        f"cover {world.customers.cover_d[customer]:g} d",
        f"  US buys    {_ranked(concentration.us_sources(world, key))}",
        f"  price      {world.price_usd_per_t[index]:,.0f} USD/t",
        f"  end uses   {_uses(world, index)}",
    ]
    lines += _projects(world, index)
    return lines + _adjusted(world, key) + _soft(world, key)


def _stage(world: World, key: str, stage: str) -> str:
    rows = world.facilities_of(key, stage)
    output = float(world.facilities.base[rows].sum())
    spare = float(world.facilities.capacity[rows].sum()) / output
    return (
        f"  {stage:<10} {_t(output)} t/yr, HHI {concentration.hhi(world, key, stage):,.0f}, "
        f"capacity {spare:.2f} x: {_ranked(concentration.shares(world, key, stage))}"
    )


def _ranked(shares: dict[str, float]) -> str:
    shown = [f"{code} {share:.1%}" for code, share in list(shares.items())[:SHOWN] if share >= 0.0005]
    rest = len(shares) - len(shown)
    return ", ".join(shown) + (f", {rest} more" if rest else "")


def _uses(world: World, index: int) -> str:
    sectors = world.sectors
    rows = (sectors.mineral == index).nonzero()[0]
    return ", ".join(f"{sectors.name[i]} {sectors.share[i]:.1%} (tier {sectors.tier[i]})" for i in rows)


def _projects(world: World, index: int) -> list[str]:
    p, f = world.projects, world.facilities
    return [
        f"  project    {p.name[i]}, {name_of(f.country[p.facility[i]])}: "
        f"{_t(float(p.capacity[i]))} t/yr from day {p.start_d[i]:.0f}, probability {p.p_success[i]:.0%}"
        for i in range(len(p.name))
        if f.mineral[p.facility[i]] == index
    ]


def _adjusted(world: World, key: str) -> list[str]:
    """How many numbers gave way, and the ones that moved most."""
    found = [a for a in world.adjustments if a.mineral == key]
    if not found:
        return ["  adjusted   nothing"]
    ranked = sorted(found, key=lambda a: -abs(a.relative))
    lines = [f"  adjusted   {len(found)} numbers, largest change {_percent(ranked[0])}"]
    return lines + [
        f"    {a.what}: {a.reported:,.4g} -> {a.used:,.4g} ({_percent(a)}; {a.reason})" for a in ranked
    ]


def _soft(world: World, key: str) -> list[str]:
    """Facts below the grades reported and derived."""
    facts = [f for f in world.facts if f.mineral == key]
    grades = Counter(f.confidence for f in facts)
    lines = [f"  facts      {', '.join(f'{n} {grade}' for grade, n in sorted(grades.items()))}"]
    for grade in SOFT:
        names = [f.what for f in facts if f.confidence == grade]
        if names:
            lines.append(f"    {grade}: {'; '.join(names)}")
    return lines


def _percent(adjustment: Adjustment) -> str:
    return f"{adjustment.relative:+.1%}"


def _t(per_day: float) -> str:
    return f"{per_day * DAYS_PER_YEAR:,.5g}"
