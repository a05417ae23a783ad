"""Worker processes on this machine; one that dies costs only the block it was at."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.synchronize import Event
from types import TracebackType
from typing import Self

from sim.study.block import BlockRunner, Job, Work
from sim.study.executor import MAX_DEATHS, Done

Flying = dict[Future[None], Job]


class LocalExecutor:
    """Spawned worker processes; a pool broken by a killed worker is rebuilt.

    Parameters
    ----------
    work : Work
    workers : int
        Number of processes.
    """

    def __init__(self, work: Work, workers: int) -> None:
        self.workers = workers
        self._work = work
        self._context = get_context("spawn")
        self._stop = self._context.Event()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Workers start with the first job."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the workers go; after an error they leave with the run at hand."""
        if error is not None:
            self._stop.set()
        self._close()

    def run(self, jobs: Sequence[Job], done: Done) -> tuple[Job, ...]:
        """Run the jobs; those over which `MAX_DEATHS` workers died are given up and returned."""
        waiting, suspects = deque(jobs), deque[Job]()
        deaths: Counter[Job] = Counter()
        given_up: list[Job] = []
        while waiting or suspects:
            for job in self._run_until_broken(waiting, suspects, done):
                deaths[job] += 1
                (given_up if deaths[job] >= MAX_DEATHS else suspects).append(job)
        return tuple(given_up)

    def _run_until_broken(self, waiting: deque[Job], suspects: deque[Job], done: Done) -> list[Job]:
        """Work through the queues with one pool; return the jobs in flight when it broke."""
        flying: Flying = {}
        try:
            pool = self._open()
            while waiting or suspects or flying:
                self._submit(pool, waiting, suspects, flying)
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    future.result()
                    done(flying.pop(future))
        except BrokenProcessPool:
            self._close()
        return self._not_finished(flying, done)

    def _open(self) -> ProcessPoolExecutor:
        """Return the pool, a new one if there is none."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.workers, self._context, _start_worker, (self._work, self._stop)
            )
        return self._pool

    def _close(self) -> None:
        """Wait for the workers to end."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

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
    """The state of a worker process: what runs its jobs and the parent's stop sign."""

    runner: BlockRunner
    stop: Event


def _start_worker(work: Work, stop: Event) -> None:
    """Prepare a fresh worker process."""
    # Ctrl-C reaches the whole process group; only the parent decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _Worker.runner = work.runner()
    _Worker.stop = stop
    # The world lives as long as the worker: the collector need not walk it again and again.
    gc.collect()
    gc.freeze()


def _leave_with_parent() -> None:
    """End the worker when its parent is gone, however it went."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(job: Job) -> None:
    """Run one job in a worker."""
    _Worker.runner.run(job, _Worker.stop.is_set)
