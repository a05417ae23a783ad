"""The map: from plain tables to a picture, and from a world to plain tables."""

from __future__ import annotations

from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest

from sim.analysis.atlas import (
    atlas,
)
from sim.data.tables import load
from sim.views.map import mineral_map
from sim.world.lanes import lane
from sim.world.load import load_world
from sim.world.world import TRADE
from tests.views.figure_samples import small_atlas


def words(figure):
    return " ".join(text.get_text() for text in figure.findobj(mpl.text.Text))


@pytest.mark.parametrize("lines", [True, False])
def test_a_map_draws_inside_its_page(lines, tmp_path):
    figure = mineral_map(small_atlas(lines))
    figure.savefig(tmp_path / "map.png", dpi=50)
    assert (tmp_path / "map.png").stat().st_size > 5_000
    used, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert min(used.x0, used.y0) >= 0
    assert used.x1 <= width
    assert used.y1 <= height


def test_a_map_names_makers_straits_in_use_and_what_is_missing():
    said = words(mineral_map(small_atlas()))
    for part in (
        "Lithium",
        "CHN 75 %",
        "CHL 70 %",
        "Malacca",
        "50 % of all tonnes",
        "10.0 % of mine",
        "vaultsim",
    ):
        assert part in said
    assert "Suez" not in said
    assert "hold no sea routes" in words(mineral_map(small_atlas(lines=False)))


def test_every_country_but_the_rest_of_the_world_has_a_place():
    places = {row["country"] for row in load("places")}
    assert {row["country"] for row in load("countries")} - places == {"ROW"}


def test_coasts_stay_on_the_globe():
    land = atlas(load_world(minerals=["gallium"]), "gallium").land
    assert land["lat"].between(-90, 90).all()
    assert land["lon"].between(-180, 180).all()
    assert land.groupby("ring").size().min() >= 4


def test_shares_on_the_map_are_those_of_the_world():
    found = atlas(load_world(minerals=["tin"]), "tin")
    shown = found.facilities.groupby("stage")["share"].sum()
    for stage, share in shown.items():
        assert share + found.elsewhere.get(stage, 0.0) == pytest.approx(1.0)


def with_lanes(world):
    """The world with the lane from the tables on every link."""
    ends = [
        (world.facilities.country[i], world.customers.country[k])
        for i, k in zip(world.links.supplier, world.links.customer, strict=True)
    ]
    pairs = sorted(set(ends))
    rows = np.array([pairs.index(pair) for pair in ends])
    lanes = tuple(lane(*pair, "sea") for pair in pairs)
    return replace(world, lanes=lanes, links=replace(world.links, lane=rows))


def test_tonnes_follow_the_lanes():
    world = with_lanes(load_world(minerals=["cobalt"]))
    found = atlas(world, "cobalt")
    mine = world.facilities.mineral[world.links.supplier] == world.mineral_index("cobalt")
    sea, traded, malacca = 0.0, 0.0, 0.0
    for i in np.flatnonzero(mine & (world.links.kind == TRADE)).tolist():
        tonnes = 365.0 * float(world.links.base[i])
        traded += tonnes
        for route in world.lanes[world.links.lane[i]].routes:
            sea += tonnes * route.share * (route.mode == "sea")
            if "malacca" in {passage.place for passage in route.ways[0].passages}:
                malacca += tonnes * route.share
    each = found.lines.drop_duplicates("route")
    drawn = each["flow_t_per_year"].sum()
    # between two ports that serve no market no line is kept
    assert 0.9 * sea < drawn <= sea * (1 + 1e-9)
    assert found.by_sea == pytest.approx(drawn / traded)
    straits = found.chokepoints.set_index("name")["flow_t_per_year"]
    assert straits["Strait of Malacca"] == pytest.approx(malacca)
    assert 0.0 < malacca < sea
