"""The chain of a mineral that is there only to carry a by-product: output, sold where it is made."""

from __future__ import annotations

from sim.world import countries, supply
from sim.world.facilities import DAYS_PER_YEAR, add_level
from sim.world.journal import Journal
from sim.world.lanes import domestic
from sim.world.minerals import Mineral
from sim.world.rows import Chain, CustomerRow, LinkRow
from sim.world.uses import ALL_USES
from sim.world.world import MARKET, MARKETS, RESERVE, TRADE


def build_host_chain(mineral: Mineral) -> Chain:
    """Facilities of one stage, each selling to the market of its own country.

    Parameters
    ----------
    mineral : Mineral
        One of ``host_minerals()``; needs production and utilisation only.
    """
    journal = Journal(mineral.key)
    chain = Chain(mineral, journal.parameter("price_host_usd_per_t"), journal)
    level = supply.host_level(mineral, journal)
    add_level(chain, level, level.producers.output / DAYS_PER_YEAR)
    cover = journal.parameter("commercial_cover_other_d")
    home = [MARKETS.index(countries.market_of(f.country)) for f in chain.facilities]
    for k, code in enumerate(MARKETS):
        used = sum(f.base for f, market in zip(chain.facilities, home, strict=True) if market == k)
        chain.customers.append(CustomerRow(f"market/{code}", MARKET, -1, k, code, used, cover))
    chain.customers.append(CustomerRow("reserve", RESERVE, -1, 0, "USA", 0.0, 0.0))
    journal.parameter("domestic_transit_d")
    for i, market in enumerate(home):
        haul = domestic(chain.facilities[i].country, MARKETS[market])
        chain.links.append(LinkRow(i, market, chain.facilities[i].base, haul, 0.0, TRADE, -1))
    chain.uses = (ALL_USES,)
    journal.parameter("sector_voll")
    return chain
