"""One run of a study lived again, and held against what the study stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.model import ModelSpec
from sim.engine.outcome import Outcome
from sim.engine.run import Engine
from sim.engine.trace import Trace
from sim.futures.future import Future
from sim.futures.sampler import sample_future
from sim.futures.scenario import ScenarioSpec
from sim.policy.arm import Arm
from sim.study.spec import StudySpec
from sim.world.world import World

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("sector", "member")


@dataclass(frozen=True)
class Replay:
    """One arm, one future and one mineral, lived again.

    Attributes
    ----------
    world : World
    future : Future
    arm : str
    mineral : str
    threshold : float
        Unmet share of baseline demand above which a day is short.
    outcome : Outcome
        Of the whole run.
    trace : Trace
        Of the mineral.
    """

    world: World
    future: Future
    arm: str
    mineral: str
    threshold: float
    outcome: Outcome
    trace: Trace


def replay(
    world: World,
    scenario: ScenarioSpec,
    model: ModelSpec,
    study: StudySpec,
    arm: Arm,
    number: int,
    mineral: str,
) -> Replay:
    """Live one run of a study again, and keep every day of one mineral.

    Parameters
    ----------
    world : World
    scenario : ScenarioSpec
    model : ModelSpec
    study : StudySpec
        Seed, horizon, threshold and parameters of the study.
    arm : Arm
    number : int
        Of the future.
    mineral : str
    """
    future = sample_future(world, scenario, study.seed, number, study.horizon_d, study.parameters)
    outcome, trace = Engine(world, model, study.threshold, study.discount_rate).trace(arm, future, mineral)
    return Replay(world, future, arm.name, mineral, study.threshold, outcome, trace)


def differences(run: Replay, stored: pd.DataFrame) -> list[str]:
    """Return where a replay differs from the outcomes stored, to the last bit; empty if nowhere.

    Parameters
    ----------
    run : Replay
    stored : DataFrame
        The rows of its arm, future and mineral, as the study wrote them.
    """
    import pandas as pd

    lived = pd.DataFrame(run.outcome.outcomes)
    lived = lived[lived["mineral"] == run.mineral].reset_index(drop=True)
    stored = stored.reset_index(drop=True)
    if len(lived) != len(stored):
        return [f"{len(stored)} rows stored, {len(lived)} lived"]
    found = []
    for column in lived.columns:
        both = zip(stored[column], lived[column], strict=True)
        for row, (before, now) in enumerate(both):
            if before != now and not (pd.isna(before) and pd.isna(now)):
                found.append(f"{column} of {lived['sector'][row]}: stored {before!r}, replayed {now!r}")
    return found
