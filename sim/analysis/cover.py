"""How concentrated every stage is, and what is left of it without its largest country."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.nodes import DAYS_PER_YEAR
from sim.world import concentration
from sim.world.world import MARKET, MARKETS, TRADE, World

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

CONCENTRATION_COLUMNS = (
    "mineral",
    "stage",
    "output_t_per_year",
    "countries",
    "hhi",
    "top1",
    "top1_share",
    "top2",
    "top3",
    "top3_share",
    "own_use_share",
    "n1_cover",
    "n1_cover_capacity",
)


def concentration_table(world: World, minerals: Sequence[str]) -> pd.DataFrame:
    """Return concentration and N-1 cover of every stage of some minerals.

    Parameters
    ----------
    world : World
    minerals : sequence of str

    Returns
    -------
    DataFrame
        Columns `CONCENTRATION_COLUMNS`, one row per mineral and stage, in the order of the chain.
    """
    import pandas as pd

    rows = [
        stage_row(world, mineral, s) for mineral in minerals for s in concentration.stages(world, mineral)
    ]
    return pd.DataFrame(rows, columns=list(CONCENTRATION_COLUMNS))


def stage_row(world: World, mineral: str, stage: str) -> Row:
    """Return the row of one stage.

    Shares count ``ROW`` as one country for the index, but never as the largest or one of three.
    """
    shares = concentration.shares(world, mineral, stage)
    named = [country for country in shares if country != "ROW"] or list(shares)
    top = [*named[:3], "", ""]
    rows = world.facilities_of(mineral, stage)
    return {
        "mineral": mineral,
        "stage": stage,
        "output_t_per_year": float(world.facilities.base[rows].sum()) * DAYS_PER_YEAR,
        "countries": len(shares),
        "hhi": concentration.hhi(world, mineral, stage),
        "top1": top[0],
        "top1_share": shares[top[0]],
        "top2": top[1],
        "top3": top[2],
        "top3_share": sum(shares[country] for country in named[:3]),
    } | n1_cover(world, mineral, stage, top[0])


def n1_cover(world: World, mineral: str, stage: str, country: str) -> Row:
    """Return what the other suppliers cover of the demand outside one country.

    ``n1_cover = (Q - Q_country) / (D - D_country)`` after the IEA: Q the base output of everybody who
    supplies the customers of this stage - secondary metal stands beside the refiners -, D the demand of
    those customers. ``n1_cover_capacity`` lets the others run at capacity. Demand of a country without a
    market of its own inside EU or ROW is not known apart: ``own_use_share`` is then null and 0 is used.
    """
    links, facilities, customers = world.links, world.facilities, world.customers
    trade = links.kind == TRADE
    ours = np.zeros(len(facilities.name), dtype=bool)
    ours[world.facilities_of(mineral, stage)] = True
    buyers = np.unique(links.customer[trade & ours[links.supplier]])
    suppliers = np.unique(links.supplier[trade & np.isin(links.customer, buyers)])
    others = suppliers[[facilities.country[i] != country for i in suppliers]]
    demand = float(customers.demand[buyers].sum())
    at_home = [j for j in buyers.tolist() if customers.country[j] == country]
    own = float(customers.demand[at_home].sum())
    known = country in MARKETS or not (customers.kind[buyers] == MARKET).all()
    left = demand - own
    return {
        "own_use_share": own / demand if known else None,
        "n1_cover": float(facilities.base[others].sum()) / left if left > 0.0 else None,
        "n1_cover_capacity": float(facilities.capacity[others].sum()) / left if left > 0.0 else None,
    }
