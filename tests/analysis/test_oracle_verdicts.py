"""How a case of the oracle pack is judged."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.oracles.case import AGAIN, Case, Measured, exact, judge, sampled


def always(estimate, error=0.0):
    return lambda bench, runs, seed: Measured(estimate, error)


def verdict(measure, oracle="S05", row=2, **fields):
    return judge(None, Case(oracle, row, "engine", measure, **fields), seed=1, full=False)


def test_a_sampled_number_passes_within_three_and_a_half_errors():
    value = exact("S05", 2).value
    assert verdict(always(value + 3.4, 1.0)).verdict == "pass"
    assert verdict(always(value + 3.6, 1.0)).verdict == "FAIL"


def test_too_few_runs_are_a_failure_of_their_own():
    value = exact("S05", 2).value
    blurred = verdict(always(value, 0.2 * value))
    assert (blurred.verdict, blurred.note) == ("FAIL", "too few runs")


def test_a_computed_number_passes_within_the_tolerance_of_the_table():
    assert verdict(always(175.0 + 1e-10), "S14", 1).verdict == "pass"
    assert verdict(always(175.0 + 1e-8), "S14", 1).verdict == "FAIL"


def test_a_failure_is_run_again_with_another_seed_and_more_runs():
    tried = []

    def second_time_lucky(bench, runs, seed):
        tried.append((runs, seed))
        return Measured(exact("S05", 2).value + 9.0 * (len(tried) == 1), 1.0)

    told = verdict(second_time_lucky, fast=10)
    assert (told.verdict, told.note) == ("pass", "at the second attempt")
    assert tried == [(10, 1), (10 * AGAIN, 2)]


def test_the_error_of_a_mean_is_that_of_its_groups():
    values = np.random.default_rng(1).normal(size=400)
    groups = values.reshape(40, 10).mean(axis=1)
    estimate, error = sampled(values)
    assert estimate == pytest.approx(values.mean())
    assert error == pytest.approx(groups.std(ddof=1) / np.sqrt(40))
