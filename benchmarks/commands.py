"""Whole commands: start-up, one short run, and the headline study on one core and on two."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

from benchmarks.measure import interleaved

ROOT = Path(__file__).resolve().parents[1]
SIM = [sys.executable, "-m", "sim"]
ROUNDS = 5
WORKERS = 2
LOOK_S = 0.05
ONE_ARM = ("study.futures=1", "study.arms=single", "minerals=[gallium]")
ONE_RUN = (*ONE_ARM, "execution=serial", "verbosity=quiet")
SHORT = {"Python alone": [sys.executable, "-c", ""], "python -m sim --help": [*SIM, "--help"]}


def measure_startup() -> dict[str, object]:
    """Measure commands that do little; compiled code is on disk after the first, uncounted round."""
    with TemporaryDirectory() as folder:
        one = [*SIM, *ONE_RUN, f"results_dir={folder}"]
        cases = SHORT | {"one future, one mineral, one arm": one}
        return {
            "seconds": interleaved({name: _run(line) for name, line in cases.items()}, ROUNDS, perf_counter)
        }


def measure_study(*overrides: str) -> dict[str, object]:
    """Measure ``python -m sim``, in one process and on two workers."""
    on_workers = ("execution=local", f"execution.workers={WORKERS}")
    executions = {"serial": ("execution=serial",), "local": on_workers}
    found: dict[str, Any] = {"workers": WORKERS}
    with TemporaryDirectory() as folder:
        # what is compiled once is compiled before
        _run([*SIM, *ONE_RUN, f"results_dir={folder}"])()
        for name, execution in executions.items():
            line = [*SIM, *overrides, *execution, "verbosity=quiet", f"results_dir={folder}"]
            clock = perf_counter()
            results, memory = _watched(line)
            found[name] = {"wall_s": perf_counter() - clock, "peak_bytes": memory}
        manifest = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
        parts = manifest["parts"]
        found["runs"] = sum(part["futures"] for part in parts)
        found["series_runs"] = sum(part["series_futures"] for part in parts)
        found["bytes"] = {table.name: _size(table) for table in sorted(results.iterdir()) if table.is_dir()}
    return found


def _run(line: list[str]) -> Any:  # noqa: ANN401 - a call without arguments
    return lambda: subprocess.run(line, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def _watched(line: list[str]) -> tuple[Path, int | None]:
    """Run a study; return its folder and the largest sum of resident memory of it and its workers."""
    try:
        import psutil
    except ImportError:
        psutil = None
    peak = 0
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            if psutil is not None:
                peak = max(peak, _resident(psutil, process.pid))
            sleep(LOOK_S)
        assert process.stdout is not None
        last = process.stdout.read().split()[-1:]
    if process.returncode or not last:
        raise RuntimeError(f"{' '.join(line)} ended with {process.returncode}")
    return ROOT / last[0], peak or None


def _resident(psutil: Any, pid: int) -> int:  # noqa: ANN401 - an extra
    """Return the resident bytes of a process and all its children."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0
    total = 0
    for member in family:
        try:
            total += member.memory_info().rss
        except psutil.Error:
            continue
    return total


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
