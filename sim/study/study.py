"""A study: arms x futures, computed in blocks that survive interruption."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sim.errors import InputError, StoppedError
from sim.study import store
from sim.study.block import Case, Job, Runner
from sim.study.executor import Executor
from sim.study.executors import make_executor
from sim.study.key import data_hash, source_hash
from sim.study.parts import Failure, Part, read_failures
from sim.study.plan import common_key, default_engine, jobs_of, parts_of, sampler_of
from sim.study.results import Results, failures_frame
from sim.study.spec import BLOCK
from sim.study.stop import asked, check_stop, looks, relative_half_width, target, told

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
        If two arms share a name, the stop rule watches what is not there, or the folder holds more
        futures than asked for.
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
        engine: Callable[[World, ModelSpec, float, float], Runner] | None = None,
        sampler: Callable[..., Future] | None = None,
    ) -> None:
        names = [arm.name for arm in arms]
        if len(set(names)) < len(names):
            raise InputError("arms", names, "study", "arms with different names")
        check_stop(study_spec.stop, world.reported_minerals)
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
            discount_rate=study_spec.discount_rate,
            seed=study_spec.seed,
            horizon_d=study_spec.horizon_d,
            parameters=study_spec.parameters,
            folder=self.folder,
            engine=engine or default_engine(),
            sampler=sampler_of(study_spec, sampler),
        )
        self._hashes = {"data": data_hash(world.vintage), "source": source_hash()}
        self._common = common_key(self.case, study_spec, self._hashes)
        self._futures = next(looks(study_spec))
        self._known: dict[int, tuple[Part, ...]] = {}
        self._end: dict[str, Any] = asked(study_spec)
        self._sessions = self._earlier_sessions()

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts up to the look at hand, arm by arm."""
        return self._parts_up_to(self._futures)

    def _parts_up_to(self, futures: int) -> tuple[Part, ...]:
        """Return the parts of so many futures; the hash of a world is worth keeping."""
        if futures not in self._known:
            self._known[futures] = parts_of(self.case, self.spec, futures, self._common)
        return self._known[futures]

    def missing(self) -> tuple[Part, ...]:
        """Return the parts that are not on disk."""
        return tuple(part for part in self.parts if not part.is_done(self.folder))

    def run(self, progress: Progress | None = None) -> Results:
        """Compute what is missing and write the tables; a finished study is left as it is.

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
        InputError
            If another process is at work in the folder.
        StoppedError
            If the disk or the cluster failed; parts already finished stay on disk.
        """
        if self._is_finished():
            return store.load_results(self.folder)
        with store.locked(self.folder):
            try:
                self._run(progress or _silent)
            except OSError as error:
                at = f"{error.filename}: " if error.filename else ""
                raise StoppedError(f"{at}{error.strerror or error}") from error
        return store.load_results(self.folder)

    def _run(self, progress: Progress) -> None:
        """Compute look by look, write the tables, and say in the manifest how it went."""
        session: dict[str, object] = {"started": datetime.now(UTC).isoformat()}
        clock, runs, status = perf_counter(), 0, "interrupted"
        store.write_config(self.folder, self.config)
        store.drop_derived(self.folder)
        executor = make_executor(self.execution, self.case)

        def finished(job: Job) -> None:
            nonlocal runs
            runs += sum(part.futures for part in job.parts)

        try:
            with executor:
                self._write_manifest("running")
                lost = self._look_by_look(executor, progress, finished)
                session["workers"] = executor.workers
            self._write_tables(lost)
            status = "complete" if not lost else "incomplete"
        finally:
            session |= {
                "finished": datetime.now(UTC).isoformat(),
                "wall_s": round(perf_counter() - clock, 3),
                "executor": self.execution.kind,
                "workers": session.get("workers", executor.workers),
                "runs": runs,
                "peak_memory_mb": store.peak_memory_mb(),
            }
            self._sessions.append(session)
            with suppress(OSError):
                self._write_manifest(status)

    def _look_by_look(
        self, executor: Executor, progress: Progress, finished: Callable[[Job], None]
    ) -> tuple[Job, ...]:
        """Compute until the stop rule is met; return the jobs given up."""
        for futures in looks(self.spec):
            self._futures = futures
            lost = self._compute(executor, progress, finished)
            width = None
            if self.spec.stop.kind == "precision":
                runs = Results(self.folder, self._manifest("running")).runs
                width = relative_half_width(runs, list(self.case.arms), self.spec.stop)
            self._end = told(self.spec, width)
            if lost or (width is not None and width <= target(self.spec.stop)):
                break
        return lost

    def _compute(
        self, executor: Executor, progress: Progress, finished: Callable[[Job], None]
    ) -> tuple[Job, ...]:
        """Run the missing parts and report progress in runs."""
        missing = self.missing()
        total = sum(part.futures for part in self.parts)
        done = total - sum(part.futures for part in missing)
        progress(done, total)
        if not missing:
            return ()

        def after(job: Job) -> None:
            nonlocal done
            done += sum(part.futures for part in job.parts)
            finished(job)
            progress(done, total)

        return executor.run(jobs_of(self.case, missing, executor.workers), after)

    def _write_tables(self, lost: tuple[Job, ...]) -> None:
        """Write what follows from the parts, and remove parts no longer asked for."""
        results = Results(self.folder, self._manifest("running"))
        store.drop_superseded(results.path, results.parts)
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
                **case.provenance(*case.arms),
                "futures": self._futures,
                "stop": self._end,
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

    def _is_finished(self) -> bool:
        """Say whether the folder holds all that this study would write."""
        if not store.has_all_tables(self.folder):
            return False
        manifest = store.load_results(self.folder).manifest
        lived, stop = manifest["study"]["futures"], manifest["study"].get("stop", {})
        if stop.get("kind") == "fixed":
            lived = self.spec.futures
        parts = self._parts_up_to(lived)
        return (
            manifest["status"] == "complete"
            and asked(self.spec).items() <= stop.items()
            and manifest["parts"] == [asdict(part) for part in parts]
            and all(part.is_done(self.folder) for part in parts)
        )

    def _earlier_sessions(self) -> list[object]:
        """Return the sessions of a folder to go on with, after checking that it may grow."""
        if not (self.folder / store.MANIFEST).is_file():
            return []
        manifest = store.load_results(self.folder).manifest
        before = manifest["study"].get("stop", {}).get("budget", manifest["study"]["futures"])
        if self.spec.futures < before:
            where = f"resume of {self.folder}"
            raise InputError("study.futures", self.spec.futures, where, f"at least {before}")
        return list(manifest["sessions"])


def _silent(done: int, total: int) -> None:
    """Report nothing."""
