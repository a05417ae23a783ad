"""``task=explain``: one run of a study lived again, with the chain of causes behind every shortage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.event_table import events_table
from sim.analysis.explain import explain_tables
from sim.analysis.replay import Replay, differences, replay
from sim.analysis.trace_table import trace_table, us_column
from sim.config import Config
from sim.errors import InputError, StoppedError
from sim.policy.arm import Arm
from sim.study.arms import study_arms
from sim.study.provenance import provenance
from sim.study.results import Results
from sim.study.store import new_folder, write_config, write_table
from sim.task_spec import ExplainTask
from sim.tasks.earlier import changed_since, open_study, stored_config
from sim.tasks.world import scenario_world

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

DPI = 160


@dataclass(frozen=True)
class Explanation:
    """One run of a study lived again.

    Attributes
    ----------
    text : str
        The chain of causes behind every shortage, in lines of at most 100 columns.
    events, spells, causes : DataFrame
        What happened, the shortages, and the links of each chain; docs/results.md names the columns.
    about : mapping
        Mineral, arm, future, scenario and where the numbers come from.
    lived : Replay
    """

    text: str
    events: pd.DataFrame
    spells: pd.DataFrame
    causes: pd.DataFrame
    about: Mapping[str, object]
    lived: Replay

    def trace(self, every_d: int = 1) -> pd.DataFrame:
        """Return what suppliers, refiners, markets and the reserve did, one row per so many days."""
        return trace_table(self.lived, every_d)

    def figure(self) -> Figure:
        """Return price, stock, flows by origin and unmet demand, with the events marked."""
        from sim.views.explain import explain_figure

        return explain_figure(self.trace(), self.events, self.spells, self.causes, self.about)


def explain(
    results: Results, future: int = 0, arm: str | None = None, mineral: str | None = None
) -> Explanation:
    """Live one run of a study again and say why a mineral ran short.

    Parameters
    ----------
    results : Results
    future : int
        Number of the future.
    arm : str, optional
        By default the first arm of the study.
    mineral : str, optional
        By default the one that lost most days in the run.

    Raises
    ------
    InputError
        On a future, arm or mineral that the study does not hold.
    StoppedError
        If the replay does not give the numbers that the folder holds: data or sources have changed.
    """
    from sim.views.explain_text import explain_text

    stored = stored_config(results)
    chosen = _arm(arm, stored)
    number = _future(future, results, chosen.name)
    name = _mineral(mineral, results, chosen.name, number)
    world = scenario_world(stored)
    lived = replay(world, stored.scenario, stored.model, stored.study, chosen, number, name)
    wrong = differences(lived, _stored_rows(results, chosen.name, number, name))
    if wrong:
        raise StoppedError(_mismatch(results, lived, wrong))
    about = _about(stored, lived, chosen)
    spells, causes = explain_tables(lived)
    text = explain_text(spells, causes, about)
    return Explanation(text, events_table(lived), spells, causes, about, lived)


def run(config: Config) -> int:
    """Live one run of a results folder again, write its trace, causes and figure, and print why.

    World, scenario, arms, model and study are those of the folder; of this command only ``task`` and
    ``results_dir`` count.

    Raises
    ------
    InputError
        On a folder, future, arm or mineral that is not there.
    StoppedError
        As `explain`.
    """
    from sim.views.explain_text import explain_markdown

    assert isinstance(config.task, ExplainTask)
    task = config.task
    results, _ = open_study(task.results)
    found = explain(results, task.future, task.arm, task.mineral)
    record = {**results.config, "task": task.model_dump(mode="json")}
    folder = new_folder(Path(config.results_dir), task.kind, record)
    write_config(folder, record)
    tables = {"trace": found.trace(task.every_d), "events": found.events}
    for name, table in (tables | {"spells": found.spells, "causes": found.causes}).items():
        write_table(folder, name, table, found.about)
    (folder / "explain.md").write_text(explain_markdown(found.text), encoding="utf-8")
    found.figure().savefig(folder / "explain.png", dpi=DPI)
    print(found.text)
    print(folder)
    return 0


def _arm(asked: str | None, stored: Config) -> Arm:
    """Return the arm asked for; the first without one."""
    made = study_arms(stored.study.arms, stored.frameworks.instruments, stored.reserve)
    arms = {arm.name: arm for arm in made}
    name = next(iter(arms)) if asked is None else asked
    if name not in arms:
        raise InputError("task.arm", name, "", f"an arm of the study: {', '.join(arms)}")
    return arms[name]


def _future(asked: int, results: Results, arm: str) -> int:
    """Return the number of the future, if the folder holds its run."""
    outcomes = results.outcomes
    known = sorted(outcomes.loc[outcomes["arm"] == arm, "future"].unique().tolist())
    if asked not in known:
        text = f"{known[0]} to {known[-1]}" if known else "no run of this arm is on disk"
        if known and len(known) <= known[-1] - known[0]:
            text += f", {len(known)} of them"
        raise InputError("task.future", asked, "", f"a future that arm {arm} has lived: {text}")
    return asked


def _mineral(asked: str | None, results: Results, arm: str, number: int) -> str:
    """Return the mineral asked for; without one that which lost most days in the run."""
    rows = results.outcomes
    rows = rows[(rows["arm"] == arm) & (rows["future"] == number) & (rows["sector"] == "all")]
    rows = rows[rows["mineral"] != "any"]
    if asked is None:
        lost = (rows["equivalent_days"] + rows["price_lost_days"]).to_numpy()
        return str(rows["mineral"].iloc[int(np.argmax(lost))])
    known = list(rows["mineral"])
    if asked not in known:
        raise InputError("task.mineral", asked, "", f"a mineral of the study: {', '.join(known)}")
    return asked


def _stored_rows(results: Results, arm: str, number: int, mineral: str) -> pd.DataFrame:
    rows = results.outcomes
    own = (rows["arm"] == arm) & (rows["future"] == number) & (rows["mineral"] == mineral)
    return rows[own].drop(columns=["arm", "future"])


def _mismatch(results: Results, lived: Replay, wrong: list[str]) -> str:
    """Return what differs and what may have made it differ."""
    changed = changed_since(results, lived.world)
    why = f"; changed since then: {', '.join(changed)}" if changed else ""
    lines = [f"the replay does not give the numbers that {results.path} holds{why}", *wrong[:5]]
    return "\n  ".join(lines + ([f"and {len(wrong) - 5} more"] if len(wrong) > 5 else []))


def _about(stored: Config, lived: Replay, arm: Arm) -> dict[str, object]:
    """Return what the views say about the run."""
    us, trace, future = us_column(lived), lived.trace, lived.future
    demand = float(lived.world.customers.demand[trace.customers[us]])
    cover = trace.stock[:, us] / demand if demand > 0.0 else trace.stock[:, us]
    return {
        "mineral": lived.mineral,
        "arm": lived.arm,
        "future": future.id,
        "scenario": stored.scenario.name,
        "world": lived.world.name,
        **provenance(lived.world, [arm], future.seed, future.horizon_d, lived.threshold),
        "demand_t_per_d": demand,
        "lowest_cover_d": float(cover.min()),
        "lowest_cover_day": int(cover.argmin()),
        "peak_price": float(trace.price[:, us].max()),
    }
