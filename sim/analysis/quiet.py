"""Futures in which nothing happens but what one asks about."""

from __future__ import annotations

from collections.abc import Iterable

from sim.futures.events import Event
from sim.futures.future import Future, ProjectDraw
from sim.world.world import World


def quiet_future(world: World, events: Iterable[Event], horizon_d: int, seed: int) -> Future:
    """Return a future of some events alone: no background, every parameter at its mode.

    Parameters
    ----------
    world : World
    events : iterable of Event
        In any order.
    horizon_d : int
    seed : int
        Keys what the engine draws, such as the covers of US holders.
    """
    draw = ProjectDraw(success_u=0.5, delay_u=0.5, qualification_u=0.5)
    return Future(
        id=0,
        seed=seed,
        start_date=world.start_date,
        horizon_d=horizon_d,
        background=False,
        events=tuple(sorted(events, key=lambda event: (event.start_d, event.id))),
        # A parameter that a future leaves out stands at its mode.
        parameters={},
        project_draws=dict.fromkeys(world.projects.name, draw),
    )
