"""The tiny worlds of the oracles, and the runs through them that several cases share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.model import ModelSpec
from sim.engine.outcome import Outcome
from sim.engine.run import Engine
from sim.futures.sampler import Sampler
from sim.futures.scenario import ScenarioSpec
from sim.policy.arm import Arm
from sim.policy.reserve.buying.base_stock import BaseStock
from sim.policy.reserve.finance import Finance
from sim.policy.reserve.release.proportional import Proportional
from sim.policy.reserve.sizing.cover import DaysOfCover
from sim.policy.reserve.spec import StockReserve
from sim.world.world import World

FloatArray = NDArray[np.float64]
Row = Mapping[str, Any]

MINERAL = "testium"
THRESHOLD = 0.0
"""Any unmet tonne makes a day short, as in the theory."""
WITHOUT = Arm(name="without")
AMPLE_USD = 1e15
"""The theory knows no budget."""


@dataclass(frozen=True)
class Setting:
    """One configuration, lived through by as many futures as a case asks for.

    Attributes
    ----------
    world : str
        Name of a tiny world.
    events : mapping
        Events of the scenario, as in a scenario file.
    horizon_d : int
    arm : Arm
    """

    world: str
    events: Mapping[str, Any]
    horizon_d: int
    arm: Arm = WITHOUT


@dataclass(frozen=True)
class Bench:
    """What every oracle runs on.

    Attributes
    ----------
    worlds : mapping of str to World
        The tiny worlds by name.
    bare : ModelSpec
        The model with every behaviour off.
    """

    worlds: Mapping[str, World]
    bare: ModelSpec
    _lived: dict[tuple[int, int, int], tuple[Setting, list[Row]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def engine(self, world: str, model: ModelSpec | None = None) -> Engine:
        """Return the engine that lives in a tiny world, under the bare model or another."""
        return Engine(self.worlds[world], model or self.bare, THRESHOLD)

    def sampler(self, setting: Setting) -> Sampler:
        """Return the futures of a setting, parameters at their modes."""
        scenario = ScenarioSpec(name="oracle", background=False, events=dict(setting.events))
        return Sampler(self.worlds[setting.world], scenario, setting.horizon_d, "mode")

    def lives(self, setting: Setting, n: int, seed: int) -> list[Row]:
        """Return outcome and reserve of n futures; runs are kept, so that cases can share them."""
        # an id is one setting's own as long as the setting is kept
        key = (id(setting), n, seed)
        if key not in self._lived:
            engine, sampler = self.engine(setting.world), self.sampler(setting)
            rows = [total(engine.run(setting.arm, sampler.draw(seed, i))) for i in range(n)]
            self._lived[key] = setting, rows
        return self._lived[key][1]


def total(outcome: Outcome) -> Row:
    """Return the row ``all`` of the one mineral, with its row of the reserve."""
    row = outcome.outcomes["sector"].index("all")
    whole = {name: values[row] for name, values in outcome.outcomes.items()}
    return whole | {name: values[0] for name, values in outcome.reserve.items()}


def stock(days: float, rate: float) -> Arm:
    """Return the arm of a full stock of some days of demand, always open, refilled at a rate (x demand)."""
    rules = StockReserve(
        name="stock",
        initial_fill=1.0,
        sizing=DaysOfCover(days=days),
        buying=BaseStock(market_share_cap=rate, fill_months=0.0),
        release=Proportional(trigger_import_loss=0.0, review_d=1e9),
        finance=Finance(loan_usd=0.0, equity_usd=AMPLE_USD, loan_rate=0.0, carrying_rate=1.0, fee=0.0),
    )
    return Arm(name="stock", reserve=rules)


def fixed(value: float) -> dict[str, Any]:
    """Return a law with one value, as in a scenario file."""
    return {"kind": "fixed", "value": value}


def exponential(mean: float) -> dict[str, Any]:
    """Return an exponential law, as in a scenario file."""
    return {"kind": "exponential", "mean": mean}


def full_ban(**timing: object) -> dict[str, Any]:
    """Return a ban without exception: everything stops at the border, nothing gets around it."""
    every = {"kind": "export_ban", "origin": "CHN", "minerals": "all"}
    return every | {"severity": fixed(1.0), "smuggling": fixed(0.0)} | timing


def renewal(origin: str, up_d: float, down_d: float) -> dict[str, Any]:
    """Return outages of a supplier with exponential times up and down."""
    every = {"kind": "outage", "origin": origin, "stage": "refine", "minerals": "all"}
    laws = {"up": exponential(up_d), "down": exponential(down_d)}
    return every | laws | {"severity": fixed(1.0)}
