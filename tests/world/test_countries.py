"""Countries and the days between them."""

import pytest

from sim.data.tables import load
from sim.world.countries import codes, market_of, transit_d
from sim.world.world import MARKETS


def test_every_region_pair_has_a_leg_and_both_ways_take_equally_long():
    legs = {(row["origin"], row["destination"]): row["days"] for row in load("transit")}
    regions = {row["region"] for row in load("countries")}
    assert {origin for origin, _ in legs} == regions
    assert all(legs[b, a] == days for (a, b), days in legs.items())
    assert len(legs) == len(regions) ** 2


def test_every_country_reaches_every_market():
    for country in codes():
        assert market_of(country) in MARKETS
        assert all(transit_d(country, market) > 0 for market in MARKETS)


@pytest.mark.parametrize(
    ("origin", "destination", "days"),
    [("USA", "USA", 5), ("DEU", "EU", 5), ("CHN", "USA", 22 + 9), ("COD", "CHN", 25 + 26.5 + 9)],
)
def test_known_legs(origin, destination, days):
    assert transit_d(origin, destination) == days


def test_every_country_of_the_tables_is_known():
    used = {row["country"] for row in load("production")} | {row["country"] for row in load("projects")}
    used |= {row["partner"] for row in load("us_imports")}
    assert used <= codes()
