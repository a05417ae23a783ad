"""Random SIGKILLs of workers and of whole processes: the bytes of an undisturbed run, nothing lost or double.

The full version is ``pytest -m soak tests/study/test_soak.py``: a hundred kills on each executor.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.study.soak_study import FUTURES, soaked
from tests.study.test_study import content

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds workers in /proc")


def workers_of(pid):
    """Return the worker processes below a process, without the helpers of multiprocessing."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
        return [c for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]
    except OSError:
        return []


class Tormentor:
    """Runs a study again and again until it is complete, and kills what it can on the way."""

    def __init__(self, root, kind, futures, seed):
        self.root, self.kind, self.futures = root, kind, futures
        self.random = random.Random(seed)
        self.kills = {"worker": 0, "process": 0}

    def round(self, folder, most):
        """Finish one study under at most so many kills."""
        left = most
        while True:
            process = self.start(folder)
            try:
                while process.poll() is None:
                    time.sleep(self.random.uniform(0.1, 0.9))
                    left -= self.kill(process) if left else 0
                if process.returncode == 0:
                    return
            finally:
                self.end(process)

    def start(self, folder):
        command = [sys.executable, "-m", "tests.study.soak_study", str(folder), self.kind, str(self.futures)]
        return subprocess.Popen(command, cwd=self.root, start_new_session=True, stderr=subprocess.DEVNULL)

    def kill(self, process):
        """Kill the process, or more often one of its workers; return how many died."""
        workers = workers_of(process.pid)
        if not workers or process.poll() is not None:
            return 0
        whole = sum(self.kills.values()) % 3 == 1
        victim = process.pid if whole else self.random.choice(workers)
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            return 0
        self.kills["process" if whole else "worker"] += 1
        if whole:
            process.wait()
        return 1

    @staticmethod
    def end(process):
        """Leave nothing behind, whatever happened: the session is our own."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def soak(root, tmp_path, kind, kills, per_study, futures):
    soaked(tmp_path / "calm", "serial", futures).run()
    calm = content(tmp_path / "calm")
    tormentor, number = Tormentor(root, kind, futures, seed=7), 0
    while sum(tormentor.kills.values()) < kills:
        folder = tmp_path / f"{kind}-{number}"
        folder.mkdir()
        tormentor.round(folder, min(per_study, kills - sum(tormentor.kills.values())))
        assert content(folder) == calm
        number += 1
    print(kind, tormentor.kills, f"over {number} studies")
    assert tormentor.kills["worker"] > 0


def test_a_few_kills_change_no_byte(root, tmp_path):
    soak(root, tmp_path, "local", kills=3, per_study=3, futures=100)


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["local", "dask"])
def test_a_hundred_kills_change_no_byte(root, tmp_path, kind):
    if kind == "dask":
        pytest.importorskip("distributed")
    soak(root, tmp_path, kind, kills=100, per_study=20, futures=FUTURES)
