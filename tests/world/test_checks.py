"""Each check notices the fault it is named after."""

import dataclasses

import numpy as np
import pytest

from sim.world.checks import problems
from sim.world.load import load_world
from sim.world.world import TRADE

BASE = load_world(minerals=["cobalt", "gallium"])


def changed(group, field, index, value):
    """The world with one number replaced."""
    rows = getattr(BASE, group)
    array = getattr(rows, field).copy()
    array[index] = value
    return dataclasses.replace(BASE, **{group: dataclasses.replace(rows, **{field: array})})


@pytest.mark.parametrize(
    ("group", "field", "index", "value", "check"),
    [
        ("links", "base", 0, 7.0, "suppliers_sell_their_output"),
        ("links", "base", 0, 7.0, "customers_get_their_demand"),
        ("links", "base", 0, -1.0, "quantities_are_positive"),
        ("facilities", "base", 0, 9e9, "capacity_covers_output"),
        ("facilities", "yield_", 0, 1.5, "yields_are_fractions"),
        ("facilities", "fed", 0, True, "fed_facilities_have_one_customer"),
        ("customers", "demand", 0, 9e9, "refiners_ask_what_they_use"),
        ("customers", "demand", 12, 9e9, "world_output_meets_demand"),
        ("sectors", "share", 0, 0.9, "sector_shares_sum_to_one"),
        ("links", "supplier", 0, 26, "links_stay_in_their_mineral"),
        ("links", "parent", -2, -1, "links_end_where_their_kind_says"),
    ],
)
def test_a_fault_is_named(group, field, index, value, check):
    if field == "parent":
        index = np.flatnonzero(BASE.links.kind == 1)[0]
    found = problems(changed(group, field, index, value))
    assert any(line.startswith(check) for line in found)


def test_a_sound_world_has_no_problems():
    assert problems(BASE) == []
    assert (BASE.links.base[BASE.links.kind == TRADE] > 0).all()
