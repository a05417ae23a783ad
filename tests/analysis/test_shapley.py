"""Shapley values against their axioms and against games with known values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.attribution.shapley import (
    exact_values,
    grand,
    interactions,
    joining,
    order_error,
    sampled_orders,
    sampled_values,
)


@st.composite
def games(draw, futures=2):
    """A random game of up to five players, worth nothing without any."""
    players = draw(st.integers(1, 5))
    numbers = st.floats(-1e3, 1e3)
    values = {mask: np.array([draw(numbers) for _ in range(futures)]) for mask in range(1 << players)}
    return players, values


def additive(worth):
    """The game in which everyone brings what he is worth."""
    players = len(worth)
    return {
        mask: np.array([sum(worth[i] for i in range(players) if mask >> i & 1)])
        for mask in range(1 << players)
    }


@given(games())
def test_shares_sum_to_what_all_change(game):
    players, values = game
    total = values[grand(players)] - values[0]
    assert np.allclose(exact_values(values, players).sum(axis=0), total, atol=1e-8)
    added = sampled_values(values, sampled_orders(players, 4, 1))
    assert np.allclose(added.sum(axis=1), total, atol=1e-8)


@given(games(), st.integers(0, 4))
def test_who_changes_nothing_gets_exactly_nothing(game, place):
    players, values = game
    bit = 1 << min(place, players)
    low = bit - 1
    padded = {mask: values[(mask & low) | (mask >> 1 & ~low)] for mask in range(1 << (players + 1))}
    dummy = min(place, players)
    assert np.all(exact_values(padded, players + 1)[dummy] == 0.0)
    assert np.all(sampled_values(padded, sampled_orders(players + 1, 4, 3))[:, dummy] == 0.0)
    assert np.all(interactions(padded, players + 1)[dummy] == 0.0)


@given(games())
def test_two_that_do_the_same_get_the_same(game):
    players, values = game
    swapped = {mask: values[mask] for mask in values}
    if players < 2:
        return
    for mask in list(values):
        other = (mask & ~3) | (mask >> 1 & 1) | (mask & 1) << 1
        swapped[mask] = (values[mask] + values[other]) / 2
    shares = exact_values(swapped, players)
    assert np.allclose(shares[0], shares[1], atol=1e-8)


def test_the_glove_game_has_its_known_value():
    """One left glove, two right ones, a pair is worth 1: 4/6, 1/6, 1/6 (Shapley 1953)."""
    values = {mask: np.array([float(mask & 1 and mask & 6 != 0)]) for mask in range(8)}
    assert exact_values(values, 3)[:, 0] == pytest.approx([4 / 6, 1 / 6, 1 / 6])
    found = interactions(values, 3)[..., 0]
    assert found[0, 1] > 0  # left and right complement each other
    assert found[1, 2] < 0  # the second right glove substitutes the first


def test_without_interaction_everyone_gets_what_he_brings_and_orders_do_not_matter():
    worth = (3.0, -1.0, 0.5, 2.0)
    values = additive(worth)
    assert exact_values(values, 4)[:, 0] == pytest.approx(worth)
    added = sampled_values(values, sampled_orders(4, 6, 1))
    assert order_error(added)[:, 0] == pytest.approx(np.zeros(4), abs=1e-12)
    assert np.allclose(interactions(values, 4), 0.0, atol=1e-12)


def test_orders_come_in_pairs_and_depend_on_the_seed_alone():
    orders = sampled_orders(6, 8, 1)
    assert orders == sampled_orders(6, 8, 1) != sampled_orders(6, 8, 2)
    assert orders[:4] == sampled_orders(6, 4, 1)
    assert all(a == b[::-1] for a, b in zip(orders[0::2], orders[1::2], strict=True))
    assert {tuple(sorted(order)) for order in orders} == {tuple(range(6))}
    assert list(joining((2, 0))) == [0, 4, 5]


def test_the_stated_error_covers_the_exact_value():
    """A random game of eight: over seeds, the exact value lies within two errors nearly always."""
    random = np.random.default_rng(5)
    values = {mask: random.normal(size=1) for mask in range(1 << 8)}
    exact = exact_values(values, 8)[:, 0]
    hits = []
    for seed in range(60):
        added = sampled_values(values, sampled_orders(8, 32, seed))
        hits.append(np.abs(added.mean(axis=0)[:, 0] - exact) < 2.12 * order_error(added)[:, 0])
    assert 0.90 < np.mean(hits) < 0.99
