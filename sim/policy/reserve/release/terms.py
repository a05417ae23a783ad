"""What all release rules share: who calls a crisis, how long it takes, how much may leave."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.policy.frameworks import framework_value
from sim.policy.observation import Observation
from sim.policy.reserve.release.permit import Permit

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]


class Terms(BaseModel, ABC):
    """A release rule.

    Parameters
    ----------
    declaration_lag_d, release_lead_d : float, optional
        Days from trigger to declaration, and from declaration to the first tonne; None reads
        ``vault.crisis_declaration_lag_days`` and ``vault.release_lead_days``.
    drawdown_cap : float
        Largest share of the target that may leave on one day.
    usable_form : float, optional
        Share of the stock that users take as it is, of minerals with a form that needs converting
        (``forms.csv``); the rest waits for a plant outside the banning countries. None reads
        ``vault.usable_form_fraction``.
    review_d : float
        Days between two looks at the market.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    declaration_lag_d: Annotated[float, Field(ge=0)] | None = None
    release_lead_d: Annotated[float, Field(ge=0)] | None = None
    drawdown_cap: Annotated[float, Field(gt=0)] = 1.0
    usable_form: Annotated[float, Field(ge=0, le=1)] | None = 1.0
    review_d: Annotated[float, Field(gt=0)] = 7.0

    def is_always_open(self) -> bool:
        """Say whether release needs no declaration at all."""
        return False

    @abstractmethod
    def triggered(self, seen: Observation) -> BoolArray:
        """Return the minerals in which the crisis condition holds now, shape ``(n_minerals,)``."""

    def delay_d(self) -> float:
        """Return the days from trigger to the first tonne."""
        lag = framework_value("vault.crisis_declaration_lag_days", self.declaration_lag_d)
        return lag + framework_value("vault.release_lead_days", self.release_lead_d)

    def usable_share(self) -> float:
        """Return the share of the stock that needs no conversion, of minerals that may need one."""
        return framework_value("vault.usable_form_fraction", self.usable_form)

    def replenish_d(self) -> float:
        """Return the days within which what was drawn must be replaced; infinite without such a duty."""
        return np.inf

    @abstractmethod
    def permit(self, seen: Observation, target_t: FloatArray, is_open: BoolArray) -> Permit:
        """Return what may leave until the next review; ``is_open`` has shape ``(n_minerals,)``."""


class GapTerms(Terms):
    """A rule that fills gaps: it serves unmet demand and never enters commercial stock.

    A crisis is called when shipments towards the United States have fallen by the trigger share
    or when demand goes unmet; it ends when neither holds.

    Parameters
    ----------
    trigger_import_loss : float, optional
        Share of US imports lost that starts the clock; None reads
        ``vault.crisis_trigger_import_loss_fraction``; 0 means: always open.
    """

    trigger_import_loss: Annotated[float, Field(ge=0, le=1)] | None = None

    def is_always_open(self) -> bool:
        """Say whether release needs no declaration at all."""
        return self.trigger_import_loss == 0

    def triggered(self, seen: Observation) -> BoolArray:
        """Return the minerals in which the crisis condition holds now, shape ``(n_minerals,)``."""
        loss = framework_value("vault.crisis_trigger_import_loss_fraction", self.trigger_import_loss)
        return (seen.import_ratio < 1.0 - loss) | (seen.unmet_ratio > 0.0)

    def gap_cap(self, target_t: FloatArray, is_open: BoolArray) -> FloatArray:
        """Return the draw-down cap of open minerals, 0 of others, shape ``(n_minerals,)``."""
        return np.where(is_open, self.drawdown_cap * target_t, 0.0)

    def to_gaps(self, seen: Observation, cap: FloatArray, rank: FloatArray) -> Permit:
        """Return a permit that fills gaps in an order and limits no holder by itself."""
        return Permit(cap, np.zeros_like(cap), rank, np.full(len(seen.holders.tier), np.inf))
