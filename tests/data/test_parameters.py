"""Parameter rows: ranges, scopes, and the numbers other rooms ask for."""

import pytest

from sim.data.parameters import parameters
from sim.errors import InputError
from sim.world.minerals import all_minerals

FOR_ALL = [
    "demand_elasticity",
    "supply_elasticity",
    "price_gamma",
    "price_weight_on_hand",
    "price_lag_d",
    "price_cap",
    "contract_share",
    "contract_price_lag_d",
    "supplier_ask_exponent",
    "armington_sigma",
    "spot_bid_exponent",
    "order_adjust_time_d",
    "order_smoothing_time_d",
    "production_adjust_time_d",
    "order_cap",
    "hoarding_gain",
    "hoarding_decay_d",
    "leakage_share",
    "leakage_lag_d",
    "leakage_markup",
    "thrift_cap_per_year",
    "thrift_halflife_d",
    "idle_cost_ratio",
    "idle_price_to_cost",
    "idle_after_d",
    "restart_ratio",
    "restart_lag_d",
    "gravity_weight",
    "finished_cover_d",
    "feed_cover_d",
    "commercial_cover_jpn_d",
    "commercial_cover_other_d",
    "sector_voll",
    "utilisation_mine",
    "utilisation_refine",
    "yield_refine",
    "plant_share_mine",
    "plant_share_refine",
    "trade_distance_decay",
    "trade_domestic_preference",
    "port_customs_d",
    "sea_speed_kn",
    "air_transit_d",
    "port_choice_decay",
    "port_share_min",
    "demand_growth",
    "dominance_share",
    "facility_cutoff_share",
]

SAMPLED = {
    "demand_elasticity",
    "supply_elasticity",
    "price_gamma",
    "price_weight_on_hand",
    "price_cap",
    "contract_share",
    "supplier_ask_exponent",
    "armington_sigma",
    "hoarding_gain",
    "order_adjust_time_d",
    "thrift_cap_per_year",
    "idle_price_to_cost",
}


@pytest.mark.parametrize("row", parameters().rows, ids=lambda row: f"{row.name}@{row.scope}")
def test_a_row_has_an_ordered_range_a_unit_and_a_source(row):
    assert row.low <= row.mode <= row.high
    assert row.unit
    assert row.source
    assert set(row.minerals) <= set(all_minerals())


@pytest.mark.parametrize("name", FOR_ALL)
def test_every_mineral_finds_the_parameter(name):
    for mineral in all_minerals():
        assert parameters().get(name, mineral).name == name


def test_the_sampled_parameters_are_the_agreed_ones():
    assert {row.name for row in parameters().rows if row.sampled} == SAMPLED


def test_every_mineral_has_a_us_cover():
    assert all(parameters().mode("commercial_cover_d", mineral) > 0 for mineral in all_minerals())


def test_a_named_mineral_wins_over_all():
    assert parameters().get("demand_elasticity", "nickel").scope == "nickel"
    assert parameters().get("demand_elasticity", "gallium").scope == "all"
    assert parameters().get("demand_elasticity").scope == "all"


def test_elasticities_have_their_sign():
    for row in parameters().rows:
        if row.name == "demand_elasticity":
            assert row.high < 0
        if row.name == "supply_elasticity":
            assert row.low >= 0


@pytest.mark.parametrize(("name", "mineral"), [("nonsense", None), ("commercial_cover_d", "testium")])
def test_a_missing_row_is_an_input_error(name, mineral):
    with pytest.raises(InputError):
        parameters().get(name, mineral)
