"""The trace of one mineral: the same run, looked at."""

import numpy as np
import pytest

from sim.engine.run import Engine
from sim.engine.trace import SUBJECTS, silent
from sim.errors import InputError
from sim.policy.arm import Arm
from tests.helpers.controls import purchase
from tests.helpers.worlds import ban, default_world, flood, future, model, outage, reserve, with_draws

VAULT = Arm(name="vault", reserve=reserve())


def lived(name, world, events, arm=VAULT, mineral="gallium"):
    engine = Engine(world, model(name))
    draws = with_draws(future(*events, horizon_d=900), world)
    return engine.run(arm, draws), *engine.trace(arm, draws, mineral)


@pytest.fixture(scope="module")
def gallium():
    world = default_world("gallium")
    events = [ban(("gallium",), 365.25, 200.5), outage(("alumina",), 100.0, 60.0, severity=0.3)]
    return world, *lived("default", world, events)


def test_looking_changes_nothing(gallium):
    _, run, traced, _ = gallium
    assert traced.outcomes == run.outcomes
    assert traced.reserve == run.reserve


def test_the_trace_adds_up_to_the_outcome(gallium):
    world, run, _, trace = gallium
    row = run.outcomes["sector"].index("all")
    us = int(np.flatnonzero(trace.customers == world.market_customer("gallium", "USA"))[0])
    assert trace.days == 900
    assert trace.unmet_share.sum() == pytest.approx(run.outcomes["equivalent_days"][row])
    assert trace.gap[:, us].sum() == pytest.approx(run.outcomes["unmet_t"][row])
    assert trace.holder_gap.sum() == pytest.approx(trace.gap[:, us].sum())
    assert trace.price[:, us].max() == pytest.approx(run.outcomes["peak_price"][row])
    assert trace.released.sum() == pytest.approx(run.reserve["released_t"][0])


def test_what_landed_closes_the_stock_of_every_market(gallium):
    world, _, _, trace = gallium
    assert_landed_is_what_was_sent(world, trace)


@pytest.mark.parametrize("market", ["CHN", "USA"])
def test_what_a_state_stores_has_landed_too(market):
    world = default_world("gallium")
    event = purchase(100.0, 300.0, 5.0, minerals=("gallium",), market=market)
    _, _, trace = lived("default", world, [event], Arm(name="without"))
    assert_landed_is_what_was_sent(world, trace)


def assert_landed_is_what_was_sent(world, trace):
    kinds = world.customers.kind[trace.customers]
    for column in np.flatnonzero((kinds == 1) & (world.customers.demand[trace.customers] > 0)):
        own = [i for i, pair in enumerate(trace.pairs) if pair[1] == trace.customers[column]]
        before, after = trace.pipeline[0, column], trace.pipeline[-1, column]
        sent = trace.shipped[:, own].sum()
        assert trace.landed[:, column].sum() == pytest.approx(before + sent - after, rel=1e-9)


def test_actors_say_what_they_did(gallium):
    world, _, _, trace = gallium
    told = {}
    for entry in trace.entries:
        told.setdefault(entry.what, []).append(entry)
    begin, end = told["control"]
    assert (begin.at, begin.cause, set(begin.values)) == (365.25, "ban", {1.0})
    assert (end.at, set(end.values)) == (565.75, {0.0})
    assert [entry.at for entry in told["outage"]] == [100.0, 160.0]
    facility = world.facilities.name[told["outage"][0].rows[0]]
    assert facility == "alumina/refine/CHN"
    declared, opened = told["reserve declared"][0].at, told["reserve opened"][0].at
    assert 365.25 < declared < opened
    assert set(told) <= set(SUBJECTS)


def test_a_flood_is_noted():
    world = default_world("lithium")
    _, _, trace = lived("default", world, [flood(("lithium",), 30.0, 700.0, 0.3)], mineral="lithium")
    floods = [entry for entry in trace.entries if entry.what == "flood"]
    assert [entry.at for entry in floods] == [30.0, 730.0]
    assert set(floods[0].values) == {0.7}


def test_an_unknown_mineral_is_refused():
    with pytest.raises(InputError, match="gallium"):
        Engine(default_world("gallium"), model("default")).trace(VAULT, future(), "galium")


def test_without_a_recorder_nothing_is_kept():
    assert silent(1.0, "control", [1], 0.5, "ban") is None
