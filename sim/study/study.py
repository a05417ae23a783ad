"""A study: arms x futures, computed in blocks that survive interruption."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.study import store
from sim.study.arms import arm_content
from sim.study.block import BLOCK, Case, Job, Runner
from sim.study.executors import make_executor
from sim.study.key import data_hash, digest, source_hash
from sim.study.parts import Failure, Part, read_failures
from sim.study.results import Results, failures_frame

if TYPE_CHECKING:
    from sim.engine.model import ModelSpec
    from sim.futures.future import Future
    from sim.futures.scenario import ScenarioSpec
    from sim.policy.arm import Arm
    from sim.study.spec import ExecutionSpec, StudySpec
    from sim.world.world import World

Progress = Callable[[int, int], None]
MANIFEST_VERSION = 1


class Study:
    """Every arm lives the same futures; what is on disk already is not computed again.

    Parameters
    ----------
    world : World
    scenario : ScenarioSpec
    arms : sequence of Arm
        With different names; arms with one content are computed once.
    model : ModelSpec
    study_spec : StudySpec
    execution_spec : ExecutionSpec
    folder : Path
        A new folder, or that of an interrupted or smaller study to go on with.
    config : mapping of str to object
        Written to ``config.yaml``; plain values only.
    engine, sampler : callable, optional
        ``sim.engine.run.Engine`` and ``sim.futures.sampler.sample_future`` unless replaced.

    Raises
    ------
    InputError
        If two arms share a name, or the folder holds more futures than asked for.
    """

    def __init__(
        self,
        world: World,
        scenario: ScenarioSpec,
        arms: Sequence[Arm],
        model: ModelSpec,
        study_spec: StudySpec,
        execution_spec: ExecutionSpec,
        folder: Path,
        config: Mapping[str, object],
        *,
        engine: Callable[[World, ModelSpec, float], Runner] | None = None,
        sampler: Callable[..., Future] | None = None,
    ) -> None:
        names = [arm.name for arm in arms]
        if len(set(names)) < len(names):
            raise InputError("arms", names, "study", "arms with different names")
        self.folder = Path(folder)
        self.spec = study_spec
        self.execution = execution_spec
        self.config = config
        self.case = Case(
            world=world,
            scenario=scenario,
            arms={arm.name: arm for arm in arms},
            model=model,
            threshold=study_spec.threshold,
            seed=study_spec.seed,
            horizon_d=study_spec.horizon_d,
            parameters=study_spec.parameters,
            folder=self.folder,
            engine=engine or _engine(),
            sampler=_tilted(study_spec, sampler or _sampler()),
        )
        self._hashes = {"data": data_hash(world.vintage), "source": source_hash()}
        self._sessions = self._earlier_sessions()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """All parts of the study, arm by arm."""
        case, spec = self.case, self.spec
        common = digest(
            case.world,
            case.scenario,
            case.model,
            spec.model_dump(include={"horizon_d", "threshold", "seed", "parameters", "tilt"}),
            self._hashes,
        )
        parts = []
        for name, arm in case.arms.items():
            for block in range(-(-spec.futures // BLOCK)):
                futures = min(BLOCK, spec.futures - BLOCK * block)
                series = min(futures, max(0, spec.series_futures - BLOCK * block))
                key = digest(name, arm_content(arm), common, block, futures, series)
                parts.append(Part(name, block, futures, series, key))
        return tuple(parts)

    def missing(self) -> tuple[Part, ...]:
        """Return the parts that are not on disk."""
        return tuple(part for part in self.parts if not part.is_done(self.folder))

    def run(self, progress: Progress | None = None) -> Results:
        """Compute what is missing and write the tables.

        Parameters
        ----------
        progress : callable, optional
            Called with (runs done, runs in all) at the start and after every job.

        Returns
        -------
        Results
            With a non-empty ``failures`` if some runs failed; the others are kept.

        Raises
        ------
        KeyboardInterrupt
            On Ctrl-C; parts already finished stay on disk and the folder can be resumed.
        """
        started, clock = datetime.now(UTC), perf_counter()
        missing = self.missing()
        store.write_config(self.folder, self.config)
        store.drop_derived(self.folder)
        self._write_manifest("running")
        session: dict[str, object] = {"started": started.isoformat()}
        status = "interrupted"
        try:
            lost = self._compute(missing, progress or _silent)
            results = Results(self.folder, self._manifest(status))
            self._write_tables(results, lost)
            status = "complete" if not lost else "incomplete"
        finally:
            session |= {
                "finished": datetime.now(UTC).isoformat(),
                "wall_s": round(perf_counter() - clock, 3),
                "executor": self.execution.kind,
                "workers": make_executor(self.execution).workers,
                "runs": sum(part.futures for part in missing if part.is_done(self.folder)),
                "peak_memory_mb": store.peak_memory_mb(),
            }
            self._sessions.append(session)
            self._write_manifest(status)
        return store.load_results(self.folder)

    def _compute(self, missing: tuple[Part, ...], progress: Progress) -> tuple[Job, ...]:
        """Run the missing parts and report progress in runs."""
        total = sum(part.futures for part in self.parts)
        done = total - sum(part.futures for part in missing)
        progress(done, total)

        def finished(job: Job) -> None:
            nonlocal done
            done += sum(part.futures for part in job.parts)
            progress(done, total)

        executor = make_executor(self.execution)
        return executor.run(self.case, self._jobs(missing, executor.workers), finished)

    def _jobs(self, missing: tuple[Part, ...], workers: int) -> list[Job]:
        """Return the jobs block by block, so that a partial study holds all arms of the blocks it has.

        Arms of a block share its sampled futures; a block is split between workers only when there
        are fewer blocks than workers.
        """
        blocks: dict[int, dict[str, list[Part]]] = defaultdict(lambda: defaultdict(list))
        for part in missing:
            blocks[part.block][arm_content(self.case.arms[part.arm])].append(part)
        jobs = []
        for block in sorted(blocks):
            groups = [tuple(parts) for parts in blocks[block].values()]
            splits = min(len(groups), -(-workers // len(blocks)))
            jobs += [Job(block, tuple(groups[start::splits])) for start in range(splits)]
        return jobs

    def _write_tables(self, results: Results, lost: tuple[Job, ...]) -> None:
        """Write what follows from the parts, and remove parts no longer asked for."""
        store.drop_superseded(results)
        failures = read_failures(self.folder, self.parts) + [
            Failure(part.arm, BLOCK * part.block + index, "worker", "the worker process died repeatedly")
            for job in lost
            for part in job.parts
            for index in range(part.futures)
        ]
        failures.sort(key=lambda failure: (list(self.case.arms).index(failure.arm), failure.future))
        text = failures_frame(failures).to_csv(index=False, lineterminator="\n")
        store.write_derived(results, text.encode())

    def _manifest(self, status: str) -> dict[str, object]:
        """Return what the folder holds and how it came about; the only place for times."""
        case = self.case
        return {
            "manifest_version": MANIFEST_VERSION,
            "status": status,
            "study": {
                "scenario": case.scenario.name,
                "world": case.world.name,
                "start_date": case.world.start_date.isoformat(),
                "minerals": list(case.world.reported_minerals),
                "arms": list(case.arms),
                **self.spec.model_dump(exclude={"arms"}),
            },
            "hashes": self._hashes,
            "tables": list(case.world.vintage.names),
            "environment": store.environment(),
            "sessions": self._sessions,
            "parts": [asdict(part) for part in self.parts],
        }

    def _write_manifest(self, status: str) -> None:
        """Write the manifest."""
        store.write_json(self.folder / store.MANIFEST, self._manifest(status))

    def _earlier_sessions(self) -> list[object]:
        """Return the sessions of a folder to go on with, after checking that it may grow."""
        if not (self.folder / store.MANIFEST).is_file():
            return []
        manifest = store.load_results(self.folder).manifest
        before = manifest["study"]["futures"]
        if self.spec.futures < before:
            where = f"resume of {self.folder}"
            raise InputError("study.futures", self.spec.futures, where, f"at least {before}")
        return list(manifest["sessions"])


def _silent(done: int, total: int) -> None:
    """Report nothing."""


def _engine() -> Callable[[World, ModelSpec, float], Runner]:
    """Return the engine; imported late, because it loads the compiler."""
    from sim.engine.run import Engine

    return Engine


def _sampler() -> Callable[..., Future]:
    """Return the sampler of futures."""
    from sim.futures.sampler import sample_future

    return sample_future


def _tilted(spec: StudySpec, sampler: Callable[..., Future]) -> Callable[..., Future]:
    """Return the sampler of a study, tilted where it asks for that."""
    if not spec.tilt:
        return sampler
    from sim.study.tilt import TiltedSampler

    return TiltedSampler(spec.tilt, sampler)
