"""Each check notices the fault it is named after."""

import dataclasses

import numpy as np
import pytest

from sim.world.checks import problems
from sim.world.load import load_world
from sim.world.world import TRADE

BASE = load_world(minerals=["cobalt", "dysprosium_terbium", "gallium", "lithium"])


def changed(group, field, index, value):
    """The world with one number replaced."""
    rows = getattr(BASE, group)
    array = getattr(rows, field).copy()
    array[index] = value
    return dataclasses.replace(BASE, **{group: dataclasses.replace(rows, **{field: array})})


def place(group, name):
    """Row of a name; numbers are rows already."""
    if not isinstance(name, str):
        return name
    if group == "links":
        return np.flatnonzero(BASE.links.supplier == place("facilities", name))[0]
    return getattr(BASE, group).name.index(name)


@pytest.mark.parametrize(
    ("group", "field", "index", "value", "check"),
    [
        ("links", "base", 0, 7.0, "suppliers_sell_their_output"),
        ("links", "base", 0, 7.0, "customers_get_their_demand"),
        ("links", "base", 0, -1.0, "quantities_are_positive"),
        ("facilities", "base", 0, 9e9, "capacity_covers_output"),
        ("facilities", "yield_", 0, 1.5, "yields_are_fractions"),
        ("facilities", "fed", 0, True, "fed_facilities_have_one_customer"),
        ("customers", "demand", "cobalt/feed/AUS", 9e9, "refiners_ask_what_they_use"),
        ("customers", "demand", "cobalt/market/EU", 9e9, "world_output_meets_demand"),
        ("sectors", "share", 0, 0.9, "sector_shares_sum_to_one"),
        ("links", "supplier", 0, 26, "links_stay_in_their_mineral"),
        ("links", "parent", -2, -1, "links_end_where_their_kind_says"),
        ("facilities", "hosted", "gallium/refine/CHN", 1.5, "hosts_carry_by_products"),
        ("facilities", "hosted", "gallium/refine/CHN", 0.0, "hosts_carry_by_products"),
        ("facilities", "hosted", "gallium/refine/JPN", 0.5, "hosts_carry_by_products"),
        ("facilities", "host_max", "gallium/refine/CHN", 0.9, "hosts_carry_by_products"),
        ("facilities", "host", "gallium/refine/CHN", 999_999, "hosts_carry_by_products"),
        ("facilities", "host", "gallium/refine/CHN", "gallium/refine/CHN", "hosts_carry_by_products"),
        (
            "facilities",
            "host",
            "gallium/refine/CHN",
            "lithium/refine/thacker_pass",
            "hosts_carry_by_products",
        ),
        (
            "links",
            "customer",
            "dysprosium_terbium/mine/CHN",
            "dysprosium_terbium/feed_fabricate/CHN",
            "goods_go_down_the_chain",
        ),
    ],
)
def test_a_fault_is_named(group, field, index, value, check):
    index, value = place(group, index), place("customers" if field == "customer" else "facilities", value)
    if field == "parent":
        index = np.flatnonzero(BASE.links.kind == 1)[0]
    found = problems(changed(group, field, index, value))
    assert any(line.startswith(check) for line in found)


def test_a_sound_world_has_no_problems():
    assert problems(BASE) == []
    assert (BASE.links.base[BASE.links.kind == TRADE] > 0).all()
