"""End-use sectors of the US market for one mineral."""

from __future__ import annotations

from dataclasses import dataclass

from sim.data.tables import Row, load, number
from sim.data.vintage import cached
from sim.world.journal import Journal

DEFENCE = "defence"
REGIONS = ("USA", "WLD", "WLD-clean-energy-split")
"""Whose shares to use, best first."""


@dataclass(frozen=True)
class Use:
    """One end use.

    Attributes
    ----------
    name : str
    tier : int
        1 defence, 2 essential civilian, 3 the rest.
    share : float
        Share of US demand.
    """

    name: str
    tier: int
    share: float


def uses_of(mineral: str, journal: Journal) -> tuple[Use, ...]:
    """End uses of one mineral, defence first; shares sum to 1.

    The newest set of shares counts. Defence is split off all uses in proportion.
    """
    defence = _defence_share(mineral, journal)
    found = _civilian(mineral, journal)
    total = sum(share for _, _, share in found)
    civilian = [Use(name, tier, (1.0 - defence) * share / total) for name, tier, share in found]
    return (Use(DEFENCE, 1, defence), *civilian)


def _civilian(mineral: str, journal: Journal) -> list[tuple[str, int, float]]:
    rows = _rows(mineral)
    for region in REGIONS:
        years = [row["year"] for _, _, row in rows if row["region"] == region]
        chosen = [r for r in rows if r[2]["region"] == region and r[2]["year"] == max(years)] if years else []
        if chosen:
            return [_use(file, line, row, journal) for file, line, row in chosen]
    return [("all_uses", 3, 1.0)]


def _use(file: str, line: int, row: Row, journal: Journal) -> tuple[str, int, float]:
    share = number(row, "share_pct", file, line) / 100.0
    journal.fact(f"share of use, {row['region']}: {row['sector']}", share, "fraction", row)
    name, tier = _tiers()[row["sector"]]
    return name, tier, share


def _defence_share(mineral: str, journal: Journal) -> float:
    for file, line, row in _rows(mineral):
        if row["region"] == "USA-defence":
            share = number(row, "share_pct", file, line) / 100.0
            return journal.fact("share of use: defence", share, "fraction", row)
    return journal.parameter("defence_share")


def _rows(mineral: str) -> list[tuple[str, int, Row]]:
    tables = ("demand_sectors", "demand_sectors_added")
    return [
        (f"{name}.csv", line, row)
        for name in tables
        for line, row in enumerate(load(name), start=2)
        if row["mineral"] == mineral
    ]


@cached
def _tiers() -> dict[str, tuple[str, int]]:
    return {row["sector"]: (row["key"], int(row["tier"])) for row in load("sectors")}
