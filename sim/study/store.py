"""The results folder: made here, written here, opened here."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.study.key import config_hash
from sim.study.parts import Part, replace_file
from sim.study.provenance import stamped
from sim.study.results import Results
from sim.study.schema import TABLES

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
DERIVED = ("paired.csv", "summary.json", "failures.csv")
PACKAGES = ("vaultsim", "numpy", "scipy", "numba", "simpy", "pydantic", "pandas", "pyarrow", "matplotlib")


def new_folder(results_dir: Path, task: str, config: Mapping[str, object]) -> Path:
    """Make ``<results_dir>/<task>/<UTC stamp with microseconds>-<hash of the configuration>``."""
    ending = config_hash(config)
    while True:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        folder = results_dir / task / f"{stamp}-{ending}"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            # another study of this microsecond has it; the next microsecond is free
            if not folder.is_dir():
                raise _unwritable(results_dir, "a folder, not a file") from None
            continue
        except OSError as error:
            raise _unwritable(results_dir, f"a folder that can be written ({error.strerror})") from None
        return folder


def _unwritable(results_dir: Path, allowed: str) -> InputError:
    return InputError("results_dir", str(results_dir), "results folder", allowed)


def latest_folder(results_dir: Path, task: str) -> Path:
    """Return the newest results folder of a task.

    Raises
    ------
    InputError
        If there is none.
    """
    kept = ("config.yaml", "sweep.json")
    folders = sorted(file.parent for name in kept for file in (results_dir / task).glob(f"*/{name}"))
    if not folders:
        allowed = f"a results folder; there is none in {results_dir / task}"
        raise InputError("resume", "latest", "command line", allowed)
    return folders[-1]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes from computing in a folder; the lock goes with the process, however it ends.

    Raises
    ------
    InputError
        If another process is at work there.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            allowed = "a folder in which no other process is at work"
            raise InputError("resume", str(folder), "results folder", allowed) from None
        except OSError:
            # a file system without locks: two studies would only do the same work twice
            pass
        yield
    finally:
        os.close(handle)


def has_all_tables(folder: Path) -> bool:
    """Say whether a folder holds a manifest and the tables that follow from the parts."""
    return all((folder / name).is_file() for name in (MANIFEST, *DERIVED))


def load_results(path: str | Path) -> Results:
    """Open a results folder, complete or not.

    Parameters
    ----------
    path : str or Path
        A folder that a study has written.

    Raises
    ------
    InputError
        If the folder is missing or holds no study.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise InputError("results", str(path), "path", "an existing results folder")
    file = folder / MANIFEST
    if not file.is_file():
        allowed = f"a folder with a {MANIFEST}, as under results/run/ after `python -m sim`"
        raise InputError("results", str(path), "path", allowed)
    return Results(folder, dict(json.loads(file.read_text(encoding="utf-8"))))


def write_json(path: Path, value: Mapping[str, object]) -> None:
    """Write a mapping as JSON; a number that is not a number is an error here, never in the file."""
    text = json.dumps(value, indent=1, allow_nan=False, ensure_ascii=False)
    replace_file(path, (text + "\n").encode())


def write_config(folder: Path, config: Mapping[str, object]) -> None:
    """Write the configuration of a study."""
    import yaml

    text = yaml.safe_dump(dict(config), sort_keys=False, allow_unicode=True)
    replace_file(folder / "config.yaml", text.encode())


def write_table(folder: Path, name: str, table: pd.DataFrame, about: Mapping[str, object]) -> None:
    """Write a table as ``<name>.csv``, with its provenance in every row (`stamped`)."""
    text = stamped(table, about).to_csv(index=False, lineterminator="\n")
    replace_file(folder / f"{name}.csv", text.encode())


def write_derived(results: Results, failures: bytes) -> None:
    """Write the tables that follow from the parts."""
    write_table(results.path, "paired", results.paired, results.about)
    replace_file(results.path / "failures.csv", failures)
    write_json(results.path / "summary.json", results.summary)


def drop_derived(folder: Path) -> None:
    """Remove tables that no longer follow from the parts."""
    for name in DERIVED:
        (folder / name).unlink(missing_ok=True)


def drop_superseded(folder: Path, parts: Iterable[Part]) -> None:
    """Remove parts other than these, and temporary files of killed workers."""
    wanted = {part.key for part in parts}
    for table in TABLES:
        for file in (folder / table).glob("*"):
            if file.name.removesuffix(".parquet") not in wanted:
                file.unlink(missing_ok=True)
    for file in folder.glob(".*.json.*"):
        file.unlink(missing_ok=True)


def environment() -> dict[str, object]:
    """Return versions and platform, for the manifest only."""
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": platform.system(),
        "machine": platform.machine(),
        "packages": {name: _version(name) for name in PACKAGES},
    }


def peak_memory_mb() -> float | None:
    """Return the largest resident size of this process or a finished child, where the system tells."""
    try:
        import resource
    except ImportError:  # not a Unix
        return None
    per_mb = 1024**2 if sys.platform == "darwin" else 1024
    users = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(max(resource.getrusage(who).ru_maxrss for who in users) / per_mb, 1)


def _version(name: str) -> str | None:
    """Return the installed version of a package."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None
