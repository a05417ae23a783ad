"""The arms of an attribution, lived by the executors of any study, and their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.attribution.measures import FloatArray, read_measures
from sim.analysis.attribution.players import Player, coalition, players_of
from sim.analysis.attribution.shapley import Order, grand, joining, sampled_orders
from sim.analysis.spec import AttributeTask
from sim.errors import InputError, StoppedError
from sim.study import store
from sim.study.block import Case, Job
from sim.study.executors import make_executor
from sim.study.parts import Failure, Part, read_failures
from sim.study.plan import common_key, jobs_of, parts_of

if TYPE_CHECKING:
    from sim.policy.arm import Arm
    from sim.study.spec import ExecutionSpec, StudySpec

Progress = Callable[[int, int], None]
BATCH = 16
"""Arms per job: neighbours share lives, and a job is what an interruption costs."""
MOST_GROUPS = 10
"""All combinations of more groups would be more arms than anyone waits for."""


@dataclass(frozen=True)
class Design:
    """Which coalitions are lived.

    Attributes
    ----------
    players : tuple of Player
        Those that act; a coalition is a bit mask of their places.
    orders : tuple of tuple of int
        Sampled orders of joining; empty where all coalitions are lived.
    coalitions : tuple of int
        In an order in which neighbours have much in common.
    """

    players: tuple[Player, ...]
    orders: tuple[Order, ...]
    coalitions: tuple[int, ...]


def make_design(players: Sequence[Player], task: AttributeTask, seed: int) -> Design:
    """Return all coalitions of groups, or where they are fewer than sampled orders need; else the latter.

    Whoever changes nothing takes no part. Beside the orders each is lived alone, and all others without it.

    Raises
    ------
    InputError
        If nobody acts, or there are more than `MOST_GROUPS` groups.
    """
    acting = tuple(player for player in players if player.acts)
    count = len(acting)
    if not acting:
        raise InputError(
            "frameworks", "none", "", "frameworks or a reserve that touch a mineral of the study"
        )
    if task.by == "group" and count > MOST_GROUPS:
        raise InputError("task.by", task.by, "", f"at most {MOST_GROUPS} groups in mechanism_groups.csv")
    exact = task.by == "group" or 1 << count <= task.orders * (count - 1) + 2
    if exact:
        return Design(acting, (), tuple(range(1 << count)))
    orders = sampled_orders(count, task.orders, seed)
    alone = [1 << player for player in range(count)]
    last = [grand(count) & ~mask for mask in alone]
    passed = [mask for order in orders for mask in joining(order)]
    return Design(acting, orders, tuple(dict.fromkeys((0, *alone, *passed, *last))))


class Attribution:
    """An attribution; arms that are on disk already are not lived again.

    Parameters
    ----------
    case : Case
        Its arms are made here: those of the coalitions.
    arm : Arm
        The fullest arm.
    task : AttributeTask
    study : StudySpec
    execution : ExecutionSpec

    Raises
    ------
    InputError
        As `make_design`.
    """

    def __init__(
        self, case: Case, arm: Arm, task: AttributeTask, study: StudySpec, execution: ExecutionSpec
    ) -> None:
        self.players = players_of(arm, case.world, task.by)
        self.design = make_design(self.players, task, study.seed)
        acting = self.design.players
        self._arms = {
            mask: coalition(arm, [player for i, player in enumerate(acting) if mask >> i & 1])
            for mask in self.design.coalitions
        }
        self._case = replace(case, arms={one.name: one for one in self._arms.values()})
        self._study = study.model_copy(update={"series_futures": 0, "events": False})
        self._execution = execution
        self.values: dict[int, FloatArray] = {}
        self.failures: list[Failure] = []

    @property
    def minerals(self) -> tuple[str, ...]:
        """The minerals about which values speak, in their order."""
        return tuple(self._case.world.reported_minerals)

    @property
    def futures(self) -> int:
        """Futures that every arm has lived."""
        return int(self.values[0].shape[-1])

    def run(self, folder: Path, hashes: Mapping[str, str], progress: Progress | None = None) -> None:
        """Live the arms; ``values`` then holds the measures of every coalition by mask.

        Parameters
        ----------
        folder : Path
            Holds the parts of an earlier session, if there was one.
        hashes : mapping
            Of data and source, part of every content key.
        progress : callable, optional
            Called with runs done and runs in all.

        Raises
        ------
        InputError
            If another process is at work in the folder.
        StoppedError
            If workers die over a block again and again, or no future was lived by every arm.
        """
        case = replace(self._case, folder=folder)
        futures = self._study.futures
        parts = parts_of(case, self._study, futures, common_key(case, self._study, hashes))
        missing = tuple(part for part in parts if not part.is_done(folder))
        done = futures * len(case.arms) - sum(part.futures for part in missing)

        def after(job: Job) -> None:
            nonlocal done
            done += sum(part.futures for part in job.parts)
            if progress is not None:
                progress(done, futures * len(case.arms))

        if progress is not None:
            progress(done, futures * len(case.arms))
        with store.locked(folder), make_executor(self._execution, case) as executor:
            if executor.run(_jobs(case, missing), after):
                raise StoppedError("workers died over a block again and again")
            store.drop_superseded(folder, parts)
        self.failures = read_failures(folder, parts)
        own = {name: [part for part in parts if part.arm == name] for name in case.arms}
        values = {
            mask: read_measures(folder, own[arm.name], self.minerals, futures)
            for mask, arm in self._arms.items()
        }
        lived = np.all([np.isfinite(one).all(axis=(0, 1)) for one in values.values()], axis=0)
        if not lived.any():
            reason = self.failures[0].reason if self.failures else "no rows"
            raise StoppedError(f"no future was lived by every arm: {reason}")
        self.values = {mask: one[:, :, lived] for mask, one in values.items()}


def _jobs(case: Case, missing: Sequence[Part]) -> list[Job]:
    """Return the jobs that make what is missing, `BATCH` arms and one block each."""
    batch = {name: number // BATCH for number, name in enumerate(case.arms)}
    return [
        job
        for number in dict.fromkeys(batch.values())
        for job in jobs_of(case, tuple(part for part in missing if batch[part.arm] == number), workers=1)
    ]
