"""Worlds and specs the tests of this room share."""

from __future__ import annotations

import pytest

from sim.futures.scenario import ScenarioSpec
from sim.world.load import load_world
from sim.world.spec import TinySupplier, TinyWorldSpec


def tiny(**countries):
    """A world of one mineral with one supplier per country and equal shares."""
    share = 1.0 / len(countries)
    suppliers = {
        name: TinySupplier(country=country, base_t_per_d=share, capacity_t_per_d=share)
        for name, country in countries.items()
    }
    return load_world(TinyWorldSpec(kind="tiny", suppliers=suppliers, demand_t_per_d=1.0))


@pytest.fixture(scope="session")
def world():
    return load_world()


@pytest.fixture(scope="session")
def one_supplier():
    return tiny(only="ROW")


@pytest.fixture(scope="session")
def scenario():
    """Build a scenario from event mappings, as the config layer does."""

    def build(background=False, **events):
        return ScenarioSpec.model_validate({"name": "test", "background": background, "events": events})

    return build
