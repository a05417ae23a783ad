"""One scenario lived once with its events and once without: flows and prices of one mineral."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.event_table import touching
from sim.analysis.origins import home, origin_flows
from sim.analysis.replay import Replay, replay
from sim.analysis.trace_table import customer_name, dated
from sim.engine.model import ModelSpec
from sim.engine.trace import FloatArray
from sim.errors import InputError
from sim.futures.events import Event
from sim.futures.scenario import ScenarioSpec
from sim.policy.arm import Arm
from sim.study.spec import StudySpec
from sim.world.countries import market_of
from sim.world.world import World

if TYPE_CHECKING:
    import pandas as pd

BoolArray = NDArray[np.bool_]
Line = tuple[str, str, str, FloatArray]

SERIES_COLUMNS = ("day", "date", "what", "where", "unit", "value", "undisturbed")
MEASURE_COLUMNS = (
    "what",
    "where",
    "unit",
    "usual",
    "least",
    "least_day",
    "most",
    "most_day",
    "below_half_d",
    "back_day",
)
BEFORE_D, AFTER_D, LASTING_D = 60, (180, 365), 730
"""Days looked at before a notice; after an end, as many as it lasted, within these; of what never ends."""
HALF = 0.5
BACK = 0.1
"""Share by which a flow or price that is back may still be away."""


@dataclass(frozen=True)
class Preview:
    """A mineral in a scenario, and in the same future without its events.

    Attributes
    ----------
    eventful, calm : Replay
    market : str
        Market looked at.
    """

    eventful: Replay
    calm: Replay
    market: str

    @property
    def events(self) -> list[Event]:
        """What the scenario does to the mineral, in order of start."""
        beside = {event.id for event in self.calm.future.events}
        return [event for event in touching(self.eventful) if event.id not in beside]


def preview(
    world: World, scenario: ScenarioSpec, model: ModelSpec, study: StudySpec, mineral: str, market: str
) -> Preview:
    """Live one future of a scenario, every uncertain parameter at its mode, with and without its events.

    Parameters
    ----------
    world : World
    scenario : ScenarioSpec
        Its events and coercing states are left out the second time; hazards beside them stay.
    model : ModelSpec
    study : StudySpec
        Seed, horizon and threshold.
    mineral, market : str

    Raises
    ------
    InputError
        If the market uses none of the mineral.
    """
    demand = {m: float(world.customers.demand[world.market_customer(mineral, m)]) for m in world.markets}
    if demand.get(market, 0.0) == 0.0:
        users = ", ".join(m for m in demand if demand[m] > 0.0)
        raise InputError("market", market, "", f"a market that uses {mineral}: {users}")
    central = study.model_copy(update={"parameters": "mode"})
    quiet = scenario.model_copy(update={"events": {}, "regime": None})
    without = Arm(name="without")
    return Preview(
        eventful=replay(world, scenario, model, central, without, 0, mineral),
        calm=replay(world, quiet, model, central, without, 0, mineral),
        market=market,
    )


def preview_series(seen: Preview) -> pd.DataFrame:
    """Return the flows and prices to look at, day by day around the events.

    Returns
    -------
    DataFrame
        Columns `SERIES_COLUMNS`. ``what`` is ``arrivals`` in the market, ``exports`` or ``output`` of an
        origin, or ``price`` in the market and in that of the first origin; ``undisturbed`` is the value
        without the events.
    """
    import pandas as pd

    first, last = _span(seen)
    days = np.arange(first, last)
    frames = []
    lines = zip(_lines(seen, seen.eventful), _lines(seen, seen.calm), strict=True)
    for (what, where, unit, value), (*_, undisturbed) in lines:
        told = {"day": days, "what": what, "where": where, "unit": unit}
        frames.append(pd.DataFrame(told | {"value": value[days], "undisturbed": undisturbed[days]}))
    table = pd.concat(frames, ignore_index=True)
    table["date"] = [dated(seen.eventful.future.start_date, day) for day in table["day"]]
    return table.reindex(columns=list(SERIES_COLUMNS))


def preview_measures(series: pd.DataFrame) -> pd.DataFrame:
    """Return how deep and how long each flow and price strays from what it would have been.

    Returns
    -------
    DataFrame
        Columns `MEASURE_COLUMNS`, one row per line of the series. ``usual`` is the first undisturbed value;
        ``least`` and ``most`` are shares of the undisturbed value of their day, ``below_half_d`` counts days
        below half of it. ``back_day`` is the first day after the farthest one at which a fall has come up to
        90 %, or a rise down to 110 %; missing where it never strayed so far or never came back.
    """
    import pandas as pd

    rows = []
    for (what, where, unit), line in series.groupby(["what", "where", "unit"], sort=False):
        day, calm = line["day"].to_numpy(), line["undisturbed"].to_numpy()
        share = np.divide(line["value"].to_numpy(), calm, out=np.ones(len(calm)), where=calm > 0.0)
        least, most = int(share.argmin()), int(share.argmax())
        # a fall to a half weighs as much as a rise to the double
        fell = bool(share[least] * share[most] <= 1.0)
        far, near = (least, share >= 1.0 - BACK) if fell else (most, share <= 1.0 + BACK)
        back = far + np.flatnonzero(near[far:] & ~near[far])
        found = (what, where, unit, calm[0], share[least], day[least], share[most], day[most])
        rows.append((*found, int((share < HALF).sum()), day[back[0]] if len(back) else None))
    table = pd.DataFrame(rows, columns=list(MEASURE_COLUMNS))
    return table.astype({"back_day": "Int64"})


def short_days(seen: Preview) -> NDArray[np.int64]:
    """Return the days on which the market is short, but would not be without the events."""
    return np.flatnonzero(_short(seen.eventful, seen.market) & ~_short(seen.calm, seen.market))


def _short(run: Replay, market: str) -> BoolArray:
    column = _column(run, market)
    demand = run.world.customers.demand[run.trace.customers[column]] * run.trace.scale
    return np.asarray(run.trace.gap[:, column] > run.threshold * demand)


def _span(seen: Preview) -> tuple[int, int]:
    """Return the first day to look at and the day after the last: around the events, else all."""
    horizon, events = seen.eventful.trace.days, seen.events
    if not events:
        return 0, horizon
    first = min(getattr(event, "announced_d", event.start_d) for event in events)
    last = max(_until(event, horizon) for event in events)
    return max(0, int(first) - BEFORE_D), min(horizon, int(last))


def _until(event: Event, horizon_d: int) -> float:
    """Return the day until which the effects of an event are worth a look."""
    if event.end_d >= horizon_d:
        return event.start_d + LASTING_D
    return event.end_d + min(max(AFTER_D[0], event.duration_d), AFTER_D[1])


def _lines(seen: Preview, run: Replay) -> Iterator[Line]:
    """Yield what, where, unit and values: arrivals, flows at the origins, prices."""
    trace = run.trace
    yield "arrivals", _called(run, seen.market), "t/day", trace.landed[:, _column(run, seen.market)]
    for flow in origin_flows(seen.eventful, seen.events):
        yield flow.what, flow.where, "t/day", flow.of(trace)
    homes = [market_of(country) for event in seen.events for country in home(event)]
    for market in dict.fromkeys([seen.market, *homes[:1]]):
        yield "price", _called(run, market), "x baseline", trace.price[:-1, _column(run, market)]


def _column(run: Replay, market: str) -> int:
    """Return the column of a market in a trace."""
    buyer = run.world.market_customer(run.mineral, market)
    return int(np.flatnonzero(run.trace.customers == buyer)[0])


def _called(run: Replay, market: str) -> str:
    return customer_name(run.world, run.world.market_customer(run.mineral, market))
