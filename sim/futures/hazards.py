"""Background hazards: ordinary outages and strikes of every plant, whatever the scenario."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.errors import InputError
from sim.futures.arrivals import DAYS_PER_YEAR, spells
from sim.futures.events import Outage
from sim.futures.hazard_table import hazard
from sim.futures.laws import Exponential, Law
from sim.futures.streams import FloatArray, uniform_rows
from sim.world.world import World

# Per cycle: time up, time down, mark of the event.
_DRAWS_PER_CYCLE = 3


@dataclass(frozen=True)
class Process:
    """One kind of interruption of one stage; `name` begins the ids of its events."""

    name: str
    stage: str
    up: Law
    down: Law
    severity: float

    def unavailability(self) -> float:
        """Long-run share of a plant's output lost: severity x mean down / (mean up + mean down)."""
        return self.severity * self.down.mean() / (self.up.mean() + self.down.mean())


# Event names no scenario may use, as the ids of background events begin with them.
OUTAGES, STRIKES = "outages", "strikes"
RESERVED = (OUTAGES, STRIKES)
_SOURCES = (
    (OUTAGES, "mine", "mine-outage-major"),
    (OUTAGES, "refine", "refinery-outage-major"),
    (STRIKES, "mine", "strike"),
)
BACKGROUND_ROWS = tuple(hazard_id for _, _, hazard_id in _SOURCES)
"""Rows of hazards.csv that the background draws from."""


def processes() -> tuple[Process, ...]:
    """Interruptions of single plants, from the hazard table."""
    return tuple(_process(name, stage, hazard_id) for name, stage, hazard_id in _SOURCES)


def _process(name: str, stage: str, hazard_id: str) -> Process:
    row = hazard(hazard_id, "background")
    if row.rate_per_year is None or row.duration is None or row.severity is None:
        raise InputError(f"hazards.csv:{hazard_id}", row, "table", "a rate, a duration and a severity")
    up = Exponential(mean=DAYS_PER_YEAR / row.rate_per_year)
    return Process(name, stage, up, row.duration, row.severity.mean())


def mean_availability(world: World) -> FloatArray:
    """Long-run availability of every facility under the background hazards, shape (n_f,).

    Plants are alike and the losses of overlapping events add up, so the number of plants drops out.
    Facilities without hazards (recycling, projects not yet built) have 1.
    """
    lost: dict[str, float] = {}
    for process in processes():
        lost[process.stage] = lost.get(process.stage, 0.0) + process.unavailability()
    stages = np.array([1.0 - lost.get(stage, 0.0) for stage in world.facilities.stage])
    return np.where(world.facilities.base > 0, stages, 1.0)


@dataclass(frozen=True)
class _Plants:
    """Every plant that one process strikes; `severity` is the share of the national facility lost."""

    process: Process
    entity: tuple[str, ...]
    minerals: tuple[tuple[str, ...], ...]
    country: tuple[str, ...]
    facility: tuple[str, ...]
    severity: tuple[float, ...]


class Background:
    """Background hazards of one world, ready to be drawn.

    Every plant has its own stream per process, keyed by mineral, stage, facility and number of the plant:
    one more mineral or plant moves no other draw.
    """

    def __init__(self, world: World) -> None:
        self._plants = tuple(_plants(world, process) for process in processes())

    def draw(self, seed: int, future: int, horizon_d: float) -> list[Outage]:
        """All outages that start before the horizon, in no particular order."""
        return [event for plants in self._plants for event in _outages(plants, seed, future, horizon_d)]


def _plants(world: World, process: Process) -> _Plants:
    f = world.facilities
    names, minerals, countries, facilities, severities = [], [], [], [], []
    for i in np.flatnonzero(f.base > 0).tolist():
        if f.stage[i] != process.stage:
            continue
        mineral, label, plants = world.minerals[f.mineral[i]], f.name[i].rpartition("/")[2], int(f.plants[i])
        names += [f"{process.name}/{mineral}/{process.stage}/{label}/{k}" for k in range(plants)]
        minerals += [(mineral,)] * plants
        countries += [f.country[i]] * plants
        facilities += [label] * plants
        severities += [process.severity / plants] * plants
    return _Plants(
        process, tuple(names), tuple(minerals), tuple(countries), tuple(facilities), tuple(severities)
    )


def _outages(plants: _Plants, seed: int, future: int, horizon_d: float) -> list[Outage]:
    process = plants.process
    cycles = int(2 * horizon_d / (process.up.mean() + process.down.mean())) + 2
    todo = np.arange(len(plants.entity))
    events: list[Outage] = []
    while todo.size:
        names = [plants.entity[p] for p in todo.tolist()]
        u = uniform_rows(seed, future, names, "renewal", cycles * _DRAWS_PER_CYCLE).reshape(-1, cycles, 3)
        ups = process.up.quantiles(np.ascontiguousarray(u[..., 0]))
        starts, ends, downs = spells(ups, process.down.quantiles(np.ascontiguousarray(u[..., 1])))
        finished = ends[:, -1] >= horizon_d
        row, cycle = np.nonzero((starts < horizon_d) & finished[:, None])
        columns = (starts[row, cycle], downs[row, cycle], u[row, cycle, 2])
        events += [
            Outage.model_construct(
                id=f"{plants.entity[p]}/{i}",
                mark=mark,
                start_d=start,
                duration_d=down,
                minerals=plants.minerals[p],
                kind="outage",
                stage=process.stage,
                origin=plants.country[p],
                facility=plants.facility[p],
                severity=plants.severity[p],
            )
            for p, i, start, down, mark in zip(
                todo[row].tolist(), cycle.tolist(), *(column.tolist() for column in columns), strict=True
            )
        ]
        # The few plants whose cycles end before the horizon are drawn again with more of them.
        todo, cycles = todo[~finished], 2 * cycles
    return events
