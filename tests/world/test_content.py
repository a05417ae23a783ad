"""Forms, stockpile, value of lost output, N-1: what a reserve planner looks up."""

import math

import numpy as np
import pytest

from sim.data.parameters import parameters
from sim.data.tables import load
from sim.world import concentration
from sim.world.forms import forms_of
from sim.world.load import load_world
from sim.world.minerals import all_minerals, host_minerals, mineral
from sim.world.report import world_report


@pytest.fixture(scope="module")
def world():
    return load_world()


@pytest.mark.parametrize("key", [*all_minerals(), *host_minerals()])
def test_every_stage_has_a_form(world, key):
    made = set(concentration.stages(world, key)) - {"recycle"}
    assert {form.stage for form in forms_of(key)} == made
    assert all((form.conversion_d == 0.0) or form.conversion != "none" for form in forms_of(key))


@pytest.mark.parametrize("key", all_minerals())
def test_something_can_be_held_in_the_form_the_market_buys(key):
    final = mineral(key).final_stage
    assert any(form.held for form in forms_of(key) if form.stage == final)


def test_held_is_yes_or_no():
    assert {row["held"] for row in load("forms")} == {"yes", "no"}


def test_the_defence_stockpile_is_the_newest_figure_and_later_orders(world):
    held = dict(zip(world.minerals, world.defense_stockpile_t.tolist(), strict=True))
    assert held["antimony"] == 90 + 143
    assert held["cobalt"] == 302
    assert held["germanium"] == 14
    assert held["gallium"] == 0
    assert held["tungsten"] == 0
    assert {row["mineral"] for row in load("defense_stockpile")} == set(all_minerals())
    assert all(row["note"] or float(row["stock_t"]) == 0.0 for row in load("defense_stockpile"))


@pytest.mark.parametrize(
    ("key", "ratio"),
    [
        ("gallium", (207, 380, 999)),
        ("germanium", (0.2, 10, 26)),
        ("neodymium_praseodymium", (100, 300, 1500)),
        ("dysprosium_terbium", (1000, 1500, 3300)),
    ],
)
def test_lost_output_has_its_published_range(world, key, ratio):
    row = parameters().get("sector_voll", key)
    assert (row.low, row.mode, row.high) == ratio
    own = world.sectors.mineral == world.mineral_index(key)
    assert set(world.sectors.voll[own]) == {ratio[1]}


def test_n1_of_gallium_is_what_russia_and_japan_make(world):
    rest = 9.0
    others = sum(
        world.customers.demand[world.market_customer("gallium", market)] * 365
        for market in ("USA", "JPN", "KOR", "EU", "ROW")
    )
    assert concentration.n1_cover(world, "gallium", "refine") == pytest.approx(rest / others)


def test_n1_counts_the_feed_of_the_largest_miner_as_its_own(world):
    """The Congo refines no cobalt: all demand remains, a quarter of the ore."""
    assert concentration.n1_cover(world, "cobalt", "mine") == pytest.approx(0.251, abs=0.001)
    assert math.isnan(concentration.n1_cover(world, "gallium", "mine"))


def test_top_shares_leave_the_rest_of_the_world_unnamed(world):
    shares = concentration.shares(world, "copper", "mine")
    named = sorted((v for k, v in shares.items() if k != "ROW"), reverse=True)
    assert concentration.top(world, "copper", "mine", 3) == pytest.approx(sum(named[:3]))
    assert concentration.top(world, "copper", "mine", 99) == pytest.approx(1 - shares["ROW"])


def test_the_report_shows_them():
    text = world_report(load_world(minerals=["germanium"]))
    for expected in (
        "top-1 81%, top-3 92%, N-1 ",
        "refine metal can be held, then zone refining and blanks (30 d) [recalled]",
        "17,000,000 (340,000 to 44,000,000) USD of output per missing tonne",
        "USGS OFR 2024-1057",
        "stockpile  14 t for defence",
        "refine/CAN 100% by zinc/mine/red_dog",
        "members 70%",
        "Along as hosts, not reported",
    ):
        assert expected in text


def test_the_report_has_a_chapter_only_for_what_was_asked():
    text = world_report(load_world(minerals=["cobalt"]))
    assert "\ncobalt\n------" in text
    assert "\ncopper\n------" not in text
    assert np.count_nonzero([line.startswith("  price") for line in text.splitlines()]) == 1
