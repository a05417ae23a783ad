"""Blocks: 25 futures lived through by some arms, the unit of work and of resuming."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sim.errors import InputError
from sim.study.events import event_columns
from sim.study.parts import Columns, Failure, Files, Part, encode_part, write_files
from sim.study.provenance import provenance
from sim.study.spec import BLOCK

if TYPE_CHECKING:
    from sim.engine.model import ModelSpec
    from sim.engine.outcome import Outcome
    from sim.futures.future import Future
    from sim.futures.scenario import ScenarioSpec
    from sim.policy.arm import Arm
    from sim.world.world import World


class Runner(Protocol):
    """What a study asks of an engine."""

    def run(self, arm: Arm, future: Future, series: bool) -> Outcome:
        """Live one future under one arm."""


class Work(Protocol):
    """What an executor spreads over workers: sent to each of them once."""

    @property
    def folder(self) -> Path:
        """Where the parts go."""

    def runner(self) -> BlockRunner:
        """Return what runs the jobs in one process."""


@dataclass(frozen=True)
class Case:
    """All that a worker needs to know, sent to it once.

    ``engine`` is called as ``engine(world, model, threshold, discount_rate)``, ``sampler`` as
    ``sampler(world, scenario, seed, index, horizon_d, parameters)``.
    """

    world: World
    scenario: ScenarioSpec
    arms: Mapping[str, Arm]
    model: ModelSpec
    threshold: float
    discount_rate: float
    seed: int
    horizon_d: int
    parameters: str
    folder: Path
    engine: Callable[[World, ModelSpec, float, float], Runner]
    sampler: Callable[..., Future]

    def provenance(self, *arms: str) -> dict[str, str | float]:
        """Return what a table of some arms says of itself."""
        acting = [self.arms[name] for name in arms]
        return provenance(self.world, acting, self.seed, self.horizon_d, self.threshold, self.discount_rate)

    def runner(self) -> BlockRunner:
        """Return what runs the jobs of this case in one process."""
        return BlockRunner(self)


@dataclass(frozen=True)
class Job:
    """One block for some arms; the parts of an inner tuple share one content and are run once."""

    block: int
    groups: tuple[tuple[Part, ...], ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts the job writes."""
        return tuple(part for group in self.groups for part in group)


@dataclass
class _Sheet:
    """What the runs of one arm over one block have given so far."""

    outcomes: dict[int, Columns] = field(default_factory=dict)
    reserve: dict[int, Columns] = field(default_factory=dict)
    finance: dict[int, Columns] = field(default_factory=dict)
    series: dict[int, Columns] = field(default_factory=dict)
    events: dict[int, Columns] = field(default_factory=dict)
    failures: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, future: Future, outcome: Outcome) -> None:
        """Keep one run."""
        rows = len(next(iter(outcome.outcomes.values())))
        self.outcomes[future.id] = {"log_weight": [future.log_weight] * rows, **outcome.outcomes}
        self.reserve[future.id] = outcome.reserve
        self.finance[future.id] = outcome.finance
        if outcome.series is not None:
            self.series[future.id] = outcome.series


class BlockRunner:
    """Runs the jobs of one case in this process; the engine is built once, on the first job."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def engine(self) -> Runner:
        """The engine of the case."""
        case = self.case
        return case.engine(case.world, case.model, case.threshold, case.discount_rate)

    def run(self, job: Job, stopped: Callable[[], bool] = lambda: False) -> None:
        """Compute what is missing of a job and write its parts, unless told to stop in between.

        A run that raises is recorded and the rest goes on; a request that cannot be carried out
        (`InputError`) would fail in every run and is raised.
        """
        folder = self.case.folder
        groups = [group for group in job.groups if not all(part.is_done(folder) for part in group)]
        for part, files in self.compute(replace(job, groups=tuple(groups)), stopped):
            write_files(folder, part, files)

    def compute(self, job: Job, stopped: Callable[[], bool] = lambda: False) -> Iterator[tuple[Part, Files]]:
        """Yield the parts of a job with the content of their files; nothing if told to stop in between."""
        sheets = [_Sheet() for _ in job.groups]
        size = max((group[0].futures for group in job.groups), default=0)
        for index in range(BLOCK * job.block, BLOCK * job.block + size):
            if stopped():
                return
            self._live(index, job.groups, sheets)
        for group, sheet in zip(job.groups, sheets, strict=True):
            yield from _files(group, sheet, self.case)

    def _live(self, index: int, groups: Sequence[tuple[Part, ...]], sheets: Sequence[_Sheet]) -> None:
        """Sample one future and let every arm live through it."""
        case = self.case
        try:
            future = case.sampler(
                case.world, case.scenario, case.seed, index, case.horizon_d, parameters=case.parameters
            )
        except InputError:
            raise
        except Exception as error:  # a failed draw must not take the other futures with it
            for sheet in sheets:
                sheet.failures.append((index, "sample", _reason(error)))
            return
        for group, sheet in zip(groups, sheets, strict=True):
            if any(part.events for part in group):
                sheet.events[index] = event_columns(future)
            series = index - BLOCK * group[0].block < group[0].series_futures
            try:
                sheet.add(future, self.engine.run(case.arms[group[0].arm], future, series))
            except InputError:
                raise
            except Exception as error:  # a failed run must not take the others with it
                sheet.failures.append((index, "run", _reason(error)))


def _files(group: tuple[Part, ...], sheet: _Sheet, case: Case) -> Iterator[tuple[Part, Files]]:
    """Yield the part of every name an arm goes by, with its files."""
    tables = {
        "outcomes": sheet.outcomes,
        "reserve": sheet.reserve,
        "finance": sheet.finance,
        "series": sheet.series,
        "events": sheet.events,
    }
    for part in group:
        failures = [Failure(part.arm, *failure) for failure in sheet.failures]
        yield part, encode_part(part, tables, failures, case.provenance(part.arm))


def _reason(error: Exception) -> str:
    """Return kind and message of an error on one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())
