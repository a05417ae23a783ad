"""Other simulators on the nearest workload each can state, beside the engine on the reference chain."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

from benchmarks.case import MODELS, chain_case
from benchmarks.chain import chain
from benchmarks.peer_models import PEERS

ROUNDS = 3
MODELS_FILE = Path(__file__).resolve().parent / "peer_models.py"
EXTRA = "not installed: extra crosscheck, in an environment of its own (--peers <python>)"


def measure(python: str) -> dict[str, object]:
    """Measure the peers that an interpreter has.

    Parameters
    ----------
    python : str
        Interpreter of the environment they are installed in.
    """
    versions = {peer: version_in(python, peer) for peer in PEERS}
    blank = {peer: EXTRA for peer, found in versions.items() if found is None}
    cases: dict[str, Callable[[], float]] = {}
    for name, model in MODELS.items():
        live = chain_case(model).live
        live()
        cases[f"engine, {name}"] = lambda live=live: _timed(live)
    cases |= {
        peer: lambda peer=peer: run_peer(python, peer)
        for peer, found in versions.items()
        if found is not None
    }
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, case in cases.items():
            seconds[name].append(case())
    return {"seconds": seconds, "blank": blank, "versions": versions}


def run_peer(python: str, peer: str) -> float:
    """Return the seconds of one run of a peer, its imports not counted."""
    command = [python, "-W", "ignore", str(MODELS_FILE), peer]
    chain_json = chain().model_dump_json()
    done = subprocess.run(command, input=chain_json, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        raise RuntimeError(f"{peer} failed")
    return float(done.stdout.split()[-1])


def version_in(python: str, peer: str) -> str | None:
    """Return the version of a peer that an interpreter has, None without it."""
    code = f"from importlib.metadata import version; print(version({peer!r}))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def _timed(live: Callable[[], None]) -> float:
    clock = process_time()
    live()
    return process_time() - clock
