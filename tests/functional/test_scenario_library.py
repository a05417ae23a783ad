"""Every scenario file lives through a short future with its ledgers closed."""

import numpy as np
import pytest

from sim.config import scenarios_dir
from sim.engine.run import Engine
from sim.futures.sampler import Sampler
from sim.futures.scenario import ScenarioSpec
from tests.helpers.worlds import WITHOUT, default_world, group, model

pytestmark = pytest.mark.functional

FOLDER = scenarios_dir() / "scenario"
NAMES = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*.yaml"))
DAYS = 1095


def live(name, index=0, **change):
    world = default_world()
    scenario = ScenarioSpec.model_validate(group(f"scenario/{name}") | change)
    future = Sampler(world, scenario, DAYS, "mode").draw(1, index)
    return world, Engine(world, model("default")).live(WITHOUT, future)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_lived_with_closed_ledgers(name):
    world, tables = live(name)
    for noun in ("minerals", "facilities", "customers", "links", "waypoints"):
        table = getattr(tables, noun)
        for field in table.dtype.names:
            assert not np.any(np.isnan(table[field])), (noun, field)
    assert len(tables.short_days) == DAYS


def peak(name, mineral):
    world, tables = live(name)
    return tables.minerals["peak_price"][world.mineral_index(mineral)]


@pytest.mark.parametrize(
    ("name", "mineral", "least"),
    [
        ("drc_cobalt", "cobalt", 1.5),
        ("indonesia_nickel", "nickel", 1.1),
        ("hormuz", "nickel", 1.01),
        ("taiwan_strait", "gallium", 1.5),
        ("stress_test", "graphite", 1.5),
        ("flood_then_ban", "neodymium_praseodymium", 1.1),
    ],
)
def test_a_scenario_bites_where_it_aims(name, mineral, least):
    assert peak(name, mineral) > least


@pytest.mark.parametrize("name", ["red_sea", "panama_drought", "malacca"])
def test_a_detour_stirs_prices_and_starves_nobody(name):
    world, tables = live(name)
    assert 1.0 < tables.minerals["peak_price"].max() < 1.5
    total = tables.tallies["equivalent_days"][tables.minerals["tally_all"]]
    assert total.max() < 5.0
