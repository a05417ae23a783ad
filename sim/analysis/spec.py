"""What the tasks that search the space of inputs are asked for."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.errors import InputError

Metric = Literal[
    "shortfall_days",
    "equivalent_days",
    "price_lost_days",
    "combined_days",
    "unmet_t",
    "longest_spell_d",
    "peak_depth",
    "peak_price",
    "price_cap_days",
    "lost_output_usd",
    "rest_of_world_unmet_t",
]
"""Columns of the outcomes, and ``combined_days``: equivalent and price-destroyed days together."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SensitivityTask(_Strict):
    """Which uncertain inputs move the answer: Morris screening of all, Sobol indices of the most important.

    Parameters
    ----------
    mineral : str, optional
        None is every mineral of the study.
    metric : str
        Of every mineral; beside it stands the value of lost output over all minerals.
    trajectories : int
        Of the screening: each lives as many design points as there are inputs, and one.
    top : int
        Inputs that go on to Sobol indices.
    samples : int
        Base sample of the Sobol design, a power of two; it lives samples x (top + 2) design points.
    futures, max_futures : int
        Futures per design point at first, and at most: they are doubled while inner noise is too large.
    max_noise : float
        Largest share of the output variance that the futures behind a design point may make.
    """

    kind: Literal["sensitivity"]
    mineral: str | None
    metric: Metric
    trajectories: Annotated[int, Field(ge=2)]
    top: Annotated[int, Field(ge=1)]
    samples: Annotated[int, Field(ge=2)]
    futures: Annotated[int, Field(ge=2)]
    max_futures: Annotated[int, Field(ge=2)]
    max_noise: Annotated[float, Field(gt=0, lt=1)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.samples & (self.samples - 1):
            raise InputError("task.samples", self.samples, "", "a power of two")
        if self.max_futures < self.futures:
            raise InputError(
                "task.max_futures", self.max_futures, "", f"at least task.futures: {self.futures}"
            )
        return self


class DiscoverTask(_Strict):
    """Which futures lead to many lost days: boxes of inputs in the futures of an earlier study.

    Parameters
    ----------
    results : str, optional
        Folder of the study.
    arm : str, optional
        None is its first arm.
    mineral : str, optional
        None is the one that lost most days on average.
    metric : str
    above : float
        A future is of interest when the metric is above this; days, or the metric's unit.
    density : float
        Share of the futures in the box that are of interest, at least.
    min_mass : float
        Share of all futures that the box holds, at least.
    """

    kind: Literal["discover"]
    results: str | None
    arm: str | None
    mineral: str | None
    metric: Metric
    above: float
    density: Annotated[float, Field(gt=0, le=1)]
    min_mass: Annotated[float, Field(gt=0, lt=1)]


class AttributeTask(_Strict):
    """Split what frameworks and reserve change among them: Shapley values over arms on the same futures.

    Parameters
    ----------
    by : {"group", "seed_item", "instrument"}
        Who shares: groups of mechanisms, items of the policy list, or every instrument; and the reserve.
    orders : int
        Sampled orders of joining where all combinations would be more arms; even, in pairs. Groups are never
        sampled.
    """

    kind: Literal["attribute"]
    by: Literal["group", "seed_item", "instrument"]
    orders: Annotated[int, Field(ge=4, multiple_of=2)]
