"""Design points: one study with some of its inputs set, computed by the executors of any study.

A point is a small study of its own: its tables and its scenario hold the values of the point, everything else
is drawn as ever. All points and all arms live the same futures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sim.analysis.inputs import Input
from sim.data.cells import Cell, with_cells
from sim.futures.laws import Fixed
from sim.study.block import BlockRunner, Case, Job
from sim.study.key import digest
from sim.study.parts import Files, Part
from sim.study.plan import jobs_of, parts_of
from sim.study.spec import StudySpec
from sim.world.load import rebuilt

if TYPE_CHECKING:
    from sim.engine.model import ModelSpec
    from sim.engine.outcome import Outcome
    from sim.futures.future import Future
    from sim.policy.arm import Arm
    from sim.world.spec import WorldSpec
    from sim.world.world import World

KEPT = "outcomes"
"""The one table a design point leaves."""
WHOLE = "all"
"""What outcomes call the sector of a row about a whole market."""
P90, MEDIAN = "_p90_d", "_median_d"

Point = tuple[tuple[str, float], ...]
"""Name and value of every input that is set."""


class WholeMarket:
    """An engine of which only the numbers of whole markets are kept.

    Called as any engine: ``WholeMarket(world, model, threshold, discount_rate)``.
    """

    def __init__(self, world: World, model: ModelSpec, threshold: float, discount_rate: float = 0.0) -> None:
        from sim.engine.run import Engine

        self._engine = Engine(world, model, threshold, discount_rate)

    def run(self, arm: Arm, future: Future, series: bool) -> Outcome:
        """Live one future under one arm."""
        lived = self._engine.run(arm, future, series)
        rows = [i for i, sector in enumerate(lived.outcomes["sector"]) if sector == WHOLE]
        kept = {name: [values[i] for i in rows] for name, values in lived.outcomes.items()}
        return replace(lived, outcomes=kept)


@dataclass(frozen=True)
class PointJob(Job):
    """One block of one design point."""

    point: Point


@dataclass(frozen=True)
class Experiment:
    """All that a worker needs to live any design point, sent to it once.

    Attributes
    ----------
    case : Case
        The study in which every input is what it ordinarily is.
    world : WorldSpec
        What its world was built from.
    minerals : tuple of str or None
        Minerals asked for; None for all.
    inputs : tuple of Input
        What a point can set.
    """

    case: Case
    world: WorldSpec
    minerals: tuple[str, ...] | None
    inputs: tuple[Input, ...]

    @property
    def folder(self) -> Path:
        """Where the parts go."""
        return self.case.folder

    def within(self, folder: Path) -> Self:
        """Return the same experiment with another folder for its parts."""
        return replace(self, case=replace(self.case, folder=folder))

    def runner(self) -> PointRunner:
        """Return what lives design points in one process."""
        return PointRunner(self)

    def at(self, point: Point) -> Case:
        """Return the study at one point.

        Raises
        ------
        KeyError
            If the point sets what is no input.
        """
        known = {one.name: one for one in self.inputs}
        events = dict(self.case.scenario.events)
        cells: dict[Cell, float] = {}
        for name, value in _in_order(point):
            one = known[name]
            cells |= dict.fromkeys(one.cells, value)
            if one.event:
                law = {one.field: Fixed(value=value)}
                events[one.event] = events[one.event].model_copy(update=law)
        scenario = self.case.scenario.model_copy(update={"events": events})
        world = self.case.world
        if cells:
            world = rebuilt(self.world, with_cells(world.vintage, cells), self.minerals)
        return replace(self.case, world=world, scenario=scenario)


class PointRunner(BlockRunner):
    """Lives the jobs of an experiment in this process, each in the study of its point."""

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(experiment.case)
        self._experiment = experiment

    def compute(self, job: Job, stopped: Callable[[], bool] = lambda: False) -> Iterator[tuple[Part, Files]]:
        """Yield the parts of a job with the one table that is kept."""
        assert isinstance(job, PointJob)
        point = BlockRunner(self._experiment.at(job.point))
        for part, files in point.compute(Job(job.block, job.groups), stopped):
            yield part, {KEPT: files[KEPT]}


def point_parts(case: Case, spec: StudySpec, point: Point, futures: int, common: str) -> tuple[Part, ...]:
    """Return the parts of one design point; ``common`` is the `common_key` of the study without it."""
    return parts_of(case, spec, futures, digest(common, point))


def point_jobs(case: Case, point: Point, parts: Sequence[Part]) -> list[PointJob]:
    """Return the jobs that make the parts of one point that are not on disk."""
    missing = tuple(part for part in parts if not part.is_done(case.folder))
    return [PointJob(job.block, job.groups, point) for job in jobs_of(case, missing, workers=1)]


def _in_order(point: Point) -> Point:
    """Raise a 90 % quantile to the median of its law where both are set and their ranges overlap."""
    values: Mapping[str, float] = dict(point)
    medians = {name: values.get(name.replace(P90, MEDIAN), value) for name, value in point}
    return tuple((name, max(value, medians[name]) if P90 in name else value) for name, value in point)
