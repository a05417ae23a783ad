"""What the National Defense Stockpile holds on day 0."""

from __future__ import annotations

from sim.data.tables import load, number
from sim.world.journal import Journal
from sim.world.minerals import Mineral


def defense_stockpile_t(mineral: Mineral, journal: Journal) -> float:
    """Tonnes of contained metal, newest figure and later orders together; 0 where unknown."""
    held = 0.0
    for line, row in enumerate(load("defense_stockpile"), start=2):
        if row["mineral"] == mineral.key:
            what = f"defence stockpile {row['year']}"
            held += journal.fact(what, number(row, "stock_t", "defense_stockpile.csv", line), "t", row)
    return held
