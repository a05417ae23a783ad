"""One configuration: the rooms' own specs composed, with the checks that need more than one room."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.analysis.spec import DiscoverTask, SensitivityTask
from sim.engine.model import ModelSpec
from sim.errors import InputError
from sim.futures.scenario import ScenarioSpec
from sim.origin import Origin, as_input_error, override_key, within
from sim.policy.instruments import InstrumentSpec
from sim.policy.reserve.spec import ReserveSpec
from sim.study.spec import ExecutionSpec, StudySpec
from sim.world.spec import WorldSpec

RESUMABLE = ("run", "sweep", "sensitivity")
FREE_ON_RESUME = ("resume", "study.futures", "execution", "verbosity")


class Strict(BaseModel):
    """A frozen spec without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FrameworksSpec(Strict):
    """A named bundle of instruments."""

    name: Annotated[str, Field(min_length=1)]
    instruments: dict[str, InstrumentSpec]


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
    | SensitivityTask
    | DiscoverTask
    | VerifyTask
    | BacktestTask
    | CalibrateTask,
    Field(discriminator="kind"),
]
"""What to do: one module of ``sim/tasks`` per kind."""


class Config(Strict):
    """Everything one task needs; the groups of ``scenarios/`` are its fields.

    Parameters
    ----------
    minerals : ``"all"`` or tuple of str
        Minerals to load; ``"all"`` are those of the world's tables.
    results_dir : str
        Folder in which every run makes its own.
    verbosity : {"normal", "quiet"}
        ``quiet`` prints nothing but the results folder.
    resume : str, optional
        Folder of an earlier run or sweep to go on with; ``latest`` is the newest of the task.
    """

    world: WorldSpec
    scenario: ScenarioSpec
    frameworks: FrameworksSpec
    reserve: ReserveSpec
    model: ModelSpec
    study: StudySpec
    execution: ExecutionSpec
    task: TaskSpec
    minerals: Literal["all"] | Annotated[tuple[str, ...], Field(min_length=1)]
    results_dir: Annotated[str, Field(min_length=1)]
    verbosity: Literal["normal", "quiet"]
    resume: str | None

    @model_validator(mode="after")
    def _minerals_are_distinct(self) -> Self:
        if self.minerals != "all" and len(set(self.minerals)) < len(self.minerals):
            raise InputError("minerals", list(self.minerals), "", "each mineral once")
        return self

    @model_validator(mode="after")
    def _only_runs_resume(self) -> Self:
        if self.resume is not None and self.task.kind not in RESUMABLE:
            allowed = "null, unless task is one of: " + ", ".join(RESUMABLE)
            raise InputError("resume", self.resume, "", allowed)
        return self


def scenarios_dir() -> Path:
    """Return the folder of the configuration files: the wheel's, else the checkout's.

    Raises
    ------
    FileNotFoundError
        If neither exists.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "scenarios", package.parent / "scenarios"):
        if (folder / "config.yaml").is_file():
            return folder
    raise FileNotFoundError(f"no scenarios/config.yaml inside or beside {package}")


def options(group: str) -> list[str]:
    """Return the options of a group, those of its subfolders as ``folder/option``."""
    folder = scenarios_dir() / group
    return sorted(file.relative_to(folder).with_suffix("").as_posix() for file in folder.rglob("*.yaml"))


def validate(values: Mapping[str, Any], origin: Origin) -> Config:
    """Return the checked, frozen configuration.

    Values pass through JSON in strict mode: a list becomes a tuple and a text a date, but
    ``"5"`` does not become 5.

    Raises
    ------
    InputError
        For the first key that is unknown, of the wrong type or out of range.
    """
    _refuse_targets(values, origin)
    try:
        return Config.model_validate_json(json.dumps(values), strict=True)
    except ValidationError as error:
        raise as_input_error(error, values, origin) from None


def resumed(config: Config, stored: Mapping[str, Any], origin: Origin) -> Config:
    """Return the configuration of an earlier run with what a resume may change.

    Parameters
    ----------
    config : Config
        What this command line composed; its ``resume`` names the folder.
    stored : mapping
        The folder's own ``config.yaml``.
    origin : Origin
        Of ``config``.

    Raises
    ------
    InputError
        If anything but ``study.futures`` and ``execution`` changes, or futures shrink.
    """
    before = validate(stored, Origin(file=f"{config.resume}/config.yaml"))
    given = {override_key(override): override for override in origin.overrides}
    asked, kept = config.model_dump(mode="json"), before.model_dump(mode="json")
    for key, override in given.items():
        if any(within(key, free) for free in FREE_ON_RESUME):
            continue
        difference = _difference(asked, kept, key.partition("@")[2] or key)
        if difference is not None:
            leaf, new, old = difference
            allowed = (
                f"{json.dumps(old)}, as before; with resume, only study.futures and execution may change"
            )
            raise InputError(leaf, new, f"command line: {override}", allowed)
    changes: dict[str, object] = {"resume": config.resume, "verbosity": config.verbosity}
    if any(within(key, "execution") for key in given):
        changes["execution"] = config.execution
    if "study.futures" in given:
        futures, least = config.study.futures, before.study.futures
        if futures < least:
            raise InputError(
                "study.futures", futures, origin.of("study.futures"), f"at least {least}, as before"
            )
        changes["study"] = before.study.model_copy(update={"futures": futures})
    return before.model_copy(update=changes)


def _difference(asked: object, kept: object, inside: str, key: str = "") -> tuple[str, object, object] | None:
    """Return the first key at which two configurations differ, with both values; only inside a key."""
    if any(within(key, free) for free in FREE_ON_RESUME):
        return None
    if isinstance(asked, Mapping) and isinstance(kept, Mapping):
        for name in dict.fromkeys((*asked, *kept)):
            path = f"{key}.{name}".lstrip(".")
            if within(path, inside) or within(inside, path):
                found = _difference(asked.get(name), kept.get(name), inside, path)
                if found is not None:
                    return found
        return None
    return None if asked == kept else (key, asked, kept)


def traced(error: InputError, origin: Origin) -> InputError:
    """Name the file or argument behind an error that a room raised about a key of the configuration."""
    # minerals.csv:3:contained is a cell of a table, not a key below minerals
    if error.key.partition(".")[0] not in Config.model_fields or ".csv:" in error.key:
        return error
    return InputError(error.key, error.value, origin.of(error.key), error.allowed)


def _refuse_targets(values: object, origin: Origin, key: str = "") -> None:
    """Refuse Hydra's instruction to call code, anywhere in the values."""
    if isinstance(values, Mapping):
        for name, value in values.items():
            path = f"{key}.{name}".lstrip(".")
            if name == "_target_":
                raise InputError(path, value, origin.of(path), "no _target_: a configuration names no code")
            _refuse_targets(value, origin, path)
    elif isinstance(values, list):
        for number, value in enumerate(values):
            _refuse_targets(value, origin, f"{key}.{number}")
