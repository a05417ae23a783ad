"""How concentrated each stage of a mineral is."""

from __future__ import annotations

import numpy as np

from sim.world.supply import ROW
from sim.world.world import STAGES, TRADE, World


def shares(world: World, mineral: str, stage: str) -> dict[str, float]:
    """Share of each country in the base output of one stage.

    Parameters
    ----------
    world : World
    mineral, stage : str

    Returns
    -------
    dict
        Country -> share, largest first, ties by code; empty where the mineral has no such stage.

    Raises
    ------
    InputError
        On an unknown mineral.
    """
    output: dict[str, float] = {}
    for i in world.facilities_of(mineral, stage):
        country = world.facilities.country[i]
        output[country] = output.get(country, 0.0) + float(world.facilities.base[i])
    total = sum(output.values())
    ranked = sorted(output.items(), key=lambda item: (-item[1], item[0]))
    return {country: amount / total for country, amount in ranked if amount > 0.0}


def hhi(world: World, mineral: str, stage: str) -> float:
    """Herfindahl-Hirschman index of one stage by country, 0 to 10,000.

    ``ROW`` counts as one country, so the index is an upper bound where it is large.
    """
    return 1e4 * sum(share * share for share in shares(world, mineral, stage).values())


def top(world: World, mineral: str, stage: str, n: int) -> float:
    """Share of the n largest countries in one stage, named plants counted with their country.

    ``ROW`` is no country: it is never among the largest but stays in the total.
    """
    named = [share for country, share in shares(world, mineral, stage).items() if country != ROW]
    return sum(named[:n])


def n1_cover(world: World, mineral: str, stage: str) -> float:
    """Share of the others' demand that is covered when the largest producing country drops out.

    Parameters
    ----------
    world : World
    mineral, stage : str

    Returns
    -------
    float
        (Q_total - Q_largest) / (D_total - D_largest), as the IEA (2025) computes N-1: Q base output of
        the stage with its recyclers, D the demand of those it sells to, D_largest that of the largest
        producer itself. NaN where no other country has demand, or the mineral has no such stage.

    Notes
    -----
    Demand of a country is known where it is a market (China, United States, Japan, Korea) or a buyer of
    feed; inside the markets EU and ROW no country's part is known and counts as 0.
    """
    f, customers, links = world.facilities, world.customers, world.links
    made: dict[str, float] = {}
    rows = world.facilities_of(mineral, stage)
    if stage == "refine":
        rows = np.concatenate([rows, world.facilities_of(mineral, "recycle")])
    for i in rows:
        made[f.country[i]] = made.get(f.country[i], 0.0) + float(f.base[i])
    named = [country for country in sorted(made) if country != ROW]
    if not named:
        return float("nan")
    largest = max(named, key=lambda country: made[country])
    buyers = np.unique(links.customer[np.isin(links.supplier, rows) & (links.kind == TRADE)])
    used = sum(float(customers.demand[k]) for k in buyers if customers.country[k] != largest)
    return (sum(made.values()) - made[largest]) / used if used > 0.0 else float("nan")


def stages(world: World, mineral: str) -> tuple[str, ...]:
    """Stages of a mineral that produce at the baseline, in the order of the chain, recyclers last."""
    found = {world.facilities.stage[i] for i in world.facilities_of(mineral) if world.facilities.base[i] > 0}
    return tuple(stage for stage in STAGES if stage in found)


def dominant(world: World, mineral: str, country: str) -> float:
    """Largest share a country holds in any stage of a mineral."""
    held = (shares(world, mineral, stage).get(country, 0.0) for stage in stages(world, mineral))
    return max(held, default=0.0)


def us_sources(world: World, mineral: str) -> dict[str, float]:
    """Share of each country of production in what the US market buys, largest first."""
    customer = world.market_customer(mineral, "USA")
    links = world.links
    bought: dict[str, float] = {}
    for link in (links.customer == customer).nonzero()[0]:
        country = world.facilities.country[links.supplier[link]]
        bought[country] = bought.get(country, 0.0) + float(links.base[link])
    total = sum(bought.values())
    ranked = sorted(bought.items(), key=lambda item: (-item[1], item[0]))
    return {country: amount / total for country, amount in ranked} if total > 0.0 else {}
