"""The inputs of sampled futures as one table: parameters drawn, and what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.data.parameters import parameters
from sim.data.vintage import use
from sim.futures.future import Future
from sim.futures.hazards import RESERVED
from sim.world.hosts import with_hosts
from sim.world.world import World

if TYPE_CHECKING:
    import pandas as pd

    from sim.futures.events import Event

FIRST = "first day"


def future_table(world: World, futures: Sequence[Future], mineral: str) -> pd.DataFrame:
    """Return the inputs of futures that can touch one mineral, one row per future.

    Parameters
    ----------
    world : World
    futures : sequence of Future
        Of one horizon.
    mineral : str

    Returns
    -------
    DataFrame
        Indexed by future. Sampled parameters as ``name@scope``. For every event of the scenario, and for all
        outages and all strikes together: ``times`` it comes, ``days`` it lasts in all, ``first day`` (the
        horizon if it never comes) and largest ``severity`` (0 if it never comes). What never varies is left
        out.
    """
    import pandas as pd

    with use(world.vintage):
        # a by-product is touched through its hosts
        touching = [key for key in with_hosts([mineral]) if key in world.minerals]
        names = dict.fromkeys(row.name for row in parameters().rows if row.sampled)
        read = [parameters().get(name, key) for name in names for key in touching]
    keys = {f"{row.name}@{row.scope}" for row in read}
    rows = [
        {key: value for key, value in future.parameters.items() if key in keys} | _happened(future, touching)
        for future in futures
    ]
    table = pd.DataFrame(rows, index=[future.id for future in futures], dtype=float)
    for name in table.columns:
        table[name] = table[name].fillna(futures[0].horizon_d if name.endswith(FIRST) else 0.0)
    return table.loc[:, table.nunique() > 1]


def _happened(future: Future, minerals: Sequence[str]) -> dict[str, float]:
    """Return the times, days, first day and largest severity of each kind of happening in one future."""
    found: dict[str, float] = {}
    for event in future.events:
        if not set(minerals) & set(event.minerals):
            continue
        name = _name(event)
        severity = getattr(event, "severity", 0.0)
        days = min(event.duration_d, future.horizon_d - event.start_d)
        found[f"{name}: times"] = found.get(f"{name}: times", 0.0) + 1.0
        found[f"{name}: days"] = found.get(f"{name}: days", 0.0) + days
        found[f"{name}: {FIRST}"] = min(found.get(f"{name}: {FIRST}", event.start_d), event.start_d)
        found[f"{name}: severity"] = max(found.get(f"{name}: severity", 0.0), severity)
    return found


def _name(event: Event) -> str:
    """Return the event of the scenario, or the kind of background hazard, that an event belongs to."""
    first = event.id.partition("/")[0]
    return first if first in RESERVED else event.id.rpartition("/")[0]
