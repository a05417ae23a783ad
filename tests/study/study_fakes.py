"""A small world, futures and engines that cost nothing and whose numbers are known."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from sim.data.vintage import COMMITTED, Vintage
from sim.engine.statement import FINANCE_COLUMNS
from sim.errors import InputError
from sim.policy.arm import Arm
from sim.policy.instruments.offtake import OfftakePriority
from sim.study.schema import OUTCOMES, RESERVE, SERIES
from sim.study.spec import ExecutionSpec, StudySpec
from sim.study.study import Study


@dataclass(frozen=True)
class FakeWorld:
    name: str = "fake"
    start_date: date = date(2026, 1, 1)
    minerals: tuple[str, ...] = ("gallium", "tin")
    size: float = 1.0
    dollar_year: str = "2026"
    vintage: Vintage = COMMITTED

    @property
    def reported_minerals(self):
        return self.minerals


@dataclass(frozen=True)
class FakeScenario:
    name: str = "bans"


@dataclass(frozen=True)
class FakeModel:
    switch: bool = True


@dataclass(frozen=True)
class FakeFuture:
    id: int
    horizon_d: int
    draw: float
    log_weight: float = 0.0


@dataclass(frozen=True)
class FakeOutcome:
    outcomes: dict
    reserve: dict
    finance: dict
    series: dict | None


def fake_future(world, scenario, seed, index, horizon_d, parameters="sampled"):
    return FakeFuture(index, horizon_d, float(np.random.default_rng([seed, index]).exponential(100.0)))


def bad_draw(world, scenario, seed, index, horizon_d, parameters="sampled"):
    if index == 2:
        raise ValueError("no such draw")
    return fake_future(world, scenario, seed, index, horizon_d, parameters)


def days(arm, mineral, draw):
    """Equivalent days of the fake engine: an instrument takes a tenth of gallium away."""
    if mineral == "tin":
        return 0.0
    return draw * (0.9 if arm.instruments else 1.0)


class FakeEngine:
    def __init__(self, world, model, threshold, discount_rate):
        self.world = world

    def run(self, arm, future, series):
        return FakeOutcome(
            self._outcomes(arm, future),
            self._reserve(),
            {name: [0.0] for name in FINANCE_COLUMNS},
            self._series(future) if series else None,
        )

    def _outcomes(self, arm, future):
        table = {name: [] for name in OUTCOMES.names if name not in ("arm", "future", "log_weight")}
        rows = [(m, s) for m in self.world.minerals for s in ("defence", "all")] + [("any", "all")]
        for mineral, sector in rows:
            equivalent = (
                days(arm, mineral, future.draw) if mineral != "any" else days(arm, "gallium", future.draw)
            )
            row = dict.fromkeys(table)
            row |= {"mineral": mineral, "sector": sector, "shortfall_days": np.ceil(equivalent)}
            row["lost_output_usd"] = 10.0 * equivalent
            if mineral != "any":
                row |= {
                    "equivalent_days": equivalent,
                    "unmet_t": 2 * equivalent,
                    "demand_t": 1e3,
                    "fill_rate": 0.5,
                }
                row |= {"longest_spell_d": equivalent, "peak_depth": 0.5, "censored": False}
                row["price_lost_days"] = equivalent / 2
                row["first_day"] = 3.0 if equivalent else None
            if sector == "defence":
                row |= {"tier": 1, "member": False}
            elif mineral != "any":
                row |= {"peak_price": 2.0, "price_cap_days": 0.0, "rest_of_world_unmet_t": 5.0}
                row |= dict.fromkeys(("defense_stockpile_t", "floor_usd", "duty_usd", "support_usd"), 0.0)
            for name, value in row.items():
                table[name].append(value)
        return table

    def _reserve(self):
        n = len(self.world.minerals)
        return {"mineral": list(self.world.minerals)} | {
            name: [0.0] * n for name in RESERVE.names if name not in ("arm", "future", "mineral")
        }

    def _series(self, future):
        n = len(self.world.minerals)
        table = {
            "mineral": list(self.world.minerals) * 3,
            "day": np.repeat(np.arange(3, dtype=np.int32) * 7, n),
        }
        for name in SERIES.names[4:]:
            table[name] = np.full(3 * n, future.draw, np.float32)
        return table


class FailingEngine(FakeEngine):
    """Cannot live future 1 with an instrument."""

    def run(self, arm, future, series):
        if future.id == 1 and arm.instruments:
            raise ArithmeticError("tonnes do not\nclose")
        return super().run(arm, future, series)


class RefusingEngine(FakeEngine):
    """Finds the request itself wrong."""

    def run(self, arm, future, series):
        raise InputError("supplier", "ATA", "offtake", "a country that makes gallium")


class InterruptedEngine(FakeEngine):
    """Ctrl-C in the second block."""

    def run(self, arm, future, series):
        if future.id == 30:
            raise KeyboardInterrupt
        return super().run(arm, future, series)


class MortalEngine(FakeEngine):
    """Its process is killed in future 30, as long as the flag file in the name of the world exists."""

    def run(self, arm, future, series):
        flag = Path(self.world.name)
        if future.id == 30 and flag.exists():
            flag.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().run(arm, future, series)


class DoomedEngine(FakeEngine):
    """Its process is killed in future 30, always."""

    def run(self, arm, future, series):
        if future.id == 30:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().run(arm, future, series)


def offtake():
    return OfftakePriority(row="cod.cu_redirect_t", mineral="gallium", supplier="CHN")


def two_arms():
    return [Arm(name="without"), Arm(name="frameworks", instruments={"cod": offtake()})]


def make_study(
    folder,
    futures=30,
    workers=0,
    arms=None,
    engine=FakeEngine,
    sampler=fake_future,
    world=None,
    execution=None,
    **spec,
):
    """Return a study over the fakes; no workers means in this process."""
    folder.mkdir(exist_ok=True)
    if execution is None:
        execution = ExecutionSpec(kind="local", workers=workers) if workers else ExecutionSpec(kind="serial")
    return Study(
        world or FakeWorld(),
        FakeScenario(),
        two_arms() if arms is None else arms,
        FakeModel(),
        StudySpec(futures=futures, **spec),
        execution,
        folder,
        {"study": {"futures": futures}},
        engine=engine,
        sampler=sampler,
    )
