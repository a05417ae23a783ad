"""``task=verify``: special cases with known answers, run here and now."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import yaml
from tqdm import tqdm

from sim.analysis.oracles.bench import MINERAL, THRESHOLD, Bench
from sim.analysis.oracles.pack import FAMILIES, run_pack
from sim.config import Config, options, scenarios_dir
from sim.engine.model import ModelSpec
from sim.study.provenance import provenance
from sim.study.store import new_folder, write_config, write_table
from sim.task_spec import VerifyTask
from sim.world.load import load_world
from sim.world.spec import TinyWorldSpec

SOME_FAILED = 1


def run(config: Config) -> int:
    """Write the verdicts into a results folder, print them and the folder.

    World, scenario, frameworks, reserve and model of the configuration play no part.

    Returns
    -------
    int
        0, or 1 if a case failed.
    """
    import pandas as pd

    from sim.views.verify import verify_text

    assert isinstance(config.task, VerifyTask)
    bench, seed, full = make_bench(), config.study.seed, config.task.full
    cases = sum(map(len, FAMILIES.values()))
    with tqdm(total=cases, unit="case", file=sys.stderr, disable=None, leave=False) as bar:

        def show(rows: int) -> None:
            bar.update(rows)

        verdicts = run_pack(bench, seed, full, config.execution, show)
    table = pd.DataFrame([asdict(verdict) for verdict in verdicts])
    about = {"full": full} | provenance(next(iter(bench.worlds.values())), (), seed, 0, THRESHOLD)
    record = config.model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), config.task.kind, record)
    write_config(folder, record)
    write_table(folder, "verify", table, about)
    print(verify_text(table, about))
    print(folder)
    return SOME_FAILED if (table["verdict"] == "FAIL").any() else 0


def make_bench() -> Bench:
    """Return the tiny worlds and the bare model of the scenarios folder."""
    worlds = {}
    for option in options("world"):
        if option.startswith("tiny/"):
            world = load_world(TinyWorldSpec.model_validate(_read(f"world/{option}")))
            assert world.minerals == (MINERAL,)
            worlds[world.name] = world
    return Bench(worlds, ModelSpec.model_validate(_read("model/bare")))


def _read(name: str) -> object:
    return yaml.safe_load((scenarios_dir() / f"{name}.yaml").read_text(encoding="utf-8"))
