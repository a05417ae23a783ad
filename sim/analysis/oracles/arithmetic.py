"""S14, S15, S16: dates, rationing and the price at which a market clears, without chance."""

from __future__ import annotations

from functools import partial
from typing import Any

from sim.analysis.oracles.bench import MINERAL, WITHOUT, Bench
from sim.analysis.oracles.case import Case, Measured
from sim.analysis.quiet import quiet_future
from sim.engine.model import DemandResponse, ModelSpec, PriceResponse, SupplyResponse
from sim.engine.tables import Tables
from sim.futures.events import Event, ExportBan, Outage, RouteDelay, StockRelease

EVER = 1e6
SETTLED_D = 3000
"""Days after which a market has settled to its last digits."""
STEADY_D = 10
STOCK_D = 60.0


def _event(kind: type[Any], start_d: float, days: float, **fields: object) -> Any:  # noqa: ANN401
    every = {"id": kind.__name__, "mark": 0.5, "minerals": (MINERAL,)}
    return kind(start_d=start_d, duration_d=days, **every, **fields)


def _outage(severity: float, start_d: float = 0.0) -> Outage:
    made: Outage = _event(Outage, start_d, EVER, origin="CHN", stage="refine", severity=severity)
    return made


BAN = _event(ExportBan, 100.0, 90.0, origin="CHN", severity=1.0, leakage=0.0, announced_d=100.0)
LONGER_WAY = _event(RouteDelay, 50.0, 550.0, origin="CHN", extra_d=12.0)


def _tables(
    bench: Bench, world: str, *events: Event, days: int = 600, model: ModelSpec | None = None
) -> Tables:
    """Return the closing tables of a history."""
    future = quiet_future(bench.worlds[world], events, days, seed=0)
    return bench.engine(world, model).live(WITHOUT, future)


def _tally(world: str, event: Event, column: str, bench: Bench, runs: int, seed: int) -> Measured:
    tables = _tables(bench, world, event)
    return Measured(float(tables.tallies[int(tables.minerals["tally_all"][0])][column]))


def _pipeline(bench: Bench, runs: int, seed: int) -> Measured:
    """Return the tonnes under way at 8 t/day."""
    first = _tables(bench, "s14_ban", days=100).customers[0]
    return Measured(float(8.0 * first["pipeline"] / first["demand0"]))


def _thrifting(bench: Bench, runs: int, seed: int) -> Measured:
    shrinking = bench.bare.model_copy(update={"growth_per_year": -0.1})
    tables = _tables(bench, "s14_thrift", _outage(1.0), model=shrinking)
    return Measured(float(tables.tallies["first_day"][int(tables.minerals["tally_all"][0])]))


def _rationed(world: str, column: str, sector: str, bench: Bench, runs: int, seed: int) -> Measured:
    """Return what one day of a supply of 60 costs a sector."""
    future = quiet_future(bench.worlds[world], (_outage(0.4),), STEADY_D, seed=0)
    table = bench.engine(world).run(WITHOUT, future).outcomes
    return Measured(table[column][table["sector"].index(sector)] / STEADY_D)


def _market(bench: Bench, demand: float, supply: float, *events: Event) -> tuple[float, float]:
    """Return price and demand of a market that has settled, over their baselines."""
    responses = {
        "price_response": PriceResponse(),
        "demand_response": DemandResponse(elasticity=demand),
        "supply_response": SupplyResponse(elasticity=supply),
    }
    model = bench.bare.model_copy(update=responses)
    us = _tables(bench, "s16", *events, days=SETTLED_D, model=model).customers[0]
    return float(us["price"]), float(us["need"] / us["demand0"])


def _cleared(
    lost: float, demand: float, supply: float, part: int, bench: Bench, runs: int, seed: int
) -> Measured:
    return Measured(_market(bench, demand, supply, _outage(lost, 10.0))[part])


def _release(bench: Bench, runs: int, seed: int) -> Measured:
    """Return the sales a day, over demand, at which the price settles at 1.5 x its baseline."""
    from scipy.optimize import brentq

    def excess(rate: float) -> float:
        sale = _event(StockRelease, 10.0, EVER, holder="state", tonnes=rate * EVER)
        return _market(bench, -0.2, 0.1, _outage(0.3, 10.0), sale)[0] - 1.5

    return Measured(float(brentq(excess, 0.05, 0.29, xtol=1e-10)))


def _lasts(bench: Bench, runs: int, seed: int) -> Measured:
    return Measured(STOCK_D / _release(bench, runs, seed).estimate)


CASES = (
    Case("S14", 1, "engine", partial(_tally, "s14_ban", BAN, "first_day")),
    Case("S14", 2, "engine", partial(_tally, "s14_ban", BAN, "shortfall_days")),
    Case("S14", 3, "engine", partial(_tally, "s14_route", LONGER_WAY, "shortfall_days")),
    Case("S14", 4, "engine", partial(_tally, "s14_route", LONGER_WAY, "first_day")),
    Case("S14", 5, "engine", _pipeline),
    Case("S14", 6, "engine", _thrifting),
    Case("S15", 1, "engine", partial(_rationed, "s15_priority", "unmet_t", "electronics")),
    Case("S15", 2, "engine", partial(_rationed, "s15_proportional", "unmet_t", "auto")),
    Case("S15", 3, "engine", partial(_rationed, "s15_priority", "lost_output_usd", "all")),
    Case("S15", 4, "engine", partial(_rationed, "s15_proportional", "lost_output_usd", "all")),
    *(
        Case("S16", row, "engine", partial(_cleared, lost, demand, supply, part))
        for first, (lost, demand, supply) in {
            1: (0.3, -0.2, 0.1),
            3: (0.3, -0.2, 0.0),
            5: (0.6, -0.5, 0.2),
        }.items()
        for part, row in enumerate((first, first + 1))
    ),
    Case("S16", 7, "engine", _release),
    Case("S16", 8, "engine", _lasts),
)
