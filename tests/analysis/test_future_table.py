"""The inputs of futures as a table."""

import pytest

from sim.analysis.future_table import future_table
from sim.composing import configure
from sim.futures.sampler import sample_futures
from sim.tasks.world import scenario_world


@pytest.fixture(scope="module")
def lived():
    config = configure("minerals=[gallium,tin]")
    world = scenario_world(config)
    futures = sample_futures(world, config.scenario, seed=1, n=30, horizon_d=1825)
    return world, futures, future_table(world, futures, "gallium")


def test_parameters_are_those_the_mineral_and_its_host_read(lived):
    _, futures, table = lived
    assert "demand_elasticity@all" in table
    # gallium has a row of its own, its host reads the one for all
    assert {"supply_elasticity@all", "supply_elasticity@gallium;germanium;cobalt"} <= set(table)
    assert not [name for name in table if "copper;" in name]
    for future in futures:
        assert table.loc[future.id, "price_gamma@all"] == future.parameters["price_gamma@all"]


def test_events_are_counted_and_measured(lived):
    _, futures, table = lived
    for future in futures:
        own = [
            event
            for event in future.events
            if event.id.startswith("decrees_us/") and "gallium" in event.minerals
        ]
        assert table.loc[future.id, "decrees_us: times"] == len(own)
        first = min((event.start_d for event in own), default=1825)
        assert table.loc[future.id, "decrees_us: first day"] == first
        days = sum(min(event.duration_d, 1825 - event.start_d) for event in own)
        assert table.loc[future.id, "decrees_us: days"] == pytest.approx(days)


def test_the_hosts_outages_count_and_other_minerals_do_not(lived):
    _, futures, table = lived
    touching = [
        sum(
            event.id.startswith("outages/") and bool({"gallium", "alumina"} & set(event.minerals))
            for event in f.events
        )
        for f in futures
    ]
    assert table["outages: times"].tolist() == touching
    everything = [sum(event.id.startswith("outages/") for event in f.events) for f in futures]
    assert sum(everything) > sum(touching)


def test_nothing_is_missing_and_nothing_is_constant(lived):
    _, futures, table = lived
    assert table.index.tolist() == [future.id for future in futures]
    assert table.notna().all().all()
    assert (table.nunique() > 1).all()
