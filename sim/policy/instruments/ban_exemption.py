"""Ban exemption: a partner that restricts its exports leaves the United States out."""

from __future__ import annotations

from typing import Literal

from sim.futures.control_events import ExportBan, ExportQuota
from sim.futures.events import Event
from sim.futures.future import Future
from sim.policy.instruments.mechanism import Mechanism, check_countries
from sim.world.world import World

US = "USA"


class BanExemption(Mechanism):
    """Take the United States off the destinations of a partner's bans and quotas.

    Parameters
    ----------
    partner : str
        ISO3 code of the country that keeps its word, in the futures in which the entry comes into force.
    """

    kind: Literal["ban_exemption"] = "ban_exemption"
    partner: str

    def check(self, world: World) -> None:
        """Raise if it names a country, mineral or row that nobody knows."""
        super().check(world)
        check_countries("partner", (self.partner,))

    def meet(self, event: Event, world: World, future: Future) -> Event | None:
        """Return an event as it meets everybody else, None where it met only the United States."""
        if not isinstance(event, ExportBan | ExportQuota) or event.origin != self.partner:
            return event
        day = self.entry.day(future, self.partner)
        if day is None or day > event.start_d:
            return event
        others = tuple(place for place in event.destinations or world.markets if place != US)
        return event.model_copy(update={"destinations": others}) if others else None
