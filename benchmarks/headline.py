"""Renew the numbers of the headline study in ``headline.csv``, and say in the changelog how far they moved.

``python -m benchmarks.headline``; with ``--check`` it only looks and exits with 1 where a number moved. A
small study: what it guards is that no change moves the answer unseen, not how good the answer is.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import sim

HOME = Path(__file__).resolve().parent
FILE, CHANGELOG = HOME / "headline.csv", HOME.parent / "CHANGELOG.md"
STUDY = ("study.futures=25", "study.seed=1", "study.series_futures=0", "execution=serial")
TOTALS = ("any_mineral_days", "lost_output_usd")
METRICS = ("shortfall_days", "equivalent_days", "price_lost_days")
TOLERANCE = 1e-6
"""Relative; another processor may round otherwise."""
NAMED = 3
Cell = tuple[str, str, str]


def measured() -> dict[Cell, float]:
    """Return the means of the headline study by arm, mineral and metric."""
    with TemporaryDirectory() as folder:
        summary = sim.run_study(*STUDY, f"results_dir={folder}").summary
    found = {
        (arm, "any", metric): numbers[metric]["mean"]
        for arm, numbers in summary["totals"].items()
        for metric in TOTALS
    }
    for arm, minerals in summary["arms"].items():
        for mineral, numbers in minerals.items():
            found |= {(arm, mineral, metric): numbers[metric]["mean"] for metric in METRICS}
    return found


def recorded() -> dict[Cell, float]:
    """Return the numbers on file; none before the first run."""
    if not FILE.exists():
        return {}
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {(row["arm"], row["mineral"], row["metric"]): float(row["mean"]) for row in rows}


def moved(before: Mapping[Cell, float], now: Mapping[Cell, float]) -> dict[Cell, tuple[float, float]]:
    """Return the cells whose numbers differ, with both, those of the totals first, then the largest first."""
    cells = [cell for cell in now if cell in before and not _close(before[cell], now[cell])]
    order = sorted(cells, key=lambda cell: (cell[1] != "any", -abs(now[cell] - before[cell])))
    return {cell: (before[cell], now[cell]) for cell in order}


def sentence(changes: Mapping[Cell, tuple[float, float]]) -> str:
    """Return the line of the changelog: the totals that moved, or else the largest changes."""
    totals = {cell: pair for cell, pair in changes.items() if cell[1] == "any"}
    named = list((totals or changes).items())[: NAMED if not totals else len(totals)]
    told = "; ".join(f"{' '.join(cell)} {a:.6g} -> {b:.6g} ({_percent(a, b)})" for cell, (a, b) in named)
    more = f"; {len(changes) - len(named)} more numbers" if len(changes) > len(named) else ""
    return f"* **numbers**, headline of 25 futures: {told}{more}."


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b))


def _percent(a: float, b: float) -> str:
    return f"{100 * (b / a - 1):+.1f} %" if a else "from nothing"


def _write(numbers: Mapping[Cell, float]) -> None:
    lines = ["arm,mineral,metric,mean", *(f"{','.join(cell)},{value!r}" for cell, value in numbers.items())]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def tell(line: str) -> None:
    """Put a line at the end of the newest version of the changelog."""
    text = CHANGELOG.read_text(encoding="utf-8").rstrip("\n")
    start = text.index("\n## ")
    end = text.find("\n## ", start + 1)
    head, tail = (text, "") if end < 0 else (text[:end].rstrip("\n"), text[end:])
    CHANGELOG.write_text(f"{head}\n{line}\n{tail}".rstrip("\n") + "\n", encoding="utf-8")


def main() -> int:
    """Write file and changelog, or with ``--check`` say what moved and return 1."""
    before, now = recorded(), measured()
    changes = moved(before, now)
    for cell, (a, b) in changes.items():
        print(f"{' '.join(cell)}: {a!r} on file, {b!r} now")
    if "--check" in sys.argv:
        return int(bool(changes) or set(before) != set(now))
    _write(now)
    if changes:
        tell(sentence(changes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
