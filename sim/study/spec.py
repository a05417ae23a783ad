"""How large a study is, and where it runs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


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


class StudySpec(BaseModel):
    """Size, seed and bookkeeping of a study.

    Parameters
    ----------
    futures : int
        Futures every arm lives through.
    seed : int
        Seed of all streams; the same seed gives every arm the same futures.
    horizon_d : int
        Days simulated per run.
    threshold : float
        A day counts as a shortfall day when unmet over baseline demand exceeds this.
    series_futures : int
        Weekly series are kept for the first so many futures.
    arms : {"factorial", "single"}
        All combinations of frameworks and reserve, or exactly the named one.
    parameters : {"sampled", "mode"}
        Draw uncertain parameters per future, or fix them at their mode.
    tilt : dict of str to TiltSpec
        Events of the scenario to sample more often or longer (importance sampling).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    futures: Annotated[int, Field(ge=1)] = 200
    seed: Annotated[int, Field(ge=0)] = 1
    horizon_d: Annotated[int, Field(gt=0)] = 3650
    threshold: Annotated[float, Field(ge=0, lt=1)] = 0.01
    series_futures: Annotated[int, Field(ge=0)] = 200
    arms: Literal["factorial", "single"] = "factorial"
    parameters: Literal["sampled", "mode"] = "sampled"
    tilt: dict[str, TiltSpec] = Field(default_factory=dict)


class ExecutionSpec(BaseModel):
    """Where blocks are computed; never changes a number.

    Parameters
    ----------
    kind : {"serial", "local"}
        In this process, or in worker processes on this machine.
    workers : int, optional
        Worker processes of ``local``; None is one per usable core.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kind: Literal["serial", "local"] = "local"
    workers: Annotated[int, Field(ge=1)] | None = None
