"""Independent pieces of an analysis, side by side in worker processes."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TypeVar

from sim.study.executor import in_process, usable_cores
from sim.study.spec import ExecutionSpec

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(
    work: Callable[[T], R], items: Sequence[T], execution: ExecutionSpec
) -> Iterator[tuple[T, R]]:
    """Yield each item with its result, as they are finished; where they run changes no number.

    Parameters
    ----------
    work : callable
        Can be sent to another process, as its items and results can.
    items : sequence
    execution : ExecutionSpec
        One process where it says serial, or where studies already run side by side.
    """
    workers = 1 if in_process(execution) else min(execution.workers or usable_cores(), len(items))
    if workers <= 1:
        for item in items:
            yield item, work(item)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _leave_interrupts_to_parent)
    try:
        flying = {pool.submit(work, item): item for item in items}
        for done in as_completed(flying):
            yield flying[done], done.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts_to_parent() -> None:
    """Ignore Ctrl-C in a worker: it reaches the whole process group, and the parent decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
