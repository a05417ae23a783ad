"""Means, paired differences and intervals against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.study.stats.means import estimate, paired, sample_warning, share

NUMBERS = st.floats(-1e6, 1e6)


def test_mean_and_interval_of_four_numbers():
    # mean 5, s = sqrt(20 / 3), t(3, 0.975) = 3.182446
    result = estimate(np.array([2.0, 4.0, 6.0, 8.0]))
    half = 3.1824463052842638 * math.sqrt(20 / 3) / 2
    assert (result.mean, result.n) == (5.0, 4)
    assert result.ci_low == pytest.approx(5 - half, rel=1e-12)
    assert result.ci_high == pytest.approx(5 + half, rel=1e-12)


def test_one_number_has_no_interval():
    assert estimate(np.array([3.0])).as_dict() == {"mean": 3.0, "ci_low": None, "ci_high": None, "n": 1}


def test_no_number_has_no_mean():
    assert estimate(np.array([np.nan])).as_dict() == {"mean": None, "ci_low": None, "ci_high": None, "n": 0}


def test_runs_without_a_number_are_left_out():
    assert estimate(np.array([1.0, np.nan, 3.0])).n == 2


def test_paired_difference_of_three_futures():
    # differences -1, -2, -3: mean -2, s = 1, t(2, p) = (2 p - 1) / sqrt(2 p (1 - p)) in closed form
    result = paired(np.array([9.0, 18.0, 27.0]), np.array([10.0, 20.0, 30.0]))
    half = 0.95 / math.sqrt(2 * 0.975 * 0.025) / math.sqrt(3)
    assert result.difference.mean == -2.0
    assert result.difference.ci_high == pytest.approx(-2 + half, rel=1e-12)
    # var a = 81, var b = 100, var of the difference = 1
    assert result.variance_reduction == pytest.approx(181.0)


def test_paired_difference_uses_only_futures_in_both_arms():
    result = paired(np.array([1.0, np.nan, 5.0]), np.array([1.0, 2.0, np.nan]))
    assert (result.difference.mean, result.difference.n) == (0.0, 1)


def test_equal_arms_have_no_variance_reduction():
    values = np.array([1.0, 2.0, 5.0])
    result = paired(values, values)
    assert result.difference.as_dict() == {"mean": 0.0, "ci_low": 0.0, "ci_high": 0.0, "n": 3}
    assert result.variance_reduction is None


def test_share_of_eight_in_ten():
    # Wilson score interval, z = 1.959964: 0.4902 to 0.9433 (Agresti & Coull 1998)
    result = share(8, 10)
    assert result.mean == 0.8
    assert result.ci_low == pytest.approx(0.490162, abs=1e-6)
    assert result.ci_high == pytest.approx(0.943318, abs=1e-6)


def test_share_of_nothing():
    assert share(0, 0).mean is None


def test_common_random_numbers_reduce_the_variance_as_in_oracle_s18():
    # bans of mean 120 days against stocks of 60 and 90 days
    length = np.random.default_rng(7).exponential(120.0, 400_000)
    small, large = np.maximum(0, length - 60), np.maximum(0, length - 90)
    result = paired(small, large)
    assert result.difference.mean == pytest.approx(16.09969284, rel=0.01)
    assert result.variance_reduction == pytest.approx(110.7665309, rel=0.02)


@pytest.mark.parametrize(("n", "warns"), [(1, True), (49, True), (50, False)])
def test_small_samples_are_warned_of(n, warns):
    assert (sample_warning(n) is not None) == warns


@given(arrays(float, st.integers(2, 30), elements=NUMBERS))
def test_interval_holds_the_mean(values):
    result = estimate(values)
    assert result.ci_low <= result.mean <= result.ci_high


@given(arrays(float, 12, elements=NUMBERS), arrays(float, 12, elements=NUMBERS))
def test_swapping_a_pair_changes_the_sign(a, b):
    assert paired(a, b).difference.mean == pytest.approx(-paired(b, a).difference.mean, abs=1e-9)
