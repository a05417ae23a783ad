"""Minerals, arms and the grid do not disturb one another by a bit."""

import json

import numpy as np
import pytest

from sim.engine.run import Engine
from sim.futures.future import Future
from sim.futures.sampler import sample_future
from sim.futures.scenario import ScenarioSpec
from sim.policy.arm import Arm
from sim.policy.instruments import ProjectFinance
from sim.policy.reserve.spec import NoReserve
from tests.helpers.worlds import WITHOUT, ban, default_world, flood, future, group, model, reserve

pytestmark = pytest.mark.functional


TERMS = ("rank", "drawable")
"""What a reserve would allow a holder, whether it holds anything or not."""


def rows_of(tables, world, mineral):
    """Bytes of everything that belongs to one mineral, without absolute row numbers."""
    own = tables.minerals[world.minerals.index(mineral)]
    parts = []
    for noun in ("facility", "customer", "link", "tally"):
        table = getattr(tables, {"facility": "facilities", "tally": "tallies"}.get(noun, f"{noun}s"))
        part = table[own[f"{noun}0"] : own[f"{noun}1"]]
        parts += [
            part[field].tobytes()
            for field in part.dtype.names
            if part.dtype[field] == np.float64 and field not in TERMS
        ]
    return parts


def headline(world, index=0, horizon_d=1500):
    values = json.dumps(group("scenario/china_export_bans"))
    scenario = ScenarioSpec.model_validate_json(values, strict=True)
    return sample_future(world, scenario, 20260202, index, horizon_d)


def test_a_gallium_event_changes_no_bit_of_copper():
    world = default_world()
    engine = Engine(world, model("default"))
    calm = engine.live(WITHOUT, future())
    banned = engine.live(WITHOUT, future(ban(("gallium",), 300.3, 400.7)))
    assert rows_of(calm, world, "copper") == rows_of(banned, world, "copper")
    assert rows_of(calm, world, "gallium") != rows_of(banned, world, "gallium")


def test_a_mineral_alone_lives_the_same_future_bit_for_bit():
    world, alone = default_world(), default_world("gallium")
    arm = Arm(name="vault", reserve=reserve())
    together = Engine(world, model("default")).live(arm, headline(world))
    single = Engine(alone, model("default")).live(arm, headline(alone))
    assert rows_of(together, world, "gallium") == rows_of(single, alone, "gallium")


def test_the_do_nothing_policy_is_the_baseline_bit_for_bit():
    world = default_world("gallium", "antimony")
    engine = Engine(world, model("default"))
    fate = headline(world)
    nothing = Arm(name="nothing", instruments={}, reserve=NoReserve())
    empty = Arm(name="empty", reserve=reserve(sizing={"days": 0.0}))
    base = engine.live(WITHOUT, fate)
    for arm in (nothing, empty):
        tables = engine.live(arm, fate)
        for mineral in world.minerals:
            assert rows_of(tables, world, mineral) == rows_of(base, world, mineral)


def test_arms_that_share_a_life_are_the_arms_lived_alone_bit_for_bit():
    """An engine lives a mineral that an arm's instruments do not touch only once per future."""
    world = default_world("gallium", "antimony", "copper")
    fate = headline(world)
    deal = ProjectFinance(projects=("wagerup",), p_success=1.0)
    arms = [
        WITHOUT,
        Arm(name="frameworks", instruments={"wagerup": deal}),
        Arm(name="vault", reserve=reserve()),
        Arm(name="with", instruments={"wagerup": deal}, reserve=reserve()),
    ]
    shared = Engine(world, model("default"))
    for arm in arms:
        together = shared.live(arm, fate, series=True)
        alone = Engine(world, model("default")).live(arm, fate, series=True)
        for mineral in world.minerals:
            assert rows_of(together, world, mineral) == rows_of(alone, world, mineral)
        assert together.series.tobytes() == alone.series.tobytes()
        assert together.ring.tobytes() == alone.ring.tobytes()
        assert np.array_equal(together.short_days, alone.short_days)


def test_a_flood_shelters_only_the_plants_that_flood():
    """Chinese lithium sold below cost does not keep Chinese gallium plants open."""
    world = default_world("gallium", "lithium")
    alone = default_world("gallium")
    events = [flood(("gallium",), 200.0, 300.0, 0.3), flood(("lithium",), 300.0, 1500.0, 0.3)]
    second = events[1].model_copy(update={"id": "second"})
    both = Engine(world, model("default")).live(WITHOUT, future(events[0], second))
    one = Engine(alone, model("default")).live(WITHOUT, future(events[0]))
    assert rows_of(both, world, "gallium") == rows_of(one, alone, "gallium")


def test_a_future_read_back_from_json_lives_the_same_life():
    world = default_world("gallium", "lithium")
    fate = headline(world)
    arm = Arm(name="vault", reserve=reserve())
    again = Future.from_json(fate.to_json())
    first, second = (Engine(world, model("default")).run(arm, one) for one in (fate, again))
    assert first == second


def test_the_order_of_futures_does_not_matter():
    world = default_world("gallium")
    engine = Engine(world, model("default"))
    forward = [engine.run(WITHOUT, headline(world, index)) for index in (0, 1, 2)]
    backward = [engine.run(WITHOUT, headline(world, index)) for index in (2, 1, 0)]
    assert forward == backward[::-1]
