"""Refresh the model column of docs/validation.md.

``python -m benchmarks.validation``; with ``--check`` it only looks. A row names its cell in code, always in
per cent: ``share <stage> <mineral> <country>``; ``cover <stage> <mineral>``, the N-1 cover; ``capacity``, the
same with the others at full capacity; ``top3 <stage> <mineral>+<mineral>...``, the mean share of the three
largest countries.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

from sim.analysis.cover import stage_row
from sim.world import concentration
from sim.world.load import load_world
from sim.world.world import World

PAGE = Path(__file__).resolve().parents[1] / "docs" / "validation.md"
TOLERANCE = 1.0
"""Points of per cent by which the page may lag behind the model."""
COLUMNS = {"cover": "n1_cover", "capacity": "n1_cover_capacity", "top3": "top3_share"}
ROW = re.compile(
    r"^(\|[^|]*\| `(?P<cell>(?:share|cover|capacity|top3) [^`]+)` \| )(?P<model>[-\d.]+)( \|.*)$"
)


@cache
def _world() -> World:
    return load_world()


def measured(cell: str) -> float:
    """Return the model's number for a cell, in per cent."""
    what, stage, minerals, *country = cell.split()
    if what == "share":
        return 100 * concentration.shares(_world(), minerals, stage).get(country[0], 0.0)
    column = COLUMNS[what]
    values = [stage_row(_world(), mineral, stage)[column] for mineral in minerals.split("+")]
    return 100 * sum(values) / len(values)


def cells(text: str) -> dict[str, float]:
    """Return the page's number of every cell."""
    found = (ROW.match(line) for line in text.splitlines())
    return {match["cell"]: float(match["model"]) for match in found if match}


def refreshed(text: str) -> str:
    """Return the page with the model's present numbers."""

    def renew(line: str) -> str:
        match = ROW.match(line)
        return f"{match[1]}{measured(match['cell']):.1f}{match[4]}" if match else line

    return "\n".join(map(renew, text.split("\n")))


def stale(text: str) -> dict[str, tuple[float, float]]:
    """Return the cells whose number on the page is off, with the page's and the model's number."""
    pairs = {cell: (shown, measured(cell)) for cell, shown in cells(text).items()}
    return {cell: (a, b) for cell, (a, b) in pairs.items() if abs(a - b) > TOLERANCE}


def main() -> int:
    """Write the page, or with ``--check`` say what is stale and return 1."""
    text = PAGE.read_text(encoding="utf-8")
    for cell, (shown, now) in stale(text).items():
        print(f"{cell}: the page says {shown:.1f}, the model {now:.1f}")
    if "--check" in sys.argv:
        return int(bool(stale(text)))
    PAGE.write_text(refreshed(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
