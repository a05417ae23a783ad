"""The chain of one mineral in plain lists, with indices that start at 0."""

from __future__ import annotations

from sim.world import countries, demand, supply, trade, us_trade
from sim.world.arrays import FloatArray
from sim.world.facilities import DAYS_PER_YEAR, add_level, add_plans, add_recyclers
from sim.world.journal import Journal
from sim.world.lanes import AIR, SEA, lane
from sim.world.leadtime import process_lead_time_d
from sim.world.minerals import Mineral
from sim.world.plans import plans_of
from sim.world.rows import Chain, CustomerRow, LinkRow
from sim.world.spec import TablesWorldSpec
from sim.world.stockpile import defense_stockpile_t
from sim.world.uses import uses_of
from sim.world.world import FEED, LEAK, MARKET, MARKETS, PROJECT_LINK, RESERVE, RESERVE_LINK, TRADE


def build_chain(mineral: Mineral, spec: TablesWorldSpec) -> Chain:
    """Balance one mineral, from the tables alone.

    Parameters
    ----------
    mineral : Mineral
    spec : TablesWorldSpec
    """
    journal = Journal(mineral.key)
    chain = Chain(mineral, demand.price(mineral, journal), journal)
    levels = supply.levels_of(mineral, journal)
    flows = _flows(mineral, spec, levels, journal)
    chain.freight = _freight(levels[-1].producers, journal)
    chain.plans = plans_of(mineral, spec.start_date, journal)
    _add_facilities(chain, levels, flows)
    _add_customers(chain, flows[-1])
    for k, level in enumerate(levels[:-1]):
        _add_feed_links(chain, level, levels[k + 1], flows[k])
    _add_market_links(chain, levels[-1], flows[-1])
    _add_leaks(chain)
    _add_reserve_links(chain)
    _add_project_links(chain, levels)
    _note_transit(chain)
    chain.uses = uses_of(mineral.form, journal)
    chain.stockpile_t = defense_stockpile_t(mineral, journal)
    journal.parameter("sector_voll")
    return chain


def _freight(final: supply.Stage, journal: Journal) -> str:
    """Metals of a few hundred tonnes a year fly to their markets."""
    return AIR if final.total <= journal.parameter("air_freight_max_t_per_year") else SEA


def _flows(
    mineral: Mineral, spec: TablesWorldSpec, levels: tuple[supply.Level, ...], journal: Journal
) -> list[FloatArray]:
    """Flows out of each level, t/day: producing countries x countries of the next level, or markets.

    Built from the markets back to the mines: each level takes in what it needs for its output.
    """
    found = [_final_flows(mineral, spec, levels[-1].producers, journal) / DAYS_PER_YEAR]
    for before, level in zip(levels[-2::-1], levels[:0:-1], strict=True):
        feed = found[0].sum(axis=1) * (1.0 - level.secondary) / level.yield_
        found.insert(0, trade.feed_flows(before.producers, level.producers.country, feed, journal))
    return found


def _final_flows(
    mineral: Mineral, spec: TablesWorldSpec, final: supply.Stage, journal: Journal
) -> FloatArray:
    """Flows to the six markets, t/yr."""
    us = demand.us_demand(mineral, spec.us_demand_basis, final.total, journal)
    markets = demand.market_demand(mineral, us, final.total, journal)
    home = final.output[final.country.index("USA")] if "USA" in final.country else 0.0
    reliance = demand.import_reliance(mineral, us, float(home), journal)
    column = us_trade.us_column(mineral, final, us, reliance, journal)
    return trade.market_flows(final, markets, column, journal)


def _add_facilities(chain: Chain, levels: tuple[supply.Level, ...], flows: list[FloatArray]) -> None:
    """Stage by stage, each sorted by country and closed by its projects; recyclers come last."""
    for k, level in enumerate(levels):
        add_level(chain, level, flows[k].sum(axis=1), fed=k > 0)
        add_plans(chain, level.stage)
    for level, flow in zip(levels, flows, strict=True):
        if level.secondary > 0.0:
            add_recyclers(chain, level, flow.sum(axis=1))


def _add_customers(chain: Chain, flows: FloatArray) -> None:
    feed_cover = chain.journal.parameter("feed_cover_d")
    for i, f in enumerate(chain.facilities):
        if f.fed:
            market = MARKETS.index(countries.market_of(f.country))
            kind = "feed" if f.stage == "refine" else f"feed_{f.stage}"
            chain.customers.append(
                CustomerRow(f"{kind}/{f.label.split('/')[1]}", FEED, i, market, f.country,
                            f.base / f.yield_, feed_cover)
            )  # fmt: skip
    covers = {"USA": "commercial_cover_d", "JPN": "commercial_cover_jpn_d"}
    for k, code in enumerate(MARKETS):
        cover = chain.journal.parameter(covers.get(code, "commercial_cover_other_d"))
        used = float(flows[:, k].sum())
        chain.customers.append(CustomerRow(f"market/{code}", MARKET, -1, k, code, used, cover))
    chain.customers.append(CustomerRow("reserve", RESERVE, -1, 0, "USA", 0.0, 0.0))


def _add_feed_links(chain: Chain, level: supply.Level, following: supply.Level, flows: FloatArray) -> None:
    """Plants buy and sell like their country, in proportion to their share of it."""
    lead = process_lead_time_d(chain.mineral, following.stage, chain.journal)
    for i in _sellers(chain, level):
        seller = chain.facilities[i]
        for k in _feeds(chain, following.stage):
            buyer = chain.facilities[chain.customers[k].facility]
            base = float(flows[seller.place, buyer.place]) * seller.of_output * buyer.of_feed
            way = lane(seller.country, buyer.country, SEA)
            chain.links.append(LinkRow(i, k, base, way, lead, TRADE, -1))


def _add_market_links(chain: Chain, level: supply.Level, flows: FloatArray) -> None:
    markets = [k for k, c in enumerate(chain.customers) if c.kind == MARKET]
    for i in _sellers(chain, level):
        seller = chain.facilities[i]
        for column, k in enumerate(markets):
            base = float(flows[seller.place, column]) * seller.of_output
            way = lane(seller.country, MARKETS[column], chain.freight)
            chain.links.append(LinkRow(i, k, base, way, 0.0, TRADE, -1))


def _sellers(chain: Chain, level: supply.Level) -> list[int]:
    """Facilities that make the product of a level; recyclers sell where their country's refineries sell."""
    stages = {level.stage, "recycle"} if level.secondary > 0.0 else {level.stage}
    return [i for i, f in enumerate(chain.facilities) if f.stage in stages and f.base > 0.0]


def _feeds(chain: Chain, stage: str) -> list[int]:
    """Customers that buy for the facilities of a stage."""
    return [
        k
        for k, c in enumerate(chain.customers)
        if c.kind == FEED and chain.facilities[c.facility].stage == stage
    ]


def _note_transit(chain: Chain) -> None:
    """The days under way that matter most, beside the parameters every leg shares."""
    us = [
        link
        for link in chain.links
        if link.kind == TRADE and chain.customers[link.customer].label == "market/USA"
    ]
    mean = sum(link.base * link.transit_d for link in us) / sum(link.base for link in us)
    source = "sea_ways.csv, ports.csv, land_legs.csv" if chain.freight == SEA else "parameters.csv"
    chain.journal.guess("mean transit to the US market", mean, "d", "judgement", source)
    for name in ("sea_speed_kn", "port_customs_d", "port_choice_decay", "domestic_transit_d"):
        chain.journal.parameter(name)
    if chain.freight == AIR:
        chain.journal.parameter("air_transit_d")


def _add_leaks(chain: Chain) -> None:
    """A third-country path beside each export link of a country large in the final stage."""
    large = chain.journal.parameter("leak_stage_share")
    stage = [f for f in chain.facilities if f.stage == chain.mineral.final_stage]
    total = sum(f.base for f in stage)
    made = {
        country: sum(f.base for f in stage if f.country == country) for country in (f.country for f in stage)
    }
    origins = {country for country, base in made.items() if base >= large * total}
    for parent, link in enumerate(list(chain.links)):
        buyer, origin = chain.customers[link.customer], chain.facilities[link.supplier].country
        abroad = countries.market_of(origin) != buyer.country
        if buyer.kind == MARKET and origin in origins and origin != supply.ROW and abroad:
            chain.links.append(LinkRow(link.supplier, link.customer, 0.0, link.lane, 0.0, LEAK, parent))


def _add_reserve_links(chain: Chain) -> None:
    reserve = len(chain.customers) - 1
    for parent, link in enumerate(list(chain.links)):
        buyer = chain.customers[link.customer]
        if link.kind == TRADE and buyer.kind == MARKET and buyer.country == "USA":
            chain.links.append(
                LinkRow(link.supplier, reserve, link.base, link.lane, 0.0, RESERVE_LINK, parent)
            )


def _add_project_links(chain: Chain, levels: tuple[supply.Level, ...]) -> None:
    """A project of the final stage can reach every market, one before it every buyer of the next stage."""
    following = {level.stage: after.stage for level, after in zip(levels, levels[1:], strict=False)}
    for plan in chain.plans:
        i = chain.plan_facility[plan.name]
        if plan.stage in following:
            ends = _feeds(chain, following[plan.stage])
            lead = process_lead_time_d(chain.mineral, following[plan.stage], chain.journal)
        else:
            ends, lead = [k for k, c in enumerate(chain.customers) if c.kind == MARKET], 0.0
        freight = SEA if plan.stage in following else chain.freight
        for k in ends:
            way = lane(plan.country, chain.customers[k].country, freight)
            chain.links.append(LinkRow(i, k, 0.0, way, lead, PROJECT_LINK, -1))
