"""The world as text: who makes what, what was adjusted, what is not firm."""

from __future__ import annotations

from collections import Counter

from sim.data.parameters import parameters
from sim.world import concentration
from sim.world.countries import name_of
from sim.world.facts import Adjustment
from sim.world.forms import Form, forms_of
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
        "HHI counts ROW as one country; top-1 and top-3 do not. N-1: cover of the others' demand without the "
        "largest producer.",
    ]
    asked = [key for key, reported in zip(world.minerals, world.reported, strict=True) if reported]
    lines = [line for key in asked for line in _mineral(world, key)]
    return "\n".join(head + lines + _along(world))


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
        *_lost_output(world, key),
        f"  stockpile  {world.defense_stockpile_t[index]:,.5g} t for defence",
    ]
    lines += _forms(key) + _plants(world, index) + _hosts(world, index) + _projects(world, index)
    return lines + _adjusted(world, key) + _soft(world, key)


def _stage(world: World, key: str, stage: str) -> str:
    rows = world.facilities_of(key, stage)
    output = float(world.facilities.base[rows].sum())
    spare = float(world.facilities.capacity[rows].sum()) / output
    largest = [concentration.top(world, key, stage, n) for n in (1, 3)]
    # Recyclers count with the refineries they sell beside.
    n1 = "" if stage == "recycle" else f"N-1 {concentration.n1_cover(world, key, stage):.0%}, "
    return (
        f"  {stage:<10} {_t(output)} t/yr, HHI {concentration.hhi(world, key, stage):,.0f}, "
        f"top-1 {largest[0]:.0%}, top-3 {largest[1]:.0%}, {n1}"
        f"capacity {spare:.2f} x: {_ranked(concentration.shares(world, key, stage))}"
    )


def _ranked(shares: dict[str, float]) -> str:
    shown = [f"{code} {share:.1%}" for code, share in list(shares.items())[:SHOWN] if share >= 0.0005]
    rest = len(shares) - len(shown)
    return ", ".join(shown) + (f", {rest} more" if rest else "")


def _uses(world: World, index: int) -> str:
    """Sectors with their share of demand, in brackets tier and the members' part of the sector."""
    sectors = world.sectors
    rows = (sectors.mineral == index).nonzero()[0]
    shown = []
    for name in dict.fromkeys(sectors.name[i] for i in rows):
        own = [i for i in rows if sectors.name[i] == name]
        share = sum(float(sectors.share[i]) for i in own)
        members = sum(float(sectors.share[i]) for i in own if sectors.member[i]) / share
        shown.append(f"{name} {share:.1%} (tier {sectors.tier[own[0]]}, members {members:.0%})")
    return ", ".join(shown)


def _lost_output(world: World, key: str) -> list[str]:
    """Value of lost output per missing tonne."""
    row, price = parameters().get("sector_voll", key), world.price_usd_per_t[world.mineral_index(key)]
    low, mode, high = (f"{_two(x * price)}" for x in (row.low, row.mode, row.high))
    return [
        f"  loss       {mode} ({low} to {high}) USD of output per missing tonne, "
        f"{row.mode:g} per USD of metal [{row.basis}; {row.source}]"
    ]


def _two(value: float) -> str:
    """Round to two digits: the range is wide."""
    return f"{float(f'{value:.2g}'):,.0f}"


def _forms(key: str) -> list[str]:
    found = forms_of(key)
    return [f"  forms      {'; '.join(_form(form) for form in found)}"] if found else []


def _form(form: Form) -> str:
    held = "can be held" if form.held else "not held"
    step = "" if form.conversion == "none" else f", then {form.conversion} ({form.conversion_d:g} d)"
    return f"{form.stage} {form.name} {held}{step} [{form.confidence}]"


def _plants(world: World, index: int) -> list[str]:
    """Named plants with output, as share of the stage."""
    f = world.facilities
    rows = [
        i for i in (f.mineral == index).nonzero()[0] if f.base[i] > 0 and f.name[i].split("/")[2].islower()
    ]
    if not rows:
        return []
    total = {
        s: sum(f.base[world.facilities_of(world.minerals[index], s)]) for s in {f.stage[i] for i in rows}
    }
    shown = [f"{f.name[i].split('/', 1)[1]} {f.base[i] / total[f.stage[i]]:.1%}" for i in rows]
    return [f"  plants     {', '.join(shown)}"]


def _hosts(world: World, index: int) -> list[str]:
    f = world.facilities
    rows = [i for i in (f.mineral == index).nonzero()[0] if f.host[i] >= 0]
    shown = [f"{f.name[i].split('/', 1)[1]} {f.hosted[i]:.0%} by {f.name[f.host[i]]}" for i in rows]
    return [f"  hosts      {', '.join(shown)}"] if shown else []


def _along(world: World) -> list[str]:
    """Minerals that only carry a by-product."""
    names = [key for key, reported in zip(world.minerals, world.reported, strict=True) if not reported]
    lines = ["", "Along as hosts, not reported"] if names else []
    for key in names:
        for stage in concentration.stages(world, key):
            made = float(world.facilities.base[world.facilities_of(key, stage)].sum())
            ranked = _ranked(concentration.shares(world, key, stage))
            lines.append(f"  {key} {stage}: {_t(made)} t/yr, {ranked}")
    return lines


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
