"""Which uncertain inputs move the answer: Morris screening of all, Sobol indices of the most important."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.indices import FloatArray, morris_design, morris_indices, salib, sobol_design
from sim.analysis.inputs import Input
from sim.analysis.outputs import outputs_of, read_outputs
from sim.analysis.points import Experiment, Point, point_jobs, point_parts
from sim.analysis.spec import SensitivityTask
from sim.analysis.stage import INDICES, SCREENING, Stage, point_of
from sim.errors import InputError, StoppedError
from sim.study import store
from sim.study.block import Job
from sim.study.executor import Executor
from sim.study.executors import make_executor
from sim.study.parts import Failure, Part, read_failures
from sim.study.plan import common_key

if TYPE_CHECKING:
    from sim.study.spec import ExecutionSpec, StudySpec

Progress = Callable[[str, int, int], None]


class Sensitivity:
    """A sensitivity study; design points that are on disk already are not lived again.

    Parameters
    ----------
    experiment : Experiment
        With the arm without new policy first, and the fullest one if there is any.
    task : SensitivityTask
    study : StudySpec
        Seed, horizon and threshold; its ``futures`` play no part.
    execution : ExecutionSpec

    Raises
    ------
    InputError
        On a mineral that the study does not report, or without SALib.
    """

    def __init__(
        self, experiment: Experiment, task: SensitivityTask, study: StudySpec, execution: ExecutionSpec
    ) -> None:
        self._experiment = experiment
        self._task = task
        self._study = study.model_copy(update={"series_futures": 0, "events": False})
        self._execution = execution
        case = experiment.case
        reported = case.world.reported_minerals
        if task.mineral is not None and task.mineral not in reported:
            raise InputError("task.mineral", task.mineral, "", f"null or one of: {', '.join(reported)}")
        salib("sample", "morris")
        minerals = reported if task.mineral is None else (task.mineral,)
        self.outputs = outputs_of(minerals, task.metric, list(case.arms))
        self.stages: list[Stage] = []
        self.failures: list[Failure] = []
        self._parts: list[Part] = []

    @property
    def headline(self) -> tuple[int, ...]:
        """Outputs that choose the inputs to keep and whose noise counts: one mineral, else the total."""
        minerals = {output.mineral for output in self.outputs}
        shown = self.outputs[0].mineral if len(minerals) == 2 else self.outputs[-1].mineral
        return tuple(i for i, output in enumerate(self.outputs) if output.mineral == shown)

    def run(self, folder: Path, hashes: Mapping[str, str], progress: Progress | None = None) -> None:
        """Live both phases; ``stages`` then holds them.

        Parameters
        ----------
        folder : Path
            Holds the parts of an earlier session, if there was one.
        hashes : mapping
            Of data and source, part of every content key.
        progress : callable, optional
            Called with the phase, blocks done and blocks in all.

        Raises
        ------
        InputError
            If another process is at work in the folder, or a design point cannot be lived at all.
        StoppedError
            If workers die over a block again and again.
        """
        inputs, task, seed = self._experiment.inputs, self._task, self._study.seed
        self._experiment = self._experiment.within(folder)
        common = common_key(self._experiment.case, self._study, hashes)
        with store.locked(folder), make_executor(self._execution, self._experiment) as executor:
            design = morris_design(len(inputs), task.trajectories, seed)
            self._live(SCREENING, inputs, design, common, executor, progress)
            kept = self._most_important()
            design = sobol_design(len(kept), task.samples, seed)
            self._live(INDICES, kept, design, common, executor, progress)
            store.drop_superseded(folder, self._parts)

    def _live(
        self,
        name: str,
        inputs: Sequence[Input],
        design: FloatArray,
        common: str,
        executor: Executor,
        progress: Progress | None,
    ) -> None:
        """Live the points of a design, with more futures until noise is small or the budget is spent."""
        points = [point_of(inputs, row) for row in design]
        futures = self._task.futures
        while True:
            parts = self._compute(name, points, futures, common, executor, progress)
            values = self._read(name, points, parts, futures)
            stage = Stage(name, tuple(inputs), design, values)
            quiet = stage.noise()[list(self.headline)].max() <= self._task.max_noise
            if quiet or 2 * futures > self._task.max_futures:
                break
            futures *= 2
        self.stages.append(stage)
        self._parts += [part for own in parts for part in own]
        self.failures += read_failures(self._experiment.folder, [part for own in parts for part in own])

    def _compute(
        self,
        name: str,
        points: Sequence[Point],
        futures: int,
        common: str,
        executor: Executor,
        progress: Progress | None,
    ) -> list[tuple[Part, ...]]:
        """Live what is missing and return the parts of every point."""
        case = self._experiment.case
        parts = [point_parts(case, self._study, point, futures, common) for point in points]
        # points may coincide, e.g. where a law takes few values
        jobs = list(
            dict.fromkeys(
                job for point, own in zip(points, parts, strict=True) for job in point_jobs(case, point, own)
            )
        )
        done = 0

        def after(_: Job) -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(name, done, len(jobs))

        if progress is not None:
            progress(name, 0, len(jobs))
        if executor.run(jobs, after):
            raise StoppedError("workers died over a design point again and again")
        return parts

    def _read(
        self, name: str, points: Sequence[Point], parts: Sequence[Sequence[Part]], futures: int
    ) -> FloatArray:
        """Return the outputs of all points; a point without a single run that lived is an error."""
        folder = self._experiment.folder
        values = np.array([read_outputs(folder, own, self.outputs, futures) for own in parts])
        for number in np.flatnonzero(np.isnan(values).all(axis=2).any(axis=1)).tolist():
            failure = next(iter(read_failures(folder, parts[number])), None)
            reason = failure.reason if failure else "it has no rows"
            allowed = f"inputs that can be lived together; point {number} of the {name} cannot: {reason}"
            raise InputError("task.kind", dict(points[number]), "task", allowed)
        return values

    def _most_important(self) -> tuple[Input, ...]:
        """Return the inputs with the largest effect on any headline output, relative to the largest."""
        stage, seed = self.stages[0], self._study.seed
        size = np.zeros(len(stage.inputs))
        for i in self.headline:
            mu_star = morris_indices(stage.design, stage.means[:, i], seed)["mu_star"]
            if mu_star.max() > 0.0:
                size = np.maximum(size, mu_star / mu_star.max())
        order = np.argsort(-size, kind="stable")[: self._task.top]
        return tuple(stage.inputs[i] for i in sorted(order.tolist()))
