"""The recorded run of the reference chain once more, in C."""

from __future__ import annotations

import ctypes
import shlex
import shutil
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.recording import Recording
from sim.engine import tables as engine_tables
from sim.engine.tables import Tables

SOURCE = Path(__file__).resolve().parent / "chain.c"
STRUCTS = ("MINERAL", "FACILITY", "CUSTOMER", "LINK", "ROUTE", "TALLY")
C_TYPES = {"u4": "uint32_t", "i8": "int64_t", "f8": "double"}
FLAGS = ("-std=c11", "-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
"""No fused multiply-add: it rounds otherwise than the kernel does."""
TOLERANCE = 1e-9
"""Relative; sums may run in another order than in the kernel."""
SCALE = 1.0
"""Below this size a difference counts as absolute."""


class NoCompilerError(RuntimeError):
    """There is nothing to compile C with."""


class OtherArithmeticError(RuntimeError):
    """The C loop gives other numbers than the kernel."""


class _Chain(ctypes.Structure):
    """``Chain`` of ``chain.c``."""

    _fields_ = [
        *((name, ctypes.c_void_p) for name in ("minerals", "facilities", "customers", "links", "order")),
        *((name, ctypes.c_void_p) for name in ("routes", "tallies", "ring")),
        ("ring_days", ctypes.c_int64),
        ("short_days", ctypes.c_void_p),
        ("rates", ctypes.c_void_p),
        ("threshold", ctypes.c_double),
    ]


def compiler() -> list[str]:
    """Return the command of the C compiler.

    Raises
    ------
    NoCompilerError
        If there is none.
    """
    named = shlex.split(sysconfig.get_config_var("CC") or "")
    for command in (["cc"], named):
        if command and shutil.which(command[0]):
            return command
    raise NoCompilerError("no C compiler (cc) on this machine")


def header() -> str:
    """Return the tables' records as C structs."""
    structs = []
    for name in STRUCTS:
        dtype: np.dtype[Any] = getattr(engine_tables, name)
        assert dtype.names is not None
        fields = "".join(f"    {C_TYPES[dtype[field].str[1:]]} {field};\n" for field in dtype.names)
        structs.append(f"typedef struct {{\n{fields}}} {name.capitalize()};\n")
    return "#include <stdint.h>\n\n" + "\n".join(structs)


@contextmanager
def compiled() -> Iterator[ctypes.CDLL]:
    """Compile the loop and load it.

    Raises
    ------
    NoCompilerError
        If there is nothing to compile it with.
    """
    command = compiler()
    with TemporaryDirectory() as folder:
        Path(folder, "tables.h").write_text(header(), encoding="utf-8")
        library = Path(folder, "chain.so")
        subprocess.run([*command, *FLAGS, f"-I{folder}", str(SOURCE), "-o", str(library), "-lm"], check=True)
        yield ctypes.CDLL(str(library))


def player(library: ctypes.CDLL, recording: Recording) -> Callable[[], None]:
    """Return a call that plays a recording in C, checked against what the kernel gave.

    Raises
    ------
    OtherArithmeticError
        If the numbers differ: the kernel has changed, and the loop is to follow.
    """
    block, tables = recording.tables()
    rates, threshold = recording.settings
    suppliers = recording.layout.links["supplier"]
    order = np.argsort(suppliers, kind="stable").astype(np.uint32)
    chain = _Chain(
        minerals=_at(tables.minerals),
        facilities=_at(tables.facilities),
        customers=_at(tables.customers),
        links=_at(tables.links),
        order=_at(order),
        routes=_at(tables.routes),
        tallies=_at(tables.tallies),
        ring=_at(tables.ring),
        ring_days=tables.ring.shape[1],
        short_days=_at(tables.short_days),
        rates=_at(rates),
        threshold=threshold,
    )
    arrays = (recording.day0, recording.day1, recording.first, recording.place, recording.word)

    def play() -> None:
        library.play(
            ctypes.byref(chain), _pointer(block), _pointer(recording.opening), ctypes.c_int64(len(block)),
            ctypes.c_int64(len(recording.day0)), *map(_pointer, arrays),
        )  # fmt: skip

    # C reads memory that Python must keep
    play.kept = (order, rates, tables)  # type: ignore[attr-defined]
    play()
    check_same(tables, recording)
    return play


def check_same(tables: Tables, recording: Recording) -> None:
    """Compare what users are told: tallies of the United States and books of the mineral.

    Raises
    ------
    OtherArithmeticError
        With the number that differs most.
    """
    closing = recording.closing_tables()
    worst = max(
        (
            (_apart(ours[name], kernel[name]), name)
            for ours, kernel in ((tables.tallies, closing.tallies), (tables.minerals, closing.minerals))
            for name in ours.dtype.names or ()
        ),
    )
    if worst[0] > TOLERANCE:
        raise OtherArithmeticError(
            f"{worst[1]} of the C loop is {worst[0]:.1e} off the kernel's: no longer the same arithmetic"
        )


def _apart(ours: NDArray[Any], kernel: NDArray[Any]) -> float:
    """Largest difference, relative where the numbers are large."""
    a, b = np.asarray(ours, np.float64), np.asarray(kernel, np.float64)
    same = a == b
    gap = np.abs(np.where(same, 0.0, a) - np.where(same, 0.0, b))
    scale = np.maximum(SCALE, np.abs(np.where(same, 0.0, b)))
    return float(np.nan_to_num(gap / scale, nan=np.inf).max(initial=0.0))


def _at(array: NDArray[Any]) -> int:
    return array.ctypes.data


def _pointer(array: NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
