"""The ratio of two means: Fieller's interval."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.stats.means import estimate
from sim.study.stats.ratio import fieller


def test_the_ends_are_where_the_difference_turns_significant():
    rng = np.random.default_rng(1)
    b = rng.normal(10.0, 3.0, 40)
    a = 2.0 * b + rng.normal(0.0, 4.0, 40)
    found = fieller(a, b)
    assert found.mean == pytest.approx(a.mean() / b.mean())
    for rho, touching in ((found.ci_low, "ci_low"), (found.ci_high, "ci_high")):
        difference = estimate(a - rho * b)
        assert getattr(difference, touching) == pytest.approx(0.0, abs=1e-9)


def test_it_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(2)
    hits = 0
    for _ in range(2000):
        b = rng.normal(5.0, 4.0, 25)
        found = fieller(3.0 * b + rng.normal(0.0, 5.0, 25), b)
        hits += found.ci_low is not None and found.ci_low <= 3.0 <= found.ci_high
    assert hits / 2000 == pytest.approx(0.95, abs=0.015)


def test_it_is_blank_where_the_denominator_may_be_zero():
    rng = np.random.default_rng(3)
    found = fieller(rng.normal(1.0, 1.0, 30), rng.normal(0.05, 1.0, 30))
    assert (found.mean, found.ci_low, found.ci_high, found.n) == (None, None, None, 30)
    assert fieller(np.array([1.0]), np.array([1.0])).mean is None
    assert fieller(np.zeros(5), np.zeros(5)).mean is None


def test_futures_that_miss_a_run_do_not_count():
    a, b = np.array([1.0, 2.0, np.nan, 3.0]), np.array([2.0, 4.1, 5.0, 6.0])
    assert fieller(a, b) == fieller(a[[0, 1, 3]], b[[0, 1, 3]])
