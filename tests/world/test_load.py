"""The default world: balance, independence of minerals, and the facts an economist would look for."""

import dataclasses

import numpy as np
import pytest

from sim.data.parameters import parameters
from sim.data.tables import load
from sim.errors import InputError
from sim.world import concentration
from sim.world.checks import CHECKS
from sim.world.load import load_world
from sim.world.minerals import all_minerals, host_minerals
from sim.world.spec import TablesWorldSpec
from sim.world.world import LEAK, MARKETS, PROJECT_LINK, RESERVE_LINK, TRADE

DAYS = 365.0


@pytest.fixture(scope="module")
def world():
    return load_world()


@pytest.mark.parametrize("name", CHECKS)
def test_the_default_world_passes_every_check(world, name):
    assert CHECKS[name](world) == []


@pytest.mark.parametrize("name", CHECKS)
def test_the_embedded_basis_passes_every_check(name):
    assert CHECKS[name](load_world(TablesWorldSpec(us_demand_basis="embedded"))) == []


def test_all_minerals_and_markets_are_there(world):
    assert world.minerals == tuple(sorted({*all_minerals(), *host_minerals()}))
    asked = [m for m, reported in zip(world.minerals, world.reported, strict=True) if reported]
    assert asked == list(all_minerals())
    assert len(asked) == 17
    assert world.markets == MARKETS


def arrays_of(world, mineral):
    """Everything about one mineral, with indices counted from its own first row."""
    m = world.mineral_index(mineral)
    f, c, s = (group.mineral == m for group in (world.facilities, world.customers, world.sectors))
    links = f[world.links.supplier]
    projects = f[world.projects.facility]
    names = world.facilities.name
    yield "host names", [names[i] if i >= 0 else "" for i in world.facilities.host[f]]
    first = {"supplier": f.argmax(), "facility": f.argmax(), "customer": c.argmax(), "parent": links.argmax()}
    groups = [
        (world.facilities, f),
        (world.customers, c),
        (world.links, links),
        (world.sectors, s),
        (world.projects, projects),
    ]
    for group, rows in groups:
        for field in dataclasses.fields(group):
            value = getattr(group, field.name)
            if field.name in ("mineral", "host"):
                continue
            if field.name == "lane":
                yield "lane", [world.lanes[lane] for lane in value[rows]]
                continue
            if isinstance(value, tuple):
                yield field.name, [v for v, keep in zip(value, rows, strict=True) if keep]
            else:
                own = value[rows]
                shift = first.get(field.name, 0)
                yield field.name, np.where(own < 0, own, own - shift).tobytes() if shift else own.tobytes()
    yield "price", world.price_usd_per_t[m].tobytes()
    yield "facts", [fact for fact in world.facts if fact.mineral == mineral]
    yield "adjustments", [a for a in world.adjustments if a.mineral == mineral]


@pytest.mark.parametrize("mineral", all_minerals())
def test_a_mineral_is_the_same_bit_for_bit_whatever_else_is_loaded(world, mineral):
    alone = load_world(minerals=[mineral])
    assert dict_of(alone, mineral) == dict_of(world, mineral)


def dict_of(world, mineral):
    return [(name, value) for name, value in arrays_of(world, mineral)]


def test_the_order_and_repetition_of_the_request_do_not_matter():
    one = load_world(minerals=["tin", "cobalt", "tin"])
    other = load_world(minerals=["cobalt", "tin"])
    assert one.minerals == ("cobalt", "copper", "nickel", "tin")
    assert one.reported.tolist() == [True, False, False, True]
    assert one.links.base.tobytes() == other.links.base.tobytes()


def test_an_unknown_mineral_lists_the_known_ones(world):
    with pytest.raises(InputError) as error:
        load_world(minerals=["kryptonite"])
    assert "gallium" in error.value.allowed
    with pytest.raises(InputError):
        world.mineral_index("kryptonite")
    with pytest.raises(InputError):
        world.market_index("MARS")


def us_demand(world, mineral):
    return world.customers.demand[world.market_customer(mineral, "USA")] * DAYS


@pytest.mark.parametrize(
    ("mineral", "tonnes"),
    [
        ("gallium", (17.8 + 18.7) / 2),
        ("cobalt", ((6440 - 2030) + (7960 - 2050)) / 2),
        ("copper", ((1_680_000 - 137_000) + (1_860_000 - 140_000)) / 2),
        ("graphite", 42_150),
        ("palladium", ((10.3 + 66.9 - 33.6) + (10.2 + 68.3 - 39.9)) / 2),
        ("neodymium_praseodymium", 0.027 * 77_150 * 0.9),
        ("germanium", 30.0),
    ],
)
def test_us_demand_follows_the_tables(world, mineral, tonnes):
    assert us_demand(world, mineral) == pytest.approx(tonnes, rel=1e-6)


def test_the_embedded_basis_counts_imported_magnets_and_cells():
    embedded = load_world(TablesWorldSpec(us_demand_basis="embedded"), ["neodymium_praseodymium", "graphite"])
    assert us_demand(embedded, "neodymium_praseodymium") == pytest.approx(4669)
    assert us_demand(embedded, "graphite") == pytest.approx(0.069 * 1_875_250, rel=1e-4)


@pytest.mark.parametrize(
    ("mineral", "usd"),
    [
        ("gallium", (365_000 + 439_000) / 2),
        ("lithium", (39_000 + 11_800) / 2 * 5.323),
        ("neodymium_praseodymium", 65_000 / 0.857),
        ("copper", (8714.87 + 9519.56) / 2),
    ],
)
def test_prices_are_per_contained_tonne(world, mineral, usd):
    price = world.price_usd_per_t[world.mineral_index(mineral)]
    assert price == pytest.approx(usd, rel=1e-4)


def test_the_known_concentrations_hold(world):
    assert concentration.shares(world, "gallium", "refine")["CHN"] == pytest.approx(0.99, abs=0.005)
    assert concentration.shares(world, "cobalt", "mine")["COD"] == pytest.approx(0.75, abs=0.01)
    assert concentration.hhi(world, "gallium", "refine") > 9500
    assert concentration.dominant(world, "cobalt", "CHN") == pytest.approx(0.784, abs=0.001)
    assert concentration.dominant(world, "cobalt", "COD") == pytest.approx(0.749, abs=0.001)
    assert concentration.dominant(world, "copper", "FIN") == 0.0


def test_us_copper_imports_are_mainly_chilean(world):
    bought = concentration.us_sources(world, "copper")
    imports = 1.0 - bought["USA"]
    assert bought["CHL"] / imports == pytest.approx(0.68, abs=0.001)


def test_re_exporters_are_seen_through_and_named(world):
    bought = concentration.us_sources(world, "gallium")
    assert not {"CAN", "DEU"} & set(bought)
    assert bought["CHN"] > 0.8
    paths = [f.what for f in world.facts if f.mineral == "gallium" and "leak path" in f.source]
    assert {f"re-exports to the US through {c}" for c in ("CAN", "DEU")} <= set(paths)
    changed = {a.what: a.used for a in world.adjustments if a.mineral == "gallium"}
    assert changed["US import share of CAN"] == 0.0


def test_no_partner_sends_more_than_it_can_spare(world):
    limit = parameters().mode("partner_supply_max")
    f, links = world.facilities, world.links
    for mineral in world.minerals:
        us = world.market_customer(mineral, "USA")
        for link in np.flatnonzero((links.customer == us) & (links.kind == TRADE)):
            i = links.supplier[link]
            if f.country[i] != "USA":
                assert links.base[link] <= limit * f.base[i] * (1 + 1e-5)


def test_synthetic_graphite_needs_no_mine(world):
    kinds = {world.facilities.stage[i] for i in world.facilities_of("graphite")}
    assert kinds == {"mine", "refine", "recycle"}
    rows = np.array(world.facilities_of("graphite", "refine"))
    running = rows[world.facilities.base[rows] > 0.0]
    assert set(world.facilities.yield_[running]) == {0.4}
    assert not world.facilities.fed[world.facilities_of("graphite", "recycle")].any()


def test_one_stage_minerals_have_one_stage(world):
    for mineral in ("palladium", "platinum"):
        assert concentration.stages(world, mineral) == ("mine",)
    for mineral in ("gallium", "germanium", "magnesium_metal", "titanium_sponge"):
        assert concentration.stages(world, mineral) == ("refine",)


def test_facilities_are_sorted(world):
    order = {"mine": 0, "refine": 1, "fabricate": 2, "recycle": 3}
    f = world.facilities
    built = [i for i in range(len(f.name)) if f.base[i] > 0]
    # What is left of a country comes before its plants, which are in lower case.
    keys = [(f.mineral[i], order[f.stage[i]], f.country[i], f.name[i].split("/")[2]) for i in built]
    assert keys == sorted(keys)
    assert len(set(f.name)) == len(f.name)
    assert len(set(world.customers.name)) == len(world.customers.name)


def test_leaks_run_beside_chinese_gallium_exports(world):
    links, f = world.links, world.facilities
    leaks = np.flatnonzero(links.kind == LEAK)
    gallium = [i for i in leaks if world.minerals[f.mineral[links.supplier[i]]] == "gallium"]
    assert {f.country[links.supplier[i]] for i in gallium} == {"CHN"}
    assert {world.customers.country[links.customer[i]] for i in gallium} == set(MARKETS) - {"CHN"}


def test_every_us_import_has_a_reserve_link(world):
    links = world.links
    reserve = np.flatnonzero(links.kind == RESERVE_LINK)
    into_us = [
        i
        for i in np.flatnonzero(links.kind == TRADE)
        if world.customers.name[links.customer[i]].endswith("market/USA")
        and world.minerals[world.facilities.mineral[links.supplier[i]]] not in host_minerals()
    ]
    assert sorted(links.parent[reserve]) == into_us
    np.testing.assert_array_equal(links.base[reserve], links.base[links.parent[reserve]])


def test_projects_are_in_the_world_but_not_yet_built(world):
    p, f = world.projects, world.facilities
    by_name = dict(zip(p.name, range(len(p.name)), strict=True))
    assert set(by_name) == {row["project"] for row in load("projects")}
    assert (f.base[p.facility] == 0).all()
    thacker = by_name["thacker_pass"]
    assert f.name[p.facility[thacker]] == "lithium/refine/thacker_pass"
    assert p.capacity[thacker] * DAYS == pytest.approx(40_000 / 5.323, rel=1e-4)
    assert p.start_d[thacker] == 334
    assert p.qualification_d[thacker] == pytest.approx(18 * 365.25 / 12)
    reach = np.bincount(world.links.supplier[world.links.kind == PROJECT_LINK])
    assert reach[p.facility[thacker]] == 6
    ndpr = p.facility[by_name["serra_verde_ndpr"]]
    assert f.stage[ndpr] == "mine"
    assert reach[ndpr] == len(concentration.shares(world, "neodymium_praseodymium", "refine"))


def test_a_project_announced_before_day_zero_starts_on_day_zero():
    late = load_world(TablesWorldSpec(start_date="2030-01-01"), ["gallium"])
    assert late.projects.start_d.tolist() == [0.0, 0.0]


def test_us_cover_is_that_of_the_parameter_rows(world):
    for mineral in all_minerals():
        customer = world.market_customer(mineral, "USA")
        assert world.customers.cover_d[customer] == parameters().mode("commercial_cover_d", mineral)


def test_defence_is_split_off_in_proportion(world):
    s = world.sectors
    own = [i for i in range(len(s.name)) if s.mineral[i] == world.mineral_index("gallium")]
    rows = {(s.name[i], bool(s.member[i])): i for i in own}
    assert len(rows) == len(own)
    assert s.share[rows["defence", True]] == pytest.approx(0.10 * 0.3)
    assert s.share[rows["defence", False]] == pytest.approx(0.10 * 0.7)
    assert s.tier[rows["defence", True]] == s.tier[rows["defence", False]] == 1
    circuits = [s.share[rows["integrated_circuits", member]] for member in (True, False)]
    assert sum(circuits) == pytest.approx(0.9 * 0.73)
    assert s.tier[rows["integrated_circuits", True]] == 2


def test_uses_without_members_have_one_row(world):
    s = world.sectors
    assert (s.share > 0).all()
    jewellery = [bool(s.member[i]) for i in range(len(s.name)) if s.name[i] == "jewellery"]
    assert jewellery
    assert not any(jewellery)


def test_members_hold_about_the_share_that_the_frameworks_assume(world):
    s = world.sectors
    held = [s.share[(s.mineral == m) & s.member].sum() for m in np.flatnonzero(world.reported)]
    assert 0.15 <= np.mean(held) <= 0.65


def test_every_fact_has_a_grade_and_a_source(world):
    assert all(f.source and f.unit and np.isfinite(f.value) for f in world.facts)
    assert {f.confidence for f in world.facts} == {
        "reported",
        "estimated",
        "derived",
        "recalled",
        "judgement",
    }
    assert all(a.reason for a in world.adjustments)
