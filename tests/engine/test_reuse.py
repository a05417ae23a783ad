"""Arms that share lives come to the same numbers as arms lived alone."""

from __future__ import annotations

import numpy as np
import pytest

from sim.composing import configure
from sim.engine import reuse
from sim.engine.run import Engine
from sim.policy.arm import Arm
from tests.helpers.worlds import WITHOUT, ban, default_world, future, model, reserve, with_draws

MINERALS = ("gallium", "germanium", "tungsten", "cobalt")
NAMES = ("wagerup", "cove_kaz", "glencore_orion", "preferential_zone", "japan")


@pytest.fixture(scope="module")
def world():
    return default_world(*MINERALS)


@pytest.fixture(scope="module")
def fate(world):
    return with_draws(future(ban(MINERALS, 60.0, 200.0), horizon_d=500), world)


@pytest.fixture(scope="module")
def arms():
    """A chain of arms, each with one instrument more, and one again that leaves the first out."""
    known = configure("frameworks=all").frameworks.instruments
    chain = [
        Arm(name=str(n), instruments={name: known[name] for name in NAMES[:n]})
        for n in range(1, len(NAMES) + 1)
    ]
    return [WITHOUT, *chain, Arm(name="last", instruments={name: known[name] for name in NAMES[1:]}), WITHOUT]


def same(first, second):
    return all(
        np.array_equal(getattr(first, noun), getattr(second, noun)) for noun in (*reuse.RANGES, "ring")
    )


def test_a_chain_of_arms_shares_lives_bit_for_bit(world, fate, arms):
    shared = Engine(world, model("default"))
    for arm in arms:
        alone = Engine(world, model("default")).live(arm, fate)
        assert same(shared.live(arm, fate), alone), arm.name


def test_forgotten_lives_are_lived_again(world, fate, arms, monkeypatch):
    monkeypatch.setattr(reuse, "KEPT", 1)
    shared = Engine(world, model("default"))
    for arm in arms:
        assert same(shared.live(arm, fate), Engine(world, model("default")).live(arm, fate)), arm.name


def test_only_minerals_that_the_further_instrument_changes_are_lived(world, fate, arms):
    engine = Engine(world, model("default"))
    for before, arm in zip(arms, arms[1 : len(NAMES) + 1], strict=False):
        engine.live(before, fate)
        further = {name: one for name, one in arm.instruments.items() if name not in before.instruments}
        changed = np.flatnonzero(engine._reuse.changed(Arm(name="further", instruments=further)))
        found = engine._reuse.find(arm, fate, False)
        assert set(range(len(world.minerals))) - set(found) == set(changed.tolist())


def test_a_reserve_shares_nothing(world, fate):
    engine = Engine(world, model("default"))
    engine.live(WITHOUT, fate)
    assert engine._reuse.find(Arm(name="vault", reserve=reserve()), fate, False) == {}
