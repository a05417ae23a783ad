"""Which tables are read: the committed ones, some of them replaced by those of a user's folder."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

from sim.errors import InputError

FOLDER = Path(__file__).parent
HOME = "sim/data"
"""Name of the folder of the committed tables in messages."""
KEPT = 8
"""Vintages that stay cached beside the committed one: a sensitivity study walks through thousands."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Vintage:
    """One state of all tables; a value that travels with the world built from it.

    Attributes
    ----------
    replaced : tuple of (str, str)
        Table and its text, for the tables that differ from the committed ones, sorted.
    folder : str
        Where the user's tables were read, for messages; two vintages with the same texts are one.
    """

    replaced: tuple[tuple[str, str], ...] = ()
    folder: str = field(default=HOME, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Tables that are not the committed ones."""
        return tuple(name for name, _ in self.replaced)

    def text(self, name: str) -> str:
        """Return the text of one table."""
        return dict(self.replaced).get(name) or file_text(FOLDER / f"{name}.csv")

    def only(self, name: str) -> Vintage:
        """Return the vintage that differs from the committed tables in one of them at most."""
        return Vintage(tuple(pair for pair in self.replaced if pair[0] == name), self.folder)

    def replacing(self, texts: Mapping[str, str]) -> Vintage:
        """Return the vintage in which some tables have another text."""
        return Vintage(tuple(sorted({**dict(self.replaced), **texts}.items())), self.folder)


COMMITTED = Vintage()
_current: ContextVar[Vintage] = ContextVar("vintage", default=COMMITTED)


def current() -> Vintage:
    """Return the vintage that `load` reads here and now."""
    return _current.get()


@contextmanager
def use(vintage: Vintage) -> Iterator[None]:
    """Read the tables of one vintage inside the block; outside of it all is as before.

    Every way into the model that reads tables opens such a block with the vintage of its world. An
    error about a cell of a replaced table names the folder of the user.
    """
    token = _current.set(vintage)
    try:
        yield
    except InputError as error:
        table = re.search(r"(\w+)\.csv", error.where) or re.match(r"(\w+)\.csv", error.key)
        if table is None or not error.where.startswith(HOME) or table[1] not in vintage.names:
            raise
        where = error.where.replace(HOME, vintage.folder, 1)
        raise InputError(error.key, error.value, where, error.allowed) from None
    finally:
        _current.reset(token)


def cached(function: Callable[P, T]) -> Callable[P, T]:
    """Cache what a function of table content returns, apart for every vintage."""

    known: dict[Vintage, dict[tuple[object, ...], T]] = {COMMITTED: {}}

    @functools.wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        if current() not in known:
            if len(known) > KEPT:
                del known[next(vintage for vintage in known if vintage != COMMITTED)]
            known[current()] = {}
        own, key = known[current()], (args, *kwargs.items())
        if key not in own:
            own[key] = function(*args, **kwargs)
        return own[key]

    return ask


def file_text(path: Path) -> str:
    """Return the text of a file whatever its line ends, without the mark spreadsheets put in front."""
    return path.read_bytes().replace(b"\r\n", b"\n").decode("utf-8-sig")
