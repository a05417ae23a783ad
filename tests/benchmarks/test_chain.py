"""The reference chain is the chain that every number is quoted for."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.chain import chain, chain_arm, chain_scenario, chain_world
from benchmarks.yardstick import (
    LEAST_EVENTS,
    LEAST_EVENTS_PER_S,
    MOST_EVENTS,
    RefusedError,
    Yardstick,
    check_yardstick,
)
from sim.futures.checks import check_scenario
from sim.world.checks import problems
from sim.world.world import TRADE


def test_the_chain_has_the_size_it_is_quoted_with():
    world = chain_world()
    assert problems(world) == []
    assert world.facilities.stage.count("mine") == 12
    assert world.facilities.stage.count("refine") == 8
    assert np.count_nonzero(world.links.kind == TRADE) == 30
    assert len(world.sectors.name) == 5
    assert chain().horizon_d == 1826
    assert chain_arm().reserve.kind == "stock"


def test_every_mine_refiner_and_route_is_disrupted_and_one_ban_comes():
    scenario = chain_scenario()
    check_scenario(chain_world(), scenario)
    kinds = [event.kind for event in scenario.events.values()]
    assert (kinds.count("outage"), kinds.count("route_delay"), kinds.count("export_ban")) == (20, 30, 1)


def test_the_simpy_model_has_its_pinned_number_of_events():
    yardstick = Yardstick(seed=1)
    assert LEAST_EVENTS <= yardstick.run() <= MOST_EVENTS
    # the chain flows: the reserve fills, and nobody is short for good
    assert yardstick.hoard.level > 0.0
    assert sum(yardstick.unmet_t.values()) < 0.05 * chain().into("USA") * chain().horizon_d


def test_the_same_seed_gives_the_same_number_of_events():
    assert Yardstick(seed=2).run() == Yardstick(seed=2).run()


@pytest.mark.parametrize(
    ("events", "seconds", "told"),
    [
        (LEAST_EVENTS - 1, 0.1, "pinned are 220,000 to 235,000"),
        (MOST_EVENTS + 1, 0.1, "pinned are 220,000 to 235,000"),
        (MOST_EVENTS, 1.01 * MOST_EVENTS / LEAST_EVENTS_PER_S, "too busy or too slow"),
    ],
)
def test_another_model_or_a_slow_machine_is_refused(events, seconds, told):
    with pytest.raises(RefusedError, match=told):
        check_yardstick(events, seconds)


def test_the_pinned_model_on_a_machine_that_is_fast_enough_is_not_refused():
    check_yardstick(LEAST_EVENTS, 0.99 * LEAST_EVENTS / LEAST_EVENTS_PER_S)
