"""Concentration and N-1 cover."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.validation import PAGE, cells, stale
from sim.analysis.cover import CONCENTRATION_COLUMNS, concentration_table, n1_cover
from sim.world import concentration
from sim.world.load import load_world
from tests.helpers.worlds import random_world


@pytest.fixture(scope="module")
def world():
    return load_world(minerals=["gallium", "cobalt", "antimony"])


def test_one_row_per_mineral_and_stage(world):
    table = concentration_table(world, ["antimony", "gallium"])
    assert tuple(table.columns) == CONCENTRATION_COLUMNS
    assert set(table["mineral"]) == {"antimony", "gallium"}
    for row in table.to_dict("records"):
        shares = concentration.shares(world, row["mineral"], row["stage"])
        assert row["hhi"] == pytest.approx(1e4 * sum(share**2 for share in shares.values()))
        assert 0.0 < row["top1_share"] <= row["top3_share"] <= 1.0 + 1e-12
        assert row["top1"] != "ROW"


def test_the_cover_by_hand():
    made = random_world(3)
    country = "CHN"
    refined = np.array([stage == "refine" or i >= 3 for i, stage in enumerate(made.facilities.stage)])
    base = made.facilities.base[refined]
    abroad = [c != country for c in np.array(made.facilities.country)[refined]]
    markets = made.customers.kind == 1
    demand, at_home = made.customers.demand[markets], np.array(made.customers.country)[markets] == country
    got = n1_cover(made, "testium", "refine", country)
    assert got["n1_cover"] == pytest.approx(base[abroad].sum() / demand[~at_home].sum())
    assert got["own_use_share"] == pytest.approx(demand[at_home].sum() / demand.sum())
    assert got["n1_cover_capacity"] > got["n1_cover"]


def test_demand_of_a_country_inside_a_market_is_not_known(world):
    assert n1_cover(world, "cobalt", "refine", "FIN")["own_use_share"] is None
    assert n1_cover(world, "cobalt", "refine", "CHN")["own_use_share"] > 0.5


def test_secondary_metal_counts_beside_the_refiners(world):
    row = n1_cover(world, "antimony", "refine", "CHN")
    assert row == n1_cover(world, "antimony", "recycle", "CHN")


def test_the_validation_page_shows_the_model(root):
    text = PAGE.read_text(encoding="utf-8")
    assert len(cells(text)) >= 20
    assert stale(text) == {}, "run: python -m benchmarks.validation"
