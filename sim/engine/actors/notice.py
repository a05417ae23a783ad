"""The notice of a control: buyers are alarmed, and ship early what sellers have."""

from __future__ import annotations

from sim.data.parameters import parameters
from sim.engine.actors.buyers import Buyers, Rush
from sim.engine.actors.context import Context
from sim.engine.actors.reach import Reach
from sim.engine.calendar import Process
from sim.futures.control_events import BorderEvent


class Notice:
    """What buyers do between announcement and start."""

    def __init__(self, context: Context, buyers: Buyers, rush: Rush) -> None:
        self._context = context
        self._buyers = buyers
        self._rush = rush

    def live(self, event: BorderEvent, touched: Reach) -> Process:
        """Live from the announcement to the start; return at once where there is no notice."""
        calendar = self._context.calendar
        if event.announced_d >= event.start_d:
            return
        yield calendar.wait(event.announced_d)
        calendar.sync(event.announced_d)
        self._buyers.alarm(touched.buyers, event.id, event.announced_d)
        if event.front_loading_d == 0.0:
            return
        window = parameters().mode("front_loading_window_d")
        begin = max(event.announced_d, event.start_d - window)
        if begin >= calendar.horizon_d:
            return
        yield calendar.wait(begin)
        calendar.sync(begin)
        cause = f"{event.id}/notice"
        self._rush.begin(touched.trade, cause, event.front_loading_d, event.start_d - begin, begin)
        if event.start_d < calendar.horizon_d:
            yield calendar.wait(event.start_d)
            calendar.sync(event.start_d)
            self._rush.end(touched.trade, cause, event.start_d)
