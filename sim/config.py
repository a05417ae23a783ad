"""One configuration: the rooms' own specs composed, with the checks that need more than one room."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from sim.engine.model import ModelSpec
from sim.errors import InputError
from sim.futures.scenario import ScenarioSpec
from sim.origin import Origin, as_input_error, override_key, within
from sim.policy.instruments import InstrumentSpec
from sim.policy.reserve.spec import ReserveSpec
from sim.study.spec import ExecutionSpec, StudySpec
from sim.task_spec import Strict, TaskSpec
from sim.world.spec import WorldSpec

RESUMABLE = ("run", "sweep", "sensitivity", "attribute", "sizing")
FREE_ON_RESUME = ("resume", "study.futures", "execution", "verbosity")


class FrameworksSpec(Strict):
    """A named bundle of instruments."""

    name: Annotated[str, Field(min_length=1)]
    instruments: dict[str, InstrumentSpec]


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
