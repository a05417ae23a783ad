"""From overrides to one checked configuration: Hydra composes, `sim.config` validates.

Every wrong request ends in one message that names key, value, origin and what is allowed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hydra
import yaml
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.global_hydra import GlobalHydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.core.singleton import Singleton
from hydra.core.utils import JobRuntime
from hydra.errors import HydraException, MissingConfigException
from hydra.version import VersionBase
from omegaconf import DictConfig, OmegaConf
from omegaconf.basecontainer import BaseContainer
from omegaconf.errors import OmegaConfBaseException

from sim.config import Config, options, resumed, scenarios_dir, validate
from sim.errors import InputError
from sim.origin import Origin, listed, override_key
from sim.task_spec import SweepTask

VERSION_BASE = "1.3"


def configure(*overrides: str, config_dir: str | Path | None = None) -> Config:
    """Compose and validate a configuration; Hydra's global state is as before afterwards.

    Parameters
    ----------
    *overrides : str
        As on the command line, e.g. ``"scenario=none"``, ``"study.futures=25"``.
    config_dir : str or Path, optional
        Folder with options of one's own, as ``--config-dir``: ``<config_dir>/scenario/mine.yaml``.

    Raises
    ------
    InputError
        If an override or a file is wrong, or the folder does not exist.
    """
    return configure_traced(overrides, config_dir)[0]


def configure_traced(overrides: Sequence[str], config_dir: str | Path | None = None) -> tuple[Config, Origin]:
    """Return a configuration and where its settings came from (see `configure`)."""
    searched: list[str] = []
    if config_dir is not None:
        if not Path(config_dir).is_dir():
            raise InputError("config_dir", str(config_dir), "configure", "an existing folder")
        searched = [f"hydra.searchpath=[{json.dumps(Path(config_dir).resolve().as_uri())}]"]
    with own_hydra(), explained(overrides):
        composed = compose([*rewrite(overrides, sweeping=False), *searched])
        origin = origin_of(composed.hydra)
        return checked(composed, origin), origin


def expand(overrides: Sequence[str], own_options: bool = False) -> list[list[str]]:
    """Return the cells of a sweep over rewritten overrides, numbered as Hydra would.

    Parameters
    ----------
    overrides : sequence of str
    own_options : bool
        Whether a folder of the user (``--config-dir``) adds options nobody here knows.

    Raises
    ------
    InputError
        If a sweep cannot be read, or chooses an option that does not exist.
    """
    folder = str(scenarios_dir())
    with (
        own_hydra(),
        explained(overrides),
        hydra.initialize_config_dir(folder, version_base=VERSION_BASE),
    ):
        instance = GlobalHydra.instance().hydra
        assert instance is not None
        parser = OverridesParser.create(config_loader=instance.config_loader)
        parsed = parser.parse_overrides([text for text in overrides if not text.startswith("hydra")])
        (cells,) = BasicSweeper.split_arguments(parsed, None)
    if not own_options:
        _check_options({text for cell in cells for text in cell}, overrides)
    return [list(cell) for cell in cells]


def _check_options(settings: set[str], overrides: Sequence[str]) -> None:
    """Raise on an option that no file of its group carries, before any cell has run."""
    for setting in sorted(settings):
        key, _, value = setting.partition("=")
        choices = options(key.partition("@")[0])
        if choices and value not in choices:
            text = next((text for text in overrides if override_key(text) == key), setting)
            raise _refused(text, f"one of: {listed(choices, value)}")


def compose(overrides: Sequence[str]) -> DictConfig:
    """Return the composition of the configuration files, with the node ``hydra``."""
    with hydra.initialize_config_dir(str(scenarios_dir()), version_base=VERSION_BASE):
        return hydra.compose("config", list(overrides), return_hydra_config=True)


def checked(composed: DictConfig, origin: Origin) -> Config:
    """Return the validated configuration of a composition, or that of the folder it resumes."""
    own = OmegaConf.masked_copy(composed, [str(key) for key in composed if key != "hydra"])
    values: Any = OmegaConf.to_container(own, resolve=True)
    config = validate(values, origin)
    if config.resume is None:
        return config
    # late: the store loads Arrow, which only a resumed study needs here
    from sim.study.ledger import SWEEP
    from sim.study.store import latest_folder

    if config.resume == "latest":
        folder = latest_folder(Path(config.results_dir), config.task.kind)
        config = config.model_copy(update={"resume": str(folder)})
    assert config.resume is not None
    if (Path(config.resume) / SWEEP).is_file():
        return config.model_copy(update={"task": SweepTask(kind="sweep", design=None)})
    file = Path(config.resume) / "config.yaml"
    if not file.is_file():
        raise InputError("resume", config.resume, origin.of("resume"), "a results folder with a config.yaml")
    return resumed(config, yaml.safe_load(file.read_text(encoding="utf-8")), origin)


def origin_of(settings: Any) -> Origin:  # noqa: ANN401 - Hydra's node is a DictConfig that says it is a dataclass
    """Return where Hydra took the values of this composition from."""
    # not resolved: an override may hold an interpolation that fails, and its message needs the origin
    overrides: Any = OmegaConf.to_container(settings.overrides.task, resolve=False)
    choices = {str(k): str(v) for k, v in settings.runtime.choices.items() if not str(k).startswith("hydra/")}
    return Origin(overrides=tuple(overrides), choices=choices)


def _refused(text: str, allowed: str) -> InputError:
    """Return the message about one argument of the command line."""
    return InputError(override_key(text), text.partition("=")[2], f"command line: {text}", allowed)


def rewrite(overrides: Sequence[str], sweeping: bool) -> list[str]:
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
def explained(overrides: Sequence[str]) -> Iterator[None]:
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
    with own_hydra():
        level: Any = OmegaConf.to_container(compose(chosen))
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
def own_hydra() -> Iterator[None]:
    """Give Hydra fresh global state and put back what was there."""
    instances, resolvers = Singleton._instances, BaseContainer._resolvers.copy()
    own = (GlobalHydra, HydraConfig, JobRuntime, VersionBase)
    Singleton._instances = {kind: kept for kind, kept in instances.items() if kind not in own}
    try:
        yield
    finally:
        Singleton._instances = instances
        BaseContainer._resolvers = resolvers
