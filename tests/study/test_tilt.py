"""Futures of a tilted scenario carry weights that restore the true law."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.cli import configure
from sim.errors import InputError
from sim.futures.sampler import sample_future
from sim.study.spec import TiltSpec
from sim.study.tilt import TiltedSampler, check_tilt
from sim.tasks.world import world_of


@pytest.fixture(scope="module")
def case():
    """A scenario with decrees that arrive by a Poisson process, in a world of one mineral."""
    config = configure("scenario=china_export_bans", "minerals=[gallium]")
    return world_of(config), config.scenario


def poisson_event(scenario):
    return next(name for name, spec in scenario.events.items() if spec.start is None and not spec.alternating)


def draws(case, tilt, n):
    world, scenario = case
    sampler = TiltedSampler(tilt, sample_future)
    return [sampler(world, scenario, 5, index, 3650, parameters="mode") for index in range(n)]


def test_weights_restore_the_number_and_length_of_bans(case):
    name = poisson_event(case[1])
    plain = [sample_future(*case, 5, index, 3650, parameters="mode") for index in range(400)]
    tilted = draws(case, {name: TiltSpec(rate=1.3, length=1.2)}, 400)
    own = lambda future: [e.duration_d for e in future.events if e.id.startswith(f"{name}/")]  # noqa: E731
    weights = np.exp([future.log_weight for future in tilted])
    days = np.array([sum(own(future)) for future in tilted])
    truth = np.array([sum(own(future)) for future in plain])
    assert weights.mean() == pytest.approx(1.0, abs=3.5 * weights.std() / 20)
    error = np.hypot((weights * days).std(), truth.std()) / 20
    assert abs((weights * days).mean() - truth.mean()) <= 3.5 * error
    assert days.mean() > 1.2 * truth.mean()


def test_no_tilt_leaves_the_future_alone(case):
    (future,) = draws(case, {poisson_event(case[1]): TiltSpec()}, 1)
    assert future == sample_future(*case, 5, 0, 3650, parameters="mode")


@pytest.mark.parametrize(
    ("tilt", "key"),
    [({"nothing": TiltSpec(rate=2.0)}, "study.tilt.nothing"), ({"ban": TiltSpec(rate=2.0)}, "rate")],
)
def test_what_cannot_be_tilted_is_refused(tilt, key):
    config = configure("scenario=gallium_ban_us", "minerals=[gallium]")
    tilt = {
        next(iter(config.scenario.events)) if name == "ban" else name: spec for name, spec in tilt.items()
    }
    with pytest.raises(InputError, match=key):
        check_tilt(world_of(config), config.scenario, tilt)


@pytest.mark.functional
def test_a_tilted_study_reports_means_under_the_true_law(elsewhere, case):
    tilt = f"study.tilt={{{poisson_event(case[1])}:{{rate:1.5}}}}"
    usual = ["minerals=[gallium]", "frameworks=none", "study.futures=60", "study.parameters=mode"]
    usual += ["execution=serial"]
    plain, tilted = sim.run_study(*usual), sim.run_study(*usual, tilt)
    assert plain.outcomes["log_weight"].eq(0).all()
    weights = np.exp(tilted.runs.log_weights)
    assert weights.std() > 0
    days = tilted.runs.raw("without", "gallium", "combined_days")
    told = tilted.summary["arms"]["without"]["gallium"]["combined_days"]
    assert told["mean"] == pytest.approx(np.mean(weights * days))
    assert tilted.summary["recovery"]["without"] == {}
    assert plain.summary["recovery"]["without"]["gallium"]["n"] > 0
