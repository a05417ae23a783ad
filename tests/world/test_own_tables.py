"""A world built from tables of the user."""

from __future__ import annotations

import pickle

import pytest

from sim.errors import InputError
from sim.futures.sampler import sample_future
from sim.futures.scenario import ScenarioSpec
from sim.world.concentration import shares
from sim.world.load import load_world
from sim.world.spec import TablesWorldSpec
from tests.data.test_vintage import JAPAN, swap

NONE = ScenarioSpec(name="none", background=False, events={})


def own(folder, minerals=("gallium",)):
    return load_world(TablesWorldSpec(tables=str(folder)), list(minerals))


def test_worlds_of_different_tables_live_side_by_side(tmp_path):
    usual = load_world(minerals=["gallium"])
    changed = own(swap(tmp_path, "production", JAPAN, output_t_per_year="99"))
    again = load_world(minerals=["gallium"])
    assert shares(changed, "gallium", "refine")["JPN"] > shares(usual, "gallium", "refine")["JPN"]
    assert shares(again, "gallium", "refine") == shares(usual, "gallium", "refine")


@pytest.mark.parametrize(
    ("table", "where", "cells"),
    [
        ("minerals", {"mineral": "gallium"}, {"contained": "0.5"}),
        ("ports", {"port": "los_angeles"}, {"land_d": "60"}),
        ("sea_ways", {"from": "los_angeles"}, {"nm": "70"}),
        ("land_legs", {}, {"days": "70"}),
        ("sectors", {"key": "integrated_circuits"}, {"tier": "3"}),
        ("parameters", {"name": "domestic_transit_d"}, {"mode": "9"}),
    ],
)
def test_every_cache_of_the_world_honours_the_tables(table, where, cells, tmp_path):
    asked = ["gallium", "magnesium_metal"]
    usual, changed = load_world(minerals=asked), own(swap(tmp_path, table, where, **cells), asked)
    seen = [
        (w.price_usd_per_t.tolist(), w.links.transit_d.tolist(), w.sectors.tier.tolist())
        for w in (usual, changed, load_world(minerals=asked))
    ]
    assert seen[0] == seen[2] != seen[1]


def test_futures_use_the_tables_of_their_world(tmp_path):
    row = {"name": "price_gamma", "scope": "all"}
    changed = own(swap(tmp_path, "parameters", row, mode="1.0", low="1.0", high="1.0"))
    usual = load_world(minerals=["gallium"])
    drawn = [sample_future(w, NONE, 1, 0, 100).parameters["price_gamma@all"] for w in (usual, changed, usual)]
    assert drawn[1] == 1.0 != drawn[0] == drawn[2]


def test_background_hazards_use_the_tables_of_their_world(tmp_path):
    row = {"hazard_id": "refinery-outage-major"}
    changed = own(swap(tmp_path, "hazards", row, rate_per_year="5", rate_hi95="9"))
    usual = load_world(minerals=["gallium"])
    scenario = ScenarioSpec(name="outages", background=True, events={})
    counts = [len(sample_future(w, scenario, 1, 0, 2000).events) for w in (usual, changed, usual)]
    assert counts[1] > counts[0] == counts[2]


def test_a_world_takes_its_tables_along_to_another_process(tmp_path):
    world = own(swap(tmp_path, "production", JAPAN, output_t_per_year="99"))
    assert pickle.loads(pickle.dumps(world)).vintage == world.vintage


def test_tables_that_do_not_fit_each_other_are_refused(tmp_path):
    folder = swap(tmp_path, "demand_sectors", {"mineral": "gallium"}, sector="tanks")
    with pytest.raises(InputError) as error:
        own(folder)
    assert error.value.key == "world.tables"
    assert "tanks" in error.value.allowed


def test_a_list_of_numbers_in_one_cell_is_checked(tmp_path):
    row = {"hazard_id": "refinery-outage-major"}
    world = own(swap(tmp_path, "hazards", row, batch_sizes="1;two"))
    with pytest.raises(InputError) as error:
        sample_future(world, ScenarioSpec(name="outages", background=True, events={}), 1, 0, 100)
    assert error.value.key.endswith(":batch_sizes")
    assert error.value.where == str(tmp_path)
