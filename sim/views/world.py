"""Every number behind day 0, and what balancing changed, as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.world.facts import Adjustment, Fact
    from sim.world.world import World

CHANGE = 0.05
"""A change by more than this share of the reported number is marked."""


def world_facts(world: World) -> str:
    """Return every fact and every adjustment of a world, mineral by mineral.

    Parameters
    ----------
    world : World
    """
    blocks = ["\n".join(_mineral(world, mineral)) for mineral in world.minerals]
    return "\n\n".join([*blocks, f"!: changed by more than {100 * CHANGE:g} % of the reported number."])


def _mineral(world: World, mineral: str) -> Iterator[str]:
    """Yield the facts of one mineral, then its adjustments."""
    yield f"== {mineral} =="
    for fact in world.facts:
        if fact.mineral == mineral:
            yield _fact(fact)
    changes = [change for change in world.adjustments if change.mineral == mineral]
    if changes:
        yield "  adjusted:"
    for change in changes:
        yield _adjustment(change)


def _fact(fact: Fact) -> str:
    """Return one fact on one line."""
    return f"  {fact.what}: {fact.value:,.6g} {fact.unit} [{fact.confidence}; {fact.source}]"


def _adjustment(change: Adjustment) -> str:
    """Return one adjustment on one line."""
    mark = "!" if abs(change.used - change.reported) > CHANGE * abs(change.reported) else " "
    numbers = f"reported {change.reported:,.6g}, used {change.used:,.6g}"
    return f"  {mark} {change.what}: {numbers} ({change.reason})"
