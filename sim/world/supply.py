"""Output, capacity and plants of each country at each stage of one mineral."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.data.tables import Row, load, number
from sim.world.arrays import FloatArray
from sim.world.journal import Journal
from sim.world.minerals import Mineral

ROW = "ROW"


@dataclass(frozen=True)
class Stage:
    """Producers of one stage, sorted by country.

    Attributes
    ----------
    country : tuple of str
    output : FloatArray, shape (n,)
        t/yr.
    """

    country: tuple[str, ...]
    output: FloatArray

    @property
    def total(self) -> float:
        """World output, t/yr."""
        return float(self.output.sum())


@dataclass(frozen=True)
class Level:
    """One stage of a chain on the balance of the whole.

    Attributes
    ----------
    stage : str
        mine, refine or fabricate.
    producers : Stage
        Reported output.
    yield_ : float
        Output per unit of feed, contained metal; 1 where unfed.
    secondary : float
        Share of output made from scrap or synthetic feed: not from the stage before.
    """

    stage: str
    producers: Stage
    yield_: float = 1.0
    secondary: float = 0.0


def levels_of(mineral: Mineral, journal: Journal) -> tuple[Level, ...]:
    """Read production of one mineral, first stage first; each level is fed by the one before.

    World refined output is the anchor. Where it exceeds what mine output yields, the rest is
    secondary or synthetic; where it falls short, mine output is scaled down to what refineries take.
    Fabricated output is refined output times yield.
    """
    keep = _named_partners(mineral)
    mine = _stage(mineral, "mine", keep, journal) if mineral.mine_key else None
    refine = _stage(mineral, "refine", keep, journal) if mineral.refine_key else None
    levels = [] if mine is None else [Level("mine", mine)]
    if refine is not None:
        levels.append(Level("refine", refine) if mine is None else _refined(mine, refine, journal))
        if mineral.fabricate_key:
            levels.append(_fabricated(mineral, refine, journal))
    return tuple(levels)


def host_level(mineral: Mineral, journal: Journal) -> Level:
    """Read the one stage of a mineral that is there only to carry a by-product."""
    stage = mineral.final_stage
    return Level(stage, _stage(mineral, stage, _named_partners(mineral), journal))


def _refined(mine: Stage, refine: Stage, journal: Journal) -> Level:
    yield_ = journal.parameter("yield_refine")
    from_mines = mine.total * journal.parameter("chain_share_mine") * yield_
    secondary = max(0.0, 1.0 - from_mines / refine.total)
    used = refine.total * (1.0 - secondary) / yield_
    if used < mine.total * (1.0 - 1e-12):
        anchored = secondary == 0.0
        reason = "world refined output is the anchor" if anchored else "the rest is used outside the chain"
        journal.adjust("world mine output, t/yr", mine.total, used, reason)
    if secondary > 0.0:
        kind = "secondary or synthetic share of world refined output"
        journal.derived(kind, secondary, "fraction", "1 - mine output x yield / refined output")
    return Level("refine", refine, yield_, secondary)


def _fabricated(mineral: Mineral, refine: Stage, journal: Journal) -> Level:
    """Makers of the fabricated product by country; all refined output goes through them."""
    yield_ = journal.parameter("yield_fabricate")
    shares: dict[str, float] = {}
    for table in ("fabrication", "fabrication_added"):
        for line, row in enumerate(load(table), start=2):
            if row["mineral"] == mineral.fabricate_key:
                share = number(row, "share_pct", f"{table}.csv", line) / 100.0
                country = row["country"]
                shares[country] = journal.fact(f"share of fabrication of {country}", share, "fraction", row)
    output = refine.total * yield_
    journal.derived("world fabricated output", output, "t/yr", "world refined output x yield_fabricate")
    makers = tuple(sorted(shares))
    held = np.array([shares[country] for country in makers])
    return Level("fabricate", Stage(makers, output * held / held.sum()), yield_)


def capacity_of(mineral: Mineral, stage: str, country: str, output: float, journal: Journal) -> float:
    """Capacity of one national aggregate, t/yr, never below its output.

    From capacity.csv where it has the country, the base year and at least the output; else output
    over utilisation.
    """
    if stage == "fabricate":
        return output / journal.parameter("utilisation_fabricate")
    key, year = mineral.rows_of(stage)
    for line, row in enumerate(load("capacity"), start=2):
        if (row["mineral"], row["stage"], row["country"], row["year"]) == (key, stage, country, year):
            found = number(row, "capacity_t_per_year", "capacity.csv", line)
            journal.fact(f"{stage} capacity of {country}", found, "t/yr", row)
            return max(found, output)
    return output / _utilisation(key, stage, country, journal)


def plants_of(stage: str, share: float, journal: Journal) -> int:
    """Comparable plants behind a national aggregate with this share of its world stage."""
    size = journal.parameter("plant_share_mine" if stage == "mine" else "plant_share_refine")
    return max(1, math.ceil(share / size - 1e-9))


def _utilisation(key: str, stage: str, country: str, journal: Journal) -> float:
    for place in (country, "WLD"):
        for line, row in enumerate(load("utilisation"), start=2):
            if (row["mineral"], row["stage"], row["country"]) == (key, stage, place):
                percent = number(row, "utilisation_pct", "utilisation.csv", line)
                return journal.fact(f"{stage} utilisation of {country}", percent / 100.0, "fraction", row)
    return journal.parameter("utilisation_mine" if stage == "mine" else "utilisation_refine")


def _stage(mineral: Mineral, stage: str, keep: frozenset[str], journal: Journal) -> Stage:
    """Producers above the cut-off; the others are added to ROW."""
    reported = _reported(*mineral.rows_of(stage), stage, journal)
    total = sum(reported.values())
    cutoff = journal.parameter("facility_cutoff_share") * total
    kept: dict[str, float] = {}
    for country, output in reported.items():
        small = output < cutoff and country not in keep
        kept[ROW if small else country] = kept.get(ROW if small else country, 0.0) + output
        if small:
            journal.adjust(f"{stage} output of {country}, t/yr", output, 0.0, "too small: added to ROW")
    countries = tuple(sorted(kept))
    return Stage(countries, np.array([kept[c] for c in countries]))


def _reported(key: str, year: str, stage: str, journal: Journal) -> dict[str, float]:
    """Output by country, t/yr, without zero rows."""
    found: dict[str, float] = {}
    for line, row in enumerate(load("production"), start=2):
        if (row["mineral"], row["stage"], row["year"]) == (key, stage, year):
            output = number(row, "output_t_per_year", "production.csv", line)
            journal.fact(f"{stage} output of {row['country']}", output, "t/yr", row)
            found[row["country"]] = output
    for line, row in enumerate(load("production_added"), start=2):
        if (row["mineral"], row["stage"], row["year"]) == (key, stage, year):
            _move(found, row, number(row, "output_t_per_year", "production_added.csv", line), stage, journal)
    return {country: output for country, output in sorted(found.items()) if output > 0.0}


def _move(found: dict[str, float], row: Row, output: float, stage: str, journal: Journal) -> None:
    journal.fact(f"{stage} output of {row['country']}", output, "t/yr", row)
    origin, rest = row["taken_from"], found[row["taken_from"]] - output
    journal.adjust(f"{stage} output of {origin}, t/yr", found[origin], rest, row["note"])
    found[row["country"]], found[origin] = output, rest


def _named_partners(mineral: Mineral) -> frozenset[str]:
    """Countries that stay facilities of their own however small: the US and its named suppliers."""
    partners = {row["partner"] for row in load("us_imports") if row["mineral"] == mineral.form}
    return frozenset(partners | {"USA"})
