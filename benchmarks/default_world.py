"""The default world: ten years, all minerals, every behaviour; whole runs beside the kernel alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from benchmarks.case import MODELS, default_case
from benchmarks.measure import interleaved
from benchmarks.reference import alone

ROUNDS = 5


def measure() -> dict[str, object]:
    """Measure one future, lived by the four arms of the headline study and by its fullest arm alone."""
    study = default_case()
    cases: dict[str, Callable[[], object]] = {"four arms, full market": study.live}
    for name, model in MODELS.items():
        case = replace(default_case(f"model={model}"), arms=study.arms[-1:])
        cases[f"engine, {name}"] = case.live
        cases[f"kernel alone, {name}"] = alone(case.record())
    links = len(study.world.links.base)
    return {
        "seconds": interleaved(cases, ROUNDS),
        "arms": len(study.arms),
        "minerals": len(study.world.minerals),
        "links": links,
        "days": study.horizon_d,
    }
