"""Time to survive: by arithmetic in tiny worlds, and the same numbers wherever it is computed."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.analysis.n1 import N1_COLUMNS, N1Case, mineral_rows, time_to_survive
from sim.analysis.nodes import nodes_of
from sim.errors import InputError
from sim.study.executor import ONE_LEVEL
from sim.study.spec import ExecutionSpec
from sim.world.load import load_world
from sim.world.spec import TablesWorldSpec, TinyWorldSpec
from tests.helpers.worlds import model

SERIAL = ExecutionSpec(kind="serial")


def tiny_case(cover=30.0, horizon_d=200, sectors=None, **suppliers):
    """A case of one market; suppliers as country, base and further fields."""
    made = {
        name: {"country": country, "base_t_per_d": base, "capacity_t_per_d": base} | more
        for name, (country, base, more) in suppliers.items()
    }
    spec = TinyWorldSpec(
        kind="tiny",
        suppliers=made,
        demand_t_per_d=1.0,
        cover_d=cover,
        sectors=sectors or {},
    )
    return N1Case(spec, model("bare"), 0.0, horizon_d, seed=1)


def row_of(case, country, level="country", plant=""):
    (row,) = (
        row
        for row in mineral_rows(case, "testium")
        if (row["country"], row["level"], row["plant"]) == (country, level, plant)
    )
    return row


@pytest.mark.oracle
def test_a_sole_supplier_is_survived_for_stock_plus_cargo_plus_finished_stock():
    case = tiny_case(cover=30.0, plant=("CHN", 1.0, {"transit_d": 20.0, "finished_cover_d": 10.0}))
    row = row_of(case, "CHN")
    assert row["first_day"] == pytest.approx(60.0, abs=1e-6)
    assert row["equivalent_days"] == pytest.approx(140.0, abs=1e-6)
    assert row["combined_days"] == pytest.approx(140.0, abs=1e-6)
    assert not row["survives"]


def test_the_end_use_of_least_urgency_is_short_first():
    uses = {"essential": {"tier": 2, "share": 0.4}, "rest": {"tier": 3, "share": 0.6}}
    case = tiny_case(sectors=uses, china=("CHN", 0.75, {}), australia=("AUS", 0.25, {}))
    row = row_of(case, "CHN")
    assert (row["first_sector"], row["first_sector_tier"]) == ("rest", 3)
    assert row["first_sector_day"] == pytest.approx(row["first_day"], abs=1.0)


@pytest.mark.oracle
def test_what_others_still_send_stretches_the_stock():
    sent = {"transit_d": 20.0}
    case = tiny_case(cover=30.0, china=("CHN", 0.75, sent), australia=("AUS", 0.25, sent))
    # 20 days of cargo, then a quarter still comes and the stock bears the other three; what comes on the
    # first short day serves its first quarter
    assert row_of(case, "CHN")["first_day"] == pytest.approx(20.0 + 30.0 / 0.75 + 0.25, abs=1e-6)


@pytest.mark.oracle
def test_idle_capacity_elsewhere_makes_a_loss_survivable():
    spare = {"capacity_t_per_d": 1.0}
    case = tiny_case(cover=30.0, china=("CHN", 0.5, {}), australia=("AUS", 0.5, spare))
    row = row_of(case, "CHN")
    assert row["survives"]
    assert row["first_day"] is None
    assert row["first_sector"] is None


def test_one_plant_may_stop_alone():
    case = tiny_case(cover=30.0, north=("CHN", 0.75, {}), south=("CHN", 0.25, {}))
    assert row_of(case, "CHN")["first_day"] == pytest.approx(30.0, abs=1e-6)
    assert row_of(case, "CHN", "plant", "north")["first_day"] == pytest.approx(40.25, abs=1e-6)
    assert row_of(case, "CHN", "plant", "south")["first_day"] == pytest.approx(120.75, abs=1e-6)
    assert row_of(case, "CHN", "plant", "south")["share"] == pytest.approx(0.25)


def test_more_cover_survives_longer():
    days = [
        row_of(tiny_case(cover, china=("CHN", 1.0, {"transit_d": 15.0})), "CHN")["first_day"]
        for cover in (0.0, 20.0, 60.0, 120.0)
    ]
    assert days == sorted(days)
    assert len(set(days)) == len(days)


def test_a_country_has_a_row_with_a_row_for_each_of_its_stages_below():
    world = load_world(minerals=["cobalt"])
    nodes = [node for node in nodes_of(world, "cobalt") if node.country == "CHN"]
    assert [(node.level, node.share_stage) for node in nodes if node.level != "plant"] == [
        ("country", "refine"),
        ("stage", "mine"),
        ("stage", "refine"),
    ]
    assert nodes[0].stages == ("mine", "refine")
    stops = nodes[0].stops(100)
    assert {(stop.stage, stop.origin, stop.severity) for stop in stops} == {
        ("mine", "CHN", 1.0),
        ("refine", "CHN", 1.0),
    }
    assert all(stop.start_d == 0.0 and stop.end_d > 100 for stop in stops)


def test_a_country_that_makes_nothing_has_no_row():
    world = load_world(minerals=["gallium"])
    assert "COD" not in {node.country for node in nodes_of(world, "gallium")}
    made = {
        world.facilities.country[i] for i in world.facilities_of("gallium") if world.facilities.base[i] > 0
    }
    assert {node.country for node in nodes_of(world, "gallium")} == made


def test_no_draw_decides_the_first_short_day():
    found = [
        mineral_rows(N1Case(TablesWorldSpec(), model("default"), 0.01, 400, seed=seed), "gallium")
        for seed in (1, 2)
    ]
    assert found[0] == found[1]


def test_processes_change_no_number():
    case = N1Case(TablesWorldSpec(), model("default"), 0.01, 150, seed=1)
    told = []
    here = time_to_survive(case, ["tin", "gallium"], SERIAL, lambda done, total: told.append((done, total)))
    there = time_to_survive(case, ["tin", "gallium"], ExecutionSpec(kind="local", workers=2))
    pd.testing.assert_frame_equal(here, there, check_exact=True)
    assert told == [(1, 2), (2, 2)]
    assert tuple(here.columns) == N1_COLUMNS
    assert list(dict.fromkeys(here["mineral"])) == ["tin", "gallium"]


def test_no_processes_where_studies_already_run_side_by_side(monkeypatch):
    def refuse(*_):
        raise AssertionError("a second level of processes")

    monkeypatch.setenv(ONE_LEVEL, "1")
    monkeypatch.setattr("sim.analysis.pool.ProcessPoolExecutor", refuse)
    case = N1Case(TablesWorldSpec(), model("default"), 0.01, 20, seed=1)
    table = time_to_survive(case, ["tin", "titanium_sponge"], ExecutionSpec(kind="local", workers=2))
    assert set(table["mineral"]) == {"tin", "titanium_sponge"}


def test_an_unknown_mineral_is_refused():
    case = N1Case(TablesWorldSpec(), model("default"), 0.01, 50, seed=1)
    with pytest.raises(InputError):
        time_to_survive(case, ["unobtainium"], SERIAL)
    with pytest.raises(InputError):
        time_to_survive(case, ["unobtainium", "galium"], ExecutionSpec(kind="local", workers=2))
