"""Coercing states: how long each regime lasts, and the decrees it brings; rare closures."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from sim.errors import InputError
from sim.futures.checks import check_scenario
from sim.futures.future import Future
from sim.futures.regime import COERCION, TENSION, Clock, Path, draw_path, rows_used
from sim.futures.sampler import Sampler, sample_future
from sim.futures.scenario import ScenarioSpec
from sim.futures.specs.regime import RegimeSpec
from sim.world.load import load_world
from tests.helpers.worlds import group

FAST = RegimeSpec(
    coercers=("CHN",),
    start="calm",
    calm_to_tension=4.0,
    tension_to_calm=3.0,
    tension_to_coercion=5.0,
    coercion_to_tension=2.0,
)
# Hardly ever changes within ten years.
STUCK = {
    "calm_to_tension": 1e-9,
    "tension_to_calm": 1e-9,
    "tension_to_coercion": 1e-9,
    "coercion_to_tension": 1e-9,
}


def spec(closures=False, **regime):
    return ScenarioSpec.model_validate({"name": "test", "closures": closures, "regime": regime or None})


def test_regimes_take_turns_and_are_stationary():
    """Long-run shares of a birth-death chain: each over the next like its rate down over the rate up."""
    horizon = 365.0 * 3000
    path = draw_path(FAST, "CHN", 1, 0, horizon)
    spans = np.diff(np.append(path.starts, horizon))
    regimes = np.array(path.regimes)
    assert np.all(np.abs(np.diff(regimes)) == 1)
    weights = np.array([1.0, 4.0 / 3.0, 4.0 / 3.0 * 5.0 / 2.0])
    shares = np.array([spans[regimes == r].sum() for r in range(3)]) / horizon
    assert shares == pytest.approx(weights / weights.sum(), abs=0.02)
    assert spans[regimes == TENSION].mean() == pytest.approx(365 / 8, rel=0.05)


def test_a_longer_horizon_adds_later_regimes_only():
    short, long = (draw_path(FAST, "CHN", 1, 3, days) for days in (500.0, 5000.0))
    n = len(short.starts)
    assert (long.starts[:n].tolist(), long.regimes[:n]) == (short.starts.tolist(), short.regimes)


def test_states_have_regimes_of_their_own():
    assert draw_path(FAST, "CHN", 1, 0, 5000.0).regimes != draw_path(FAST, "RUS", 1, 0, 5000.0).regimes


def test_the_clock_runs_at_the_pace_of_the_regime():
    clock = Clock(Path(np.array([0.0, 100.0]), (0, COERCION)), (0.1, 0.5, 1.0), 200.0)
    assert clock.span_d == pytest.approx(110.0)
    assert clock.calendar_days(np.array([5.0, 10.0, 60.0])) == pytest.approx([50.0, 100.0, 150.0])


@pytest.mark.parametrize(("start", "rate"), [("coercion", 1.7241), ("calm", 1.7241 * 0.0018 / 0.1552)])
def test_decrees_come_at_the_rate_of_the_table(start, rate, world):
    sampler = Sampler(world, spec(coercers=["CHN"], start=start, target=None, **STUCK), 3650, "mode")
    n = 300
    hits = [sum(len(event.minerals) for event in sampler.draw(1, i).events) for i in range(n)]
    eligible = sampler._regimes._plans["CHN"][0].minerals
    # mean batch 3.4 of about 20 minerals; each is hit with that share
    expected = rate * 10 * 3.4 / 20 * len(eligible)
    assert abs(np.mean(hits) - expected) < 4 * np.std(hits, ddof=1) / np.sqrt(n)


def test_other_states_hit_one_mineral_at_the_pair_rate(world):
    sampler = Sampler(world, spec(coercers=["COD"], start="coercion", **STUCK), 3650, "mode")
    pairs = {plan.minerals for plan in sampler._regimes._plans["COD"]}
    assert ("cobalt",) in pairs
    n = 2000
    counts = [len(sampler.draw(1, i).events) for i in range(n)]
    expected = 0.0114 * 10 * len(pairs)
    assert abs(np.mean(counts) - expected) < 4 * np.sqrt(expected / n)


def test_tension_lies_between(world):
    counts = []
    for start in ("calm", "tension", "coercion"):
        sampler = Sampler(world, spec(coercers=["CHN"], start=start, **STUCK), 3650, "mode")
        counts.append(sum(len(sampler.draw(1, i).events) for i in range(60)))
    assert counts[0] < counts[1] < counts[2]


def test_decrees_of_a_subset_of_minerals_are_the_restricted_ones(world):
    regime = spec(coercers=["CHN", "COD"], start="coercion")
    part = load_world(minerals=["gallium", "cobalt"])
    for index in range(5):
        full = sample_future(world, regime, 1, index, 3650).events
        some = sample_future(part, regime, 1, index, 3650).events
        kept = [(event, tuple(m for m in event.minerals if m in part.minerals)) for event in full]
        assert list(some) == [event.model_copy(update={"minerals": left}) for event, left in kept if left]


def test_one_more_state_and_closures_move_no_other_draw(world):
    alone = sample_future(world, spec(coercers=["CHN"], start="coercion"), 1, 0, 3650).events
    both = sample_future(world, spec(True, coercers=["CHN", "RUS"], start="coercion"), 1, 0, 3650).events
    assert tuple(event for event in both if event.id.startswith("regime/CHN/")) == alone


def test_futures_survive_json(world):
    future = sample_future(world, ScenarioSpec.model_validate(group("scenario/geopolitics")), 1, 0, 3650)
    assert Future.from_json(future.to_json()) == future


def test_closures_come_at_the_rates_of_their_rows(world):
    sampler = Sampler(world, spec(closures=True), 3650, "mode")
    n = 400
    names = [event.id.split("/")[1] for i in range(n) for event in sampler.draw(1, i).events]
    for name, rate in {"suez": 0.0714, "panama": 0.0377, "hormuz": 0.0217, "us_west": 0.0503}.items():
        assert abs(names.count(name) - 10 * rate * n) < 4 * np.sqrt(10 * rate * n)
    kinds = {event.kind for i in range(n) for event in sampler.draw(1, i).events if "us_east" in event.id}
    assert kinds == {"chokepoint_closure"}


@pytest.mark.parametrize(
    ("regime", "key"),
    [
        ({"coercers": ["CHI"]}, "scenario.regime.coercers"),
        ({"coercers": ["CHN", "CHN"]}, "scenario.regime.coercers"),
        ({"coercers": ["CHN"], "target": "MEX"}, "scenario.regime.target"),
    ],
)
def test_what_does_not_fit_is_refused(regime, key, world):
    with pytest.raises(InputError) as caught:
        check_scenario(world, spec(**regime))
    assert caught.value.key == key


def test_a_rate_of_nothing_is_refused():
    with pytest.raises(ValidationError, match="calm_to_tension"):
        spec(coercers=["CHN"], calm_to_tension=0.0)


@pytest.mark.parametrize("name", ["regime", "closures"])
def test_their_names_are_taken(name, world, scenario):
    ban = {"kind": "export_ban", "origin": "CHN", "hazard": "china-ban-us"}
    with pytest.raises(InputError, match="any name but"):
        check_scenario(world, scenario(**{name: ban}))


def test_the_data_sheet_lists_the_rows():
    assert rows_used(RegimeSpec(coercers=("CHN", "COD"), target=None)) == (
        "china-licensing-calm",
        "china-licensing-per-mineral",
        "china-licensing-decree",
        "export-ban-2010-2022",
        "export-ban-2023-2026",
    )
