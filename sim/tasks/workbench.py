"""A study for the Exploratory Modeling Workbench, from the words of a command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from sim.analysis.spec import Metric
from sim.analysis.workbench import study_model
from sim.composing import configure
from sim.data.vintage import use
from sim.errors import InputError
from sim.study.arms import study_arms
from sim.tasks.experiment import check_experiment, make_experiment
from sim.tasks.world import inventory


def workbench_model(
    *overrides: str,
    inputs: Sequence[str] | None = None,
    futures: int = 25,
    metric: str = "equivalent_days",
) -> Any:  # noqa: ANN401 - a class of an extra
    """Return the study of a command line as a ``Model`` of the Exploratory Modeling Workbench.

    Parameters
    ----------
    *overrides : str
        As on the command line, e.g. ``"minerals=[gallium]"``.
    inputs : sequence of str, optional
        Names of the uncertainties, as ``task=sensitivity`` prints them; default all that have a range.
    futures : int
        Futures whose mean an experiment returns.
    metric : str
        Of every mineral: outcome ``<mineral>_<metric>``.

    Returns
    -------
    ema_workbench.Model
        Uncertainties are the inputs over their ranges; levers the arm and the budget of the reserve.

    Raises
    ------
    InputError
        If the request is wrong, or the workbench is not installed.
    """
    config = configure(*overrides)
    world = check_experiment(config)
    arms = study_arms("factorial", config.frameworks.instruments, config.reserve)
    experiment = make_experiment(config, world, inventory(config, world), arms)
    known = {one.name: one for one in experiment.inputs}
    for name in inputs or ():
        if name not in known:
            raise InputError("inputs", name, "", f"from: {', '.join(known)}")
    if metric not in get_args(Metric):
        raise InputError("metric", metric, "", f"one of: {', '.join(get_args(Metric))}")
    chosen = [known[name] for name in (known if inputs is None else inputs)]
    with use(world.vintage):
        return study_model(experiment, chosen, futures, metric)
