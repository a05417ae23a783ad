"""Tails, recovery, many comparisons, selection and bootstrap against numbers worked out by hand."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.futures.laws import Exponential, Fixed, Lognormal
from sim.study.stats.bootstrap import bootstrap_t
from sim.study.stats.many import holm
from sim.study.stats.means import estimate, p_value
from sim.study.stats.rare import effective_futures, length_log_ratio, rate_log_ratio, weighted_estimate
from sim.study.stats.recovery import mean_recovery
from sim.study.stats.selection import ocba, screen, select
from sim.study.stats.tails import quantile, tail, tail_warning, weighted_quantile


def rng(seed=1):
    return np.random.default_rng(seed)


def test_median_of_ten_lies_between_the_second_and_ninth():
    # P(B(10, 1/2) <= 1) = 11 / 1024 < 0.025 < 56 / 1024: the classic 97.9 % interval
    result = quantile(np.arange(1.0, 11.0), 0.5)
    assert (result.mean, result.ci_low, result.ci_high, result.n) == (5.0, 2.0, 9.0, 10)


def test_a_small_sample_has_no_upper_end_for_a_high_quantile():
    result = quantile(np.arange(20.0), 0.95)
    assert (result.mean, result.ci_high) == (18.0, None)
    assert result.ci_low is not None


def test_quantile_of_nothing():
    assert quantile(np.array([np.nan]), 0.5).mean is None


def test_quantile_intervals_cover():
    samples = rng(5).exponential(1.0, (2000, 80))
    exact = -math.log(0.1)
    intervals = [quantile(sample, 0.9) for sample in samples]
    hit = [i.ci_low <= exact and (i.ci_high is None or exact <= i.ci_high) for i in intervals]
    assert 0.94 <= np.mean(hit) <= 0.985


def test_cvar_is_the_mean_of_the_worst():
    # worst 10 % of 1..20 are 19 and 20
    result = tail(np.arange(1.0, 21.0), 0.9)
    assert (result.quantile.mean, result.cvar.mean) == (18.0, pytest.approx(19.5))
    excess = np.array([1.0, 2.0] + [0.0] * 18)
    assert result.variance == pytest.approx(np.var(excess, ddof=1) / (0.1**2 * 20))


def test_a_tail_of_part_of_a_future_counts_that_part():
    # worst 5 % of 30 are one and a half futures: 30 whole, half of 29
    assert tail(np.arange(1.0, 31.0), 0.95).cvar.mean == pytest.approx((30 + 29 / 2) / 1.5)


def test_one_value_has_a_tail_without_interval():
    result = tail(np.array([4.0]), 0.95)
    assert (result.cvar.mean, result.cvar.ci_low, result.variance) == (4.0, None, None)
    assert tail(np.array([]), 0.95).cvar.mean is None


def test_equal_weights_change_no_quantile():
    x = rng().exponential(1.0, 501)
    assert weighted_quantile(x, 0.9, np.ones(501)).mean == quantile(x, 0.9).mean
    assert weighted_quantile(np.array([]), 0.9, np.array([])).mean is None


@pytest.mark.parametrize(("n", "warns"), [(1999, True), (2000, False)])
def test_tails_need_two_thousand_futures(n, warns):
    assert (tail_warning(n, 0.95) is not None) == warns


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, None, 0.8]) == [1.0, None, 1.0]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1))
def test_holm_never_makes_a_p_value_smaller(values):
    assert all(after >= before for before, after in zip(values, holm(values), strict=True))


def test_p_value_of_three_differences():
    # mean -2, s = 1, t = -3.4641 with 2 degrees: p = 1 - t / sqrt(t^2 + 2)
    t = 2 * math.sqrt(3)
    assert p_value(np.array([-1.0, -2.0, -3.0])) == pytest.approx(1 - t / math.sqrt(t * t + 2))
    assert p_value(np.array([2.0, 2.0])) is None
    assert p_value(np.array([2.0, np.nan])) is None


def test_recovery_without_censoring_is_the_mean():
    result = mean_recovery(np.array([2.0, 4.0, np.nan, 9.0]), np.zeros(4))
    assert (result.days.mean, result.days.n, result.censored, result.restricted_to) == (5.0, 3, 0, None)


def test_recovery_with_a_cut_in_the_middle():
    # S = 3/4 from 1, at 2 cut, 3/8 from 3, 0 from 5: 1 + 2 x 3/4 + 2 x 3/8
    result = mean_recovery(np.array([1.0, 2.0, 3.0, 5.0]), np.array([0.0, 1.0, 0.0, 0.0]))
    assert result.days.mean == pytest.approx(3.25)
    assert (result.censored, result.restricted_to) == (1, None)


def test_recovery_cut_at_the_end_is_restricted():
    result = mean_recovery(np.array([1.0, 10.0]), np.array([0.0, 1.0]))
    assert result.days.mean == pytest.approx(1 + 9 / 2)
    assert result.restricted_to == 10.0


def test_greenwood_without_censoring_is_the_variance_of_a_mean():
    x = rng(3).exponential(10.0, 400)
    result, plain = mean_recovery(x, np.zeros(400)), estimate(x)
    assert result.days.ci_high - result.days.mean == pytest.approx(plain.ci_high - plain.mean, rel=0.01)


def test_recovery_intervals_cover_under_censoring():
    random, hits = rng(11), []
    # restricted to 30 days: 20 (1 - exp(-30 / 20))
    exact = 20.0 * (1 - math.exp(-1.5))
    for _ in range(400):
        days = random.exponential(20.0, 150)
        result = mean_recovery(np.minimum(days, 30.0), (days > 30.0).astype(float))
        hits.append(result.days.ci_low <= exact <= result.days.ci_high)
    assert 0.92 <= np.mean(hits) <= 0.975


def test_nobody_recovers():
    assert mean_recovery(np.array([np.nan]), np.zeros(1)).days.mean is None
    everyone_cut = mean_recovery(np.array([5.0, 7.0]), np.ones(2))
    assert (everyone_cut.days.mean, everyone_cut.days.ci_low) == (7.0, None)


def test_bootstrap_is_repeatable_and_follows_the_skew():
    x = rng(2).lognormal(0.0, 1.0, 80)
    low, high = bootstrap_t(x)
    assert bootstrap_t(x.copy()) == (low, high)
    assert low < x.mean() < high
    assert high - x.mean() > x.mean() - low


def test_bootstrap_covers_a_skewed_mean_better_than_t():
    samples = rng(8).lognormal(0.0, 1.2, (400, 40))
    exact = math.exp(0.72)
    t_hits = [e.ci_low <= exact <= e.ci_high for e in map(estimate, samples)]
    b_hits = [low <= exact <= high for low, high in map(bootstrap_t, samples)]
    assert np.mean(b_hits) > np.mean(t_hits) + 0.02


@pytest.mark.parametrize("values", [[1.0, 2.0], [3.0, 3.0, 3.0], [np.nan] * 5])
def test_bootstrap_says_nothing_about_too_little(values):
    assert bootstrap_t(np.array(values)) is None


def test_bootstrap_survives_offsets():
    x = rng(2).exponential(1.0, 60)
    shifted = bootstrap_t(x + 1e9)
    assert np.array(shifted) - 1e9 == pytest.approx(np.array(bootstrap_t(x)), abs=1e-5)


def test_screening_keeps_the_best_and_drops_the_hopeless():
    losses = rng().exponential(1.0, (200, 1)) + np.array([0.0, 5.0, 0.02]) + rng(2).normal(0, 0.1, (200, 3))
    assert screen(losses, 0.01) == (0, 2)
    # within the indifference zone the smaller sum is enough
    assert screen(losses, 0.1) == (0,)


def test_equal_systems_survive_together():
    losses = np.repeat(rng().exponential(1.0, (60, 1)), 2, axis=1)
    assert screen(losses, 0.1) == (0, 1)
    assert screen(losses[:, :1], 0.1) == (0,)


def systems(seed):
    random = rng(seed)
    table = random.exponential(1.0, (3000, 1)) + random.normal(0.0, 0.5, (3000, 3)) + [0.0, 0.1, 0.3]
    return lambda alive, first, last: table[first:last, list(alive)]


def test_selection_finds_the_best_as_often_as_it_says():
    found = [select(systems(seed), 3, delta=0.1, budget=3000) for seed in range(100)]
    right = sum(selection.surviving == (0,) for selection in found)
    # 95 % promised; three standard errors below
    assert right >= 89
    assert max(selection.futures for selection in found) < 3000


def test_selection_stops_at_its_budget():
    selection = select(systems(1), 3, delta=0.001, budget=60)
    assert selection.futures == 60
    assert len(selection.surviving) > 1


def test_ocba_by_hand():
    # N_2 / N_3 = (2 / 1)^2 / (2 / 2)^2 = 4; N_1 = 1 x sqrt((4 / 2)^2 + (1 / 2)^2)
    shares = ocba(np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0, 2.0]))
    counts = np.array([math.sqrt(4.25), 4.0, 1.0])
    assert shares == pytest.approx(counts / counts.sum())
    assert ocba(np.array([1.0, 1.0]), np.array([1.0, 2.0])).tolist() == [0.5, 0.5]


def test_rate_ratio_restores_the_mean_number_of_arrivals():
    arrivals = rng().poisson(3.0 * 2.0, 40_000)
    ratios = np.array([rate_log_ratio(int(n), 1.0, 3.0, 2.0) for n in arrivals])
    assert weighted_estimate(np.ones(40_000), ratios).mean == pytest.approx(1.0, abs=0.1)
    assert weighted_estimate(arrivals.astype(float), ratios).mean == pytest.approx(2.0, abs=0.15)


@pytest.mark.parametrize("law", [Exponential(mean=120.0), Lognormal(median=80.0, p90=300.0)])
def test_length_ratio_restores_the_mean_length(law):
    days = 2.0 * law.quantiles(rng(4).random(60_000))
    ratios = length_log_ratio(days, law, 2.0)
    assert weighted_estimate(days, ratios).mean == pytest.approx(law.mean(), rel=0.02)
    assert np.all(length_log_ratio(days, law, 1.0) == 0)
    assert 1 < effective_futures(ratios) < 60_000


def test_equal_weights_lose_no_futures():
    assert effective_futures(np.full(7, -3.0)) == pytest.approx(7.0)
    assert effective_futures(np.array([])) == 0.0


def test_a_fixed_length_has_no_ratio():
    with pytest.raises(InputError, match="exponential"):
        length_log_ratio(np.array([3.0]), Fixed(value=3.0), 2.0)


def test_statistics_do_not_load_scipy_stats():
    names = "means, bootstrap, tails, many, recovery, selection, rare"
    code = f"import sys, numpy as np\nfrom sim.study.stats import {names}\n"
    code += "x = np.arange(60.0); means.estimate(x), means.p_value(x), tails.tail(x, 0.9)\n"
    code += "print('scipy.stats' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
