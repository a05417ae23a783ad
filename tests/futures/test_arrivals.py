"""Times of events against renewal theory; the closed forms are those of the oracle table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.futures.arrivals import alternating, poisson_starts, spells
from sim.futures.laws import Exponential, Lognormal
from sim.futures.streams import uniforms

UP, DOWN = Exponential(mean=700), Exponential(mean=100)


def draws(i):
    return lambda purpose, n: uniforms(4, i, "test", purpose, n)


def days_down(starts, durations, horizon):
    return float(np.sum(np.minimum(starts + durations, horizon) - starts))


def test_two_state_supplier():
    n, horizon = 4000, 1825
    down = np.array([days_down(*alternating(UP, DOWN, horizon, draws(i)), horizon) for i in range(n)])
    assert abs(down.mean() - 217.1875) < 4 * 178.05 / np.sqrt(n)
    assert down.std(ddof=1) == pytest.approx(178.0496, rel=0.08)
    p_none = 0.07374494289
    assert abs(np.mean(down == 0) - p_none) < 4 * np.sqrt(p_none * (1 - p_none) / n)
    # a reserve of 60 or 180 days that is never refilled
    for days, p, short in ((60, 0.7916739871, 165.5399828), (180, 0.5050360957, 87.9531186)):
        assert abs(np.mean(down > days) - p) < 4 * np.sqrt(p * (1 - p) / n)
        left = np.maximum(down - days, 0)
        assert abs(left.mean() - short) < 4 * left.std(ddof=1) / np.sqrt(n)


def test_long_run_availability_in_one_long_draw():
    horizon = 2e6
    starts, durations = alternating(UP, DOWN, horizon, draws(0))
    cycles = starts.size
    # ratio estimator: variance of (down - 0.125 cycle) per cycle, over the mean cycle
    se = np.sqrt((0.875**2 * 100**2 + 0.125**2 * 700**2) / cycles) / 800
    assert abs(days_down(starts, durations, horizon) / horizon - 0.125) < 4 * se


def test_poisson_arrivals():
    n, rate, horizon = 4000, 1.7241, 3650
    runs = [poisson_starts(rate, horizon, draws(i)) for i in range(n)]
    counts = np.array([run.size for run in runs])
    mean = rate * horizon / 365
    assert abs(counts.mean() - mean) < 4 * np.sqrt(mean / n)
    assert abs(counts.var(ddof=1) - mean) < 4 * mean * np.sqrt(2 / n + 1 / (n * mean))
    times = np.concatenate(runs) / horizon
    assert abs(times.mean() - 0.5) < 4 / np.sqrt(12 * times.size)


@given(st.integers(0, 10**6), st.floats(1, 5000), st.floats(1, 5000))
def test_a_longer_horizon_keeps_what_was_drawn(i, short, more):
    up, down = Lognormal(median=10, p90=200), Exponential(mean=5)
    starts, durations = alternating(up, down, short, draws(i))
    longer, longer_durations = alternating(up, down, short + more, draws(i))
    assert np.array_equal(longer[: starts.size], starts)
    assert np.array_equal(longer_durations[: starts.size], durations)
    assert np.all(longer[starts.size :] >= short)
    early, late = poisson_starts(20.0, short, draws(i)), poisson_starts(20.0, short + more, draws(i))
    assert np.array_equal(late[: early.size], early)


@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)), min_size=1, max_size=20))
def test_spells_follow_each_other(cycles):
    ups, downs = np.array(cycles).T
    starts, ends, downs = spells(ups, downs)
    assert np.all(downs > 0)
    assert starts[0] == ups[0]
    assert np.all(ends >= starts)
    assert np.all(starts[1:] >= ends[:-1])
