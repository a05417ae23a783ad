"""A closure: what is exposed, how much longer it takes, and that cover falls and comes back."""

import numpy as np
import pytest

from sim.analysis.closure import CLOSURE_COLUMNS, CURVE_COLUMNS, ClosureCase, closure_tables, exposure
from sim.analysis.detours import detours
from tests.helpers.worlds import default_world, gated_world, model

RED_SEA = ("suez", "bab_el_mandeb")


@pytest.fixture(scope="module")
def one():
    """The gate of a one-supplier world closed for 200 days."""
    world = gated_world(cover_d=60.0, stock_d=5.0)
    return closure_tables(world, model("bare"), 0.0, ClosureCase(("gate",), 30, 200, 600, 1))


def test_all_that_passes_the_gate_is_exposed_and_takes_the_way_around(one):
    table, _ = one
    row = table.set_index("buyer").loc["USA"]
    assert list(table.columns) == list(CLOSURE_COLUMNS)
    assert row["exposed_share"] == pytest.approx(1.0)
    assert (row["transit_d"], row["extra_d"]) == pytest.approx((35.0, 12.0))


def test_cover_falls_by_the_days_in_which_nothing_comes_and_recovers(one):
    """Cargo short of the gate waits a week and turns: the customer misses up to 22 days of arrivals."""
    table, curve = one
    row = table.set_index("buyer").loc["USA"]
    assert list(curve.columns) == list(CURVE_COLUMNS)
    assert 60.0 - 22.5 <= row["lowest_cover_d"] <= 60.0 - 12.0
    assert row["lowest_day"] < row["recovery_day"] < 600
    assert curve["cover_d"].iloc[-1] == pytest.approx(60.0, rel=0.01)


def test_a_place_that_nothing_passes_changes_nothing():
    world = gated_world(cover_d=60.0)
    table, _ = closure_tables(world, model("bare"), 0.0, ClosureCase(("elsewhere",), 30, 200, 400, 1))
    row = table.set_index("buyer").loc["USA"]
    assert (row["exposed_share"], row["extra_d"]) == (0.0, 0.0)
    assert row["lowest_cover_d"] == pytest.approx(60.0)


def test_the_red_sea_lies_between_asia_and_europe_and_not_between_asia_and_california():
    exposed = exposure(default_world(), RED_SEA)
    assert exposed["graphite", "EU"] > 0.8
    assert exposed["graphite", "USA"] < 0.3
    assert exposed["graphite", "CHN"] == 0.0
    assert exposed["gallium", "EU"] == 0.0  # flies


def test_the_map_shows_what_is_stopped_and_where_it_goes():
    world = default_world("graphite")
    shown = detours(world, RED_SEA)
    assert set(shown.lines["kind"]) == {"open", "stopped", "around"}
    assert 0.0 < shown.stopped_usd < shown.by_sea_usd
    assert shown.cut_off_usd == 0.0
    assert detours(world, ("hormuz",)).stopped_usd <= shown.stopped_usd
    around = shown.lines[shown.lines["kind"] == "around"]
    assert around["lat"].min() < -30.0  # the Cape


def test_a_closed_port_has_no_way_around():
    world = default_world("graphite")
    shown = detours(world, ("rotterdam",))
    assert shown.cut_off_usd == pytest.approx(shown.stopped_usd)
    assert "around" not in set(shown.lines["kind"])
    assert np.isfinite(shown.lines[["lat", "lon"]].to_numpy(float)).all()
