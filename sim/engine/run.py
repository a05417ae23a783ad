"""World x Arm x Future -> Outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.data.vintage import use
from sim.engine.actors.context import Context
from sim.engine.actors.holder import stock_holders
from sim.engine.behaviour import behaviour, reader
from sim.engine.calendar import REVIEW, Calendar, Process
from sim.engine.cast import enter
from sim.engine.controls import Controls
from sim.engine.fairways import Fairways, lay_fairways
from sim.engine.flow import advance, chart
from sim.engine.ledger import check_ledgers, tonnes_held
from sim.engine.model import ModelSpec
from sim.engine.network import open_tables
from sim.engine.outcome import Columns, Outcome, make_outcome
from sim.engine.reuse import Reuse
from sim.engine.statement import statement
from sim.engine.tables import Tables, fresh
from sim.engine.trace import Note, Recorder, Trace, silent
from sim.futures.events import ChokepointClosure, ChokepointRestriction
from sim.futures.future import Future
from sim.futures.hazards import mean_availability
from sim.policy.arm import Arm
from sim.policy.exposure import as_met
from sim.policy.reserve.spec import StockReserve
from sim.world.world import World

FloatArray = NDArray[np.float64]
Look = Callable[[int, Tables], None]


class Engine:
    """Lives arms through futures of one world under one model.

    Parameters
    ----------
    world : World
        Facts at day 0.
    model : ModelSpec
        Behavioural switches and overrides.
    threshold : float
        Unmet share of baseline demand above which a day is a shortfall day.
    discount_rate : float
        Per year; applies to what is called ``discounted``.
    """

    def __init__(
        self, world: World, model: ModelSpec, threshold: float = 0.01, discount_rate: float = 0.0
    ) -> None:
        self.world = world
        self.model = model
        self.threshold = threshold
        self.discount_rate = discount_rate
        self._openings: dict[frozenset[str], tuple[Fairways, Tables]] = {}
        self._reuse = Reuse(world)

    def opening(self, places: frozenset[str] = frozenset()) -> tuple[Fairways, Tables]:
        """Return the ways of cargo and the tables of the morning of day 0.

        Parameters
        ----------
        places : frozenset of str
            Chokepoints and ports at which something will happen; cargo does not stop anywhere else.
        """
        if places not in self._openings:
            with use(self.world.vintage):
                fairways = lay_fairways(self.world, places)
                self._openings[places] = fairways, open_tables(self.world, fairways)
        return self._openings[places]

    def run(self, arm: Arm, future: Future, series: bool = False) -> Outcome:
        """Live one arm through one future.

        Parameters
        ----------
        arm : Arm
        future : Future
            Drawn for the same world.
        series : bool
            Keep the weekly series.

        Raises
        ------
        LedgerError
            If tonnes or dollars do not close.
        """
        with use(self.world.vintage):
            tables, accounts = self._live(arm, future, series, None)
        return make_outcome(self.world, tables, accounts, future.horizon_d, self.discount_rate)

    def live(self, arm: Arm, future: Future, series: bool = False) -> Tables:
        """Live one arm through one future and return the closing tables, their ledgers checked."""
        with use(self.world.vintage):
            return self._live(arm, future, series, None)[0]

    def watch(self, arm: Arm, future: Future, look: Look, every_d: int) -> Tables:
        """Live one arm through one future and look at its tables every few mornings, from day 0 on.

        Parameters
        ----------
        arm : Arm
        future : Future
        look : callable
            Called with the day and the tables, which it must not change.
        every_d : int
            Days between two looks.
        """
        with use(self.world.vintage):
            return self._live(arm, future, False, _Watch(look, every_d))[0]

    def trace(self, arm: Arm, future: Future, mineral: str) -> tuple[Outcome, Trace]:
        """Live one arm through one future and keep every day of one mineral, and what actors did.

        Raises
        ------
        InputError
            If the world does not hold the mineral.
        LedgerError
            If tonnes or dollars do not close.
        """
        recorder = Recorder(self.world, mineral)
        with use(self.world.vintage):
            tables, accounts = self._live(arm, future, False, _Watch(recorder.look, 1, recorder.note))
        recorder.look(future.horizon_d, tables)
        outcome = make_outcome(self.world, tables, accounts, future.horizon_d, self.discount_rate)
        return outcome, recorder.trace()

    def _live(self, arm: Arm, future: Future, series: bool, watch: _Watch | None) -> tuple[Tables, Columns]:
        fairways, start = self.opening(_places(future))
        met = as_met(arm, self.world, future)
        tables = fresh(start, future.horizon_d, series)
        lived = {} if watch else self._reuse.find(arm, future, series)
        tables.minerals["active"][list(lived)] = 0
        read = reader(self.world, future)
        for name, column in behaviour(read, self.model).items():
            tables.minerals[name] = column
        if future.background:
            # Reported output already contains ordinary outages.
            tables.facilities["uptime"] = mean_availability(self.world)
        controls = Controls(tables)
        calendar = Calendar(
            _Flow(tables, controls, _rates(arm, self.discount_rate), self.threshold), future.horizon_d
        )
        context = Context(
            world=self.world,
            future=met,
            model=self.model,
            tables=tables,
            controls=controls,
            calendar=calendar,
            read=read,
            fairways=fairways,
            note=watch.note if watch else silent,
        )
        stock_holders(context)
        manager = enter(context, arm)
        opening = tonnes_held(tables)
        if watch is not None:
            calendar.start(_looks(context, watch))
        if tables.minerals["active"].any():
            calendar.run()
        treasury = manager.close() if manager is not None else None
        for m, life in lived.items():
            life.put(tables, m)
        check_ledgers(tables, opening, self.world.minerals)
        self._reuse.keep(arm, future, series, tables)
        return tables, statement(treasury, tables, future.horizon_d, self.discount_rate)


@dataclass(frozen=True)
class _Watch:
    look: Look
    every_d: int
    note: Note = silent


def _looks(context: Context, watch: _Watch) -> Process:
    calendar = context.calendar
    for day in range(0, calendar.horizon_d, watch.every_d):
        yield calendar.wait(day, REVIEW)
        calendar.sync(day)
        watch.look(day, context.tables)


class _Flow:
    """Calls the kernel; a day that mixes two values of a control is stepped alone."""

    def __init__(self, tables: Tables, controls: Controls, rates: FloatArray, threshold: float) -> None:
        self._tables = tables
        self._controls = controls
        self._rates = rates
        self._threshold = threshold

    def __call__(self, day0: int, day1: int) -> None:
        if self._controls.has_averages():
            self._advance(day0, day0 + 1)
            self._controls.close_day()
            day0 += 1
        if day1 > day0:
            self._advance(day0, day1)

    def _advance(self, day0: int, day1: int) -> None:
        if self._controls.take_rerouted():
            chart(self._tables)
        advance(self._tables, self._rates, self._threshold, day0, day1)


def _places(future: Future) -> frozenset[str]:
    """Chokepoints and ports at which something happens in a future."""
    events = (e for e in future.events if isinstance(e, ChokepointClosure | ChokepointRestriction))
    return frozenset(place for event in events for place in event.places)


def _rates(arm: Arm, discount_rate: float) -> FloatArray:
    """Storage, fee, loss and discount rate, as the kernel reads them."""
    if isinstance(arm.reserve, StockReserve):
        money = arm.reserve.finance
        return np.array([money.storage_rate(), money.fee_rate(), money.loss_rate, discount_rate])
    return np.array([0.0, 0.0, 0.0, discount_rate])
