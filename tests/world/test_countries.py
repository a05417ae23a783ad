"""Countries and the market each buys in."""

from sim.data.tables import load
from sim.world.countries import codes, market_of
from sim.world.world import MARKETS


def test_every_country_buys_in_a_market():
    assert all(market_of(country) in MARKETS for country in codes())


def test_every_country_of_the_tables_is_known():
    used = {row["country"] for row in load("production")} | {row["country"] for row in load("projects")}
    used |= {row["partner"] for row in load("us_imports")}
    assert used <= codes()
