"""An earlier study, opened again by a task that looks back at it."""

from __future__ import annotations

from sim.config import Config, validate
from sim.errors import InputError
from sim.origin import Origin
from sim.study.key import data_hash, source_hash
from sim.study.results import Results
from sim.study.store import load_results
from sim.world.world import World


def open_study(folder: str | None) -> tuple[Results, Config]:
    """Return what ``task.results`` names: a study's results and its configuration.

    Raises
    ------
    InputError
        If the folder holds no study.
    """
    if folder is None:
        raise InputError("task.results", None, "", "a results folder, as under results/run/")
    try:
        results = load_results(folder)
    except InputError as error:
        raise InputError("task.results", folder, "", error.allowed) from None
    return results, stored_config(results)


def stored_config(results: Results) -> Config:
    """Return the configuration that a results folder holds."""
    return validate(results.config, Origin(file=f"{results.path}/config.yaml"))


def changed_since(results: Results, world: World) -> list[str]:
    """Return which of data and source have changed since a study was run in a world."""
    made = results.manifest["hashes"]
    now = {"data": data_hash(world.vintage), "source": source_hash()}
    return [what for what in now if now[what] != made[what]]
