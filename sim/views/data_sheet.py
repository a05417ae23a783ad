"""The data sheet: every number a run can read, the least certain first."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from typing import TYPE_CHECKING

from sim.data.tables import CONFIDENCE
from sim.world.facts import Fact

if TYPE_CHECKING:
    from sim.world.facts import Adjustment
    from sim.world.world import World

COLUMNS = ("mineral", "what", "value", "unit", "source", "year", "confidence", "low", "high")
ORDER = ("recalled", "judgement", "estimated", "derived", "reported")
"""Grades as the sheet lists them."""
SOFT = ORDER[:2]
CHANGE = 0.05
"""A change by more than this share of the reported number is marked."""


def sheet_csv(facts: Iterable[Fact]) -> str:
    """Return the sheet as CSV with the columns `COLUMNS`; a number without a range has blank ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    place = [[field.name for field in fields(Fact)].index(name) for name in COLUMNS]
    for fact in _ranked(facts):
        cells = astuple(fact)
        writer.writerow([cells[i] for i in place])
    return out.getvalue()


def sheet_markdown(world: World, facts: Sequence[Fact]) -> str:
    """Return the sheet as Markdown: counts, one table per grade, and the numbers that gave way."""
    blocks = [f"# Data sheet of world {world.name}", sheet_summary(world, facts), _NOTE]
    for grade in ORDER:
        found = [fact for fact in facts if fact.confidence == grade]
        blocks += [f"## {grade.capitalize()} ({len(found)})", _table(found)] if found else []
    if world.adjustments:
        lines = "\n".join(map(_adjustment, world.adjustments))
        blocks += [f"## Reported numbers that gave way ({len(world.adjustments)})", lines]
    return "\n\n".join(blocks) + "\n"


def sheet_summary(world: World, facts: Sequence[Fact]) -> str:
    """Return how many numbers there are of each grade, and which tables are the user's."""
    counts = Counter(fact.confidence for fact in facts)
    soft = sum(counts[grade] for grade in SOFT)
    ranges = sum(fact.low is not None for fact in facts)
    tables = ", ".join(world.vintage.names)
    lines = [
        f"{len(facts)} numbers for {len(world.minerals)} mineral(s): "
        + ", ".join(f"{counts[grade]} {grade}" for grade in CONFIDENCE),
        f"{soft} ({soft / len(facts):.0%}) are recalled or judgement; {ranges} have a range",
    ]
    return "\n".join([*lines, f"tables replaced from {world.vintage.folder}: {tables}"] if tables else lines)


_NOTE = (
    "Numbers set in a configuration instead of a table stand in `config.yaml`. A row of `parameters.csv` "
    "comes once, with the minerals it is for; every other number of a mineral has its own row."
)


def _ranked(facts: Iterable[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: ORDER.index(fact.confidence))


def _table(facts: Iterable[Fact]) -> str:
    heads = ("mineral", "what", "value", "unit", "range", "year", "source")
    head = f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}"
    return "\n".join([head, *map(_row, facts)])


def _row(fact: Fact) -> str:
    ends = [f"{end:,.6g}" for end in (fact.low, fact.high) if end is not None]
    cells = (
        fact.mineral,
        fact.what,
        f"{fact.value:,.6g}",
        fact.unit,
        " to ".join(ends),
        fact.year,
        fact.source,
    )
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _adjustment(change: Adjustment) -> str:
    mark = " **more than 5 %**" if abs(change.relative) > CHANGE else ""
    numbers = f"reported {change.reported:,.6g}, used {change.used:,.6g}"
    return f"- {change.mineral}, {change.what}: {numbers} ({change.reason}){mark}"
