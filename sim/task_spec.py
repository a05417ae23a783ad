"""What can be asked for: one spec per task."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.analysis.sizing.spec import SizingTask
from sim.analysis.spec import AttributeTask, DiscoverTask, SensitivityTask


class Strict(BaseModel):
    """A frozen spec without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RunTask(Strict):
    """Run the study."""

    kind: Literal["run"]


class WorldTask(Strict):
    """Describe the world of day 0; with ``sheet``, write down every number a run can read.

    ``map`` names a mineral: facilities, sea routes and chokepoints are drawn into a results folder.
    """

    kind: Literal["world"]
    sheet: bool
    map: str | None


class N1Task(Strict):
    """Stop every supplier in turn: how long until the United States runs short."""

    kind: Literal["n1"]
    horizon_d: Annotated[int, Field(gt=0)]


class ClosureTask(Strict):
    """Close some chokepoints or ports and look at days under way and cover.

    ``places`` are keys of chokepoints.csv or ports.csv; ``start_d``, ``days`` and ``horizon_d`` are days.
    """

    kind: Literal["closure"]
    places: Annotated[tuple[str, ...], Field(min_length=1)]
    start_d: Annotated[int, Field(ge=0)]
    days: Annotated[int, Field(gt=0)]
    horizon_d: Annotated[int, Field(gt=0)]


class ExplainTask(Strict):
    """Live one run of an earlier study again: why did a mineral run short.

    ``results`` is the folder of the study, ``arm`` null its first arm, ``mineral`` null the one that lost
    most days in the run; ``every_d`` are the days per row of the trace.
    """

    kind: Literal["explain"]
    results: str | None
    future: Annotated[int, Field(ge=0)]
    arm: str | None
    mineral: str | None
    every_d: Annotated[int, Field(gt=0)]


class PreviewTask(Strict):
    """Live one future of the scenario, once with its events and once without: flows and prices of a mineral.

    ``mineral`` null is the one that ``minerals`` names; ``market`` is a market of the world.
    """

    kind: Literal["preview"]
    mineral: str | None
    market: Annotated[str, Field(min_length=1)]


class ReportTask(Strict):
    """Write one self-contained page about an earlier study or sweep, whose folder ``results`` names."""

    kind: Literal["report"]
    results: str | None


class SweepTask(Strict):
    """Run the cells of a design table: a CSV file whose columns are keys and whose rows are cells."""

    kind: Literal["sweep"]
    design: str | None


class VerifyTask(Strict):
    """Run the special cases with known answers; ``full`` asks for standard errors of 1 % instead of 10 %."""

    kind: Literal["verify"]
    full: bool


class BacktestTask(Strict):
    """Live past episodes again and compare with what was observed.

    ``episodes`` are options of ``scenario/episode``, or all of them with an observed number; every episode
    lives through ``futures`` draws of the uncertain parameters, the same for all.
    """

    kind: Literal["backtest"]
    episodes: Literal["all"] | Annotated[tuple[str, ...], Field(min_length=1)]
    futures: Annotated[int, Field(ge=1)]


class CalibrateTask(Strict):
    """Find the values of shared parameters that reproduce past episodes best.

    ``episodes`` are options of ``scenario/episode``, or all of them with an observed number; ``futures`` are
    parameter sets, the same for all episodes.
    """

    kind: Literal["calibrate"]
    episodes: Literal["all"] | Annotated[tuple[str, ...], Field(min_length=1)]
    futures: Annotated[int, Field(ge=10)]


TaskSpec = Annotated[
    RunTask
    | WorldTask
    | ClosureTask
    | N1Task
    | ExplainTask
    | PreviewTask
    | ReportTask
    | SweepTask
    | SizingTask
    | SensitivityTask
    | AttributeTask
    | DiscoverTask
    | VerifyTask
    | BacktestTask
    | CalibrateTask,
    Field(discriminator="kind"),
]
"""What to do: one module of ``sim/tasks`` per kind."""
