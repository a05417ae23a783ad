"""What a study consists of: its parts, and the jobs that make them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.study.arms import arm_content
from sim.study.block import Case, Job, Runner
from sim.study.key import digest
from sim.study.parts import Part
from sim.study.spec import BLOCK

if TYPE_CHECKING:
    from sim.engine.model import ModelSpec
    from sim.futures.future import Future
    from sim.study.spec import StudySpec
    from sim.world.world import World

KEYED = {"horizon_d", "threshold", "discount_rate", "seed", "parameters", "tilt"}
"""Fields of the study that change a part; its size, its stop rule and its place do not."""


def common_key(case: Case, spec: StudySpec, hashes: Mapping[str, str]) -> str:
    """Return the hash of what all parts of a study share."""
    return digest(case.world, case.scenario, case.model, spec.model_dump(include=KEYED), hashes)


MOST_ARMS = 8
"""Arms per job: a job is what an interruption costs."""


def parts_of(case: Case, spec: StudySpec, futures: int, common: str) -> tuple[Part, ...]:
    """Return all parts of a study of so many futures, arm by arm; ``common`` is their `common_key`."""
    parts = []
    for number, (name, arm) in enumerate(case.arms.items()):
        # every arm lives the same events: the first one keeps them
        events = spec.events and number == 0
        for block in range(-(-futures // BLOCK)):
            size = min(BLOCK, futures - BLOCK * block)
            series = min(size, max(0, spec.series_futures - BLOCK * block))
            key = digest(name, arm_content(arm), common, block, size, series, events)
            parts.append(Part(name, block, size, series, key, events))
    return tuple(parts)


def jobs_of(case: Case, missing: tuple[Part, ...], workers: int) -> list[Job]:
    """Return the jobs block by block, so that a partial study holds all arms of the blocks it has.

    Arms of a block share its sampled futures; a block is split between workers only when there
    are fewer blocks than workers, or into jobs of at most `MOST_ARMS`.
    """
    blocks: dict[int, dict[str, list[Part]]] = defaultdict(lambda: defaultdict(list))
    for part in missing:
        blocks[part.block][arm_content(case.arms[part.arm])].append(part)
    jobs = []
    for block in sorted(blocks):
        groups = [tuple(parts) for parts in blocks[block].values()]
        idle = -(-workers // len(blocks))
        splits = min(len(groups), max(idle, -(-len(groups) // MOST_ARMS)))
        edges = [split * len(groups) // splits for split in range(splits + 1)]
        # neighbours stay together: they have most in common, and lives that arms share are lived once
        jobs += [Job(block, tuple(groups[first:end])) for first, end in pairwise(edges)]
    return jobs


def default_engine() -> Callable[[World, ModelSpec, float, float], Runner]:
    """Return the engine; imported late, because it loads the compiler."""
    from sim.engine.run import Engine

    return Engine


def sampler_of(spec: StudySpec, sampler: Callable[..., Future] | None) -> Callable[..., Future]:
    """Return the sampler of futures, tilted where the study asks for that."""
    if sampler is None:
        from sim.futures.sampler import sample_future

        sampler = sample_future
    if not spec.tilt:
        return sampler
    from sim.study.tilt import TiltedSampler

    return TiltedSampler(spec.tilt, sampler)
