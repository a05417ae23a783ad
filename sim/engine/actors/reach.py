"""Which links a control at a border touches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.context import Context, links_hit
from sim.futures.control_events import BorderEvent, ExportControl, Threat
from sim.world.world import LEAK, TRADE

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Reach:
    """Links and customers that a control touches.

    Attributes
    ----------
    direct, around, trade : IntArray
        Links that cross the border openly; paths that get around the control; ordinary trade among the
        direct links.
    buyers : IntArray
        Customers at the end of the direct links.
    """

    direct: IntArray
    around: IntArray
    trade: IntArray
    buyers: IntArray


def reach(context: Context, event: BorderEvent | Threat, minerals: tuple[str, ...] | None = None) -> Reach:
    """Return what an event touches, of all its minerals or only of some."""
    links = context.tables.links
    own = event.minerals if minerals is None else minerals
    hit = links_hit(context.world, own, event.stage, event.origin, event.destinations)
    leak = links["kind"] == LEAK
    direct = np.flatnonzero(hit & ~leak)
    leaks = isinstance(event, ExportControl) and (bool(event.destinations) or event.leak > 0.0)
    return Reach(
        direct=direct,
        around=np.flatnonzero(hit & leak) if leaks else direct[:0],
        trade=np.flatnonzero(hit & (links["kind"] == TRADE) & (context.world.links.base > 0)),
        buyers=np.unique(links["customer"][direct]),
    )
