"""Seconds of things done in turn, and the machine they were done on."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from time import process_time

from sim import __version__

LEAST_S = 0.1
"""What takes less is done several times a round; the round counts the mean."""
PACKAGES = ("simpy", "numpy", "numba", "scipy", "pandas", "pyarrow", "pydantic", "hydra-core", "distributed")
Seconds = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Spread:
    """Least, middle and most of some numbers."""

    least: float
    middle: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Return the spread of some values."""
        return cls(min(values), median(values), max(values))


def interleaved(
    cases: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = process_time
) -> dict[str, list[float]]:
    """Return the seconds of every case by round.

    Parameters
    ----------
    cases : mapping of str to callable
        Done once before the clock runs, then all in turn in every round, so that a slow spell of the machine
        meets them alike.
    rounds : int
    clock : callable
        Processor time by default, which does not run while others have the processor.
    """
    times = {}
    for name, case in cases.items():
        case()
        times[name] = max(1, round(LEAST_S / max(_seconds(case, 1, clock), 1e-9)))
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            seconds[name].append(_seconds(case, times[name], clock))
    return seconds


def _seconds(case: Callable[[], object], times: int, clock: Callable[[], float]) -> float:
    start = clock()
    for _ in range(times):
        case()
    return (clock() - start) / times


def ratios(seconds: Seconds, slower: str, faster: str) -> Spread:
    """Return how many times longer one case takes than another, round by round."""
    pairs = zip(seconds[slower], seconds[faster], strict=True)
    return Spread.of([a / b for a, b in pairs])


def circumstances() -> dict[str, object]:
    """Return when, on what and with what something is measured."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "vaultsim": __version__,
        "packages": {name: found for name in PACKAGES if (found := installed(name)) is not None},
    }


def installed(name: str) -> str | None:
    """Return the version of a package, None without it."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    """Return the name of the processor, as Linux or else Python tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
