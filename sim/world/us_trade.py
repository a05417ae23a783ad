"""Where the United States buys: reported import shares, with re-exporters seen through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.data.tables import load, number
from sim.errors import InputError
from sim.world.arrays import FloatArray
from sim.world.journal import Journal
from sim.world.lanes import lane
from sim.world.minerals import Mineral
from sim.world.ras import fill
from sim.world.supply import ROW, Stage

FLOOR = 1e-4
"""Smallest flow into the US relative to an even share: keeps every path open to later buying."""

SEEN_THROUGH = "by country of production, not last shipper"


@dataclass
class _Column:
    """The US column while it is filled; t/yr."""

    stage: Stage
    taken: FloatArray
    room: FloatArray
    weight: FloatArray

    def index(self, country: str) -> int | None:
        return self.stage.country.index(country) if country in self.stage.country else None


def us_column(mineral: Mineral, stage: Stage, demand: float, reliance: float, journal: Journal) -> FloatArray:
    """Purchases of the US market by country of production, t/yr.

    Parameters
    ----------
    mineral : Mineral
    stage : Stage
        Producers of the final stage.
    demand : float
        US demand, t/yr.
    reliance : float
        Net imports over demand.
    journal : Journal

    Returns
    -------
    FloatArray, shape (n,)
        Sums to ``demand``; below each producer's output.

    Notes
    -----
    US output serves at most (1 - reliance) of demand. Each partner that makes the form gets its
    reported share, up to ``partner_supply_max`` of its output. Partners that make none, and what
    exceeds a partner's output, are re-exports: they pass to the producers behind, by output and
    nearness to the re-exporter. The ROW share goes to producers USGS does not name, each at most
    half the smallest named share (``unnamed_supply_max``), because USGS lists partners by size.
    """
    column = _open(stage, journal)
    home = column.index("USA")
    if home is not None:
        limit = journal.parameter("home_supply_max") * stage.output[home]
        column.taken[home] = min(limit, (1.0 - reliance) * demand)
        column.room[home] = 0.0
        how = "min(US output, (1 - NIR) demand)"
        journal.derived("US output sold at home", float(column.taken[home]), "t/yr", how)
    imports = demand - float(column.taken.sum())
    shares = _reported_shares(mineral, journal)
    pools = _named(mineral, column, shares, imports, journal)
    pools[ROW] = pools.get(ROW, 0.0) + _unnamed(mineral, column, shares, imports, journal)
    for partner, amount in pools.items():
        _see_through(column, partner, amount, imports, journal)
    _note_shares(mineral, column, shares, imports, journal)
    floor = FLOOR * demand * stage.output / stage.total
    bought = np.maximum(column.taken, floor)
    return np.asarray(bought * (demand / bought.sum()))


def _open(stage: Stage, journal: Journal) -> _Column:
    limit = journal.parameter("partner_supply_max")
    decay = journal.parameter("trade_distance_decay")
    near = np.array([lane(c, "USA", "sea").days ** -decay for c in stage.country])
    return _Column(stage, np.zeros(len(stage.country)), limit * stage.output, stage.output * near)


def _reported_shares(mineral: Mineral, journal: Journal) -> dict[str, float]:
    """Import shares by last shipping country, summing to 1, without other forms."""
    found: dict[str, float] = {}
    for line, row in enumerate(load("us_imports"), start=2):
        if (row["mineral"], row["form"]) == (mineral.form, mineral.us_import_form):
            partner, share = row["partner"], number(row, "share_pct", "us_imports.csv", line) / 100.0
            found[partner] = journal.fact(f"US import share of {partner}", share, "fraction", row)
    for partner in [p for p in found if _role(mineral, p) == "other_form"]:
        journal.adjust(f"US import share of {partner}", found.pop(partner), 0.0, _note(mineral, partner))
    total = sum(found.values())
    return {partner: share / total for partner, share in found.items()}


def _named(
    mineral: Mineral, column: _Column, shares: dict[str, float], imports: float, journal: Journal
) -> dict[str, float]:
    """Give named producers their share; return what is left over per partner, t/yr."""
    pools: dict[str, float] = {}
    for partner, share in shares.items():
        if partner == ROW:
            continue
        wanted, place = share * imports, column.index(partner)
        if place is None and _role(mineral, partner) == "producer_in_row":
            place = column.index(ROW)
        if place is None and _role(mineral, partner) != "reexporter":
            raise InputError(f"us_imports.csv:{mineral.key}:{partner}", partner, "sim/data",
                             "a producer of the stage, or a row in us_partners.csv")  # fmt: skip
        given = 0.0 if place is None else min(wanted, float(column.room[place]))
        if place is not None:
            column.taken[place] += given
            column.room[place] -= given
        if wanted > given:
            pools[partner] = wanted - given
            why = _note(mineral, partner) or "more than it can spare of its own output"
            journal.derived(
                f"re-exports to the US through {partner}", wanted - given, "t/yr", f"leak path: {why}"
            )
    return pools


def _unnamed(
    mineral: Mineral, column: _Column, shares: dict[str, float], imports: float, journal: Journal
) -> float:
    """Give the ROW share to producers not named; return what finds no place, t/yr."""
    amount = shares.get(ROW, 0.0) * imports
    if _role(mineral, ROW) == "reexporter":
        return amount
    smallest = min(share for partner, share in shares.items() if partner != ROW)
    most = journal.parameter("unnamed_supply_max") * smallest * imports
    named = set(shares) - {ROW}
    weight = np.where([c in named for c in column.stage.country], 0.0, column.weight)
    single = np.array([np.inf if c == ROW else most for c in column.stage.country])
    given, left = fill(amount, weight, np.minimum(column.room, single))
    column.taken += given
    column.room -= given
    return left


def _see_through(column: _Column, partner: str, amount: float, imports: float, journal: Journal) -> None:
    """Pass a re-exporter's tonnes to the producers behind it."""
    if amount <= 0.0:
        return
    decay = journal.parameter("trade_distance_decay")
    near = np.array(
        [lane(c, partner, "sea").days ** -decay if c != partner else 0.0 for c in column.stage.country]
    )
    given, left = fill(amount, column.stage.output * near, column.room)
    if left > 1e-9 * imports:
        raise InputError(f"us_imports.csv:{partner}", left, "sim/data", "a share that producers can supply")
    column.taken += given
    column.room -= given


def _note_shares(
    mineral: Mineral, column: _Column, shares: dict[str, float], imports: float, journal: Journal
) -> None:
    """Record how far shares by country of production differ from those by last shipper.

    ROW stands for every producer without a share of its own.
    """
    makers = {partner for partner in shares if partner != ROW and column.index(partner) is not None}
    reported = dict(shares)
    for partner in [p for p in shares if _role(mineral, p) == "producer_in_row"]:
        reported[ROW] = reported.get(ROW, 0.0) + reported.pop(partner)
    for partner, share in reported.items():
        countries = {partner} if partner != ROW else set(column.stage.country) - makers - {"USA"}
        places = [i for i, country in enumerate(column.stage.country) if country in countries]
        used = float(column.taken[places].sum()) / imports
        if abs(used - share) > 1e-6:
            journal.adjust(f"US import share of {partner}", share, used, SEEN_THROUGH)


def _partner_row(mineral: Mineral, partner: str) -> dict[str, str]:
    for row in load("us_partners"):
        if (row["mineral"], row["partner"]) == (mineral.form, partner):
            return dict(row)
    return {"role": "", "note": ""}


def _role(mineral: Mineral, partner: str) -> str:
    return _partner_row(mineral, partner)["role"]


def _note(mineral: Mineral, partner: str) -> str:
    return _partner_row(mineral, partner)["note"]
