"""Oracles S18 and S19: common random numbers, tails and rare events, through engine and statistics."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.engine.run import Engine
from sim.futures.laws import Exponential
from sim.futures.sampler import sample_future
from sim.futures.scenario import ScenarioSpec
from sim.study.spec import TiltSpec
from sim.study.stats.means import paired
from sim.study.stats.rare import length_log_ratio, weighted_estimate
from sim.study.stats.tails import tail
from sim.study.tilt import TiltedSampler
from tests.helpers.worlds import model, rows, tiny
from tests.oracle.test_oracles import BAN, MINERAL, SEED, exact, stock

pytestmark = pytest.mark.oracle

BAN_MEAN = Exponential(mean=120.0)
SCENARIO = ScenarioSpec.model_validate_json(
    json.dumps({"name": "oracle", "background": False, "events": json.loads(BAN)}), strict=True
)


def short_days(n, days_of_stock=(60.0,), sampler=sample_future, horizon_d=4000):
    """Return shortfall days per disruption for each stock, and the log weights, from the real engine."""
    world, engine = tiny("s05"), Engine(tiny("s05"), model("bare"), 0.0)
    policies = [stock(days, 0.0) for days in days_of_stock]
    values, weights = np.empty((len(policies), n)), np.empty(n)
    for index in range(n):
        future = sampler(world, SCENARIO, SEED, index, horizon_d, parameters="mode")
        weights[index] = future.log_weight
        for row, policy in enumerate(policies):
            values[row, index] = rows(engine.run(policy, future), MINERAL)["equivalent_days"]
    return values, weights


def test_s18_and_s19_through_the_engine():
    bans = short_days(1600, (60.0, 90.0))[0]
    result = paired(*bans)
    error = (result.difference.ci_high - result.difference.mean) / 1.96
    assert abs(result.difference.mean - exact("S18", 1)) <= 3.5 * error
    assert np.corrcoef(*bans)[0, 1] == pytest.approx(exact("S18", 2), abs=0.003)
    assert np.var(bans[0] - bans[1], ddof=1) == pytest.approx(exact("S18", 3), rel=0.1)
    assert np.var(bans[0], ddof=1) + np.var(bans[1], ddof=1) == pytest.approx(exact("S18", 4), rel=0.2)
    assert result.variance_reduction == pytest.approx(exact("S18", 5), rel=0.2)
    result = tail(bans[0], 0.95)
    assert result.quantile.ci_low <= exact("S19", 1) <= result.quantile.ci_high
    assert abs(result.cvar.mean - exact("S19", 2)) <= 3.5 * np.sqrt(result.variance)


@pytest.mark.oracle_full
def test_s19_tail_of_the_engine_to_one_per_cent():
    (values,), _ = short_days(60_000)
    result = tail(values, 0.95)
    assert np.sqrt(result.variance) <= 0.01 * exact("S19", 2)
    assert abs(result.cvar.mean - exact("S19", 2)) <= 3.5 * np.sqrt(result.variance)


@pytest.mark.parametrize(("row", "beyond"), [(3, 1060.0), (4, 1825.0)])
def test_s19_rare_events_by_importance_sampling(row, beyond):
    factor = beyond / 120.0
    days = np.random.default_rng(SEED).exponential(120.0 * factor, 20_000)
    result = weighted_estimate((days > beyond).astype(float), length_log_ratio(days, BAN_MEAN, factor))
    error = (result.ci_high - result.mean) / 1.96
    assert error <= 0.05 * exact("S19", row)
    assert abs(result.mean - exact("S19", row)) <= 3.5 * error


def test_s19_tail_from_a_tilted_sample():
    days = np.random.default_rng(SEED).exponential(360.0, 20_000)
    result = tail(np.maximum(0.0, days - 60.0), 0.95, length_log_ratio(days, BAN_MEAN, 3.0))
    plain = tail(np.maximum(0.0, np.random.default_rng(SEED).exponential(120.0, 20_000) - 60.0), 0.95)
    assert result.quantile.ci_low <= exact("S19", 1) <= result.quantile.ci_high
    assert abs(result.cvar.mean - exact("S19", 2)) <= 3.5 * np.sqrt(result.variance)
    assert result.variance < plain.variance


def test_s19_rare_event_through_the_engine():
    """Five hundred tilted bans see what plain ones would need ten million for."""
    sampler = TiltedSampler({"s": TiltSpec(length=8.0)}, sample_future)
    (values,), weights = short_days(500, sampler=sampler)
    result = weighted_estimate((values > 1000.0).astype(float), weights)
    error = (result.ci_high - result.mean) / 1.96
    assert error <= 0.3 * exact("S19", 3)
    assert abs(result.mean - exact("S19", 3)) <= 3.5 * error
