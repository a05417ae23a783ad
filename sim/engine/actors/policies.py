"""What an arm's instruments do in a run, one entry per mechanism."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sim.engine.actors.buyers import Buyers
from sim.engine.actors.context import Context
from sim.engine.actors.demand import Demand
from sim.engine.actors.loans import Loans
from sim.engine.actors.priority import Priority
from sim.engine.actors.producer import Producers
from sim.engine.actors.project import deliver
from sim.engine.calendar import Calendar, Process
from sim.policy.arm import Arm
from sim.policy.deliveries import deliveries
from sim.policy.instruments import (
    ExportPreference,
    OfftakePriority,
    PrecautionRestraint,
    PriceFloor,
    ProducerSupport,
    StockSharing,
)


@dataclass(frozen=True)
class Owners:
    """The actors through which mechanisms act."""

    producers: Producers
    buyers: Buyers
    demand: Demand
    priority: Priority


class Policies:
    """Brings the mechanisms of an arm into force; those that change events have changed the future before."""

    def __init__(self, context: Context, cast: Owners) -> None:
        self._context = context
        self._cast = cast
        self._entries: dict[type, Callable[[str, Any], None]] = {
            OfftakePriority: self._offtake,
            ExportPreference: self._prefer,
            PriceFloor: self._floor,
            ProducerSupport: self._support,
            StockSharing: self._share,
            PrecautionRestraint: self._restrain,
        }

    def sign(self, arm: Arm) -> None:
        """Start the life of every mechanism, by name, and of every project that comes into being."""
        context = self._context
        mechanisms = arm.mechanisms()
        for name, mechanism in mechanisms.items():
            if type(mechanism) in self._entries:
                self._entries[type(mechanism)](name, mechanism)
        for delivery in deliveries(mechanisms.values(), context.world, context.future):
            context.calendar.start(deliver(context, delivery))

    def _from(self, start_d: float | None, act: Callable[[float], None]) -> None:
        """Act on a day, on day 0 before anything else happens; never where the day is None."""
        if start_d == 0.0:
            act(0.0)
        elif start_d is not None:
            self._context.calendar.start(_later(self._context.calendar, start_d, act))

    def _offtake(self, name: str, deal: OfftakePriority) -> None:
        links, tonnes = deal.priorities(self._context.world)
        start_d = deal.start_d(self._context.future)
        self._from(start_d, lambda at: self._cast.priority.begin(links, name, tonnes, at))

    def _prefer(self, name: str, preference: ExportPreference) -> None:
        world = self._context.world
        for partner in preference.partners:
            links = preference.links(world, (partner,))
            tonnes = preference.tonnes_per_d(world, links)
            begin = partial(self._cast.priority.begin, links, f"{name}/{partner}", tonnes)
            self._from(preference.entry.day(self._context.future, partner), begin)

    def _share(self, name: str, loan: StockSharing) -> None:
        start_d = loan.entry.day(self._context.future, loan.ally)
        if start_d is not None and loan.minerals(self._context.world):
            self._context.calendar.start(Loans(self._context, self._cast.demand, loan, name).reviews(start_d))

    def _restrain(self, name: str, restraint: PrecautionRestraint) -> None:
        del name
        buyers, share = restraint.buyers(self._context.world), restraint.number("restraint")
        day = restraint.entry.day(self._context.future, restraint.restraint_row)
        self._from(day, lambda _: self._cast.buyers.restrain(buyers, share))

    def _floor(self, name: str, floor: PriceFloor) -> None:
        """Lift a floor over its links; where two meet the higher one holds."""
        del name
        controls = self._context.controls
        links, outside = floor.links(self._context.world)

        def lift(_: float) -> None:
            higher = floor.reference() > controls.now("floor")[links]
            controls.put("floor", links[higher], floor.reference())
            controls.put("duty", links[higher], outside[higher].astype(float))

        self._from(floor.start_d(self._context.future), lift)

    def _support(self, name: str, contract: ProducerSupport) -> None:
        """Make the price of a plant good while its contract lasts; its owner keeps plant and mines open."""
        del name
        context = self._context
        if not contract.minerals(context.world):
            return
        owned = contract.facilities(context.world)
        agreed = contract.reference(context.world)
        first, end = contract.span_d(context.future)

        def pay(price: float, open_by: int) -> None:
            context.controls.put("support", owned[0], price)
            self._cast.producers.sheltered[owned] += open_by

        life = context.calendar.spell(first, end - first, lambda _: pay(agreed, 1), lambda _: pay(0.0, -1))
        context.calendar.start(life)


def _later(calendar: Calendar, start_d: float, act: Callable[[float], None]) -> Process:
    if start_d < calendar.horizon_d:
        yield calendar.wait(start_d)
        calendar.sync(start_d)
        act(start_d)
