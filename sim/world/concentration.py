"""How concentrated each stage of a mineral is."""

from __future__ import annotations

from sim.world.world import World


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


def stages(world: World, mineral: str) -> tuple[str, ...]:
    """Stages of a mineral that produce at the baseline, in the order of the chain."""
    found = [world.facilities.stage[i] for i in world.facilities_of(mineral) if world.facilities.base[i] > 0]
    return tuple(dict.fromkeys(found))


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
