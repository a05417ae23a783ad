from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.data.parameters import parameters
from sim.futures import sampler
from sim.futures.future import Future
from sim.futures.sampler import draw_parameters, sample_future, sample_futures
from sim.futures.targets import targets
from sim.world.load import load_world

FULL = {"kind": "fixed", "value": 1}
YEAR = {"kind": "fixed", "value": 365}
DECREES = {
    "kind": "export_ban",
    "origin": "CHN",
    "minerals": "dominant",
    "hazard": "china-licensing-decree",
}
TARGETED = DECREES | {"hazard": "china-ban-us", "destinations": ["USA"], "severity": FULL}
OUTAGE = {
    "kind": "outage",
    "origin": "ROW",
    "stage": "refine",
    "severity": FULL,
    "up": {"kind": "exponential", "mean": 700},
    "down": {"kind": "exponential", "mean": 100},
}


def named(future, *names):
    return [event for event in future.events if event.id.split("/")[0] in names]


def restricted(events, minerals):
    """Events with only these minerals, and none without."""
    kept = [(event, tuple(m for m in event.minerals if m in minerals)) for event in events]
    return [event.model_copy(update={"minerals": left}) for event, left in kept if left]


def test_the_same_arguments_give_the_same_future(world, scenario):
    spec = scenario(background=True, decrees=DECREES)
    futures = sample_futures(world, spec, seed=1, n=3, horizon_d=3650)
    assert futures[2] == sample_future(world, spec, seed=1, index=2, horizon_d=3650)
    assert futures[0] != futures[1]
    assert sample_futures(world, spec, 1, 1, 3650, first=2) == futures[2:]
    assert sample_future(world, spec, 2, 2, 3650).events != futures[2].events


def test_sampled_futures_are_valid_and_survive_json(world, scenario):
    spec = scenario(background=True, decrees=DECREES, targeted=TARGETED)
    for future in sample_futures(world, spec, seed=3, n=5, horizon_d=3650):
        assert Future.from_json(future.to_json()) == future


def test_a_subset_of_minerals_lives_the_restricted_future(world, scenario):
    spec = scenario(background=True, decrees=DECREES, targeted=TARGETED)
    for minerals in (["gallium"], ["copper", "tungsten"], ["palladium"]):
        part = load_world(minerals=minerals)
        for index in range(5):
            full = sample_future(world, spec, 1, index, 3650)
            some = sample_future(part, spec, 1, index, 3650)
            assert list(some.events) == restricted(full.events, part.minerals)
            assert some.parameters == full.parameters
            assert all(full.project_draws[name] == draw for name, draw in some.project_draws.items())


def test_one_more_event_moves_no_other(world, scenario):
    alone = sample_future(world, scenario(background=True, decrees=DECREES), 1, 0, 3650)
    both = sample_future(world, scenario(background=True, extra=TARGETED, decrees=DECREES), 1, 0, 3650)
    assert [event for event in both.events if not event.id.startswith("extra/")] == list(alone.events)
    assert both.parameters == alone.parameters
    assert both.project_draws == alone.project_draws


def test_another_law_moves_only_what_it_governs(world, scenario):
    plain = sample_future(world, scenario(decrees=DECREES), 1, 0, 3650).events
    longer = sample_future(world, scenario(decrees=DECREES | {"duration": YEAR}), 1, 0, 3650).events
    assert longer == tuple(event.model_copy(update={"duration_d": 365.0}) for event in plain)


def test_a_longer_horizon_adds_later_events_only(world, scenario):
    spec = scenario(background=True, decrees=DECREES)
    short, long = (sample_future(world, spec, 1, 0, horizon) for horizon in (1000, 3650))
    assert short.events == tuple(event for event in long.events if event.start_d < 1000)


def test_one_more_parameter_moves_no_other(monkeypatch):
    rows = parameters().rows
    before = draw_parameters(1, 0, "sampled")
    extra = dataclasses.replace(rows[0], name="something_new", sampled=True)
    monkeypatch.setattr(sampler, "parameters", lambda: dataclasses.replace(parameters(), rows=(extra, *rows)))
    after = draw_parameters(1, 0, "sampled")
    assert after.pop("something_new@" + extra.scope) is not None
    assert after == before


def test_parameters_stay_in_their_range_and_centre_on_their_mean():
    rows = {f"{row.name}@{row.scope}": row for row in parameters().rows if row.sampled}
    n = 400
    draws = [draw_parameters(1, i, "sampled") for i in range(n)]
    for key, row in rows.items():
        values = np.array([draw[key] for draw in draws])
        assert row.low <= values.min() <= values.max() <= row.high
        se = values.std(ddof=1) / np.sqrt(n)
        assert abs(values.mean() - (row.low + row.mode + row.high) / 3) < 4.5 * se
    assert draw_parameters(1, 0, "mode") == {key: row.mode for key, row in rows.items()}


def test_decrees_come_at_their_rate_and_hit_in_batches(world, scenario):
    n, years = 1500, 10
    spec = scenario(decrees=DECREES)
    eligible = targets(world, spec.events["decrees"])
    futures = sample_futures(world, spec, 1, n, 365 * years)
    sizes = np.array([len(event.minerals) for future in futures for event in future.events])
    batches = np.array([2, 1, 1, 5, 8]) / 20
    m = len(eligible)
    rate = 1.7241 * np.mean(1 - (1 - batches) ** m)
    assert abs(sizes.size / n - rate * years) < 4 * np.sqrt(rate * years / n)
    mean_hits = 1.7241 * years * np.mean(batches) * m
    per_future = np.array([sum(len(event.minerals) for event in future.events) for future in futures])
    assert abs(per_future.mean() - mean_hits) < 4 * per_future.std(ddof=1) / np.sqrt(n)
    # every mineral is as likely as any other
    hits = [sum(mineral in event.minerals for f in futures for event in f.events) for mineral in eligible]
    one = 1.7241 * years * np.mean(batches) * n
    assert np.all(np.abs(np.array(hits) - one) < 4.5 * np.sqrt(one))
    severities = np.array([event.severity for future in futures for event in future.events])
    assert set(severities) == {0.23, 0.56, 0.80}


def test_scripted_events_ignore_batches_and_take_the_rest_from_the_row(world, scenario):
    spec = scenario(ban=TARGETED | {"start": 10, "minerals": ["gallium", "germanium"]})
    (ban,) = sample_future(world, spec, 1, 0, 3650).events
    assert ban.minerals == ("gallium", "germanium")
    assert ban.start_d == 10
    durations = [sample_future(world, spec, 1, i, 3650).events[0].duration_d for i in range(400)]
    # the median of a sample of 400 from a lognormal with median 341 and p90 700
    assert np.median(durations) == pytest.approx(341, rel=0.15)


def test_dates_leads_and_the_horizon(one_supplier, scenario):
    ban = {"kind": "export_ban", "origin": "ROW", "severity": FULL, "duration": YEAR, "destinations": ["USA"]}
    spec = scenario(
        dated=ban | {"start": "2027-01-31"},
        warned=ban | {"start": 20, "announcement_lead_d": 30},
        late=ban | {"start": 100},
    )
    events = {event.id: event for event in sample_future(one_supplier, spec, 1, 0, 100).events}
    assert set(events) == {"dated/0", "warned/0"}
    assert (events["dated/0"].start_d, events["dated/0"].announced_d) == (30.0, 30.0)
    assert events["warned/0"].announced_d == 0.0


def test_leakage_is_the_parameter_unless_given(world, scenario):
    row = parameters().get("leakage_share")
    ban = TARGETED | {"minerals": ["gallium"], "start": 1}
    drawn = sample_future(world, scenario(ban=ban), 1, 0, 100).events[0].leakage
    assert row.low <= drawn <= row.high
    assert sample_future(world, scenario(ban=ban), 1, 0, 100, "mode").events[0].leakage == row.mode
    given = ban | {"leakage": {"kind": "fixed", "value": 0.25}}
    assert sample_future(world, scenario(ban=given), 1, 0, 100).events[0].leakage == 0.25
    everyone = ban | {"destinations": "all"}
    assert sample_future(world, scenario(ban=everyone), 1, 0, 100).events[0].leakage == 0.0


def test_an_alternating_outage_takes_turns(one_supplier, scenario):
    future = sample_future(one_supplier, scenario(supplier=OUTAGE), 1, 0, 36500)
    starts = np.array([event.start_d for event in future.events])
    ends = np.array([event.end_d for event in future.events])
    assert [event.id for event in future.events] == [f"supplier/{i}" for i in range(starts.size)]
    assert np.all(starts[1:] > ends[:-1])
    assert {event.minerals for event in future.events} == {one_supplier.minerals}


def test_floods_and_delays(world, scenario):
    spec = scenario(
        flood={
            "kind": "price_flood",
            "origin": "CHN",
            "minerals": ["lithium"],
            "hazard": "price-flood",
            "start": 5,
            "ask_factor": {"kind": "fixed", "value": 0.6},
        },
        delay={
            "kind": "route_delay",
            "origin": "CHN",
            "destinations": ["USA"],
            "start": 50,
            "duration": YEAR,
            "extra_d": {"kind": "fixed", "value": 12},
        },
    )
    flood, delay = sample_future(world, spec, 1, 0, 3650).events
    assert (flood.kind, flood.ask_factor, flood.minerals) == ("price_flood", 0.6, ("lithium",))
    assert (delay.kind, delay.extra_d, delay.destinations) == ("route_delay", 12.0, ("USA",))
    assert "gallium" in delay.minerals


def test_every_project_has_its_luck(world, scenario):
    future = sample_future(world, scenario(), 1, 0, 100)
    assert set(future.project_draws) == set(world.projects.name)
    assert future.events == ()
    assert not future.background
