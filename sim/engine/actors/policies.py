"""What an arm's instruments do in a run, one entry per mechanism."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.engine.actors.context import Context
from sim.engine.actors.producer import Producers
from sim.engine.actors.project import deliver
from sim.engine.calendar import Process
from sim.policy.arm import Arm
from sim.policy.instruments import OfftakePriority, PriceFloor, ProducerSupport, ProjectFinance


class Policies:
    """Brings the instruments of an arm into force."""

    def __init__(self, context: Context, producers: Producers) -> None:
        self._context = context
        self._producers = producers
        self._entries: dict[type, Callable[[Any], None]] = {
            OfftakePriority: self._offtake,
            ProjectFinance: self._finance,
            PriceFloor: self._floor,
            ProducerSupport: self._support,
        }

    def sign(self, arm: Arm) -> None:
        """Start the life of every instrument, by name."""
        for name in sorted(arm.instruments):
            instrument = arm.instruments[name]
            self._entries[type(instrument)](instrument)

    def _offtake(self, deal: OfftakePriority) -> None:
        links, tonnes = deal.priorities(self._context.world)
        self._context.controls.set("priority", links, tonnes, 0.0)

    def _finance(self, line: ProjectFinance) -> None:
        for delivery in line.deliveries(self._context.world, self._context.future):
            self._context.calendar.start(deliver(self._context, delivery))

    def _floor(self, floor: PriceFloor) -> None:
        start_d = floor.start_d(self._context.future)
        if start_d is not None:
            self._context.calendar.start(_lift(self._context, floor, start_d))

    def _support(self, contract: ProducerSupport) -> None:
        """Make the price of a plant good while its contract lasts; its owner keeps plant and mines open."""
        context = self._context
        if not contract.minerals(context.world):
            return
        owned = contract.facilities(context.world)
        agreed = contract.reference(context.world)
        first, end = contract.span_d(context.future)

        def pay(price: float, open_by: int) -> None:
            context.controls.put("support", owned[0], price)
            self._producers.sheltered[owned] += open_by

        life = context.calendar.spell(first, end - first, lambda _: pay(agreed, 1), lambda _: pay(0.0, -1))
        context.calendar.start(life)


def _lift(context: Context, floor: PriceFloor, start_d: float) -> Process:
    """Let a floor come into force; where two meet the higher one holds."""
    calendar, controls = context.calendar, context.controls
    if start_d >= calendar.horizon_d:
        return
    yield calendar.wait(start_d)
    calendar.sync(start_d)
    links, outside = floor.links(context.world)
    higher = floor.reference() > controls.now("floor")[links]
    controls.put("floor", links[higher], floor.reference())
    controls.put("duty", links[higher], outside[higher].astype(float))
