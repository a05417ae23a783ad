"""S10: a base stock of whole periods against a supplier that is up or down, period by period."""

from __future__ import annotations

from functools import partial

import numpy as np

from sim.analysis.oracles.bench import MINERAL, Bench, FloatArray, stock
from sim.analysis.oracles.case import Case, Measured, sampled
from sim.analysis.quiet import quiet_future
from sim.engine.tables import Tables
from sim.futures.events import ExportBan

DEMAND, HOLDING, BACKORDER = 2000.0, 0.25, 3.0
FAILS, RETURNS = 0.04, 0.25
PERIODS = 4000


def bans_of(seed: int, run: int) -> tuple[ExportBan, ...]:
    """Return the bans of one history: whole days, geometric lengths, the first day open."""
    rng = np.random.default_rng((seed, run))
    bans: list[ExportBan] = []
    day = int(rng.geometric(FAILS))
    while day < PERIODS:
        length = int(rng.geometric(RETURNS))
        bans.append(
            ExportBan(
                id=f"ban/{len(bans)}",
                mark=0.5,
                origin="CHN",
                minerals=(MINERAL,),
                severity=1.0,
                leakage=0.0,
                start_d=day,
                duration_d=length,
                announced_d=day,
            )
        )
        day += length + int(rng.geometric(FAILS))
    return tuple(bans)


def periods(base_stock: float, bench: Bench, seed: int, run: int) -> FloatArray:
    """Return stock and backlog at the end of every period, shape ``(periods, 2)``.

    An order up to S arrives and the period is served from it: S less one period's demand stays. Unmet
    demand is lost in the engine; as the first delivery after a ban would clear every backorder, the backlog
    is the unmet demand of the ban so far.
    """
    seen: list[tuple[float, float]] = []

    def look(day: int, tables: Tables) -> None:
        own = tables.minerals[0]
        unmet = float(own["unmet_ratio"]) * DEMAND
        backlog = seen[-1][1] + unmet if seen and unmet > 0.0 else unmet
        seen.append((float(tables.customers["stock"][int(own["reserve"])]), backlog))

    future = quiet_future(bench.worlds["s10"], bans_of(seed, run), PERIODS, seed=0)
    bench.engine("s10").watch(stock(base_stock / DEMAND - 1.0, 1000.0), future, look, 1)
    # a look shows the evening before
    return np.array(seen[1:])


def _cost(base_stock: float, bench: Bench, runs: int, seed: int) -> Measured:
    lived = (periods(base_stock, bench, seed, run) for run in range(runs))
    return sampled(np.array([float(np.mean(p @ (HOLDING, BACKORDER))) for p in lived]))


def _backordered(base_stock: float, bench: Bench, runs: int, seed: int) -> Measured:
    lived = (periods(base_stock, bench, seed, run) for run in range(runs))
    return sampled(np.array([float(np.mean(p[:, 1] > 0.0)) for p in lived]))


CASES = (
    Case("S10", 2, "engine", partial(_cost, 8000.0), 40, 1600),
    Case("S10", 3, "engine", partial(_cost, 6000.0), 40, 1600),
    Case("S10", 5, "engine", partial(_backordered, 8000.0), 40, 1600),
)
