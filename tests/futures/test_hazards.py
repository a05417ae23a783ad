from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.futures import hazards
from sim.futures.events import Outage
from sim.futures.hazard_table import dominant_minerals
from sim.futures.hazard_table import hazards as hazard_table
from sim.futures.hazards import Background, Process, mean_availability, processes
from sim.futures.laws import Exponential, Lognormal
from sim.world.load import load_world


def by_id(events):
    return {event.id: event for event in events}


def test_processes_are_the_rows_of_the_table():
    mine, refine, strike = processes()
    assert (mine.stage, refine.stage, strike.stage) == ("mine", "refine", "mine")
    assert strike.up.mean() == pytest.approx(365 / 0.05)
    assert strike.down == Lognormal(median=15, p90=34)
    assert strike.severity == 0.9


def test_exposure_gives_twenty_dominated_minerals():
    assert dominant_minerals() == pytest.approx(20)


def test_every_row_is_readable():
    table = hazard_table()
    assert table["china-licensing-decree"].batch_sizes == (2, 1, 1, 5, 8)
    assert table["china-licensing-decree"].severity.values == (0.23, 0.56, 0.80)
    assert table["leakage"].rate_per_year is None


def test_availability_is_below_one_where_something_can_fail(world):
    up, f = mean_availability(world), world.facilities
    safe = np.array([stage in ("recycle", "fabricate") for stage in f.stage]) | (f.base == 0)
    assert np.all(up[safe] == 1)
    assert np.all((up[~safe] > 0.95) & (up[~safe] < 1))


def lost_share(process, horizon):
    """Mean share of output lost up to the horizon by a rare process that starts up: sum over arrivals."""
    n = 200_000
    down = process.down.quantiles((np.arange(n) + 0.5) / n)
    inside = np.where(down < horizon, down - down**2 / (2 * horizon), horizon / 2)
    return process.severity * float(inside.mean()) / (process.up.mean() + process.down.mean())


def test_lost_output_matches_the_processes(world):
    n, horizon, background, f = 80, 3650, Background(world), world.facilities
    lost = {stage: np.zeros(n) for stage in ("mine", "refine")}
    for i in range(n):
        for event in background.draw(1, i, horizon):
            lost[event.stage][i] += event.severity * (min(event.end_d, horizon) - event.start_d) / horizon
    up = mean_availability(world)
    for stage, per_future in lost.items():
        facilities = sum(own == stage and base > 0 for own, base in zip(f.stage, f.base, strict=True))
        expected = sum(lost_share(process, horizon) for process in processes() if process.stage == stage)
        se = per_future.std(ddof=1) / np.sqrt(n) / facilities
        assert abs(per_future.mean() / facilities - expected) < 4 * se
        assert se < 0.1 * expected
        # the long-run loss is the limit of a long horizon; long tails approach it from below
        assert expected < 1 - up[f.stage.index(stage)]
    limit = sum(lost_share(process, 1e7) for process in processes() if process.stage == "refine")
    assert limit == pytest.approx(1 - up[f.stage.index("refine")], rel=0.01)


def test_events_name_plants_of_the_world(world):
    f = world.facilities
    index = {name: i for i, name in enumerate(f.name)}
    severity = {(p.name, p.stage): p.severity for p in processes()}
    events = Background(world).draw(1, 0, 3650)
    for event in events:
        process, mineral, stage, key, plant, _ = event.id.split("/")
        i = index[f"{mineral}/{stage}/{key}"]
        assert ((mineral,), stage, f.country[i]) == (event.minerals, event.stage, event.origin)
        assert int(plant) < f.plants[i]
        assert event.facility == key
        assert event.severity == pytest.approx(severity[process, stage] / f.plants[i])
        assert Outage.model_validate(event.model_dump()) == event
    assert len(by_id(events)) == len(events)


def test_a_subset_of_minerals_has_the_same_outages(world):
    some = load_world(minerals=["copper", "tin"])
    full = by_id(Background(world).draw(1, 5, 3650))
    part = by_id(Background(some).draw(1, 5, 3650))
    assert part == {key: event for key, event in full.items() if event.minerals[0] in some.minerals}


def test_one_more_plant_moves_no_other_draw(world):
    more = dataclasses.replace(world.facilities, plants=world.facilities.plants + 1)
    full = by_id(Background(world).draw(1, 5, 3650))
    grown = by_id(Background(dataclasses.replace(world, facilities=more)).draw(1, 5, 3650))
    assert set(full) < set(grown)
    assert all(grown[key].start_d == event.start_d for key, event in full.items())


def test_plants_that_run_out_of_cycles_are_drawn_further(one_supplier, monkeypatch):
    # the mean cycle is far longer than the usual one, so the first guess at their number falls short
    wild = Process("outages", "refine", Lognormal(median=1, p90=50), Exponential(mean=2), 1.0)
    monkeypatch.setattr(hazards, "processes", lambda: (wild,))
    background = Background(one_supplier)
    counts = []
    for future in range(20):
        short, long = (sorted(background.draw(1, future, h), key=lambda e: e.start_d) for h in (500, 3000))
        assert short == [event for event in long if event.start_d < 500]
        counts.append(len(long))
    assert max(counts) > 2 * 3000 / wild.up.mean() + 2
