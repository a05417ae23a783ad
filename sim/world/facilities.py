"""Facility rows of one stage: countries, named plants, recyclers, projects."""

from __future__ import annotations

from sim.world import supply
from sim.world.arrays import FloatArray
from sim.world.plants import parts_of
from sim.world.rows import Chain, FacilityRow

DAYS_PER_YEAR = 365.0


def add_level(chain: Chain, level: supply.Level, output: FloatArray, fed: bool = False) -> None:
    """Add the primary facilities of one stage, sorted by country; plants follow what is left of theirs.

    Parameters
    ----------
    chain : Chain
    level : Level
    output : FloatArray, shape (n,)
        Flow out of each producing country, secondary metal included, t/day.
    fed : bool
        Buys from the level before.
    """
    cover = chain.journal.parameter("finished_cover_d")
    spare = _spare(chain, level)
    for part in parts_of(chain.mineral, level, chain.journal):
        country = level.producers.country[part.place]
        sold = part.share * (1.0 - level.secondary)
        base = float(output[part.place]) * sold
        chain.facilities.append(
            FacilityRow(f"{level.stage}/{part.label}", level.stage, country, base, base * spare[part.place],
                        level.yield_ if fed else 1.0, fed, part.plants, cover, part.place, part.share, sold)
        )  # fmt: skip


def add_recyclers(chain: Chain, level: supply.Level, output: FloatArray) -> None:
    """Add secondary metal: each producing country with the same share of its output."""
    cover = chain.journal.parameter("finished_cover_d")
    spare = _spare(chain, level)
    made = level.producers
    for place, country in enumerate(made.country):
        base = float(output[place]) * level.secondary
        plants = supply.plants_of(level.stage, float(made.output[place]) / made.total, chain.journal)
        chain.facilities.append(
            FacilityRow(f"recycle/{country}", "recycle", country, base, base * spare[place], 1.0, False,
                        plants, cover, place, 0.0, level.secondary)
        )  # fmt: skip


def add_plans(chain: Chain, stage: str) -> None:
    """Add the projects of one stage, without output."""
    cover = chain.journal.parameter("finished_cover_d")
    for plan in chain.plans:
        if plan.stage == stage:
            chain.plan_facility[plan.name] = len(chain.facilities)
            chain.facilities.append(
                FacilityRow(f"{stage}/{plan.name}", stage, plan.country, 0.0, 0.0, 1.0, False, 1, cover)
            )


def _spare(chain: Chain, level: supply.Level) -> list[float]:
    """Capacity over output of each country; its plants and recyclers run at the same rate."""
    made = level.producers
    return [
        supply.capacity_of(chain.mineral, level.stage, country, float(output), chain.journal) / float(output)
        for country, output in zip(made.country, made.output, strict=True)
    ]
