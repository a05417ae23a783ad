"""Blocks on a Dask cluster: jobs go out, the files of their parts come back.

The world travels once per worker. Workers need no disk in common with this process, only the same
version of this package.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sim.errors import InputError, StoppedError
from sim.study.block import BlockRunner, Job, Work
from sim.study.executor import Done
from sim.study.key import digest, source_hash
from sim.study.parts import Files, Part, write_files

try:
    import dask
    import distributed
    from distributed import KilledWorker
    from distributed.comm import CommClosedError
except ImportError:
    allowed = "serial or local; dask needs the extra: pip install 'vaultsim[distributed]'"
    raise InputError("execution.kind", "dask", "execution", allowed) from None

if TYPE_CHECKING:
    from distributed import Client, LocalCluster, Worker

CONNECT_S = 30
"""How long to wait for a scheduler to answer."""
QUIET = {"logging": {"distributed": "critical", "distributed.worker": "critical", "bokeh": "critical"}}


class WorkPlugin(distributed.WorkerPlugin):  # type: ignore[misc]  # to mypy distributed is Any
    """What a worker knows of the work; a worker that joins later, or again, gets it as well."""

    def __init__(self, name: str, work: Work) -> None:
        self.name = name
        self._work = work
        self._source = source_hash()
        self._runner: BlockRunner | None = None

    def setup(self, worker: Worker) -> None:
        """Prepare a fresh worker; the compiler loads with the first job."""
        self._runner = self._work.runner()
        # threads of one worker share the engine, which lives one future at a time
        self._turn = threading.Lock()

    def work(self, job: Job) -> list[tuple[Part, Files]]:
        """Run one job and return its parts."""
        if source_hash() != self._source:
            allowed = "workers with the same version of this package as here"
            raise InputError("execution.address", "another version on a worker", "Dask cluster", allowed)
        assert self._runner is not None
        with self._turn:
            return list(self._runner.compute(job))


class DaskExecutor:
    """Jobs as tasks of a Dask scheduler.

    Parameters
    ----------
    work : Work
    workers : int
        Worker processes of a cluster of our own.
    address : str, optional
        Of a running scheduler; None starts a cluster on this machine.
    """

    def __init__(self, work: Work, workers: int, address: str | None) -> None:
        self._work = work
        self._workers = workers
        self._address = address
        self._name = f"vaultsim-{digest(str(work.folder.resolve()), os.getpid())}"
        self._cluster: LocalCluster | None = None
        self._client: Client | None = None

    @property
    def workers(self) -> int:
        """Workers of the cluster at this moment; those asked for while there is none."""
        if self._client is None or self._client.status != "running":
            return self._workers
        return max(1, len(self._client.ncores()))

    def __enter__(self) -> Self:
        """The cluster is reached with the first job."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the cluster as it was found; one of our own ends."""
        if self._client is not None:
            if self._cluster is None and not isinstance(error, StoppedError):
                self._client.unregister_worker_plugin(self._name)
            self._client.close(timeout=CONNECT_S)
        if self._cluster is not None:
            self._cluster.close(timeout=CONNECT_S)
        self._client = self._cluster = None

    def run(self, jobs: Sequence[Job], done: Done) -> tuple[Job, ...]:
        """Run the jobs; those whose workers die again and again, also when alone, are given up."""
        client = self._connected()
        suspects = self._batch(client, jobs, done)
        given_up = []
        for job in suspects:
            # alone, so that no other pays for it
            if self._batch(client, [job], done):
                given_up.append(job)
        return tuple(given_up)

    def _batch(self, client: Client, jobs: Sequence[Job], done: Done) -> list[Job]:
        """Run some jobs at once; return those over which workers died."""
        flying = {client.submit(_work, self._name, job, pure=False): job for job in jobs}
        lost = []
        try:
            for future in distributed.as_completed(list(flying), loop=client.loop):
                job = flying.pop(future)
                try:
                    parts = future.result()
                except KilledWorker:
                    lost.append(job)
                    continue
                for part, files in parts:
                    write_files(self._work.folder, part, files)
                future.release()
                done(job)
        except (CancelledError, CommClosedError) as error:
            raise StoppedError("the Dask scheduler is gone") from error
        except BaseException:
            client.cancel(list(flying))
            raise
        return lost

    def _connected(self) -> Client:
        """Return the client; the first call reaches or starts the cluster and tells it the work."""
        if self._client is None:
            self._client = self._own_client() if self._address is None else _client_of(self._address)
            self._client.register_plugin(WorkPlugin(self._name, self._work), name=self._name)
        return self._client

    def _own_client(self) -> Client:
        """Start a cluster on this machine and return its client."""
        with dask.config.set(QUIET):
            self._cluster = distributed.LocalCluster(
                n_workers=self._workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=":0",
                silence_logs="CRITICAL",
            )
        return distributed.Client(self._cluster, set_as_default=False)


def _client_of(address: str) -> Client:
    """Return a client of a running scheduler.

    Raises
    ------
    InputError
        If none answers.
    """
    try:
        return distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        allowed = f"address of a running Dask scheduler, e.g. tcp://10.0.0.5:8786 ({type(error).__name__})"
        raise InputError("execution.address", address, "execution", allowed) from None


def _work(name: str, job: Job) -> list[tuple[Part, Files]]:
    """Run one job on a worker."""
    plugin: Any = distributed.get_worker().plugins[name]
    parts: list[tuple[Part, Files]] = plugin.work(job)
    return parts
