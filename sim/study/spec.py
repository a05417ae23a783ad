"""How large a study is, when it stops, and where it runs."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.errors import InputError

BLOCK = 25
"""Futures per block, fixed: the size of a block is part of every content key."""


class TiltSpec(BaseModel):
    """How an event is sampled so that rare futures become frequent; estimates are weighted back.

    Parameters
    ----------
    rate, length : float
        Factors on arrivals per year and on the duration; 1 leaves the law alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    rate: Annotated[float, Field(gt=0)] = 1.0
    length: Annotated[float, Field(gt=0)] = 1.0


class StopSpec(BaseModel):
    """When a study has enough futures.

    Parameters
    ----------
    kind : {"fixed", "precision"}
        After all ``study.futures``; or at the first look at which the target is met, with
        ``study.futures`` as the budget.
    gamma : float
        Target: half-widths of at most gamma / (1 + gamma) of their means (Law 2015, section 9.4.1).
    metric : str
        A total (``any_mineral_days``, ``lost_output_usd``) where `mineral` is ``any``, else a metric.
    mineral : str
        A mineral, or ``any``.
    of : {"means", "differences", "both"}
        Whose intervals count: those of all arms, of all pairs, or both.
    pilot, look : int
        Futures before the first look and between looks; whole blocks of 25.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kind: Literal["fixed", "precision"] = "fixed"
    gamma: Annotated[float, Field(gt=0, lt=1)] = 0.05
    metric: Annotated[str, Field(min_length=1)] = "any_mineral_days"
    mineral: Annotated[str, Field(min_length=1)] = "any"
    of: Literal["means", "differences", "both"] = "means"
    pilot: Annotated[int, Field(ge=50)] = 50
    look: Annotated[int, Field(ge=BLOCK)] = 50

    @model_validator(mode="after")
    def _whole_blocks(self) -> Self:
        for name in ("pilot", "look"):
            if getattr(self, name) % BLOCK:
                raise InputError(f"study.stop.{name}", getattr(self, name), "", f"a multiple of {BLOCK}")
        return self


class StudySpec(BaseModel):
    """Size, seed and bookkeeping of a study.

    Parameters
    ----------
    futures : int
        Futures every arm lives through, at most.
    seed : int
        Seed of all streams; the same seed gives every arm the same futures.
    horizon_d : int
        Days simulated per run.
    threshold : float
        A day counts as a shortfall day when unmet over baseline demand exceeds this.
    discount_rate : float
        Per year; applies to what is called ``discounted``, all other dollars are added up as they are. 3 % is
        the lower rate of OMB Circular A-4 (2003), the higher is 7 %.
    series_futures : int
        Weekly series are kept for the first so many futures.
    arms : {"factorial", "single"}
        All combinations of frameworks and reserve, or exactly the named one.
    parameters : {"sampled", "mode"}
        Draw uncertain parameters per future, or fix them at their mode.
    tilt : dict of str to TiltSpec
        Events of the scenario to sample more often or longer (importance sampling).
    events : bool
        Whether to keep what happened in every future, as a table.
    stop : StopSpec
        When there are enough futures.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    futures: Annotated[int, Field(ge=1)] = 200
    seed: Annotated[int, Field(ge=0)] = 1
    horizon_d: Annotated[int, Field(gt=0)] = 3650
    threshold: Annotated[float, Field(ge=0, lt=1)] = 0.01
    discount_rate: Annotated[float, Field(ge=0, le=0.2)] = 0.03
    series_futures: Annotated[int, Field(ge=0)] = 200
    arms: Literal["factorial", "single"] = "factorial"
    parameters: Literal["sampled", "mode"] = "sampled"
    tilt: dict[str, TiltSpec] = Field(default_factory=dict)
    events: bool = False
    stop: StopSpec = StopSpec()


class ExecutionSpec(BaseModel):
    """Where blocks are computed; never changes a number.

    Parameters
    ----------
    kind : {"serial", "local", "dask"}
        In this process, in worker processes on this machine, or on a Dask cluster.
    workers : int, optional
        Worker processes on this machine; None is one per usable core.
    address : str, optional
        Of a running Dask scheduler; None starts a cluster on this machine.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kind: Literal["serial", "local", "dask"] = "local"
    workers: Annotated[int, Field(ge=1)] | None = None
    address: str | None = None

    @model_validator(mode="after")
    def _only_dask_has_an_address(self) -> Self:
        if self.address is not None and self.kind != "dask":
            raise InputError("execution.address", self.address, "", "null, unless execution=dask")
        if self.address is not None and self.workers is not None:
            raise InputError("execution.workers", self.workers, "", "null: the cluster has its own workers")
        return self
