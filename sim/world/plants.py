"""Named plants: what of a country's output comes out of which works."""

from __future__ import annotations

from dataclasses import dataclass

from sim.data.tables import Row, load, number
from sim.world.journal import Journal
from sim.world.minerals import Mineral
from sim.world.supply import ROW, Level, plants_of


@dataclass(frozen=True)
class Part:
    """A named plant, or what is left of a country beside its named plants.

    Attributes
    ----------
    label : str
        Country code, or key of the plant.
    place : int
        Row of the country among the producers of the level.
    share : float
        Share of the country's output; the parts of a country sum to 1.
    plants : int
        Comparable plants behind it.
    """

    label: str
    place: int
    share: float
    plants: int


def parts_of(mineral: Mineral, level: Level, journal: Journal) -> list[Part]:
    """Split each country of a level: the rest of the country first, then its plants by key.

    Plants take at most the national output, largest first; a country they take whole leaves no rest.
    """
    made = level.producers
    found: list[Part] = []
    for place, (country, output) in enumerate(zip(made.country, made.output, strict=True)):
        named = _named(mineral, level.stage, country, float(output), journal)
        rest = 1.0 - sum(named.values())
        if rest > 1e-9:
            count = plants_of(level.stage, rest * float(output) / made.total, journal)
            found.append(Part(country, place, rest if named else 1.0, count))
        found += [Part(key, place, share, 1) for key, share in sorted(named.items())]
    return found


def _named(mineral: Mineral, stage: str, country: str, output: float, journal: Journal) -> dict[str, float]:
    """Share of each named plant in the output of its country."""
    rows = [_output(*row, journal) for row in _rows(mineral.key, stage, country)]
    left, shares = output, {}
    for key, tonnes in sorted(rows, key=lambda row: (-row[1], row[0])):
        given = min(tonnes, left)
        if given < tonnes * (1.0 - 1e-9):
            why = f"no more than what is left of the output of {country}"
            journal.adjust(f"{stage} output of {key}, t/yr", tonnes, given, why)
        if given > 0.0:
            shares[key] = given / output
        left -= given
    total = sum(shares.values())
    # Rounding in the tables must not leave a rest of a few kilograms.
    whole = total > 1.0 - 1e-9
    return {key: share / total for key, share in shares.items()} if whole else shares


def _output(file: str, line: int, row: Row, journal: Journal) -> tuple[str, float]:
    tonnes = number(row, "output_t_per_year", file, line)
    return row["plant"], journal.fact(f"{row['stage']} output of {row['title']}", tonnes, "t/yr", row)


def _rows(mineral: str, stage: str, country: str) -> list[tuple[str, int, Row]]:
    if country == ROW:
        return []
    return [
        (f"{name}.csv", line, row)
        for name in ("plants", "plants_added")
        for line, row in enumerate(load(name), start=2)
        if (row["mineral"], row["stage"], row["country"]) == (mineral, stage, country)
    ]
