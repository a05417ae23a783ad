"""What a planner holds likely: how often, how long and how deep exports are cut."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.data.parameters import parameters
from sim.errors import InputError
from sim.futures.hazard_table import hazard
from sim.futures.laws import Law
from sim.world.concentration import dominant
from sim.world.world import World

FloatArray = NDArray[np.float64]


class BanBelief(BaseModel):
    """Bans by one country on each mineral that it dominates; how often is a judgement about policy.

    Parameters
    ----------
    hazard : str
        Row of ``hazards.csv`` with the duration and what is left null here.
    origin : str
        Country that cuts its exports, ISO3.
    rate_per_year : float, optional
        Bans per year and mineral.
    severity : float, optional
        Share of the flow that is cut.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    hazard: str = "china-licensing-per-mineral"
    origin: str = "CHN"
    rate_per_year: Annotated[float, Field(ge=0)] | None = None
    severity: Annotated[float, Field(ge=0, le=1)] | None = None

    def rates(self, world: World) -> FloatArray:
        """Return bans per year of every mineral, 0 where the country does not dominate."""
        row = hazard(self.hazard, "reserve.sizing.bans.hazard")
        rate = row.rate_per_year if self.rate_per_year is None else self.rate_per_year
        if rate is None:
            raise InputError(
                "reserve.sizing.bans.rate_per_year", None, "reserve", "a number: the row has none"
            )
        least = parameters().mode("dominance_share")
        return np.where(self._dominance(world) >= least, rate, 0.0)

    def cuts(self, world: World) -> FloatArray:
        """Return the share of supply that a ban takes away, per mineral."""
        row = hazard(self.hazard, "reserve.sizing.bans.hazard")
        severity = self.severity
        if severity is None:
            if row.severity is None:
                raise InputError(
                    "reserve.sizing.bans.severity", None, "reserve", "a number: the row has none"
                )
            severity = row.severity.mean()
        return severity * self._dominance(world)

    def duration(self) -> Law:
        """Return the law of a ban's length, days.

        Raises
        ------
        InputError
            If the row has none.
        """
        law = hazard(self.hazard, "reserve.sizing.bans.hazard").duration
        if law is None:
            raise InputError("reserve.sizing.bans.hazard", self.hazard, "reserve", "a row with a duration")
        return law

    def _dominance(self, world: World) -> FloatArray:
        return np.array([dominant(world, mineral, self.origin) for mineral in world.minerals])
