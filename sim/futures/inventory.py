"""Numbers of the hazard table that a scenario can draw from."""

from __future__ import annotations

from collections.abc import Iterator

from sim.data.parameters import ALL
from sim.data.tables import Row, load, optional_number
from sim.data.vintage import use
from sim.futures.closures import CLOSURE_ROWS
from sim.futures.hazard_table import PER_DECREE, PER_MINERAL, TABLE, numbers
from sim.futures.hazards import BACKGROUND_ROWS
from sim.futures.regime import rows_used
from sim.futures.scenario import ScenarioSpec
from sim.futures.specs import (
    ChokepointRestrictionSpec,
    EmbargoOfInputSpec,
    EventSpec,
    ExportBanSpec,
    PlantEvent,
)
from sim.world.facts import Fact
from sim.world.world import World

RATE, LENGTH, SEVERITY, BATCH, EXPOSURE = "rate", "length", "severity", "batch", "exposure"
PLAIN = {
    LENGTH: (
        ("duration_median_d", "median length", "d"),
        ("duration_p90_d", "90th percentile of length", "d"),
    ),
    EXPOSURE: (("exposure_years", "years of exposure", "unit-yr"),),
}


def scenario_inventory(world: World, scenario: ScenarioSpec) -> tuple[Fact, ...]:
    """Return the numbers that the events and the background hazards of a scenario take from hazards.csv."""
    wanted: dict[str, set[str]] = {}
    for spec in scenario.events.values():
        if spec.hazard is not None:
            wanted.setdefault(spec.hazard, set()).update(_wanted(spec))
    if scenario.background:
        for hazard_id in BACKGROUND_ROWS:
            wanted.setdefault(hazard_id, set()).update((RATE, LENGTH, SEVERITY))
    if scenario.closures:
        for hazard_id in CLOSURE_ROWS:
            wanted.setdefault(hazard_id, set()).update((RATE, LENGTH, SEVERITY))
    if scenario.regime is not None:
        for hazard_id in rows_used(scenario.regime):
            wanted.setdefault(hazard_id, set()).update((RATE, LENGTH, SEVERITY, BATCH))
    with use(world.vintage):
        rows = {row["hazard_id"]: (line, row) for line, row in enumerate(load(TABLE), start=2)}
        if any(BATCH in parts and rows[key][1]["batch_sizes"] for key, parts in wanted.items()):
            for hazard_id in (PER_DECREE, PER_MINERAL):
                wanted.setdefault(hazard_id, set()).add(EXPOSURE)
        return tuple(fact for key, parts in wanted.items() for fact in _facts(*rows[key], parts))


def _wanted(spec: EventSpec) -> Iterator[str]:
    """Yield what an event leaves to its row."""
    if spec.start is None and not spec.alternating:
        yield BATCH
        if spec.rate_per_year is None:
            yield RATE
    if spec.duration is None and not spec.alternating:
        yield LENGTH
    severe = ExportBanSpec | PlantEvent | EmbargoOfInputSpec | ChokepointRestrictionSpec
    if isinstance(spec, severe) and spec.severity is None:
        yield SEVERITY


def _facts(line: int, row: Row, parts: set[str]) -> Iterator[Fact]:
    """Yield the numbers of one row that are wanted."""
    name = f"hazard {row['hazard_id']}"

    def cell(column: str) -> float | None:
        return optional_number(row, column, f"{TABLE}.csv", line)

    rate = cell("rate_per_year")
    if RATE in parts and rate is not None:
        ends = cell("rate_lo95"), cell("rate_hi95")
        yield Fact.of_row(row, ALL, f"{name}: rate per year", rate, row["unit"], *ends)
    for part in (LENGTH, EXPOSURE):
        for column, what, unit in PLAIN[part] if part in parts else ():
            value = cell(column)
            if value is not None:
                yield Fact.of_row(row, ALL, f"{name}: {what}", value, unit)
    if BATCH in parts:
        yield from _sample(line, row, "batch_sizes", f"{name}: minerals hit", "minerals")
    if SEVERITY in parts:
        mean = cell("severity_mean")
        if row["severity_sample"]:
            yield from _sample(line, row, "severity_sample", f"{name}: severity", "fraction")
        elif mean is not None:
            yield Fact.of_row(row, ALL, f"{name}: mean severity", mean, "fraction")


def _sample(line: int, row: Row, column: str, what: str, unit: str) -> Iterator[Fact]:
    """Yield the observations of a cell that lists several."""
    values = numbers(row, column, line)
    for i, value in enumerate(values, start=1):
        yield Fact.of_row(row, ALL, f"{what}, observation {i} of {len(values)}", value, unit)
