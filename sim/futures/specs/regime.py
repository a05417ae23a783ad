"""Coercing states."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.data.parameters import parameters
from sim.futures.events import Country
from sim.futures.specs.timing import Names

PARAMETERS = {
    "calm_to_tension": "regime_calm_to_tension_per_year",
    "tension_to_calm": "regime_tension_to_calm_per_year",
    "tension_to_coercion": "regime_tension_to_coercion_per_year",
    "coercion_to_tension": "regime_coercion_to_tension_per_year",
}


class RegimeSpec(BaseModel):
    """Which states coerce, and how fast their regimes change.

    Attributes
    ----------
    coercers : sequence of str
        ISO3 codes; every state has a regime and decrees of its own.
    start : "calm", "tension" or "coercion"
        Regime of all of them on day 0.
    target : str or None
        Market that China's bans on one destination are aimed at; None leaves such bans out.
    calm_to_tension, tension_to_calm, tension_to_coercion, coercion_to_tension : float or None
        Changes per year of 365 days; None takes the parameter in ``PARAMETERS``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    coercers: Names
    start: Literal["calm", "tension", "coercion"] = "tension"
    target: Country | None = "USA"
    calm_to_tension: float | None = Field(default=None, gt=0)
    tension_to_calm: float | None = Field(default=None, gt=0)
    tension_to_coercion: float | None = Field(default=None, gt=0)
    coercion_to_tension: float | None = Field(default=None, gt=0)

    def rate(self, change: str) -> float:
        """Changes per year of one kind."""
        given: float | None = getattr(self, change)
        return parameters().mode(PARAMETERS[change]) if given is None else given
