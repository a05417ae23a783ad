"""The compiled kernel: whether this machine has it on disk, and making it before work begins."""

from __future__ import annotations

import hashlib
import os
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import numpy as np


def is_compiled() -> bool:
    """Say whether a kernel made of the present source lies in the compiler's cache; needs no compiler.

    True also where the installation is read-only: the compiler then chooses a cache of its own.
    """
    spec = find_spec("sim.engine.flow")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin)
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    folder = Path(chosen) if chosen else source.parent / "__pycache__"
    if not chosen and not os.access(source.parent, os.W_OK):
        return True
    # numba keeps the hash of the source in the index of what it has compiled
    made_of = hashlib.sha256(source.read_bytes()).digest()
    return any(made_of in index.read_bytes() for index in folder.rglob("flow.advance-*.nbi"))


def compile_kernel() -> float:
    """Compile the kernel, or load it from disk, and return the seconds it took."""
    from sim.engine import tables
    from sim.engine.flow import advance, chart

    begin = perf_counter()
    nothing = tables.Tables(
        minerals=np.zeros(0, tables.MINERAL),
        facilities=np.zeros(0, tables.FACILITY),
        customers=np.zeros(0, tables.CUSTOMER),
        links=np.zeros(0, tables.LINK),
        order=np.zeros(0, np.uint32),
        routes=np.zeros(0, tables.ROUTE),
        arrivals=np.zeros(0, tables.ARRIVAL),
        waypoints=np.zeros(0, tables.WAYPOINT),
        tallies=np.zeros(0, tables.TALLY),
        ring=np.zeros((0, 2)),
        short_days=np.zeros((0, 0), np.bool_),
        series=np.zeros((0, 0, tables.SERIES_FIELDS), np.float32),
    )
    chart(nothing)
    advance(nothing, np.zeros(4), 0.0, 0, 0)
    return perf_counter() - begin
