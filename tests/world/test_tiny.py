"""Tiny oracle worlds: every YAML loads, and says what it means."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

import sim.world
from sim.errors import InputError
from sim.world.checks import problems
from sim.world.load import load_world
from sim.world.spec import TablesWorldSpec, TinyWorldSpec, WorldSpec

FILES = sorted((Path(sim.world.__file__).parents[2] / "scenarios" / "world").rglob("*.yaml"))
ADAPTER = TypeAdapter(WorldSpec)


def spec_of(name):
    (path,) = [p for p in FILES if p.stem == name]
    return ADAPTER.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_world_file_loads_and_passes_the_checks(path):
    spec = spec_of(path.stem)
    assert isinstance(spec, TablesWorldSpec if path.stem == "default" else TinyWorldSpec)
    assert problems(load_world(spec)) == []


def test_the_default_file_repeats_the_defaults():
    assert spec_of("default") == TablesWorldSpec()


def test_three_suppliers_share_one_market():
    world = load_world(spec_of("s07"))
    np.testing.assert_allclose(world.facilities.base, np.array([60, 40, 30]) * 100 / 130, rtol=1e-15)
    np.testing.assert_array_equal(world.facilities.capacity, [60, 40, 30])
    assert world.customers.demand.tolist() == [100.0, 0, 0, 0, 0, 0, 0]


def test_a_ban_world_has_a_full_pipeline_and_stock():
    world = load_world(spec_of("s14_ban"))
    assert world.links.transit_d.tolist() == [35.0, 35.0]
    assert world.customers.cover_d[0] == 40.0
    assert world.facilities.finished_cover_d.tolist() == [7.0]


def test_sectors_may_be_written_out():
    base = spec_of("s04").model_dump()
    base["sectors"] = {"arms": {"tier": 1, "share": 0.25}, "rest": {"tier": 3, "share": 0.75}}
    world = load_world(TinyWorldSpec.model_validate(base))
    assert world.sectors.name == ("arms", "rest")
    assert world.sectors.share.tolist() == [0.25, 0.75]


@pytest.mark.parametrize(
    "change",
    [
        {"demand_t_per_d": 2.0},
        {"suppliers": {}},
        {"cover_d": -1.0},
        {"colour": "red"},
        {"sectors": {"arms": {"tier": 1, "share": 0.5}}},
    ],
)
def test_what_does_not_add_up_is_refused(change):
    with pytest.raises(ValidationError):
        TinyWorldSpec.model_validate(spec_of("s04").model_dump() | change)


def test_an_unknown_country_is_refused():
    supplier = {"country": "XYZ", "base_t_per_d": 1.0, "capacity_t_per_d": 1.0}
    spec = TinyWorldSpec(kind="tiny", suppliers={"odd": supplier}, demand_t_per_d=1.0)
    with pytest.raises(InputError):
        load_world(spec)


def test_another_mineral_is_refused():
    with pytest.raises(InputError):
        load_world(spec_of("s04"), minerals=["gallium"])
