"""The same bytes from every executor, and words when one of them fails."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.errors import InputError, StoppedError
from sim.study.executor import ONE_LEVEL, in_process
from sim.study.executors import make_executor
from sim.study.spec import ExecutionSpec
from sim.study.store import load_results
from tests.study.study_fakes import (
    DoomedEngine,
    FakeWorld,
    MortalEngine,
    RefusingEngine,
    make_study,
)
from tests.study.test_study import content

distributed = pytest.importorskip("distributed")
DASK = ExecutionSpec(kind="dask", workers=2)


@pytest.fixture
def scheduler(root):
    """Address of a scheduler with two workers, all in processes of their own."""
    command = [sys.executable, "-c", CLUSTER]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    process = subprocess.Popen(
        command, cwd=root, env=environment, text=True, stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )
    yield process.stdout.readline().strip(), process
    process.kill()
    process.communicate()


CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    options = dict(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs="CRITICAL")
    with LocalCluster(**options) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


def test_serial_local_and_dask_give_the_same_bytes(tmp_path):
    make_study(tmp_path / "serial", futures=60).run()
    make_study(tmp_path / "local", futures=60, workers=2).run()
    results = make_study(tmp_path / "dask", futures=60, execution=DASK).run()
    assert content(tmp_path / "serial") == content(tmp_path / "local") == content(tmp_path / "dask")
    (session,) = results.manifest["sessions"]
    assert (session["executor"], session["workers"], session["runs"]) == ("dask", 2, 120)


def test_a_running_scheduler_is_used_and_left_as_it_was(tmp_path, scheduler):
    address, process = scheduler
    there = ExecutionSpec(kind="dask", address=address)
    results = make_study(tmp_path / "there", futures=60, execution=there).run()
    assert results.manifest["sessions"][0]["workers"] == 2
    make_study(tmp_path / "here", futures=60).run()
    assert content(tmp_path / "there") == content(tmp_path / "here")
    assert process.poll() is None
    with distributed.Client(address, set_as_default=False) as client:
        plugins = client.run(lambda dask_worker: [name for name in dask_worker.plugins if "vaultsim" in name])
        assert set(map(tuple, plugins.values())) == {()}


def test_a_scheduler_that_dies_is_told_and_the_study_goes_on_elsewhere(tmp_path, scheduler):
    address, process = scheduler

    def kill(done, total):
        if done >= 50:
            process.kill()

    study = make_study(
        tmp_path / "killed", futures=500, execution=ExecutionSpec(kind="dask", address=address)
    )
    with pytest.raises(StoppedError, match="scheduler is gone"):
        study.run(kill)
    kept = load_results(tmp_path / "killed")
    assert kept.manifest["status"] == "interrupted"
    assert kept.outcomes["future"].nunique() >= 25
    make_study(tmp_path / "killed", futures=500).run()
    make_study(tmp_path / "calm", futures=500).run()
    assert content(tmp_path / "killed") == content(tmp_path / "calm")


def test_no_scheduler_at_an_address(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.study.cluster.CONNECT_S", 0.5)
    nowhere = ExecutionSpec(kind="dask", address="tcp://127.0.0.1:9")
    with pytest.raises(InputError, match="a running Dask scheduler"):
        make_study(tmp_path, execution=nowhere).run()


def test_a_killed_dask_worker_costs_nothing_but_time(tmp_path):
    flag = tmp_path / "flag"
    flag.touch()
    world = FakeWorld(name=str(flag))
    survived = make_study(
        tmp_path / "killed", futures=100, execution=DASK, engine=MortalEngine, world=world
    ).run()
    assert not flag.exists()
    assert survived.failures.empty
    make_study(tmp_path / "calm", futures=100, engine=MortalEngine, world=world).run()
    assert content(tmp_path / "killed") == content(tmp_path / "calm")


@pytest.mark.slow
def test_a_block_that_kills_every_dask_worker_is_given_up(tmp_path):
    results = make_study(tmp_path, futures=75, execution=DASK, engine=DoomedEngine).run()
    assert set(results.failures["future"]) == set(range(25, 50))
    assert results.outcomes["future"].nunique() == 50


def test_a_wrong_request_comes_back_from_a_dask_worker(tmp_path):
    with pytest.raises(InputError, match="a country that makes gallium"):
        make_study(tmp_path, futures=3, engine=RefusingEngine, execution=DASK).run()


def test_an_address_is_for_dask_alone():
    with pytest.raises(ValueError, match=r"execution\.address"):
        ExecutionSpec(kind="local", address="tcp://127.0.0.1:1")


def test_one_level_of_parallelism_at_a_time(monkeypatch):
    monkeypatch.setenv(ONE_LEVEL, "1")
    assert in_process(ExecutionSpec(kind="local", workers=3))
    assert not in_process(ExecutionSpec(kind="dask", address="tcp://127.0.0.1:1"))
    monkeypatch.delenv(ONE_LEVEL)
    assert not in_process(ExecutionSpec(kind="local"))


def test_without_the_extra_dask_is_refused_in_words(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "sim.study.cluster", raising=False)
    with pytest.raises(InputError, match=r"vaultsim\[distributed\]"):
        make_executor(DASK, make_study(tmp_path).case)


@pytest.mark.parametrize("workers", [0, 1])
def test_a_full_disk_ends_with_a_message_and_nothing_torn(tmp_path, monkeypatch, workers):
    if workers:
        # in a worker the disk is full for real: a folder whose name a file has taken
        (tmp_path / "outcomes").write_text("")
        match = "outcomes"
    else:
        write = os.fsync
        calls = []

        def full(handle):
            calls.append(handle)
            if len(calls) > 6:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            write(handle)

        monkeypatch.setattr(os, "fsync", full)
        match = "No space left"
    with pytest.raises(StoppedError, match=match):
        make_study(tmp_path, futures=60, workers=workers).run()
    assert not list(tmp_path.rglob(".*"))
    monkeypatch.undo()
    if not workers:
        make_study(tmp_path, futures=60).run()
        fresh = tmp_path.with_name("fresh")
        make_study(fresh, futures=60).run()
        assert content(tmp_path) == content(fresh)


def test_a_read_only_folder_is_told(tmp_path, monkeypatch):
    from sim.study.store import new_folder

    def refuse(self, *args, **kwargs):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(InputError, match=r"results_dir.*Permission denied"):
        new_folder(tmp_path, "run", {})


def test_two_processes_do_not_work_in_one_folder(tmp_path):
    from sim.study.store import locked

    study = make_study(tmp_path, futures=2)
    with locked(tmp_path), pytest.raises(InputError, match="no other process"):
        study.run()
    assert study.run().complete
