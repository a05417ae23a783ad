"""Content keys change with every ingredient, and with nothing else."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.key import config_hash, data_hash, digest, source_hash
from tests.study.study_fakes import FakeScenario, FakeWorld, make_study, two_arms


@dataclass(frozen=True)
class Pair:
    first: object
    second: object


def keys(folder, **changes):
    return [part.key for part in make_study(folder, **changes).parts]


def test_keys_are_all_different(tmp_path):
    found = keys(tmp_path, futures=60)
    assert len(set(found)) == len(found) == 6


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 2},
        {"horizon_d": 100},
        {"threshold": 0.05},
        {"parameters": "mode"},
        {"world": FakeWorld(size=2.0)},
        {"arms": two_arms()[:1] + [two_arms()[1].model_copy(update={"name": "other"})]},
    ],
)
def test_ingredients_change_the_key(tmp_path, change):
    before, after = keys(tmp_path, futures=25), keys(tmp_path, futures=25, **change)
    assert before[-1] != after[-1]


def test_where_it_runs_does_not_change_the_key(tmp_path):
    assert keys(tmp_path, workers=0) == keys(tmp_path, workers=2)


def test_growing_changes_only_the_key_of_the_partial_block(tmp_path):
    small = make_study(tmp_path, futures=30, arms=two_arms()[:1]).parts
    large = make_study(tmp_path, futures=60, arms=two_arms()[:1]).parts
    assert small[0] == large[0]
    assert small[1].key not in {part.key for part in large}
    assert [part.futures for part in large] == [25, 25, 10]


def test_arrays_are_hashed_by_type_shape_and_content():
    base = np.arange(6.0)
    others = [base.reshape(2, 3), base.astype(np.float32), base + 1e-300, base[::-1]]
    assert len({digest(array) for array in [base, *others]}) >= 4
    assert digest(base) == digest(np.arange(12.0)[:6].copy()) == digest(np.repeat(base, 2)[::2])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        ((1,), (1.0,)),
        ((None,), ("None",)),
        (((1, 2), 3), ((1,), 2, 3)),
        (({"a": 1},), ({"b": 1},)),
        ((Pair(1, 2),), (Pair(2, 1),)),
        ((date(2026, 1, 1),), ("2026-01-01",)),
        ((FakeWorld(),), (FakeScenario(),)),
    ],
)
def test_values_that_look_alike_differ(one, other):
    assert digest(*one) != digest(*other)


def test_a_value_without_fixed_content_is_refused():
    with pytest.raises(TypeError, match="set"):
        digest({1, 2})


@given(st.lists(st.floats(allow_nan=False)))
def test_a_digest_is_repeatable(values):
    assert digest(values) == digest(list(values))


def test_a_digest_is_the_same_in_another_process():
    code = "from sim.study.key import digest, source_hash; print(digest({'a': (1, 2.5)}), source_hash())"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert told == [digest({"a": (1, 2.5)}), source_hash()]


def test_data_and_sources_have_different_hashes():
    assert data_hash() != source_hash()


def test_the_order_of_keys_does_not_change_a_folder_name():
    assert config_hash({"a": 1, "b": 2}) == config_hash({"b": 2, "a": 1})
