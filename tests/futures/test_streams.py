from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.futures.streams import uniform_at, uniform_rows, uniforms

names = st.text(max_size=20)
keys = st.tuples(st.integers(), st.integers(), names, names)


@given(keys, st.integers(0, 60), st.integers(0, 60))
def test_longer_request_begins_with_the_same_numbers(key, n, more):
    assert np.array_equal(uniforms(*key, n + more)[:n], uniforms(*key, n))


@given(keys, st.integers(0, 200))
def test_single_draw_is_that_of_the_stream(key, index):
    assert uniform_at(*key, index) == uniforms(*key, index + 1)[index]


@given(st.lists(names, max_size=5), st.integers(0, 9))
def test_rows_are_the_streams_of_their_entities(entities, n):
    rows = uniform_rows(7, 3, entities, "x", n)
    assert rows.shape == (len(entities), n)
    for row, entity in zip(rows, entities, strict=True):
        assert np.array_equal(row, uniforms(7, 3, entity, "x", n))


@given(keys, keys)
def test_different_keys_give_different_streams(one, other):
    same = np.array_equal(uniforms(*one, 4), uniforms(*other, 4))
    assert same == (one == other)


def test_parts_of_a_key_do_not_run_together():
    assert uniforms(1, 1, "ab", "c", 1) != uniforms(1, 1, "a", "bc", 1)
    assert uniforms(1, 11, "a", "b", 1) != uniforms(11, 1, "a", "b", 1)


def test_numbers_are_fixed_for_ever():
    # A change here changes every published result.
    assert uniforms(2026, 17, "decrees_all", "gap", 2).tolist() == [0.5983236268000451, 0.3157502406314018]


def test_neighbouring_streams_are_uniform_and_uncorrelated():
    u = uniform_rows(1, 0, [str(i) for i in range(4000)], "x", 2)
    se = 1 / np.sqrt(12 * 4000)
    assert np.all(np.abs(u.mean(axis=0) - 0.5) < 4 * se)
    assert abs(np.corrcoef(u[:, 0], u[:, 1])[0, 1]) < 4 / np.sqrt(4000)
    assert abs(np.corrcoef(u[:-1, 0], u[1:, 0])[0, 1]) < 4 / np.sqrt(4000)
