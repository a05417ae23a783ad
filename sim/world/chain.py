"""The chain of one mineral in plain lists, with indices that start at 0."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.world import countries, demand, supply, trade, us_trade
from sim.world.arrays import FloatArray
from sim.world.journal import Journal
from sim.world.lanes import lane
from sim.world.leadtime import process_lead_time_d
from sim.world.minerals import Mineral
from sim.world.plans import Plan, plans_of
from sim.world.spec import TablesWorldSpec
from sim.world.uses import Use, uses_of
from sim.world.world import FEED, LEAK, MARKET, MARKETS, PROJECT_LINK, RESERVE, RESERVE_LINK, TRADE

DAYS_PER_YEAR = 365.0


@dataclass
class FacilityRow:
    """One row of ``Facilities``; t/day."""

    label: str
    stage: str
    country: str
    base: float
    capacity: float
    yield_: float
    fed: bool
    plants: int
    finished_cover_d: float


@dataclass
class CustomerRow:
    """One row of ``Customers``; t/day, days."""

    label: str
    kind: int
    facility: int
    market: int
    country: str
    demand: float
    cover_d: float


@dataclass
class LinkRow:
    """One row of ``Links``; t/day, days."""

    supplier: int
    customer: int
    base: float
    transit_d: float
    kind: int
    parent: int


@dataclass
class Chain:
    """All rows of one mineral."""

    mineral: Mineral
    price: float
    journal: Journal
    facilities: list[FacilityRow] = field(default_factory=list)
    customers: list[CustomerRow] = field(default_factory=list)
    links: list[LinkRow] = field(default_factory=list)
    uses: tuple[Use, ...] = ()
    plans: tuple[Plan, ...] = ()
    plan_facility: dict[str, int] = field(default_factory=dict)


def build_chain(mineral: Mineral, spec: TablesWorldSpec) -> Chain:
    """Balance one mineral, from the tables alone.

    Parameters
    ----------
    mineral : Mineral
    spec : TablesWorldSpec
    """
    journal = Journal(mineral.key)
    chain = Chain(mineral, demand.price(mineral, journal), journal)
    made = supply.supply_of(mineral, journal)
    final = made.refine or made.mine
    assert final is not None
    flows = _final_flows(mineral, spec, final, journal) / DAYS_PER_YEAR
    feed_flows = None
    if made.mine is not None and made.refine is not None:
        feed = flows.sum(axis=1) * (1.0 - made.secondary) / made.yield_
        feed_flows = trade.feed_flows(made.mine, final.country, feed, journal)
    chain.plans = plans_of(mineral, spec.start_date, journal)
    _add_facilities(chain, made, flows, feed_flows)
    _add_customers(chain, flows)
    if feed_flows is not None:
        _add_feed_links(chain, feed_flows)
    _add_market_links(chain, flows, made.secondary)
    _add_leaks(chain)
    _add_reserve_links(chain)
    _add_project_links(chain)
    _note_transit(chain)
    chain.uses = uses_of(mineral.form, journal)
    journal.parameter("sector_voll")
    return chain


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


def _add_facilities(
    chain: Chain, made: supply.Supply, flows: FloatArray, feed_flows: FloatArray | None
) -> None:
    """Mines, refineries, recyclers, each sorted by country; projects close the list of their stage."""
    final = flows.sum(axis=1)
    primary = 1.0 - made.secondary
    if made.mine is not None:
        mined = final if feed_flows is None else feed_flows.sum(axis=1)
        _add_stage(chain, "mine", made.mine, mined, 1.0, False)
    _add_plans(chain, "mine")
    if made.refine is not None:
        fed = made.mine is not None
        _add_stage(chain, "refine", made.refine, final * primary, made.yield_ if fed else 1.0, fed)
    _add_plans(chain, "refine")
    if made.refine is not None and made.secondary > 0.0:
        _add_stage(chain, "recycle", made.refine, final * made.secondary, 1.0, False)


def _add_stage(
    chain: Chain, stage: str, producers: supply.Stage, base: FloatArray, yield_: float, fed: bool
) -> None:
    cover = chain.journal.parameter("finished_cover_d")
    table = "mine" if stage == "mine" else "refine"
    for country, output, flow in zip(producers.country, producers.output, base, strict=True):
        made = float(output)
        spare = supply.capacity_of(chain.mineral, table, country, made, chain.journal) / made
        plants = supply.plants_of(table, made / producers.total, chain.journal)
        chain.facilities.append(
            FacilityRow(f"{stage}/{country}", stage, country, float(flow), float(flow) * spare, yield_, fed,
                        plants, cover)
        )  # fmt: skip


def _add_plans(chain: Chain, stage: str) -> None:
    cover = chain.journal.parameter("finished_cover_d")
    for plan in chain.plans:
        if plan.stage == stage:
            chain.plan_facility[plan.name] = len(chain.facilities)
            chain.facilities.append(
                FacilityRow(f"{stage}/{plan.name}", stage, plan.country, 0.0, 0.0, 1.0, False, 1, cover)
            )


def _add_customers(chain: Chain, flows: FloatArray) -> None:
    feed_cover = chain.journal.parameter("feed_cover_d")
    for i, f in enumerate(chain.facilities):
        if f.fed:
            market = MARKETS.index(countries.market_of(f.country))
            chain.customers.append(
                CustomerRow(f"feed/{f.country}", FEED, i, market, f.country, f.base / f.yield_, feed_cover)
            )
    covers = {"USA": "commercial_cover_d", "JPN": "commercial_cover_jpn_d"}
    for k, code in enumerate(MARKETS):
        cover = chain.journal.parameter(covers.get(code, "commercial_cover_other_d"))
        used = float(flows[:, k].sum())
        chain.customers.append(CustomerRow(f"market/{code}", MARKET, -1, k, code, used, cover))
    chain.customers.append(CustomerRow("reserve", RESERVE, -1, 0, "USA", 0.0, 0.0))


def _add_feed_links(chain: Chain, feed_flows: FloatArray) -> None:
    lead = process_lead_time_d(chain.mineral, chain.journal)
    mines = [i for i, f in enumerate(chain.facilities) if f.stage == "mine" and f.base > 0.0]
    buyers = [k for k, c in enumerate(chain.customers) if c.kind == FEED]
    for row, i in enumerate(mines):
        for column, k in enumerate(buyers):
            days = lane(chain.facilities[i].country, chain.customers[k].country, "sea").days + lead
            chain.links.append(LinkRow(i, k, float(feed_flows[row, column]), days, TRADE, -1))


def _add_market_links(chain: Chain, flows: FloatArray, secondary: float) -> None:
    """Recyclers sell where the refineries of their country sell."""
    stages = {chain.mineral.final_stage: 1.0 - secondary, "recycle": secondary}
    markets = [k for k, c in enumerate(chain.customers) if c.kind == MARKET]
    for stage, part in stages.items():
        sellers = [i for i, f in enumerate(chain.facilities) if f.stage == stage and f.base > 0.0]
        for row, i in enumerate(sellers):
            for column, k in enumerate(markets):
                days = lane(chain.facilities[i].country, MARKETS[column], "sea").days
                chain.links.append(LinkRow(i, k, float(flows[row, column]) * part, days, TRADE, -1))


def _note_transit(chain: Chain) -> None:
    """The days under way that matter most, beside the parameters every leg shares."""
    us = [
        link
        for link in chain.links
        if link.kind == TRADE and chain.customers[link.customer].label == "market/USA"
    ]
    mean = sum(link.base * link.transit_d for link in us) / sum(link.base for link in us)
    chain.journal.guess(
        "mean transit to the US market", mean, "d", "derived", "ports.csv, land_legs.csv, sea_ways.csv"
    )
    chain.journal.parameter("port_customs_d")
    chain.journal.parameter("domestic_transit_d")


def _add_leaks(chain: Chain) -> None:
    """A third-country path beside each export link of a country large in the final stage."""
    large = chain.journal.parameter("leak_stage_share")
    stage = [f for f in chain.facilities if f.stage == chain.mineral.final_stage]
    total = sum(f.base for f in stage)
    origins = {f.country for f in stage if f.base >= large * total}
    for parent, link in enumerate(list(chain.links)):
        buyer, origin = chain.customers[link.customer], chain.facilities[link.supplier].country
        abroad = countries.market_of(origin) != buyer.country
        if buyer.kind == MARKET and origin in origins and origin != supply.ROW and abroad:
            chain.links.append(LinkRow(link.supplier, link.customer, 0.0, link.transit_d, LEAK, parent))


def _add_reserve_links(chain: Chain) -> None:
    reserve = len(chain.customers) - 1
    for parent, link in enumerate(list(chain.links)):
        buyer = chain.customers[link.customer]
        if link.kind == TRADE and buyer.kind == MARKET and buyer.country == "USA":
            chain.links.append(
                LinkRow(link.supplier, reserve, link.base, link.transit_d, RESERVE_LINK, parent)
            )


def _add_project_links(chain: Chain) -> None:
    """A project of the final stage can reach every market, a mine project every refinery."""
    for plan in chain.plans:
        i = chain.plan_facility[plan.name]
        final = plan.stage == chain.mineral.final_stage
        lead = 0.0 if final else process_lead_time_d(chain.mineral, chain.journal)
        for k, c in enumerate(chain.customers):
            if c.kind == (MARKET if final else FEED):
                days = lane(plan.country, c.country, "sea").days + lead
                chain.links.append(LinkRow(i, k, 0.0, days, PROJECT_LINK, -1))
