"""``task=explain``: one run of a study lived again, with the chain of causes behind every shortage."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.event_table import events_table
from sim.analysis.explain import explain_tables
from sim.analysis.replay import Replay, differences, replay
from sim.analysis.trace_table import trace_table, us_column
from sim.config import Config, ExplainTask
from sim.errors import InputError
from sim.policy.arm import Arm
from sim.study.arms import study_arms
from sim.study.provenance import provenance
from sim.study.results import Results
from sim.study.store import new_folder, write_config, write_table
from sim.tasks.earlier import changed_since, open_study
from sim.tasks.world import scenario_world

if TYPE_CHECKING:
    import pandas as pd

DPI = 160


def run(config: Config) -> int:
    """Live one run of a results folder again, write its trace, causes and figure, and print why.

    World, scenario, arms, model and study are those of the folder; of this command only ``task`` and
    ``results_dir`` count.

    Returns
    -------
    int
        0, or 1 if the replay does not give the numbers that the folder holds.

    Raises
    ------
    InputError
        On a folder, future, arm or mineral that is not there.
    """
    assert isinstance(config.task, ExplainTask)
    results, stored = open_study(config.task.results)
    arm = _arm(config.task, stored)
    number = _future(config.task, results, arm.name)
    mineral = _mineral(config.task, results, arm.name, number)
    lived = replay(scenario_world(stored), stored.scenario, stored.model, stored.study, arm, number, mineral)
    wrong = differences(lived, _stored_rows(results, arm.name, number, mineral))
    if wrong:
        print(_mismatch(results, lived, wrong), file=sys.stderr)
        return 1
    return _write(config, stored, lived, _about(stored, lived, arm))


def _arm(task: ExplainTask, stored: Config) -> Arm:
    """Return the arm asked for; the first without one."""
    made = study_arms(stored.study.arms, stored.frameworks.instruments, stored.reserve)
    arms = {arm.name: arm for arm in made}
    name = next(iter(arms)) if task.arm is None else task.arm
    if name not in arms:
        raise InputError("task.arm", name, "", f"an arm of the study: {', '.join(arms)}")
    return arms[name]


def _future(task: ExplainTask, results: Results, arm: str) -> int:
    """Return the number of the future, if the folder holds its run."""
    outcomes = results.outcomes
    known = sorted(outcomes.loc[outcomes["arm"] == arm, "future"].unique().tolist())
    if task.future not in known:
        text = f"{known[0]} to {known[-1]}" if known else "no run of this arm is on disk"
        if known and len(known) <= known[-1] - known[0]:
            text += f", {len(known)} of them"
        raise InputError("task.future", task.future, "", f"a future that arm {arm} has lived: {text}")
    return task.future


def _mineral(task: ExplainTask, results: Results, arm: str, number: int) -> str:
    """Return the mineral asked for; without one that which lost most days in the run."""
    rows = results.outcomes
    rows = rows[(rows["arm"] == arm) & (rows["future"] == number) & (rows["sector"] == "all")]
    rows = rows[rows["mineral"] != "any"]
    if task.mineral is None:
        lost = (rows["equivalent_days"] + rows["price_lost_days"]).to_numpy()
        return str(rows["mineral"].iloc[int(np.argmax(lost))])
    known = list(rows["mineral"])
    if task.mineral not in known:
        raise InputError("task.mineral", task.mineral, "", f"a mineral of the study: {', '.join(known)}")
    return task.mineral


def _stored_rows(results: Results, arm: str, number: int, mineral: str) -> pd.DataFrame:
    rows = results.outcomes
    own = (rows["arm"] == arm) & (rows["future"] == number) & (rows["mineral"] == mineral)
    return rows[own].drop(columns=["arm", "future"])


def _mismatch(results: Results, lived: Replay, wrong: list[str]) -> str:
    """Return what differs and what may have made it differ."""
    changed = changed_since(results, lived.world)
    why = f"; changed since then: {', '.join(changed)}" if changed else ""
    lines = [f"error: the replay does not give the numbers that {results.path} holds{why}", *wrong[:5]]
    return "\n  ".join(lines + ([f"and {len(wrong) - 5} more"] if len(wrong) > 5 else []))


def _write(config: Config, stored: Config, lived: Replay, about: Mapping[str, object]) -> int:
    """Write tables, text and figure into a folder of their own; print text and folder."""
    from sim.views.explain import explain_figure
    from sim.views.explain_text import explain_markdown, explain_text

    assert isinstance(config.task, ExplainTask)
    trace, events = trace_table(lived, config.task.every_d), events_table(lived)
    spells, causes = explain_tables(lived)
    text = explain_text(spells, causes, about)
    record = stored.model_copy(update={"task": config.task}).model_dump(mode="json")
    folder = new_folder(Path(config.results_dir), config.task.kind, record)
    write_config(folder, record)
    tables = {"trace": trace, "events": events, "spells": spells, "causes": causes}
    for name, table in tables.items():
        write_table(folder, name, table, about)
    (folder / "explain.md").write_text(explain_markdown(text), encoding="utf-8")
    daily = trace if config.task.every_d == 1 else trace_table(lived, 1)
    explain_figure(daily, events, spells, causes, about).savefig(folder / "explain.png", dpi=DPI)
    print(text)
    print(folder)
    return 0


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
