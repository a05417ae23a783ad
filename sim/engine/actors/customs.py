"""Customs: what the controls of every government act through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.engine.actors.border import Border
from sim.engine.actors.buyers import Buyers, Rush
from sim.engine.actors.context import Context
from sim.engine.actors.leaks import Leaks
from sim.engine.actors.notice import Notice
from sim.engine.actors.reach import Reach
from sim.engine.calendar import Process
from sim.futures.control_events import ExportControl


@dataclass(frozen=True)
class Customs:
    """The border, what gets around it, and the buyers who see a control come."""

    context: Context
    border: Border
    leaks: Leaks
    notice: Notice
    buyers: Buyers
    rush: Rush

    def each(self, event: ExportControl, life: Callable[[str], Process]) -> Process:
        """Live a control mineral by mineral, so that minerals do not disturb one another."""
        for mineral in event.minerals:
            if mineral in self.context.world.minerals:
                self.context.calendar.start(life(mineral))
        yield from ()

    def begin(self, event: ExportControl, touched: Reach) -> Process:
        """Live from the announcement of a control to its first day, on which buyers are alarmed."""
        calendar = self.context.calendar
        yield from self.notice.live(event, touched)
        yield calendar.wait(event.start_d)
        calendar.sync(event.start_d)
        self.buyers.alarm(touched.buyers, event.id, event.start_d)


def open_customs(context: Context, buyers: Buyers, border: Border) -> Customs:
    """Return the customs of a run."""
    rush = Rush(context)
    return Customs(context, border, Leaks(context), Notice(context, buyers, rush), buyers, rush)
