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
    """One end use by holders, or by others than holders, of shares in the reserve.

    Attributes
    ----------
    name : str
    tier : int
        1 defence, 2 essential civilian, 3 the rest.
    member : bool
        Buyers who are members of the reserve.
    share : float
        Share of US demand.
    """

    name: str
    tier: int
    member: bool
    share: float


ALL_USES = Use("all_uses", 3, False, 1.0)
"""The one end use of a mineral nobody asked for."""


@dataclass(frozen=True)
class _Sector:
    """One row of sectors.csv."""

    name: str
    tier: int
    members: float
    row: Row


def uses_of(mineral: str, journal: Journal) -> tuple[Use, ...]:
    """End uses of one mineral, defence first, members before others; shares sum to 1.

    The newest set of shares counts. Defence is split off all uses in proportion. Each use is split
    by its share of members; parts without demand are left out.
    """
    defence = _defence_share(mineral, journal)
    found = _civilian(mineral, journal)
    total = sum(share for _, share in found)
    parts = [(DEFENCE, defence)] + [(sector, (1.0 - defence) * share / total) for sector, share in found]
    return tuple(use for sector, share in parts for use in _by_members(_sectors()[sector], share, journal))


def _by_members(sector: _Sector, share: float, journal: Journal) -> tuple[Use, ...]:
    members = journal.fact(f"members' share of {sector.name}", sector.members, "fraction", sector.row)
    parts = ((True, share * members), (False, share * (1.0 - members)))
    return tuple(Use(sector.name, sector.tier, member, part) for member, part in parts if part > 0.0)


def _civilian(mineral: str, journal: Journal) -> list[tuple[str, float]]:
    """Sector as printed, and its share."""
    rows = _rows(mineral)
    for region in REGIONS:
        years = [row["year"] for _, _, row in rows if row["region"] == region]
        chosen = [r for r in rows if r[2]["region"] == region and r[2]["year"] == max(years)] if years else []
        if chosen:
            return [_share(file, line, row, journal) for file, line, row in chosen]
    return [("all uses", 1.0)]


def _share(file: str, line: int, row: Row, journal: Journal) -> tuple[str, float]:
    share = number(row, "share_pct", file, line) / 100.0
    return row["sector"], journal.fact(
        f"share of use, {row['region']}: {row['sector']}", share, "fraction", row
    )


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
def _sectors() -> dict[str, _Sector]:
    return {
        row["sector"]: _Sector(
            row["key"], int(row["tier"]), number(row, "member_share", "sectors.csv", line), row
        )
        for line, row in enumerate(load("sectors"), start=2)
    }
