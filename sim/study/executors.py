"""Where jobs run: in this process, in worker processes that may die, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from sim.study.block import Job, Work
from sim.study.executor import Done, Executor, in_process, usable_cores
from sim.study.spec import ExecutionSpec


def make_executor(spec: ExecutionSpec, work: Work) -> Executor:
    """Return the executor a spec names.

    Raises
    ------
    InputError
        If it needs a package that is not installed.
    """
    if in_process(spec):
        return SerialExecutor(work)
    workers = spec.workers or usable_cores()
    if spec.kind == "dask":
        from sim.study.cluster import DaskExecutor

        return DaskExecutor(work, workers, spec.address)
    from sim.study.local import LocalExecutor

    return LocalExecutor(work, workers)


class SerialExecutor:
    """One job after another, here."""

    workers = 1

    def __init__(self, work: Work) -> None:
        self._runner = work.runner()

    def __enter__(self) -> Self:
        """Nothing to start."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to let go."""

    def run(self, jobs: Sequence[Job], done: Done) -> tuple[Job, ...]:
        """Run the jobs in order."""
        for job in jobs:
            self._runner.run(job)
            done(job)
        return ()
