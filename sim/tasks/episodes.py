"""Past episodes out of the scenario files, each in the world of its time."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date

import yaml
from tqdm import tqdm

from sim.analysis.backtest.episode import Draws, Episode
from sim.analysis.backtest.observed import observed
from sim.analysis.backtest.table import predictions
from sim.config import Config, options, scenarios_dir
from sim.data.tables import load
from sim.errors import InputError
from sim.futures.scenario import ScenarioSpec
from sim.study.provenance import provenance
from sim.world.arrays import FloatArray
from sim.world.load import load_world
from sim.world.spec import WorldSpec

GROUP = "episode/"
ANY_MINERAL = "copper"
"""World of an episode of which only the length was observed."""


def replayed() -> frozenset[str]:
    """Return the episodes that have a scenario file."""
    return frozenset(
        name.removeprefix(GROUP).upper() for name in options("scenario") if name.startswith(GROUP)
    )


def past_episodes(world: WorldSpec, wanted: Iterable[str] | None = None) -> list[Episode]:
    """Return the episodes with a scenario file and an observed number.

    Parameters
    ----------
    world : WorldSpec
        Made to begin when each episode begins, with the baseline of its time.
    wanted : iterable of str, optional
        Options of ``scenario/episode``; None: all.

    Raises
    ------
    InputError
        On an episode without a file or without an observed number.
    """
    known = {one.episode.lower() for one in observed()} & {name.lower() for name in replayed()}
    for name in wanted or ():
        if name not in known:
            raise InputError("task.episodes", name, "", f"all, or from: {', '.join(sorted(known))}")
    return [_episode(world, name) for name in (sorted(known) if wanted is None else wanted)]


def lived(config: Config, episodes: Sequence[Episode], draws: Draws) -> dict[str, FloatArray]:
    """Live episodes through draws as the configuration says, behind a progress bar."""
    with tqdm(total=len(episodes), unit="episode", file=sys.stderr, disable=None, leave=False) as bar:

        def show() -> None:
            bar.update()

        return predictions(episodes, config.model, config.study.seed, draws, config.execution, show)


def about_history(
    config: Config, episodes: Sequence[Episode], draws: int, bands: str
) -> dict[str, str | float]:
    """Return what the tables of past episodes say of themselves.

    Parameters
    ----------
    config : Config
    episodes : sequence of Episode
    draws : int
        Per episode.
    bands : str
        What their bands hold.
    """
    longest = max(episode.horizon_d for episode in episodes)
    about = provenance(episodes[0].world, (), config.study.seed, longest, config.study.threshold)
    about |= {"start_date": "each episode's own", "model": config.model.name, "bands": bands}
    return about | {"draws": draws, "episodes": len(episodes)}


def _episode(spec: WorldSpec, option: str) -> Episode:
    text = (scenarios_dir() / "scenario" / GROUP / f"{option}.yaml").read_text(encoding="utf-8")
    scenario = ScenarioSpec.model_validate_json(json.dumps(yaml.safe_load(text)), strict=True)
    own = tuple(one for one in observed() if one.episode == option.upper())
    # what an event names must be in its world
    named = {
        mineral for event in scenario.events.values() if event.minerals != "all" for mineral in event.minerals
    }
    minerals = sorted(named | {one.mineral for one in own if one.mineral}) or [ANY_MINERAL]
    row = next(row for row in load("episodes") if row["episode"] == option.upper())
    return Episode(
        name=option.upper(),
        world=load_world(scenario.dated(spec), minerals, scenario.world_patch),
        scenario=scenario,
        told=date.fromisoformat(min(row["announced"], row["start"])),
        observed=own,
    )
