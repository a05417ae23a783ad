"""Every file of every group composes, validates, and spells out each key it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
import yaml
from pydantic import ValidationError

from sim.cli import configure
from sim.config import Config, scenarios_dir

SCENARIOS = scenarios_dir()
GROUPS = sorted(folder.name for folder in SCENARIOS.iterdir() if folder.is_dir())
CHOICES = [
    f"{group}={file.relative_to(SCENARIOS / group).with_suffix('').as_posix()}"
    for group in GROUPS
    for file in sorted((SCENARIOS / group).rglob("*.yaml"))
    if group != "instrument"
]


def with_world_for(choice: str) -> list[str]:
    """Return overrides under which a choice makes sense; without the many files of the default bundle."""
    around = [] if choice.startswith("frameworks=") else ["frameworks=none"]
    return [choice, *around, "scenario=none"] if choice.startswith("world=tiny") else [choice, *around]


def paths(values: object, key: str = "") -> Iterator[str]:
    """Yield the dotted keys of nested mappings."""
    if isinstance(values, Mapping):
        for name, value in values.items():
            yield from paths(value, f"{key}.{name}".lstrip("."))
    else:
        yield key


@pytest.mark.parametrize("choice", CHOICES)
def test_every_option_validates(choice):
    config = configure(*with_world_for(choice))
    group, _, option = choice.partition("=")
    name = getattr(getattr(config, group), "name", None)
    if name is not None and not option.startswith("tiny"):
        assert name == option
    with pytest.raises(ValidationError, match="frozen"):
        config.minerals = ()


@pytest.mark.parametrize(
    "instrument", sorted(file.stem for file in (SCENARIOS / "instrument").glob("*.yaml"))
)
def test_every_instrument_is_in_a_bundle(instrument):
    bundles = [yaml.safe_load(file.read_text()) for file in (SCENARIOS / "frameworks").glob("*.yaml")]
    entries = [entry for bundle in bundles for entry in bundle.get("defaults", []) if entry != "_self_"]
    used = {option for entry in entries for option in entry.values()}
    assert instrument in used


@pytest.mark.parametrize("choice", CHOICES)
def test_no_default_hides_in_the_code(choice, capsys):
    from sim.cli import main

    overrides = with_world_for(choice)
    assert main(["--cfg", "job", "--resolve", *overrides]) == 0
    written = set(paths(yaml.safe_load(capsys.readouterr().out)))
    known = set(paths(configure(*overrides).model_dump(mode="json")))
    assert {key for key in known if not any(w.startswith(key) for w in written)} == set()


def test_a_stored_configuration_validates_to_the_same(tmp_path):
    from sim.config import validate
    from sim.origin import Origin

    config = configure("scenario=gallium_ban_us", "study.futures=7")
    stored = yaml.safe_load(yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False))
    again = validate(stored, Origin())
    assert isinstance(again, Config)
    assert again == config


def test_braces_replace_a_mapping():
    config = configure(
        "frameworks.instruments={}", "scenario.events.decrees_us.severity={kind:fixed,value:0.25}"
    )
    assert config.frameworks.instruments == {}
    assert config.scenario.events["decrees_us"].severity.value == 0.25


def test_one_instrument_of_a_bundle_can_be_exchanged():
    config = configure("instrument@frameworks.instruments.wagerup=thacker_pass")
    assert config.frameworks.instruments["wagerup"].projects == ("thacker_pass",)
