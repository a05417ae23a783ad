"""The command line: Hydra composes, `sim.config` validates, one task runs.

Every wrong request ends in one message that names key, value, origin and what is allowed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import hydra
import yaml
from hydra._internal.utils import get_args_parser
from hydra.core.global_hydra import GlobalHydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.core.singleton import Singleton
from hydra.core.utils import JobRuntime, env_override
from hydra.errors import HydraException, MissingConfigException
from hydra.types import RunMode
from hydra.version import VersionBase
from omegaconf import DictConfig, OmegaConf
from omegaconf.basecontainer import BaseContainer
from omegaconf.errors import OmegaConfBaseException

from sim.config import Config, options, resumed, scenarios_dir, traced, validate
from sim.errors import InputError
from sim.origin import Origin, listed, override_key

if TYPE_CHECKING:
    from sim.study.results import Results

PROGRAM = "vaultsim"
VERSION_BASE = "1.3"
DONE, WRONG_REQUEST, INTERRUPTED = 0, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; default those of the process.

    Returns
    -------
    int
        0 done; 1 some runs failed; 2 the request was wrong; 130 interrupted.
    """
    try:
        return _launch(list(sys.argv[1:] if argv is None else argv))
    except InputError as error:
        return _report(error)
    except KeyboardInterrupt:
        return INTERRUPTED


def run_study(*overrides: str) -> Results:
    """Run the study that a command line with these overrides would run.

    Parameters
    ----------
    *overrides : str
        As on the command line, e.g. ``"scenario=none"``, ``"study.futures=25"``.

    Returns
    -------
    Results
        The tables of the study; ``Results.path`` is its folder.

    Raises
    ------
    InputError
        If the request is wrong.
    """
    from sim.tasks.run import run_config

    return run_config(configure(*overrides))


def configure(*overrides: str) -> Config:
    """Compose and validate a configuration; Hydra's global state is as before afterwards.

    Raises
    ------
    InputError
        If an override or a file is wrong.
    """
    with _own_hydra(), _explained(overrides):
        composed = _compose(_rewrite(overrides, sweeping=False))
        return _checked(composed, _origin(composed.hydra))


def _launch(arguments: list[str]) -> int:
    """Hand a command line to Hydra and return the worst exit code of its cells."""
    parser = get_args_parser()
    parser.prog = PROGRAM
    known = parser.parse_intermixed_args(arguments)
    if known.config_dir is not None and not Path(known.config_dir).is_dir():
        raise InputError("--config-dir", known.config_dir, "command line", "an existing folder")
    overrides: list[str] = known.overrides
    flags = [argument for argument in arguments if argument not in overrides]
    rewritten = _rewrite(overrides, sweeping=known.multirun)
    if known.multirun and not {"study", "study.arms"} & set(map(override_key, overrides)):
        rewritten.append("study.arms=single")
    codes = []

    def cell(composed: DictConfig) -> None:
        codes.append(_run_cell(composed))

    # Hydra's own record of a sweep holds paths of this machine; every cell keeps its config.yaml
    with TemporaryDirectory() as record:
        process = _as_process([*flags, *rewritten, f"hydra.sweep.dir={json.dumps(record)}"])
        with _own_hydra(), process, _explained(overrides):
            hydra.main(str(scenarios_dir()), "config", VERSION_BASE)(cell)()
    return max(codes, default=DONE)


def _run_cell(composed: DictConfig) -> int:
    """Run one task; a wrong request is reported here, so that it does not end a sweep."""
    settings = HydraConfig.get()
    origin = _origin(settings)
    if settings.mode == RunMode.MULTIRUN:
        print(f"cell {settings.job.num}: {' '.join(origin.overrides)}", file=sys.stderr)
    try:
        with _explained(origin.overrides):
            config = _checked(composed, origin)
    except InputError as error:
        return _report(error)
    try:
        code: int = import_module(f"sim.tasks.{config.task.kind}").run(config)
        return code
    except InputError as error:
        return _report(traced(error, origin))


def _compose(overrides: Sequence[str]) -> DictConfig:
    """Return the composition of the configuration files, with the node ``hydra``."""
    with hydra.initialize_config_dir(str(scenarios_dir()), version_base=VERSION_BASE):
        return hydra.compose("config", list(overrides), return_hydra_config=True)


def _checked(composed: DictConfig, origin: Origin) -> Config:
    """Return the validated configuration of a composition, or that of the folder it resumes."""
    own = OmegaConf.masked_copy(composed, [str(key) for key in composed if key != "hydra"])
    values: Any = OmegaConf.to_container(own, resolve=True)
    config = validate(values, origin)
    if config.resume is None:
        return config
    file = Path(config.resume) / "config.yaml"
    if not file.is_file():
        raise InputError("resume", config.resume, origin.of("resume"), "a results folder with a config.yaml")
    return resumed(config, yaml.safe_load(file.read_text(encoding="utf-8")), origin)


def _origin(settings: Any) -> Origin:  # noqa: ANN401 - Hydra's node is a DictConfig that says it is a dataclass
    """Return where Hydra took the values of this composition from."""
    # not resolved: an override may hold an interpolation that fails, and its message needs the origin
    overrides: Any = OmegaConf.to_container(settings.overrides.task, resolve=False)
    choices = {str(k): str(v) for k, v in settings.runtime.choices.items() if not str(k).startswith("hydra/")}
    return Origin(overrides=tuple(overrides), choices=choices)


def _report(error: InputError) -> int:
    """Print the one message of a wrong request and return its exit code."""
    value = error.value
    text = json.dumps(value, default=str) if value == "" or not isinstance(value, str) else value
    text = text if len(text) <= 100 else f"{text[:97]}..."
    print(f"error: {error.key} = {text}\n  where: {error.where}\n  allowed: {error.allowed}", file=sys.stderr)
    return WRONG_REQUEST


def _refused(text: str, allowed: str) -> InputError:
    """Return the message about one argument of the command line."""
    return InputError(override_key(text), text.partition("=")[2], f"command line: {text}", allowed)


def _rewrite(overrides: Sequence[str], sweeping: bool) -> list[str]:
    """Return the overrides as Hydra shall see them, and refuse those it would take amiss.

    A mapping in braces replaces the mapping that stands there: Hydra would merge the two, so
    that ``frameworks.instruments={}`` did nothing.
    """
    rewritten = []
    for text in overrides:
        override = _parsed(text)
        key = override.key_or_group
        if override.is_add() or override.is_force_add():
            raise _refused(text, f"keys are never added; {_known(key, overrides)}")
        if override.is_delete():
            raise _refused(text, "keys are never deleted; set a value, or null")
        if override.is_sweep_override():
            if not sweeping:
                raise _refused(text, "one value; several need -m, a list needs brackets")
        elif (choices := options(key.partition("@")[0])) and not isinstance(override.value(), str):
            raise _refused(text, f"one of: {listed(choices)}")
        if "." in key and "@" not in key and override.get_value_string().startswith("{"):
            rewritten += [f"{key}=null", f"++{text}"]
        else:
            rewritten.append(text)
    return rewritten


def _parsed(text: str) -> Override:
    try:
        return OverridesParser.create().parse_override(text)
    except HydraException:
        quoting = "quote a value with spaces, commas, brackets or equals signs: 'key=\"a b\"'"
        raise _refused(text, f"key=value; {quoting}") from None


@contextmanager
def _explained(overrides: Sequence[str]) -> Iterator[None]:
    """Turn the errors of Hydra, OmegaConf and YAML into one `InputError`."""
    try:
        yield
    except MissingConfigException as error:
        raise _missing_file(error, overrides) from None
    except (HydraException, OmegaConfBaseException) as error:
        raise _bad_override(error, overrides) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{Path(mark.name).name}, line {mark.line + 1}" if mark else "a configuration file"
        raise InputError("YAML", error.problem, where, "a file that is well-formed YAML") from None


def _missing_file(error: MissingConfigException, overrides: Sequence[str]) -> InputError:
    """Explain an option that no file of its group carries."""
    group, _, option = (error.missing_cfg_file or "").partition("/")
    allowed = f"one of: {listed(options(group), option)}"
    for text in overrides:
        if option in text.partition("=")[2].split(","):
            return _refused(text, allowed)
    return InputError(group, option, "a defaults list", allowed)


def _bad_override(error: Exception, overrides: Sequence[str]) -> InputError:
    """Explain an override of a key that does not exist, or a value that cannot be put there."""
    reason = str(error.__cause__ or error).splitlines()[0]
    key = getattr(error, "full_key", None)
    for text in overrides:
        if f"override '{override_key(text)}'" in str(error):
            return _refused(text, f"no such key; {_known(override_key(text), overrides)}")
        if override_key(text) == key:
            return _refused(text, reason)
    return InputError(key or "configuration", reason, "a configuration file", "a file that Hydra can compose")


def _known(key: str, overrides: Sequence[str]) -> str:
    """Return the keys that stand at the deepest existing level above a dotted key."""
    chosen = [text for text in overrides if text.partition("=")[2] in options(override_key(text))]
    with _own_hydra():
        level: Any = OmegaConf.to_container(_compose(chosen))
    path: list[str] = []
    for part in key.split("."):
        if not isinstance(level, Mapping):
            return f"{'.'.join(path)} holds a single value"
        if part not in level:
            return f"keys of {'.'.join(path) or 'the configuration'}: {listed(level, part)}"
        level = level[part]
        path.append(part)
    return f"set {key}=VALUE"


@contextmanager
def _own_hydra() -> Iterator[None]:
    """Give Hydra fresh global state and put back what was there."""
    instances, resolvers = Singleton._instances, BaseContainer._resolvers.copy()
    own = (GlobalHydra, HydraConfig, JobRuntime, VersionBase)
    Singleton._instances = {kind: kept for kind, kept in instances.items() if kind not in own}
    try:
        yield
    finally:
        Singleton._instances = instances
        BaseContainer._resolvers = resolvers


@contextmanager
def _as_process(arguments: list[str]) -> Iterator[None]:
    """Show Hydra these process arguments, and make it raise its errors."""
    argv = sys.argv
    sys.argv = [PROGRAM, *arguments]
    try:
        with env_override({"HYDRA_FULL_ERROR": "1"}):
            yield
    finally:
        sys.argv = argv
