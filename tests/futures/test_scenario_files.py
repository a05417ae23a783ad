from __future__ import annotations

from pathlib import Path

import pytest
from omegaconf import OmegaConf

from sim.futures.checks import check_scenario
from sim.futures.laws import Lognormal
from sim.futures.sampler import sample_future
from sim.futures.scenario import ScenarioSpec

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "scenario"


def mapping(path):
    return OmegaConf.to_container(OmegaConf.load(path))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_file_fits_the_default_world(path, world):
    spec = ScenarioSpec.model_validate(mapping(path))
    assert spec.name == path.stem
    check_scenario(world, spec)
    sample_future(world, spec, seed=1, index=0, horizon_d=3650)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_field_stands_in_the_file(path):
    # Hydra lets the command line set only keys that exist.
    raw, spec = mapping(path), ScenarioSpec.model_validate(mapping(path))
    fields = {"kind", "value", "mean", "median", "p90", "low", "mode", "high", "values"}
    for name, event in raw["events"].items():
        assert set(event) == set(type(spec.events[name]).model_fields)
        for law in (value for key, value in event.items() if isinstance(value, dict) and key != "response"):
            assert set(law) == fields


def test_one_field_of_a_law_set_from_outside():
    config = OmegaConf.load(FOLDER / "gallium_ban_us.yaml")
    OmegaConf.set_struct(config, True)
    config.events.gallium.duration.value = 200
    spec = ScenarioSpec.model_validate(OmegaConf.to_container(config))
    assert spec.events["gallium"].duration.mean() == 200
    config.events.gallium.duration.merge_with({"kind": "lognormal", "value": None, "median": 200, "p90": 300})
    spec = ScenarioSpec.model_validate(OmegaConf.to_container(config))
    assert spec.events["gallium"].duration == Lognormal(median=200, p90=300)


def test_a_gallium_ban_is_what_it_says(world):
    spec = ScenarioSpec.model_validate(mapping(FOLDER / "gallium_ban_us.yaml"))
    (ban,) = sample_future(world, spec, seed=1, index=0, horizon_d=3650).events
    assert (ban.id, ban.start_d, ban.duration_d, ban.severity) == ("gallium/0", 365.0, 365.0, 1.0)
    assert (ban.minerals, ban.destinations) == (("gallium",), ("USA",))
    assert 0.13 <= ban.leakage <= 0.87
