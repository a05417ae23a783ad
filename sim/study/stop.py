"""When a study has enough futures: fixed looks until the relative half-width target is met.

Law (2015), *Simulation Modeling and Analysis*, 5th ed., section 9.4.1: half-width / |mean| of at most
gamma / (1 + gamma) keeps the relative error below gamma. Looking more than once makes the coverage a
little smaller than promised; few, fixed looks after a pilot of at least 50 keep that small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.study.comparisons import chosen_pairs
from sim.study.runs import ANY, MINERAL_METRICS, TOTALS, Runs
from sim.study.spec import StopSpec, StudySpec
from sim.study.stats.bootstrap import bootstrap_t
from sim.study.stats.means import FloatArray, estimate


def looks(spec: StudySpec) -> Iterator[int]:
    """Yield the numbers of futures after which the study looks; the last is the budget."""
    if spec.stop.kind == "precision":
        yield from range(spec.stop.pilot, spec.futures, spec.stop.look)
    yield spec.futures


def target(stop: StopSpec) -> float:
    """Return the largest relative half-width allowed."""
    return stop.gamma / (1 + stop.gamma)


def check_stop(stop: StopSpec, minerals: Sequence[str]) -> None:
    """Raise if the rule watches a number that the study does not have.

    Raises
    ------
    InputError
        With key ``study.stop.mineral`` or ``study.stop.metric``.
    """
    if stop.mineral != ANY and stop.mineral not in minerals:
        allowed = f"any, or a mineral of the world: {', '.join(minerals)}"
        raise InputError("study.stop.mineral", stop.mineral, "study", allowed)
    metrics = tuple(TOTALS) if stop.mineral == ANY else MINERAL_METRICS
    if stop.metric not in metrics:
        allowed = f"with study.stop.mineral={stop.mineral} one of: {', '.join(metrics)}"
        raise InputError("study.stop.metric", stop.metric, "study", allowed)


def relative_half_width(runs: Runs, order: Sequence[str], stop: StopSpec) -> float | None:
    """Return the largest relative half-width of all intervals that count.

    The wider of the t and the bootstrap-t interval counts: outcomes are skewed.

    Returns
    -------
    float or None
        None where it has no value: a mean of zero that varies, or too few runs.
    """
    metric = TOTALS[stop.metric] if stop.mineral == ANY else stop.metric
    values = {arm: runs.values(arm, stop.mineral, metric) for arm in order if arm in runs.arms}
    watched: list[FloatArray] = []
    if stop.of != "differences":
        watched += values.values()
    if stop.of != "means":
        watched += [values[a] - values[b] for a, b in chosen_pairs(runs, order)]
    widths = [_relative(sample) for sample in watched]
    known = [width for width in widths if width is not None]
    return max(known) if known and len(known) == len(widths) else None


def _relative(sample: FloatArray) -> float | None:
    """Return half-width over |mean|; 0 where the sample never varies."""
    result = estimate(sample)
    if result.mean is None or result.ci_high is None:
        return None
    finite = sample[np.isfinite(sample)]
    if np.all(finite == finite[0]):
        return 0.0
    if result.mean == 0:
        return None
    low, high = bootstrap_t(sample) or (result.mean, result.mean)
    return max(result.ci_high - result.mean, (high - low) / 2) / abs(result.mean)


def asked(spec: StudySpec) -> dict[str, Any]:
    """Return what a summary says of the stop rule while a study runs."""
    if spec.stop.kind == "fixed":
        return {"kind": "fixed"}
    return {**spec.stop.model_dump(), "budget": spec.futures}


def told(spec: StudySpec, width: float | None) -> dict[str, Any]:
    """Return what the summary says about the end of a study."""
    if spec.stop.kind == "fixed":
        return asked(spec)
    met = width is not None and width <= target(spec.stop)
    return {
        **asked(spec),
        "target": target(spec.stop),
        "relative_half_width": width,
        "ended_by": "target" if met else "budget",
    }
