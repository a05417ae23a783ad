"""What every actor of a run shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.behaviour import Reader
from sim.engine.calendar import Calendar
from sim.engine.controls import Controls
from sim.engine.fairways import Fairways
from sim.engine.model import ModelSpec
from sim.engine.tables import Tables
from sim.engine.trace import Note, silent
from sim.futures.future import Future
from sim.world.world import MARKET, STAGES, World

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Context:
    """World, future and model of a run, its clock, controls, tables, the ways of its cargo and its log."""

    world: World
    future: Future
    model: ModelSpec
    tables: Tables
    controls: Controls
    calendar: Calendar
    read: Reader
    fairways: Fairways
    note: Note = silent

    @property
    def traced(self) -> bool:
        """Whether somebody reads the notes."""
        return self.note is not silent


def traded_stages(stage: str | None) -> frozenset[str]:
    """Return the stages a trade measure covers: refined metal includes secondary metal, None is all."""
    if stage is None:
        return frozenset(STAGES)
    return frozenset({"refine", "recycle"}) if stage == "refine" else frozenset({stage})


def facilities_hit(world: World, minerals: tuple[str, ...], stages: frozenset[str], origin: str) -> BoolArray:
    """Return which facilities of a country, a set of minerals and a set of stages an event touches."""
    table = world.facilities
    wanted = {world.minerals.index(mineral) for mineral in minerals if mineral in world.minerals}
    return np.array(
        [
            mineral in wanted and country == origin and own in stages
            for mineral, country, own in zip(table.mineral.tolist(), table.country, table.stage, strict=True)
        ],
        dtype=np.bool_,
    )


def links_hit(
    world: World, minerals: tuple[str, ...], stage: str | None, origin: str, destinations: tuple[str, ...]
) -> BoolArray:
    """Return the links that leave a country for the named destinations (empty: all).

    A destination is a country or a market; the reserve counts as the United States. Domestic trade
    is never touched.
    """
    links, customers = world.links, world.customers
    hit: BoolArray = facilities_hit(world, minerals, traded_stages(stage), origin)[links.supplier]
    country = np.array(customers.country)[links.customer]
    market = np.array(world.markets)[customers.market[links.customer]]
    hit &= (country != origin) & ~((market == origin) & (customers.kind[links.customer] == MARKET))
    if destinations:
        hit &= np.isin(country, destinations) | np.isin(market, destinations)
    return hit
