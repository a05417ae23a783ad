"""The arms of a comparison: every policy at every budget, and no reserve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sizing.spec import Policy, SizingTask
from sim.policy.arm import Arm
from sim.policy.instruments import InstrumentSpec
from sim.policy.reserve.sizing.given import GivenStock
from sim.policy.reserve.spec import StockReserve
from sim.world.world import World

FloatArray = NDArray[np.float64]
NONE = "none"
"""The arm without a reserve: the only one with budget 0."""
BILLION = 1e9
OF_BUDGET = 1.0 - 1e-9
"""A stock worth the whole budget may not exceed it by rounding."""


@dataclass(frozen=True)
class Candidate:
    """One policy at one budget; ``arm`` is its name in tables."""

    policy: str
    budget_usd: float

    @property
    def arm(self) -> str:
        """Name of the arm."""
        return NONE if self.budget_usd == 0.0 else f"{self.policy}_{self.budget_usd / BILLION:g}bn"


WITHOUT = Candidate(NONE, 0.0)


def candidates(policies: Iterable[str], budgets_usd: Iterable[float]) -> tuple[Candidate, ...]:
    """Return no reserve, then every policy at every budget."""
    budgets = tuple(budgets_usd)
    return (WITHOUT, *(Candidate(policy, usd) for policy in policies for usd in budgets))


def sizing_arms(
    task: SizingTask,
    reserve: StockReserve,
    instruments: Mapping[str, InstrumentSpec],
    searched: Mapping[Candidate, Mapping[str, float]],
) -> dict[Candidate, Arm]:
    """Return the arms to compare; instruments act in all of them.

    Parameters
    ----------
    task : SizingTask
    reserve : StockReserve
        Its buying, release, finance and initial fill hold where a policy says nothing else.
    instruments : mapping of str to instrument
    searched : mapping of Candidate to (mapping of str to float)
        Tonnes per mineral that a search over simulated futures has found.
    """
    arms = {WITHOUT: Arm(name=NONE, instruments=dict(instruments))}
    for candidate in candidates(task.policies, task.budgets_usd)[1:]:
        arms[candidate] = _arm(candidate, task.policies[candidate.policy], reserve, instruments)
    for candidate, tonnes in searched.items():
        policy = Policy(sizing=GivenStock(tonnes=dict(tonnes)), buying=None, release=None)
        arms[candidate] = _arm(candidate, policy, reserve, instruments)
    return arms


def sized(reserve: StockReserve, candidate: Candidate, policy: Policy) -> StockReserve:
    """Return the reserve of a policy at a budget."""
    return reserve.model_copy(
        update={
            "name": candidate.arm,
            "sizing": policy.sizing,
            "buying": policy.buying or reserve.buying,
            "release": policy.release or reserve.release,
            "finance": reserve.finance.model_copy(update={"budget_usd": candidate.budget_usd}),
        }
    )


def stock_budget_usd(reserve: StockReserve, budget_usd: float) -> float:
    """Return what a budget leaves for metal after the traders' fee."""
    return budget_usd / (1.0 + reserve.finance.fee_rate()) * OF_BUDGET


def targets_t(world: World, arms: Mapping[Candidate, Arm]) -> dict[Candidate, FloatArray]:
    """Return the tonnes every arm aims at, shape ``(n_minerals,)`` each."""
    found = {WITHOUT: np.zeros(len(world.minerals))}
    for candidate, arm in arms.items():
        if isinstance(arm.reserve, StockReserve):
            budget = arm.reserve.finance.budget() / (1.0 + arm.reserve.finance.fee_rate())
            found[candidate] = arm.reserve.sizing.target_t(world, budget)
    return found


def _arm(
    candidate: Candidate, policy: Policy, reserve: StockReserve, instruments: Mapping[str, InstrumentSpec]
) -> Arm:
    return Arm(name=candidate.arm, instruments=dict(instruments), reserve=sized(reserve, candidate, policy))
