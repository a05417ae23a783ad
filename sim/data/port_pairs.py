"""Which pairs of ports the routes tables must hold; only the table builder needs it."""

from __future__ import annotations

import itertools

from sim.data.tables import load, number

EU = "EU"


def needed_pairs() -> dict[tuple[str, str], bool]:
    """Pairs of ports that sea trade between two countries may use.

    Returns
    -------
    dict
        (port, port) in order of name -> whether every detour is needed: one end serves a market, or
        one country may feed the other's refineries. Elsewhere the model only asks how near two countries are.
    """
    market = {row["country"]: row["market"] for row in load("countries")} | {EU: EU}
    by_land = _by_land()
    fed = _feeds()
    hubs = set(market.values())
    found: dict[tuple[str, str], bool] = {}
    for (country, a), (other, b) in itertools.combinations(
        [(row["country"], row["port"]) for row in load("ports")], 2
    ):
        ends = frozenset((country, other))
        if a == b or len(ends) == 1 or market[country] == market[other] == EU or ends in by_land:
            continue
        pair = (min(a, b), max(a, b))
        found[pair] = found.get(pair, False) or bool(ends & hubs) or ends in fed
    return found


def _by_land() -> set[frozenset[str]]:
    """Pairs of countries that never use the sea."""
    return {
        frozenset((row["origin"], row["destination"]))
        for line, row in enumerate(load("land_legs"), start=2)
        if number(row, "share", "land_legs.csv", line) == 1.0
    }


def _feeds() -> set[frozenset[str]]:
    """Pairs of countries of which one mines and the other refines the same mineral."""
    places = [*load("production"), *load("production_added"), *load("projects")]
    made = {(row["mineral"], row["stage"], row["country"]) for row in places}
    found: set[frozenset[str]] = set()
    for mineral in load("minerals"):
        mines = {c for key, stage, c in made if (key, stage) == (mineral["mine_key"], "mine")}
        refines = {c for key, stage, c in made if (key, stage) == (mineral["refine_key"], "refine")}
        found |= {frozenset((a, b)) for a in mines for b in refines}
    return found
