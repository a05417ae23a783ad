"""Price floors: who is inside, what is lifted, from when, and what one plant is promised."""

from datetime import date

import numpy as np
import pytest

from sim.composing import configure
from sim.errors import InputError
from sim.policy.frameworks import framework_date, framework_value
from sim.policy.instruments import PriceFloor, ProducerSupport
from sim.world.countries import market_of
from tests.helpers.worlds import default_world, future

INSTRUMENTS = configure("frameworks=floors").frameworks.instruments
NDPR = "neodymium_praseodymium"


def zone(**changes):
    return PriceFloor.model_validate(INSTRUMENTS["preferential_zone"].model_dump() | changes)


def contract(**changes):
    return ProducerSupport.model_validate(INSTRUMENTS["mp_materials"].model_dump() | changes)


def test_a_floor_stands_before_members_only():
    world = default_world(NDPR)
    index, outside = zone(members=("USA", "EU")).links(world)
    buyers = {world.customers.country[c] for c in world.links.customer[index]}
    assert "USA" in buyers and "EU" in buyers
    assert not {"CHN", "JPN", "KOR"} & buyers
    sellers = np.array(world.facilities.country)[world.links.supplier[index]]
    assert "USA" in sellers[~outside]
    assert {market_of(country) for country in sellers[~outside]} == {"USA", "EU"}
    assert "CHN" in sellers[outside]


def test_what_is_not_covered_has_no_floor():
    assert len(zone(covers=("gallium",)).links(default_world(NDPR))[0]) == 0
    assert zone(covers=("gallium",)).minerals(default_world(NDPR)) == frozenset()


@pytest.mark.parametrize(("probability", "start_d"), [(0.0, None), (1.0, 365.0)])
def test_a_floor_may_never_come_into_force(probability, start_d):
    found = zone(probability=probability, start=date(2028, 1, 1)).start_d(future())
    assert found == start_d


def test_a_floor_in_force_before_the_study_holds_from_day_0():
    assert zone(probability=1.0, start=date(2026, 2, 4)).start_d(future()) == 0.0


def test_a_null_is_the_row_of_the_table():
    assert zone().reference() == framework_value("zone.floor_ratio_to_spot")
    assert framework_date("zone.start_date") == date(2028, 1, 1)


def test_a_row_that_is_no_date_is_refused():
    with pytest.raises(InputError, match="such as 2028-01"):
        framework_date("vault.debt_usd")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"members": ("XXX",)}, "members"),
        ({"covers": ("unobtainium",)}, "covers"),
        ({"ratio_row": "x"}, "row"),
    ],
)
def test_a_floor_that_names_what_nobody_knows_is_refused(change, key):
    with pytest.raises(InputError) as error:
        zone(**change).check(default_world(NDPR))
    assert error.value.key == key


def test_the_promised_price_is_per_kilogram_of_the_quoted_product():
    # 110 USD/kg against the mean of 75,000 and 55,000 USD/t of the same oxide
    assert contract().reference(default_world(NDPR)) == pytest.approx(110_000 / 65_000)


def test_a_contract_signed_before_the_study_ends_when_it_says():
    first, end = contract(start=date(2025, 7, 10), years=10.0).span_d(future())
    assert first == 0.0
    assert end == pytest.approx((date(2035, 7, 10) - future().start_date).days, abs=1.0)


@pytest.mark.parametrize(
    "change", [{"plant": f"{NDPR}/refine/nowhere"}, {"mines": (f"{NDPR}/mine/nowhere",)}]
)
def test_a_contract_with_an_unknown_plant_is_refused(change):
    with pytest.raises(InputError, match="mountain_pass"):
        contract(**change).check(default_world(NDPR))


def test_without_its_mineral_a_contract_does_nothing():
    world = default_world("gallium")
    contract().check(world)
    assert contract().minerals(world) == frozenset()
    assert contract().rows(world) == ()
