"""A run of the engine written down: what its actors changed before every call of the kernel.

Replayed, it gives the kernel the same inputs on the same days without SimPy and without actors, and so the
same tables to the last bit. All tables lie in one block of memory, so that a change is a word and its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

import sim.engine.run as engine_run
from sim.engine.run import Engine
from sim.engine.tables import Tables
from sim.futures.future import Future
from sim.policy.arm import Arm

Words = NDArray[np.uint64]
IntArray = NDArray[np.int64]
WORD = 8
engine_advance = engine_run.advance


@dataclass(frozen=True)
class Recording:
    """Calls of the kernel and what had changed before each.

    Attributes
    ----------
    opening, closing : NDArray of uint64
        All tables before the first and after the last call.
    layout : Tables
        Empty tables that say how they lie in memory.
    settings : tuple
        Arguments of the kernel between the tables and the days.
    day0, day1 : IntArray, shape (n_calls,)
    first : IntArray, shape (n_calls + 1,)
        First change of every call.
    place, word : arrays, shape (n_changes,)
        Where a changed word stands, and what it becomes.
    """

    opening: Words
    closing: Words
    layout: Tables
    settings: tuple[Any, ...]
    day0: IntArray
    day1: IntArray
    first: IntArray
    place: IntArray
    word: Words

    def tables(self) -> tuple[Words, Tables]:
        """Return a block of memory of its own and the tables in it."""
        return _laid_out(self.layout, np.empty_like(self.opening))

    def closing_tables(self) -> Tables:
        """Return the tables after the last call."""
        return _laid_out(self.layout, self.closing.copy())[1]

    def play(self, block: Words, tables: Tables) -> None:
        """Run the kernel alone."""
        _play(
            block, tables, self.settings, self.opening,
            self.day0, self.day1, self.first, self.place, self.word,
        )  # fmt: skip


def record(engine: Engine, arm: Arm, future: Future) -> Recording:
    """Live one arm through one future and write its calls of the kernel down."""
    tape = _Tape()
    with _taped(tape):
        engine.live(arm, future)
    return tape.recording()


class _Tape:
    """Calls while they come."""

    def __init__(self) -> None:
        self._tables: Tables | None = None
        self._settings: tuple[Any, ...] = ()
        self._opening = self._last = np.zeros(0, np.uint64)
        self._days: list[tuple[int, int]] = []
        self._places: list[IntArray] = []
        self._words: list[Words] = []

    def before(self, tables: Tables, settings: tuple[Any, ...], day0: int, day1: int) -> None:
        now = _block_of(tables)
        if self._tables is None:
            self._tables, self._settings, self._opening, self._last = tables, settings, now, now
        changed = np.flatnonzero(now != self._last)
        self._days.append((day0, day1))
        self._places.append(changed)
        self._words.append(now[changed])

    def after(self, tables: Tables) -> None:
        self._last = _block_of(tables)

    def recording(self) -> Recording:
        assert self._tables is not None
        days = np.array(self._days, np.int64)
        counts = [len(changed) for changed in self._places]
        return Recording(
            opening=self._opening,
            closing=self._last,
            layout=self._tables,
            settings=self._settings,
            day0=np.ascontiguousarray(days[:, 0]),
            day1=np.ascontiguousarray(days[:, 1]),
            first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            place=np.concatenate(self._places),
            word=np.concatenate(self._words),
        )


@contextmanager
def _taped(tape: _Tape) -> Iterator[None]:
    """Let the engine call the kernel by way of a tape."""

    def taped(tables: Tables, *rest: Any) -> None:  # noqa: ANN401 - whatever the kernel takes
        *settings, day0, day1 = rest
        tape.before(tables, tuple(settings), day0, day1)
        engine_advance(tables, *settings, day0, day1)
        tape.after(tables)

    engine_run.advance = taped
    try:
        yield
    finally:
        engine_run.advance = engine_advance


def _words(array: NDArray[Any]) -> int:
    return -(-array.nbytes // WORD)


def _laid_out(tables: Tables, block: Words) -> tuple[Words, Tables]:
    """Return the block and tables of the same shapes that lie in it one after the other."""
    views, start = [], 0
    for array in tables:
        part = block[start : start + _words(array)].view(np.uint8)[: array.nbytes]
        views.append(part.view(array.dtype).reshape(array.shape))
        start += _words(array)
    return block, Tables(*views)


def _block_of(tables: Tables) -> Words:
    """Return the tables as one block of memory."""
    block, copy = _laid_out(tables, np.zeros(sum(_words(array) for array in tables), np.uint64))
    for target, source in zip(copy, tables, strict=True):
        target[...] = source
    return block


@njit(error_model="numpy")
def _play(
    block: Words, tables: Tables, settings: tuple[Any, ...], opening: Words,
    day0: IntArray, day1: IntArray, first: IntArray, place: IntArray, word: Words,
) -> None:  # fmt: skip
    """Restore the opening, then make every call after its changes."""
    block[:] = opening
    for call in range(len(day0)):
        for k in range(first[call], first[call + 1]):
            block[place[k]] = word[k]
        engine_advance(tables, *settings, day0[call], day1[call])
