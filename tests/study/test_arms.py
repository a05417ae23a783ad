"""Which arms a study runs, and when two are one."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.policy.arm import Arm
from sim.policy.reserve.buying import BaseStock
from sim.policy.reserve.finance import Finance
from sim.policy.reserve.release import Proportional
from sim.policy.reserve.sizing import DaysOfCover
from sim.policy.reserve.spec import NoReserve, StockReserve
from sim.study.arms import arm_content, pairs, study_arms
from tests.study.study_fakes import offtake


def stock(name="vault", days=60.0):
    return StockReserve(
        name=name,
        sizing=DaysOfCover(days=days),
        buying=BaseStock(),
        release=Proportional(),
        finance=Finance(),
    )


BUNDLE = {"cod": offtake()}


@pytest.mark.parametrize(
    ("instruments", "reserve", "names"),
    [
        (BUNDLE, stock(), ["without", "frameworks", "vault", "with"]),
        (BUNDLE, NoReserve(), ["without", "frameworks"]),
        ({}, stock(), ["without", "vault"]),
        ({}, NoReserve(), ["without"]),
    ],
)
def test_factorial_runs_every_combination_once(instruments, reserve, names):
    assert [arm.name for arm in study_arms("factorial", instruments, reserve)] == names


def test_single_runs_exactly_what_was_named():
    (arm,) = study_arms("single", BUNDLE, stock())
    assert (arm.name, set(arm.instruments), arm.reserve.name) == ("with", {"cod"}, "vault")


def test_with_holds_both():
    arms = {arm.name: arm for arm in study_arms("factorial", BUNDLE, stock())}
    assert arms["with"].instruments == arms["frameworks"].instruments
    assert arms["with"].reserve == arms["vault"].reserve
    assert arms["frameworks"].reserve == NoReserve()


@pytest.mark.parametrize("name", ["without", "with", "frameworks"])
def test_a_reserve_may_not_take_the_name_of_an_arm(name):
    with pytest.raises(InputError, match=r"reserve\.name"):
        study_arms("factorial", {}, stock(name))


def test_names_are_not_content():
    assert arm_content(Arm(name="a", reserve=stock("x"))) == arm_content(Arm(name="b", reserve=stock("y")))


def test_a_different_size_is_different_content():
    assert arm_content(Arm(name="a", reserve=stock(days=60))) != arm_content(
        Arm(name="a", reserve=stock(days=61))
    )


def test_every_arm_is_compared_with_the_one_without_policies():
    names = ("without", "frameworks", "vault", "with")
    assert pairs(names) == (("with", "without"), ("frameworks", "without"), ("vault", "without"))


def test_a_single_arm_is_compared_with_nothing():
    assert pairs(("with",)) == ()
