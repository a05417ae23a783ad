"""The Exploratory Modeling Workbench: its modules, and a study as one of its models."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.inputs import Input
from sim.analysis.outputs import TOTAL, TOTAL_METRIC, metric_columns
from sim.analysis.points import Experiment
from sim.errors import InputError
from sim.policy.reserve.spec import StockReserve
from sim.study.block import Runner

if TYPE_CHECKING:
    from sim.engine.outcome import Columns
    from sim.policy.arm import Arm

ARM, BUDGET = "arm", "reserve_budget_usd"
"""Levers."""


def workbench(module: str) -> Any:  # noqa: ANN401 - the package has no types
    """Return a module of the Exploratory Modeling Workbench.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        with warnings.catch_warnings():
            # it says on import which of its own extras are missing
            warnings.simplefilter("ignore")
            return import_module(f"ema_workbench.{module}")
    except ImportError:
        allowed = "the Exploratory Modeling Workbench, which comes with: pip install 'vaultsim[workbench]'"
        raise InputError("ema_workbench", "not installed", "package", allowed) from None


def study_model(experiment: Experiment, inputs: Sequence[Input], futures: int, metric: str) -> Any:  # noqa: ANN401
    """Return a study as a ``Model`` of the workbench.

    Parameters
    ----------
    experiment : Experiment
        Its arms are the choices of the lever ``arm``.
    inputs : sequence of Input
        The uncertainties, over their ranges; the workbench samples them evenly. The others are drawn as in
        any study.
    futures : int
        Futures whose mean an experiment returns, the same ones in all experiments.
    metric : str
        Of every reported mineral: outcome ``<mineral>_<metric>``; ``total_lost_output_usd`` stands beside it.

    Returns
    -------
    ema_workbench.Model
        With the lever ``reserve_budget_usd`` beside ``arm`` if an arm holds a reserve.
    """
    framework = workbench("em_framework")
    case = experiment.case
    model = framework.Model("vaultsim", function=StudyFunction(experiment, futures, metric))
    model.uncertainties = [framework.RealParameter(one.name, one.low, one.high) for one in inputs]
    model.levers = [framework.CategoricalParameter(ARM, list(case.arms))]
    budgets = [_budget(arm) for arm in case.arms.values() if isinstance(arm.reserve, StockReserve)]
    if budgets:
        model.levers = [*model.levers, framework.RealParameter(BUDGET, 0.0, max(budgets))]
    names = [f"{mineral}_{metric}" for mineral in case.world.reported_minerals]
    model.outcomes = [framework.ScalarOutcome(name) for name in (*names, f"total_{TOTAL_METRIC}")]
    return model


class StudyFunction:
    """Lives one experiment of the workbench: an arm under some values of the inputs, over a few futures.

    Parameters
    ----------
    experiment : Experiment
    futures : int
    metric : str
    """

    def __init__(self, experiment: Experiment, futures: int, metric: str) -> None:
        self._experiment = experiment
        self._futures = futures
        self._metric = metric
        # the workbench names a model's function in its log
        self.__name__ = type(self).__name__

    def __call__(self, **values: Any) -> dict[str, float]:  # noqa: ANN401 - numbers, and the name of the arm
        """Return the mean of every outcome.

        Parameters
        ----------
        **values
            The arm, the budget of its reserve if it has one, and values of inputs by name.
        """
        arm = self._experiment.case.arms[str(values.pop(ARM))]
        budget = values.pop(BUDGET, None)
        if budget is not None:
            arm = _with_budget(arm, float(budget))
        case = self._experiment.at(tuple((name, float(value)) for name, value in values.items()))
        engine: Runner = case.engine(case.world, case.model, case.threshold, case.discount_rate)
        lived = [
            engine.run(arm, self._future(case, number), False).outcomes for number in range(self._futures)
        ]
        metric = self._metric
        found = {f"{key}_{metric}": _mean(lived, key, metric) for key in case.world.reported_minerals}
        return found | {f"total_{TOTAL_METRIC}": _mean(lived, TOTAL, TOTAL_METRIC)}

    @staticmethod
    def _future(case: Any, number: int) -> Any:  # noqa: ANN401
        return case.sampler(
            case.world, case.scenario, case.seed, number, case.horizon_d, parameters=case.parameters
        )


def _budget(arm: Arm) -> float:
    assert isinstance(arm.reserve, StockReserve)
    return arm.reserve.finance.budget()


def _with_budget(arm: Arm, budget_usd: float) -> Arm:
    """Return the arm with another budget for its reserve; without a reserve it stays as it is."""
    if not isinstance(arm.reserve, StockReserve):
        return arm
    finance = arm.reserve.finance.model_copy(update={"budget_usd": budget_usd})
    return arm.model_copy(update={"reserve": arm.reserve.model_copy(update={"finance": finance})})


def _mean(lived: Sequence[Columns], mineral: str, metric: str) -> float:
    """Return the mean of a metric over futures."""
    columns = metric_columns(metric)
    rows = [sum(run[name][run["mineral"].index(mineral)] for name in columns) for run in lived]
    return float(np.mean(rows))
