"""Events as an arm meets them: what its agreements prevent, soften or announce earlier."""

from __future__ import annotations

from collections.abc import Iterator

from sim.futures.events import Event
from sim.futures.future import Future
from sim.policy.arm import Arm
from sim.policy.instruments import BanExemption, EarlyWarning, HazardReduction, RouteAlternative
from sim.world.world import World

Softener = BanExemption | EarlyWarning | HazardReduction | RouteAlternative


def as_met(arm: Arm, world: World, future: Future) -> Future:
    """Return a future with its events as they meet the world under an arm.

    Every draw keeps its key. Of an event on several minerals the covered ones become an event of their own.

    Parameters
    ----------
    arm : Arm
    world : World
    future : Future
        Returned as it is where the arm changes none of its events.
    """
    events = future.events
    for mechanism in arm.mechanisms().values():
        if isinstance(mechanism, Softener):
            events = tuple(met for event in events for met in _met(mechanism, event, world, future))
    if events == future.events:
        return future
    ordered = sorted(events, key=lambda event: (event.start_d, event.id))
    return future.model_copy(update={"events": tuple(ordered)})


def _met(mechanism: Softener, event: Event, world: World, future: Future) -> Iterator[Event]:
    covered = tuple(mineral for mineral in event.minerals if mineral in (mechanism.covers or event.minerals))
    left = tuple(mineral for mineral in event.minerals if mineral not in covered)
    met = mechanism.meet(event, world, future) if covered else event
    if not left or met == event:
        if met is not None:
            yield met
        return
    yield event.model_copy(update={"minerals": left})
    if met is not None:
        yield met.model_copy(update={"minerals": covered, "id": f"{event.id}/met"})
