"""Where jobs run: in this process, or in worker processes that may die."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.synchronize import Event
from typing import Protocol

from sim.study.block import BlockRunner, Case, Job
from sim.study.spec import ExecutionSpec

MAX_DEATHS = 3
"""A job is given up when this many workers have died over it."""

Done = Callable[[Job], None]
Flying = dict[Future[None], Job]


class Executor(Protocol):
    """The small interface behind which jobs run."""

    workers: int

    def run(self, case: Case, jobs: Sequence[Job], done: Done) -> tuple[Job, ...]:
        """Run the jobs, call ``done`` after each, and return those given up."""


def make_executor(spec: ExecutionSpec) -> Executor:
    """Return the executor a spec names."""
    if spec.kind == "serial":
        return SerialExecutor()
    return LocalExecutor(spec.workers or usable_cores())


def usable_cores() -> int:
    """Return the cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class SerialExecutor:
    """One job after another, here."""

    workers = 1

    def run(self, case: Case, jobs: Sequence[Job], done: Done) -> tuple[Job, ...]:
        """Run the jobs in order."""
        runner = BlockRunner(case)
        for job in jobs:
            runner.run(job)
            done(job)
        return ()


class LocalExecutor:
    """Spawned worker processes; a pool broken by a killed worker is rebuilt.

    Parameters
    ----------
    workers : int
        Number of processes.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, case: Case, jobs: Sequence[Job], done: Done) -> tuple[Job, ...]:
        """Run the jobs; those over which `MAX_DEATHS` workers died are given up and returned."""
        waiting, suspects = deque(jobs), deque[Job]()
        deaths: Counter[Job] = Counter()
        given_up: list[Job] = []
        while waiting or suspects:
            for job in self._run_until_broken(case, waiting, suspects, done):
                deaths[job] += 1
                (given_up if deaths[job] >= MAX_DEATHS else suspects).append(job)
        return tuple(given_up)

    def _run_until_broken(
        self, case: Case, waiting: deque[Job], suspects: deque[Job], done: Done
    ) -> list[Job]:
        """Work through the queues with one pool; return the jobs in flight when it broke."""
        context = get_context("spawn")
        stop = context.Event()
        flying: Flying = {}
        pool = ProcessPoolExecutor(self.workers, context, _start_worker, (case, stop))
        try:
            while waiting or suspects or flying:
                self._submit(pool, waiting, suspects, flying)
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    future.result()
                    done(flying.pop(future))
        except BrokenProcessPool:
            pass
        except BaseException:
            # workers leave after the run at hand; parts already written stay
            stop.set()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        return self._not_finished(flying, done)

    def _submit(
        self, pool: ProcessPoolExecutor, waiting: deque[Job], suspects: deque[Job], flying: Flying
    ) -> None:
        """Keep the workers busy; a suspect of an earlier death runs alone, so that no other pays for it."""
        if suspects:
            if not flying:
                flying[pool.submit(_work, suspects[0])] = suspects[0]
                suspects.popleft()
            return
        while waiting and len(flying) <= self.workers:
            flying[pool.submit(_work, waiting[0])] = waiting[0]
            waiting.popleft()

    @staticmethod
    def _not_finished(flying: Flying, done: Done) -> list[Job]:
        """Split what was in flight when a pool broke."""
        lost = []
        for future, job in flying.items():
            if future.cancelled() or future.exception() is not None:
                lost.append(job)
            else:
                done(job)
        return lost


class _Worker:
    """The state of a worker process: its case and the parent's stop sign."""

    runner: BlockRunner
    stop: Event


def _start_worker(case: Case, stop: Event) -> None:
    """Prepare a fresh worker process."""
    # Ctrl-C reaches the whole process group; only the parent decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _Worker.runner = BlockRunner(case)
    _Worker.stop = stop


def _leave_with_parent() -> None:
    """End the worker when its parent is gone, however it went."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(job: Job) -> None:
    """Run one job in a worker."""
    _Worker.runner.run(job, _Worker.stop.is_set)
