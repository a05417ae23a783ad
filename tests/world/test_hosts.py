"""By-products follow their hosts: who carries whom, and what comes along."""

import numpy as np
import pytest

from sim.data.parameters import parameters
from sim.data.tables import load
from sim.errors import InputError
from sim.world import hosts
from sim.world.chain import build_chain
from sim.world.checks import problems
from sim.world.countries import codes
from sim.world.host_chain import build_host_chain
from sim.world.hosts import ANY, assign_hosts, with_hosts
from sim.world.load import load_world
from sim.world.minerals import all_minerals, host_minerals, mineral
from sim.world.spec import TablesWorldSpec
from sim.world.world import MARKET, TRADE


@pytest.fixture(scope="module")
def world():
    return load_world()


@pytest.mark.parametrize(
    ("guest", "host", "share"),
    [
        ("cobalt/mine/COD", "copper/mine/COD", 0.95),
        ("cobalt/mine/kcc", "copper/mine/kcc", 0.95),
        ("cobalt/mine/mutanda", "copper/mine/mutanda", 0.95),
        ("cobalt/mine/IDN", "nickel/mine/IDN", 1.0),
        ("cobalt/mine/CUB", "nickel/mine/ROW", 1.0),
        ("cobalt/mine/RUS", "nickel/mine/norilsk", 1.0),
        ("gallium/refine/CHN", "alumina/refine/CHN", 0.9),
        ("gallium/refine/wagerup", "alumina/refine/wagerup", 1.0),
        ("germanium/refine/CHN", "zinc/mine/CHN", 0.65),
        ("germanium/refine/CAN", "zinc/mine/red_dog", 1.0),
        ("germanium/refine/JPN", "zinc/mine/ROW", 1.0),
    ],
)
def test_a_by_product_has_its_host(world, guest, host, share):
    f = world.facilities
    i = f.name.index(guest)
    assert f.name[f.host[i]] == host
    assert f.hosted[i] == share
    assert f.host_max[i] >= max(1.0, parameters().mode("byproduct_recovery_max", guest.split("/")[0]))


@pytest.mark.parametrize("name", ["germanium/refine/RUS", "germanium/refine/BEL", "gallium/refine/JPN"])
def test_coal_and_scrap_have_no_host(world, name):
    f = world.facilities
    i = f.name.index(name)
    assert (f.host[i], f.hosted[i], f.host_max[i]) == (-1, 0.0, np.inf)


def test_zinc_carries_about_two_thirds_of_primary_germanium(world):
    f = world.facilities
    rows = world.facilities_of("germanium")
    primary = [i for i in rows if f.country[i] not in ("BEL", "DEU")]
    carried = (f.base * f.hosted)[primary].sum() / f.base[primary].sum()
    assert carried == pytest.approx(0.65, abs=0.02)


def test_copper_and_nickel_carry_cobalt_as_the_literature_says(world):
    f = world.facilities
    rows = world.facilities_of("cobalt", "mine")
    carrier = [world.minerals[f.mineral[f.host[i]]] if f.host[i] >= 0 else "" for i in rows]
    for host, share in (("copper", 0.73), ("nickel", 0.23)):
        own = [i for i, key in zip(rows, carrier, strict=True) if key == host]
        assert (f.base * f.hosted)[own].sum() / f.base[rows].sum() == pytest.approx(share, abs=0.03)


def test_the_limit_of_recovery_never_undercuts_installed_capacity(world):
    f = world.facilities
    guests = np.flatnonzero((f.host >= 0) & (f.base > 0))
    assert (
        f.host_max[guests] >= (f.capacity / np.where(f.base > 0, f.base, 1.0))[guests] * (1 - 1e-12)
    ).all()


@pytest.mark.parametrize(
    ("asked", "loaded"),
    [
        ("cobalt", ("cobalt", "copper", "nickel")),
        ("gallium", ("alumina", "gallium")),
        ("germanium", ("germanium", "zinc")),
        ("tin", ("tin",)),
    ],
)
def test_hosts_come_along_without_being_reported(asked, loaded):
    world = load_world(minerals=[asked])
    assert world.minerals == loaded
    assert [m for m, yes in zip(world.minerals, world.reported, strict=True) if yes] == [asked]
    assert problems(world) == []


def test_a_host_somebody_asked_for_is_reported():
    world = load_world(minerals=["cobalt", "nickel"])
    assert dict(zip(world.minerals, world.reported.tolist(), strict=True)) == {
        "cobalt": True,
        "copper": False,
        "nickel": True,
    }


@pytest.mark.parametrize("key", ["alumina", "zinc"])
def test_hosts_cannot_be_asked_for(key):
    with pytest.raises(InputError) as error:
        load_world(minerals=["gallium", key])
    assert error.value.value == key
    assert "hosts only" in error.value.allowed
    assert key not in all_minerals()


def test_hosts_of_a_request_are_found_once():
    assert with_hosts(["gallium", "cobalt", "gallium"]) == [
        "alumina",
        "cobalt",
        "copper",
        "gallium",
        "nickel",
    ]


@pytest.mark.parametrize(("key", "stage"), [("alumina", "refine"), ("zinc", "mine")])
def test_a_host_only_mineral_sells_at_home(world, key, stage):
    f, links, customers, m = world.facilities, world.links, world.customers, world.mineral_index(key)
    assert {f.stage[i] for i in world.facilities_of(key)} == {stage}
    own = np.flatnonzero(f.mineral[links.supplier] == m)
    assert set(links.kind[own]) == {TRADE}
    assert len(own) == len(world.facilities_of(key))
    assert (customers.kind[links.customer[own]] == MARKET).all()
    assert not world.reported[m]
    assert world.defense_stockpile_t[m] == 0.0
    assert [n for n, k in zip(world.sectors.name, world.sectors.mineral, strict=True) if k == m] == [
        "all_uses"
    ]


def test_rows_name_minerals_stages_and_countries_that_exist():
    keys = {*all_minerals(), *host_minerals()}
    for line, row in enumerate(load("hosts"), start=2):
        assert row["mineral"] in keys, line
        assert row["country"] == ANY or row["country"] in codes(), line
        assert {row["stage"], row["host_stage"]} <= {"mine", "refine", ""}, line
        if row["host_mineral"]:
            assert row["host_mineral"] in keys, line
            assert 0.0 < float(row["hosted_share"]) <= 1.0, line
        else:
            assert float(row["hosted_share"]) == 0.0, line
            assert not row["host_stage"], line


def test_a_relation_without_a_host_facility_is_noted():
    """Antimony by zinc, say: a row in hosts.csv is all it takes, and what cannot be carried is told."""
    chains = [build_host_chain(mineral("zinc")), build_chain(mineral("antimony"), TablesWorldSpec())]
    row = dict(load("hosts")[0]) | {
        "mineral": "antimony", "stage": "mine", "country": ANY, "host_mineral": "zinc", "host_stage": "mine",
        "hosted_share": "0.5",
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hosts, "load", lambda _: (row,))
        assert with_hosts(["antimony"]) == ["antimony", "zinc"]
        assign_hosts(chains)
    labels = {chains[1].facilities[i].label: host.label for i, host in chains[1].hosts.items()}
    assert labels["mine/CHN"] == "mine/CHN"
    assert labels["mine/TJK"] == "mine/ROW"
    lost = [f for f in chains[0].facilities if f.country not in ("CHN", "ROW")]
    chains[0].facilities[:] = lost
    chains[1].hosts.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hosts, "load", lambda _: (row,))
        assign_hosts(chains)
    told = [a for a in chains[1].journal.adjustments if "no zinc facility" in a.reason]
    assert "share of mine/TJK that zinc carries" in {a.what for a in told}
