"""Time against futures, minerals, arms and horizon, one process, one core."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.case import Case, default_case
from benchmarks.measure import interleaved
from sim.composing import configure
from sim.tasks.run import make_study

ROUNDS = 3
FUTURES = (1, 2, 4, 8)
MINERALS = (1, 3, 7, 12, 17)
ARMS = (1, 2, 3, 4)
HORIZONS_D = (365, 730, 1825, 3650)


def measure() -> dict[str, object]:
    """Measure every size, all sizes in turn; arms are the fullest one, again and again."""
    study = default_case()
    fullest = replace(study, arms=study.arms[-1:])
    sizes: dict[str, dict[float, Callable[[], object]]] = {
        "futures": {n: lambda n=n: fullest.live(n) for n in FUTURES},
        "links": {float(len(case.world.links.base)): case.live for case in _few_minerals(study)},
        "arms": {n: replace(fullest, arms=n * fullest.arms).live for n in ARMS},
        "days": {days: replace(fullest, horizon_d=days).live for days in HORIZONS_D},
    }
    cases = {f"{what} {size:g}": case for what, by_size in sizes.items() for size, case in by_size.items()}
    return {"seconds": interleaved(cases, ROUNDS), "case_bytes": _case_bytes()}


def _few_minerals(study: Case) -> list[Case]:
    """Return the fullest arm in worlds of more and more minerals, those with few links first.

    A by-product brings the minerals that carry it.
    """
    world = study.world
    links = np.bincount(world.facilities.mineral[world.links.supplier])
    names = sorted(world.reported_minerals, key=lambda name: links[world.mineral_index(name)])
    cases = [default_case(minerals=names[:n]) for n in MINERALS]
    return [replace(case, arms=case.arms[-1:]) for case in cases]


def _case_bytes() -> int:
    """Return what a worker is sent once: the world, the scenario, the arms."""
    return len(pickle.dumps(make_study(configure("verbosity=quiet")).case))
