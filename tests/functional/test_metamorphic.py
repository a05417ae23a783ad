"""Claims about pairs of runs: exact in the bare model, on the paired mean with behaviours on."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.run import Engine
from sim.futures.sampler import sample_future
from sim.futures.scenario import ScenarioSpec
from sim.policy.arm import Arm
from sim.world.world import Sectors
from tests.helpers.worlds import (
    WITHOUT,
    ban,
    default_world,
    future,
    model,
    random_world,
    reserve,
    rows,
)

pytestmark = pytest.mark.functional

FILLED = Arm(name="filled", reserve=reserve(initial_fill=1.0))
SEEDS = st.integers(0, 10_000)
THREE = ("CHN", "AUS", "CHL")


def cut(days, severity, start=200.0):
    """The same control by every refining country."""
    return [ban(("testium",), start, days, origin=c, id=c, severity=severity) for c in THREE]


def one_holder(seed):
    """A random world whose US stock has one holder: with several, who holds it matters as well."""
    world = random_world(seed)
    whole = Sectors(
        mineral=np.zeros(1, np.int64),
        name=("uses",),
        tier=np.array([3]),
        member=np.zeros(1, np.bool_),
        share=np.ones(1),
        voll=np.array([100.0]),
    )
    return replace(world, sectors=whole)


def unmet(world, *events, arm=WITHOUT, name="bare"):
    outcome = Engine(world, model(name), 0.0 if name == "bare" else 0.01).run(arm, future(*events))
    return rows(outcome, "testium")


@given(seed=SEEDS, days=st.floats(10.0, 500.0), more=st.integers(0, 300), severity=st.floats(0.1, 1.0))
@settings(max_examples=25, deadline=None)
def test_a_longer_ban_never_lowers_shortfall(seed, days, more, severity):
    """By whole days: a part of a day spreads the same loss over more or fewer days that count."""
    world = one_holder(seed)
    short, long = unmet(world, *cut(days, severity)), unmet(world, *cut(days + more, severity))
    assert long["unmet_t"] >= short["unmet_t"] - 1e-9 * short["demand_t"]
    assert long["shortfall_days"] >= short["shortfall_days"]


@given(seed=SEEDS, days=st.floats(10.0, 700.0), severity=st.floats(0.1, 1.0))
@settings(max_examples=25, deadline=None)
def test_a_prefilled_reserve_never_raises_shortfall(seed, days, severity):
    world = one_holder(seed)
    bare, held = unmet(world, *cut(days, severity)), unmet(world, *cut(days, severity), arm=FILLED)
    assert held["unmet_t"] <= bare["unmet_t"] + 1e-9 * bare["demand_t"]


@pytest.mark.parametrize("name", ["bare", "default"])
def test_scaling_all_tonnes_scales_the_results(name):
    """By a power of two exactly, by any number up to rounding."""
    small = unmet(random_world(4), *cut(400.0, 0.6), name=name)
    assert small["unmet_t"] > 0
    for scale, tolerance in ((1024.0, 0.0), (1e4, 1e-6)):
        large = unmet(random_world(4, scale=scale), *cut(400.0, 0.6), name=name)
        assert large["unmet_t"] == pytest.approx(scale * small["unmet_t"], rel=tolerance)
        assert large["equivalent_days"] == pytest.approx(small["equivalent_days"], rel=tolerance)
        assert large["peak_price"] == pytest.approx(small["peak_price"], rel=tolerance)


@pytest.mark.parametrize("name", ["bare", "default"])
def test_a_ban_by_a_country_that_supplies_nothing_changes_nothing(name):
    world = default_world()
    engine = Engine(world, model(name))
    calm = engine.live(WITHOUT, future())
    banned = engine.live(WITHOUT, future(ban(world.minerals, origin="NZL")))
    for noun in ("customers", "facilities", "links", "tallies"):
        assert getattr(calm, noun).tobytes() == getattr(banned, noun).tobytes()


def test_with_behaviours_on_the_claims_hold_on_the_paired_mean():
    scenario = {"name": "x", "background": True, "events": {"ban": {
        "kind": "export_ban", "origin": "CHN", "minerals": ["gallium"], "start": 400.0,
        "duration": {"kind": "fixed", "value": 300.0}, "severity": {"kind": "fixed", "value": 0.9},
    }}}  # fmt: skip
    world = default_world("gallium")
    engine = Engine(world, model("default"))
    longer = json.loads(json.dumps(scenario))
    longer["events"]["ban"]["duration"]["value"] = 420.0
    gains, extra = [], []
    for index in range(12):
        first, second = (
            sample_future(world, ScenarioSpec.model_validate_json(json.dumps(s), strict=True), 7, index, 2000)
            for s in (scenario, longer)
        )
        base = rows(engine.run(WITHOUT, first), "gallium")["equivalent_days"]
        gains.append(base - rows(engine.run(FILLED, first), "gallium")["equivalent_days"])
        extra.append(rows(engine.run(WITHOUT, second), "gallium")["equivalent_days"] - base)
    assert np.mean(gains) > 0
    assert np.mean(extra) > 0
