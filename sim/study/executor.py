"""What every executor is, and how many workers it gets."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from sim.study.spec import ExecutionSpec

if TYPE_CHECKING:
    from sim.study.block import Job

MAX_DEATHS = 3
"""A job is given up when this many workers have died over it."""
ONE_LEVEL = "VAULTSIM_ONE_LEVEL"
"""Set where something else already runs studies side by side: a study then starts no workers here."""

Done = Callable[["Job"], None]


class Executor(Protocol):
    """The small interface behind which jobs run; a context, so that workers outlive one batch of jobs."""

    @property
    def workers(self) -> int:
        """Jobs that run at a time."""

    def __enter__(self) -> Self:
        """Get ready; workers start with the first job."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the workers go."""

    def run(self, jobs: Sequence[Job], done: Done) -> tuple[Job, ...]:
        """Run the jobs, call ``done`` after each, and return those given up.

        The parts of a job are on disk when ``done`` is called.
        """


def in_process(spec: ExecutionSpec) -> bool:
    """Say whether jobs run here: asked for, or studies run side by side and use the cores already."""
    return spec.kind == "serial" or (spec.address is None and ONE_LEVEL in os.environ)


def usable_cores() -> int:
    """Return the cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
