"""Probability laws an analyst can name in a scenario: durations, severities, shares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_serializer, model_validator

from sim.futures.streams import FloatArray


def _normal_quantiles(u: FloatArray) -> FloatArray:
    from scipy.special import ndtri  # late: it costs a quarter of a start that draws nothing

    return np.asarray(ndtri(u))


class _Law(BaseModel, ABC):
    """What all laws share: quantiles by inverse transform."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @abstractmethod
    def quantiles(self, u: FloatArray) -> FloatArray:
        """Quantiles at the probabilities `u` in [0, 1), same shape."""

    def ppf(self, u: float) -> float:
        """Quantile at one probability `u` in [0, 1)."""
        return float(self.quantiles(np.array([u], dtype=np.float64))[0])

    @abstractmethod
    def mean(self) -> float:
        """Expected value."""

    @abstractmethod
    def support(self) -> tuple[float, float]:
        """Smallest and largest value the law can take; the largest may be infinite."""


class Fixed(_Law):
    """Always the same value."""

    kind: Literal["fixed"] = "fixed"
    value: float

    def quantiles(self, u: FloatArray) -> FloatArray:
        return np.full(u.shape, self.value)

    def mean(self) -> float:
        return self.value

    def support(self) -> tuple[float, float]:
        return self.value, self.value


class Exponential(_Law):
    """Memoryless law with the given mean."""

    kind: Literal["exponential"] = "exponential"
    # Written `mean` everywhere outside: the plain name is taken by the method.
    mean_: float = Field(gt=0, alias="mean")

    @model_serializer
    def _by_alias(self) -> dict[str, str | float]:
        return {"kind": self.kind, "mean": self.mean_}

    def quantiles(self, u: FloatArray) -> FloatArray:
        return -self.mean_ * np.log1p(-u)

    def mean(self) -> float:
        return self.mean_

    def support(self) -> tuple[float, float]:
        return 0.0, np.inf


class Lognormal(_Law):
    """Lognormal law through its median and its 90 % quantile."""

    kind: Literal["lognormal"] = "lognormal"
    median: float = Field(gt=0)
    p90: float = Field(gt=0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.p90 < self.median:
            raise ValueError("p90 must be at least the median")
        return self

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return float(np.log(self.p90 / self.median)) / float(_normal_quantiles(np.array(0.9)))

    def quantiles(self, u: FloatArray) -> FloatArray:
        if self.sigma == 0.0:
            return np.full(u.shape, self.median)
        return self.median * np.exp(self.sigma * _normal_quantiles(u))

    def mean(self) -> float:
        return self.median * float(np.exp(self.sigma**2 / 2))

    def support(self) -> tuple[float, float]:
        return 0.0, np.inf


class Empirical(_Law):
    """One of the observed values, each equally likely."""

    kind: Literal["empirical"] = "empirical"
    values: Annotated[tuple[float, ...], Field(min_length=1, strict=False)]

    def quantiles(self, u: FloatArray) -> FloatArray:
        ordered = np.sort(np.array(self.values, dtype=np.float64))
        # u just below 1 may round up to n
        return ordered[np.minimum((u * ordered.size).astype(np.intp), ordered.size - 1)]

    def mean(self) -> float:
        return float(np.mean(self.values))

    def support(self) -> tuple[float, float]:
        return min(self.values), max(self.values)


class Triangular(_Law):
    """Triangular law between two ends with one mode."""

    kind: Literal["triangular"] = "triangular"
    low: float
    mode: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.mode <= self.high:
            raise ValueError("low <= mode <= high must hold")
        return self

    def quantiles(self, u: FloatArray) -> FloatArray:
        shape = u.shape
        return triangular_quantiles(
            u, np.full(shape, self.low), np.full(shape, self.mode), np.full(shape, self.high)
        )

    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    def support(self) -> tuple[float, float]:
        return self.low, self.high


def triangular_quantiles(u: FloatArray, low: FloatArray, mode: FloatArray, high: FloatArray) -> FloatArray:
    """Quantiles of triangular laws with elementwise ends and modes (a law of no width gives its mode)."""
    width = high - low
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1 - u) * width * (high - mode))
    return np.clip(np.where(u * width < mode - low, rising, falling), low, high)


LAWS = (Fixed, Exponential, Lognormal, Empirical, Triangular)
Law = Annotated[
    Fixed | Exponential | Lognormal | Empirical | Triangular,
    Field(discriminator="kind"),
]


def without_nulls(value: object) -> object:
    """Drop the null fields of a mapping; a mapping with nothing left is null.

    Scenario files spell out the fields of every law as null, so that the command line can set any of them.
    """
    if not isinstance(value, Mapping):
        return value
    return {key: item for key, item in value.items() if item is not None} or None


OptionalLaw = Annotated[Law | None, BeforeValidator(without_nulls)]
