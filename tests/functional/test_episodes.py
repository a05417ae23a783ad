"""Every past episode runs, on a balanced baseline, and an older baseline is named."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.cli import configure, main
from sim.config import options
from sim.engine.run import Engine
from sim.futures.sampler import sample_future
from sim.tasks.world import scenario_world
from sim.views.stress_des import stress_des
from sim.views.style import source_line
from sim.views.terminal import headline
from sim.world.checks import problems
from sim.world.patch import PATCHED
from tests.functional.test_steady_state import STATE
from tests.helpers.worlds import WITHOUT

pytestmark = pytest.mark.functional

EPISODES = [option for option in options("scenario") if option.startswith("episode/")]
PLACES = ["antimony", "lithium", "manganese"]
"""Stand for all cargo where an episode closes a place."""


def composed(option, *more):
    minerals = set()
    for event in configure(f"scenario={option}").scenario.events.values():
        minerals |= set(PLACES if event.minerals == "all" else event.minerals)
    return configure(f"scenario={option}", f"minerals=[{','.join(sorted(minerals))}]", *more)


@pytest.mark.parametrize("option", EPISODES)
def test_an_episode_runs_with_its_ledgers_closed(option):
    config = composed(option)
    world = scenario_world(config)
    assert problems(world) == []
    assert world.start_date == config.scenario.start_date
    assert (PATCHED in world.name) == (config.scenario.world_patch is not None)
    events = sample_future(world, config.scenario, 1, 0, 3650, "mode").events
    assert {event.id.partition("/")[0] for event in events} == set(config.scenario.events)
    horizon_d = int(min(3650, max(event.start_d for event in events) + 400))
    future = sample_future(world, config.scenario, 1, 0, horizon_d, "mode")
    outcomes = Engine(world, config.model).run(WITHOUT, future).outcomes
    for column in ("equivalent_days", "peak_price", "unmet_t"):
        assert all(value is None or math.isfinite(value) for value in outcomes[column])


def patched_options():
    return [o for o in EPISODES if configure(f"scenario={o}").scenario.world_patch is not None]


@pytest.mark.parametrize("option", patched_options())
def test_a_patched_baseline_stays_where_it_is(option):
    config = composed(option)
    world = scenario_world(config)
    engine = Engine(world, config.model)
    calm = sample_future(world, config.scenario, 1, 0, 3650, "mode").model_copy(update={"events": ()})
    start = engine.live(WITHOUT, calm.model_copy(update={"horizon_d": 1}))
    tables = engine.live(WITHOUT, calm)
    for noun, fields in STATE.items():
        for field in fields:
            before, after = getattr(start, noun)[field], getattr(tables, noun)[field]
            change = np.abs(after - before) / np.where(before > 0, before, 1.0)
            assert change.max(initial=0.0) < 1e-9, (noun, field)
    assert np.all(tables.tallies["unmet_t"] == 0.0)


def test_one_command_runs_an_episode_and_every_output_names_the_baseline(elsewhere):
    results = sim.run_study(
        "scenario=episode/chn_ga_2023_lic", "minerals=[gallium]", "study.futures=1", "study.parameters=mode",
        "study.horizon_d=500", "execution=serial",
    )  # fmt: skip
    assert PATCHED in results.about["world"]
    assert results.about["start_date"] == "2023-01-01"
    assert PATCHED in results.summary["study"]["world"]
    assert PATCHED in headline(results)
    assert PATCHED in source_line(results.about)
    assert PATCHED in stress_des(results)
    assert "production" in results.manifest["tables"]


def test_a_world_of_today_is_not_called_patched(elsewhere):
    results = sim.run_study(
        "scenario=gallium_ban_us",
        "minerals=[gallium]",
        "study.futures=1",
        "study.horizon_d=30",
        "execution=serial",
    )
    assert PATCHED not in headline(results) + source_line(results.about) + stress_des(results)


def test_notice_reaches_the_run(elsewhere):
    config = composed("episode/chn_ga_2023_lic")
    world = scenario_world(config)
    (event,) = sample_future(world, config.scenario, 1, 0, 900, "mode").events
    assert (event.kind, event.start_d, event.announced_d) == ("licensing_delay", 212.0, 183.0)


def test_an_event_before_day_0_is_still_refused(elsewhere, capsys):
    assert main(["scenario=episode/chn_ga_2023_lic", "scenario.start_date=2024-01-01"]) == 2
    assert "2024-01-01 or later" in capsys.readouterr().err


def test_a_patch_can_be_set_from_the_command_line(elsewhere, capsys):
    arguments = ["task=world", "scenario=episode/chn_ga_2023_lic", "minerals=[gallium]"]
    assert main([*arguments, "scenario.world_patch.origin_shares.gallium.refine.CHN=0.5"]) == 0
    printed = capsys.readouterr().out
    assert PATCHED in printed
    assert main([*arguments, "scenario.world_patch.origin_shares.gallium.refine.CHN=1.5"]) == 2
    assert "scenario.world_patch.origin_shares.gallium.refine.CHN" in capsys.readouterr().err


def test_the_name_alone_makes_no_difference():
    config = composed("episode/chn_ga_2023_lic")
    world = scenario_world(config)
    future = sample_future(world, config.scenario, 1, 0, 400, "mode")
    runs = [Engine(one, config.model).run(WITHOUT, future) for one in (world, replace(world, name="x"))]
    assert runs[0].outcomes == runs[1].outcomes
