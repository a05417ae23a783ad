"""Every file of a named agreement: it touches what it says, and nothing where its numbers are nothing."""

from functools import cache

import numpy as np
import pytest

from sim.composing import configure
from sim.data.tables import load
from sim.engine.reuse import Reuse
from sim.engine.run import Engine
from sim.futures.sampler import sample_future
from sim.policy.arm import Arm
from sim.policy.deliveries import deliveries
from sim.policy.instruments import Agreement
from tests.functional.test_isolation import rows_of
from tests.helpers.worlds import WITHOUT, ban, default_world, delay, flood, future, model, with_draws

pytestmark = pytest.mark.functional

EVERY = configure("frameworks=optimistic").frameworks.instruments
NOTHING = {
    "p_success": 0.0, "conversion": 0.0, "uplift": 0.0, "months_saved": 0.0, "share": 0.0, "restraint": 0.0,
    "tonnes_per_year": 0.0, "fraction": 0.0, "probability": 0.0, "lead_d": 0.0, "reduction": 0.0,
    "hazard_per_month": 0.0, "years": 1e-6,
}  # fmt: skip
FATE = ("gallium", "neodymium_praseodymium", "cobalt", "lithium", "antimony", "graphite", "tungsten")


def nothing(spec):
    """The spec with every number that has an effect at the value without one."""
    if isinstance(spec, dict):
        return {key: NOTHING.get(key, nothing(value)) for key, value in spec.items()}
    return spec


def without_effect(instrument):
    return type(instrument).model_validate(nothing(instrument.model_dump()))


@cache
def fate():
    """Bans, a flood and a delay in 1,500 days; every project succeeds as early as it can."""
    events = (
        ban(FATE, 400.0, 300.0),
        ban(("dysprosium_terbium",), 450.0, 200.0, origin="MYS", id="malaysia"),
        flood(("copper", "tin"), 100.0, 300.0, 0.6),
        delay(("copper", "cobalt"), 900.0, 200.0, 30.0).model_copy(update={"origin": "COD"}),
    )
    return with_draws(future(*events, horizon_d=1500), default_world(), 0.0)


@cache
def engine():
    """An engine that never lives the baseline, so that every arm is lived in full."""
    return Engine(default_world(), model("default"))


@cache
def baseline():
    return Engine(default_world(), model("default")).live(WITHOUT, fate())


def changed_by(instrument):
    world = default_world()
    tables = engine().live(Arm(name="x", instruments={"x": instrument}), fate())
    return {m for m in world.minerals if rows_of(tables, world, m) != rows_of(baseline(), world, m)}


@pytest.mark.parametrize("name", sorted(EVERY))
def test_a_file_alone_changes_only_minerals_it_can_touch(name):
    world, arm = default_world(), Arm(name="x", instruments={"x": EVERY[name]})
    can = np.array(world.minerals)[Reuse(world).changed(arm)]
    assert changed_by(EVERY[name]) <= set(can.tolist())


@pytest.mark.parametrize("name", sorted(EVERY))
def test_a_file_without_effect_is_the_baseline_bit_for_bit(name):
    assert changed_by(without_effect(EVERY[name])) == set()


def test_nothing_leaves_no_number_out():
    """A mechanism with a new number has to say here at which value it does nothing."""
    harmless = {
        "delay_mode_months",
        "delay_max_months",
        "us_access",
        "lag_months",
        "ratio",
        "start",
        "usd_per_kg",
    }
    harmless |= {"stock_d", "trigger", "lag_d", "release_d"}
    parts = [
        part
        for instrument in EVERY.values()
        for part in (instrument.parts.values() if isinstance(instrument, Agreement) else [instrument])
    ]
    for part in parts:
        numbers = {name for name, field in type(part).model_fields.items() if field.default is None}
        assert numbers - harmless - {"entry"} <= set(NOTHING)


def test_capacity_comes_from_named_projects_alone():
    """What `all` adds is the stated tonnes of the projects that the future delivers, and no more."""
    world = default_world()
    instruments = configure("frameworks=all").frameworks.instruments
    arm = Arm(name="all", instruments=instruments)
    scenario = configure("scenario=none").scenario
    for index in range(3):
        one = sample_future(world, scenario, 7, index, 3650)
        tables = Engine(world, model("default")).live(arm, one)
        base = Engine(world, model("default")).live(WITHOUT, one)
        added = tables.facilities["capacity"] - base.facilities["capacity"]
        expected = np.zeros(len(added))
        for delivery in deliveries(arm.mechanisms().values(), world, one):
            steps = (
                np.floor((3650 - delivery.start_d) / delivery.ramp_d * 12.0 - 1e-9) if delivery.ramp_d else 12
            )
            expected[delivery.facility] += min(12, max(0, steps)) / 12.0 * delivery.capacity_t_per_d
        np.testing.assert_allclose(added, expected, rtol=1e-9, atol=1e-12)
        assert expected.any()
        names = {world.projects.name[i] for i, f in enumerate(world.projects.facility) if expected[f] > 0}
        assert names <= {row["project"] for row in load("projects")}


def test_nothing_is_delivered_before_its_stated_date():
    world = default_world()
    arm = Arm(name="best", instruments=EVERY)
    for u in (0.0, 0.3):
        for delivery in deliveries(arm.mechanisms().values(), world, with_draws(future(), world, u)):
            project = world.projects.facility.tolist().index(delivery.facility)
            assert delivery.start_d >= world.projects.start_d[project]
